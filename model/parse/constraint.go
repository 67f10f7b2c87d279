package parse

import (
	"fmt"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// addConstraint reads a table constraint, or a column's with its columns set.
func (f *fold) addConstraint(table model.Name, k *pg.Constraint) error {
	switch k.Contype {
	case pg.ConstrType_CONSTR_CHECK:
		return f.addCheck(table, k)
	case pg.ConstrType_CONSTR_FOREIGN:
		return f.addForeignKey(table, k)
	case pg.ConstrType_CONSTR_NOTNULL:
		return nil
	}
	c := &model.Constraint{
		Name: k.Conname, Columns: expr.Names(k.Keys), Include: expr.Names(k.Including),
		NullsNotDistinct: k.NullsNotDistinct, Deferrable: k.Deferrable || k.Initdeferred,
		InitiallyDeferred: k.Initdeferred, Options: options(k.Options), Tablespace: k.Indexspace,
		Origin: f.originAt(k.Location),
	}
	f.cur.newer.addTo(c, k)
	var label string
	switch k.Contype {
	case pg.ConstrType_CONSTR_PRIMARY:
		c.Kind, label = model.PrimaryKey, "pkey"
	case pg.ConstrType_CONSTR_UNIQUE:
		c.Kind, label = model.Unique, "key"
	case pg.ConstrType_CONSTR_EXCLUSION:
		c.Kind, label, c.Method = model.Exclude, "excl", k.AccessMethod
		c.Expr = f.expr(k.WhereClause)
		for _, n := range k.Exclusions {
			items := n.GetList().GetItems()
			key := f.indexKey(items[0].GetIndexElem())
			ops := expr.Names(items[1].GetList().GetItems())
			c.Exclusions = append(c.Exclusions, &model.Exclusion{Key: key, Operator: operatorSQL(ops)})
			if key.Column != "" {
				c.Columns = append(c.Columns, key.Column)
			}
		}
	default:
		return fmt.Errorf("constraint of kind %s is not known", k.Contype)
	}
	if k.Indexname != "" {
		return f.constraintUsingIndex(table, c, k.Indexname)
	}
	if c.Name == "" {
		c.Name = f.inventKeyName(table, c, label)
	}
	return f.b.AddConstraint(table, c)
}

func (f *fold) inventKeyName(table model.Name, c *model.Constraint, label string) string {
	if c.Kind == model.PrimaryKey {
		return f.b.InventIndexName(table, "", label, true)
	}
	columns := append(slices.Clone(c.Columns), c.Include...)
	if c.Kind == model.Exclude {
		keys := make([]*model.IndexKey, len(c.Exclusions))
		for i, x := range c.Exclusions {
			keys[i] = x.Key
		}
		columns = indexColumnNames(keys, c.Include)
	}
	return f.b.InventIndexName(table, model.JoinColumns(columns), label, true)
}

func operatorSQL(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "OPERATOR(" + ident.Quote(names[0]) + "." + names[len(names)-1] + ")"
}

// constraintUsingIndex promotes an index: it takes the constraint's name.
func (f *fold) constraintUsingIndex(table model.Name, c *model.Constraint, index string) error {
	t := f.b.Table(table)
	if t == nil {
		return &model.NotFoundError{What: "table", Name: table.String()}
	}
	x := t.Index(index)
	if x == nil {
		return &model.NotFoundError{What: "index", Name: ident.Quote(index), In: table.String()}
	}
	c.Columns, c.Include, c.NullsNotDistinct = x.ColumnNames(), x.Include, x.NullsNotDistinct
	if c.Name == "" {
		c.Name = index
	}
	if err := f.b.DropIndex(model.Name{Schema: table.Schema, Name: index}); err != nil {
		return err
	}
	return f.b.AddConstraint(table, c)
}

// addCheck adds a CHECK. Its invented name holds a column only where the
// expression speaks of exactly one.
func (f *fold) addCheck(table model.Name, k *pg.Constraint) error {
	e := f.expr(k.RawExpr)
	name := k.Conname
	if name == "" {
		column := ""
		if cols := e.OwnColumns(table.Name); len(cols) == 1 {
			column = cols[0]
		}
		name = f.b.InventConstraintName(table, column, "check")
	}
	c := &model.Constraint{Name: name, Kind: model.Check, Expr: e, NoInherit: k.IsNoInherit,
		NotValid: k.SkipValidation && !k.InitiallyValid, Origin: f.originAt(k.Location)}
	f.cur.newer.addTo(c, k)
	if err := f.b.AddConstraint(table, c); err != nil {
		return err
	}
	if c.NoInherit {
		return nil
	}
	for _, child := range f.b.Children(table) {
		own := *c
		own.Inherited = true
		if err := quiet(f.b.AddConstraint(child, &own), true); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) addForeignKey(table model.Name, k *pg.Constraint) error {
	ref := f.relationName(k.Pktable)
	c := &model.Constraint{
		Name: k.Conname, Kind: model.ForeignKey, Columns: expr.Names(k.FkAttrs),
		RefTable: ref, RefColumns: expr.Names(k.PkAttrs),
		OnDelete: action(k.FkDelAction), OnUpdate: action(k.FkUpdAction), SetColumns: expr.Names(k.FkDelSetCols),
		MatchFull: k.FkMatchtype == "f", Deferrable: k.Deferrable || k.Initdeferred, InitiallyDeferred: k.Initdeferred,
		NotValid: k.SkipValidation && !k.InitiallyValid, Origin: f.originAt(k.Location),
	}
	f.cur.newer.addTo(c, k)
	target := f.b.Table(ref)
	switch {
	case target == nil && !model.IsManagedSchema(ref.Schema):
		f.leaveOut(c, table, &model.NotFoundError{What: "table", Name: ref.String(), Near: f.nearTable(ref)})
		return nil
	case target == nil || target.External:
	case len(c.RefColumns) == 0:
		if pk := target.PrimaryKey(); pk != nil {
			c.RefColumns = pk.Columns
		}
	default:
		for _, col := range c.RefColumns {
			if target.Column(col) == nil {
				f.leaveOut(c, table, &model.NotFoundError{What: "column", Name: ident.Quote(col), In: ref.String()})
				return nil
			}
		}
	}
	if c.Name == "" {
		c.Name = f.b.InventConstraintName(table, model.JoinColumns(c.Columns), "fkey")
	}
	return f.b.AddConstraint(table, c)
}

// leaveOut reports a foreign key that points nowhere; the rest of its
// statement is read all the same.
func (f *fold) leaveOut(c *model.Constraint, table model.Name, err error) {
	f.report(Error, err.Error(), "The foreign key ("+ident.List(c.Columns)+") of "+table.String()+" was left out.")
}

func (f *fold) nearTable(n model.Name) string {
	var names []string
	for _, t := range f.b.Tables() {
		if t.Name.Schema == n.Schema {
			names = append(names, t.Name.Name)
		}
	}
	return model.Nearest(n.Name, names)
}

func action(a string) model.Action {
	switch a {
	case "r":
		return model.Restrict
	case "c":
		return model.Cascade
	case "n":
		return model.SetNull
	case "d":
		return model.SetDefault
	}
	return model.NoAction
}
