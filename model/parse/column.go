package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// columnDef reads a column definition. It gives the constraints that the
// table gets, with their columns set, and the sequence of a serial or
// identity column.
func (f *fold) columnDef(table model.Name, d *pg.ColumnDef) (*model.Column, []*pg.Constraint, *model.Sequence) {
	c := &model.Column{Name: d.Colname, Origin: f.originAt(d.Location)}
	serial := serialType(d.TypeName)
	switch {
	case serial != "":
		c.Type, c.NotNull = model.Builtin(serial), true
	case d.TypeName != nil:
		c.Type = f.resolveType(d.TypeName)
	}
	if d.CollClause != nil {
		c.Collation = qualifiedSQL(expr.Names(d.CollClause.Collname))
	}
	c.Storage, c.Compression = storage(c.Type, d.StorageName), compression(d.Compression)
	c.ForeignOptions = options(d.Fdwoptions)
	c.NotNull = c.NotNull || d.IsNotNull
	var out []*pg.Constraint
	var seq *model.Sequence
	for i, n := range d.Constraints {
		k := n.GetConstraint()
		switch k.Contype {
		case pg.ConstrType_CONSTR_NOTNULL:
			c.NotNull = true
		case pg.ConstrType_CONSTR_DEFAULT:
			c.Default = f.columnDefault(c.Type, k.RawExpr)
		case pg.ConstrType_CONSTR_GENERATED:
			c.Generated = f.expr(k.RawExpr)
			c.Virtual = f.cur.newer.has(k, virtualColumn)
		case pg.ConstrType_CONSTR_IDENTITY:
			c.NotNull = true
			c.Identity = &model.Identity{Always: k.GeneratedWhen == "a", Options: sequenceOptions(k.Options)}
			seq = f.identitySequence(table, c, k.Options)
		case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE:
			k.Keys = []*pg.Node{stringNode(d.Colname)}
			out = append(out, withAttributes(k, d.Constraints[i+1:]))
			c.NotNull = c.NotNull || k.Contype == pg.ConstrType_CONSTR_PRIMARY
		case pg.ConstrType_CONSTR_FOREIGN:
			k.FkAttrs = []*pg.Node{stringNode(d.Colname)}
			out = append(out, withAttributes(k, d.Constraints[i+1:]))
		case pg.ConstrType_CONSTR_CHECK, pg.ConstrType_CONSTR_EXCLUSION:
			out = append(out, k)
		}
	}
	if serial != "" {
		seq = f.serialSequence(table, c)
	}
	return c, out, seq
}

// storage gives the setting of a column; empty where it is the type's own.
func storage(t model.Type, word string) string {
	word = strings.ToUpper(word)
	if word == "DEFAULT" || word == t.DefaultStorage() {
		return ""
	}
	return word
}

func compression(word string) string {
	if strings.EqualFold(word, "default") {
		return ""
	}
	return word
}

// statistics reads the target of SET STATISTICS; -1 stands for the server's own.
func statistics(n *pg.Node) *int {
	target := int(n.GetInteger().GetIval())
	if n.GetInteger() == nil || target < 0 {
		return nil
	}
	return &target
}

// columnDefault reads DEFAULT. As in PostgreSQL (AddRelationNewConstraints), a
// NULL is no default, but for a domain, whose own it keeps away.
func (f *fold) columnDefault(t model.Type, n *pg.Node) *expr.Expr {
	value := n
	for value.GetTypeCast() != nil {
		value = value.GetTypeCast().Arg
	}
	if value.GetAConst().GetIsnull() && f.b.Domain(model.Name{Schema: t.Schema, Name: t.Name}) == nil {
		return nil
	}
	return f.expr(n)
}

// withAttributes sets what DEFERRABLE and the like, standing behind a column
// constraint, say about it.
func withAttributes(k *pg.Constraint, after []*pg.Node) *pg.Constraint {
	for _, n := range after {
		switch n.GetConstraint().GetContype() {
		case pg.ConstrType_CONSTR_ATTR_DEFERRABLE:
			k.Deferrable = true
		case pg.ConstrType_CONSTR_ATTR_DEFERRED:
			k.Deferrable, k.Initdeferred = true, true
		case pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
		default:
			return k
		}
	}
	return k
}

func stringNode(s string) *pg.Node {
	return &pg.Node{Node: &pg.Node_String_{String_: &pg.String{Sval: s}}}
}

func serialType(t *pg.TypeName) string {
	if t == nil || len(t.Names) != 1 {
		return ""
	}
	switch t.Names[0].GetString_().GetSval() {
	case "serial", "serial4":
		return "integer"
	case "bigserial", "serial8":
		return "bigint"
	case "smallserial", "serial2":
		return "smallint"
	}
	return ""
}

func (f *fold) serialSequence(table model.Name, c *model.Column) *model.Sequence {
	name := model.Name{Schema: table.Schema, Name: f.b.InventIndexName(table, c.Name, "seq", false)}
	c.Default = nextval(name)
	return &model.Sequence{Name: name, Type: c.Type.Name, Implied: true,
		OwnedBy: model.ColumnRef{Table: table, Column: c.Name}, Origin: c.Origin}
}

func nextval(seq model.Name) *expr.Expr {
	return expr.MustParse("nextval(" + ident.Literal(seq.String()) + "::regclass)")
}

func (f *fold) identitySequence(table model.Name, c *model.Column, opts []*pg.Node) *model.Sequence {
	name := model.Name{Schema: table.Schema, Name: f.b.InventIndexName(table, c.Name, "seq", false)}
	if d := option(opts, "sequence_name"); d != nil {
		schema, n := qualified(listNames(d.Arg))
		name = f.createIn(orSchema(schema, table.Schema), n)
	}
	typ := c.Type.Name
	if d := option(opts, "as"); d != nil {
		typ = defValue(d)
	}
	return &model.Sequence{Name: name, Type: typ, Implied: true, Identity: true,
		Options: sequenceOptions(opts), OwnedBy: model.ColumnRef{Table: table, Column: c.Name}, Origin: c.Origin}
}

func orSchema(schema, other string) string {
	if schema == "" {
		return other
	}
	return schema
}

// originAt is the place of a part of the current statement; location is the
// parser's byte offset into the chunk and tells only how far the part lies
// behind the statement's own beginning.
func (f *fold) originAt(location int32) model.Origin {
	o := f.origin
	if at := f.cur.chunkStart + int(location); location > 0 && at > f.cur.start && at < f.cur.end {
		o.Line += strings.Count(f.src.text[f.cur.start:at], "\n")
	}
	return o
}
