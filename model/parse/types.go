package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (f *fold) createEnum(s *pg.CreateEnumStmt) error {
	schema, name := qualified(expr.Names(s.TypeName))
	e := &model.Enum{Name: f.createIn(schema, name), Values: expr.Names(s.Vals), Origin: f.origin}
	if err := f.b.CreateEnum(e); err != nil {
		return err
	}
	f.grantNewType(e.Name)
	return nil
}

func (f *fold) alterEnum(s *pg.AlterEnumStmt) error {
	name := f.typeName(expr.Names(s.TypeName))
	if s.OldVal != "" {
		return f.b.RenameEnumValue(name, s.OldVal, s.NewVal)
	}
	return quiet(f.b.AddEnumValue(name, s.NewVal, s.NewValNeighbor, !s.NewValIsAfter), s.SkipIfNewValExists)
}

func (f *fold) createDomain(s *pg.CreateDomainStmt) error {
	schema, name := qualified(expr.Names(s.Domainname))
	d := &model.Domain{Name: f.createIn(schema, name), Base: f.resolveType(s.TypeName), Origin: f.origin}
	if s.CollClause != nil {
		d.Collation = qualifiedSQL(expr.Names(s.CollClause.Collname))
	}
	for _, n := range s.Constraints {
		k := n.GetConstraint()
		switch k.Contype {
		case pg.ConstrType_CONSTR_NOTNULL:
			d.NotNull = true
		case pg.ConstrType_CONSTR_DEFAULT:
			d.Default = f.expr(k.RawExpr)
		case pg.ConstrType_CONSTR_CHECK:
			d.Constraints = append(d.Constraints, f.domainCheck(d, k))
		}
	}
	if err := f.b.CreateDomain(d); err != nil {
		return err
	}
	f.grantNewType(d.Name)
	return nil
}

func (f *fold) domainCheck(d *model.Domain, k *pg.Constraint) *model.Constraint {
	name := k.Conname
	for i := 0; name == ""; i++ {
		candidate := f.b.InventConstraintName(d.Name, "", "check"+number(i))
		taken := false
		for _, c := range d.Constraints {
			taken = taken || c.Name == candidate
		}
		if !taken {
			name = candidate
		}
	}
	return &model.Constraint{Name: name, Kind: model.Check, Expr: f.expr(k.RawExpr),
		NotValid: k.SkipValidation && !k.InitiallyValid, Origin: f.origin}
}

func (f *fold) alterDomain(s *pg.AlterDomainStmt) error {
	d, err := f.b.OwnDomain(f.typeName(expr.Names(s.TypeName)))
	if err != nil {
		return err
	}
	switch s.Subtype {
	case "T":
		d.Default = f.expr(s.Def)
	case "N":
		d.NotNull = false
	case "O":
		d.NotNull = true
	case "C":
		d.Constraints = append(d.Constraints, f.domainCheck(d, s.Def.GetConstraint()))
	case "X":
		for i, c := range d.Constraints {
			if c.Name == s.Name {
				d.Constraints = append(d.Constraints[:i:i], d.Constraints[i+1:]...)
				return nil
			}
		}
		if !s.MissingOk {
			return &model.NotFoundError{What: "constraint", Name: ident.Quote(s.Name), In: d.Name.String()}
		}
	case "V":
		for i, c := range d.Constraints {
			if c.Name == s.Name {
				n := *c
				n.NotValid = false
				d.Constraints[i] = &n
			}
		}
	}
	return nil
}

func (f *fold) renameDomainConstraint(domain model.Name, from, to string) error {
	d, err := f.b.OwnDomain(domain)
	if err != nil {
		return err
	}
	for i, c := range d.Constraints {
		if c.Name == from {
			n := *c
			n.Name = to
			d.Constraints[i] = &n
			return nil
		}
	}
	return &model.NotFoundError{What: "constraint", Name: ident.Quote(from), In: domain.String()}
}

func (f *fold) createComposite(s *pg.CompositeTypeStmt) error {
	c := &model.Composite{Name: f.createIn(s.Typevar.Schemaname, s.Typevar.Relname), Origin: f.origin}
	for _, n := range s.Coldeflist {
		c.Attributes = append(c.Attributes, f.attribute(n.GetColumnDef()))
	}
	if err := f.b.CreateComposite(c); err != nil {
		return err
	}
	f.grantNewType(c.Name)
	return nil
}

func (f *fold) attribute(d *pg.ColumnDef) model.Attribute {
	a := model.Attribute{Name: d.Colname, Type: f.resolveType(d.TypeName)}
	if d.CollClause != nil {
		a.Collation = qualifiedSQL(expr.Names(d.CollClause.Collname))
	}
	return a
}

// alterComposite reads ALTER TYPE ... ADD, DROP and ALTER ATTRIBUTE.
func (f *fold) alterComposite(s *pg.AlterTableStmt) error {
	name := f.find(s.Relation.Schemaname, s.Relation.Relname, f.b.HasType)
	if f.b.Composite(name) == nil && f.b.HasType(name) {
		return nil // OWNER TO of another kind of type
	}
	c, err := f.b.OwnComposite(name)
	if err != nil {
		return err
	}
	for _, n := range s.Cmds {
		cmd := n.GetAlterTableCmd()
		switch cmd.Subtype {
		case pg.AlterTableType_AT_AddColumn:
			c.Attributes = append(c.Attributes, f.attribute(cmd.Def.GetColumnDef()))
		case pg.AlterTableType_AT_DropColumn, pg.AlterTableType_AT_AlterColumnType:
			i := attributeIndex(c, cmd.Name)
			if i < 0 {
				if cmd.MissingOk {
					continue
				}
				return &model.NotFoundError{What: "attribute", Name: ident.Quote(cmd.Name), In: name.String()}
			}
			if cmd.Subtype == pg.AlterTableType_AT_DropColumn {
				c.Attributes = append(c.Attributes[:i:i], c.Attributes[i+1:]...)
			} else {
				c.Attributes[i] = f.attribute(&pg.ColumnDef{Colname: cmd.Name, TypeName: cmd.Def.GetColumnDef().GetTypeName(), CollClause: cmd.Def.GetColumnDef().GetCollClause()})
			}
		}
	}
	return nil
}

func attributeIndex(c *model.Composite, name string) int {
	for i, a := range c.Attributes {
		if a.Name == name {
			return i
		}
	}
	return -1
}

func (f *fold) renameAttribute(rel model.Name, from, to string) error {
	c, err := f.b.OwnComposite(rel)
	if err != nil {
		return err
	}
	i := attributeIndex(c, from)
	if i < 0 {
		return &model.NotFoundError{What: "attribute", Name: ident.Quote(from), In: rel.String()}
	}
	c.Attributes[i].Name = to
	return nil
}

// createOpaque keeps a type whose inside is not modelled.
func (f *fold) createOpaque(names []*pg.Node, kind string) error {
	n := f.createIn(qualified(expr.Names(names)))
	if len(names) == 1 && !f.onDefaultPath() {
		names[0].GetString_().Sval = n.Name
	}
	old := f.b.Opaque(n)
	o := &model.Opaque{Name: n, Kind: kind, SQL: f.written(), Canonical: expr.CanonicalStatement(f.cur.node), Origin: f.origin}
	if r := f.cur.node.GetCreateRangeStmt(); r != nil {
		f.rangeParts(o, r)
	}
	o.Like = option(f.cur.node.GetDefineStmt().GetDefinition(), "like") != nil
	if err := f.b.CreateOpaque(o); err != nil {
		return err
	}
	if old == nil {
		f.grantNewType(n)
	}
	return nil
}

// rangeParts notes what a range type is made of.
func (f *fold) rangeParts(o *model.Opaque, s *pg.CreateRangeStmt) {
	if d := option(s.Params, "subtype"); d != nil {
		o.Subtype = f.resolveType(d.Arg.GetTypeName())
	}
	o.Multirange = model.Name{Schema: o.Name.Schema, Name: expr.MultirangeName(o.Name.Name)}
	if d := option(s.Params, "multirange_type_name"); d != nil {
		o.Multirange = f.createIn(qualified(strings.Split(defValue(d), ".")))
	}
}

// define reads the CREATE statements that share one form: base types and
// aggregates are modelled, the others carried.
func (f *fold) define(n *pg.Node, s *pg.DefineStmt) error {
	switch s.Kind {
	case pg.ObjectType_OBJECT_TYPE:
		kind := "base"
		if len(s.Definition) == 0 {
			kind = "shell"
		}
		return f.createOpaque(s.Defnames, kind)
	case pg.ObjectType_OBJECT_AGGREGATE:
		return f.createAggregate(s)
	}
	return f.defines(n, s)
}

func number(i int) string {
	if i == 0 {
		return ""
	}
	return string(rune('0' + i%10))
}

func (f *fold) createSchema(s *pg.CreateSchemaStmt) error {
	name := s.Schemaname
	if name == "" {
		name = s.Authrole.GetRolename()
	}
	err := f.b.CreateNamespace(&model.Namespace{Name: name, Owner: f.authorization(s.Authrole), Origin: f.origin})
	if name == "public" || model.IsManagedSchema(name) {
		err = quiet(err, true)
	}
	if err := quiet(err, s.IfNotExists); err != nil {
		return err
	}
	old := f.path
	f.path = append([]string{name}, old...)
	defer func() { f.path = old }()
	for _, n := range s.SchemaElts {
		if err := f.apply(n); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) createExtension(s *pg.CreateExtensionStmt) error {
	x := &model.Extension{Name: s.Extname, Origin: f.origin}
	if d := option(s.Options, "schema"); d != nil {
		x.Schema = defValue(d)
	}
	if d := option(s.Options, "new_version"); d != nil {
		x.Version = defValue(d)
	}
	if err := f.b.CreateExtension(x); err != nil {
		return quiet(err, s.IfNotExists)
	}
	return f.extensionComposites(x)
}

// extensionComposites adds the row types that an extension makes, so far as
// they are known: functions take them apart.
func (f *fold) extensionComposites(x *model.Extension) error {
	if f.trusted || x.Name != "http" { // a server says which there are
		return nil
	}
	in := func(name string) model.Name { return f.createIn(x.Schema, name) }
	text, headers := model.Builtin("character varying"), model.Type{Schema: in("").Schema, Name: "http_header", Array: true}
	for _, c := range []*model.Composite{
		{Name: in("http_header"), Attributes: []model.Attribute{{Name: "field", Type: text}, {Name: "value", Type: text}}},
		{Name: in("http_response"), Attributes: []model.Attribute{{Name: "status", Type: model.Builtin("integer")},
			{Name: "content_type", Type: text}, {Name: "headers", Type: headers}, {Name: "content", Type: text}}},
		{Name: in("http_request"), Attributes: []model.Attribute{{Name: "method", Type: text}, {Name: "uri", Type: text},
			{Name: "headers", Type: headers}, {Name: "content_type", Type: text}, {Name: "content", Type: text}}},
	} {
		c.Extension, c.Origin = x.Name, f.origin
		if err := f.b.CreateComposite(c); err != nil {
			return err
		}
	}
	return nil
}
