package parse

import (
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

func (f *fold) createIndex(s *pg.IndexStmt) error {
	table := f.relationName(s.Relation)
	x := &model.Index{
		Name: s.Idxname, Unique: s.Unique, Where: f.expr(s.WhereClause), NullsNotDistinct: s.NullsNotDistinct,
		Options: options(s.Options), Tablespace: s.TableSpace, Only: !s.Relation.Inh, Origin: f.origin,
	}
	if s.AccessMethod != "btree" {
		x.Method = s.AccessMethod
	}
	for _, n := range s.IndexParams {
		x.Keys = append(x.Keys, f.indexKey(n.GetIndexElem()))
	}
	for _, n := range s.IndexIncludingParams {
		x.Include = append(x.Include, n.GetIndexElem().GetName())
	}
	if x.Name == "" {
		x.Name = f.b.InventIndexName(table, model.JoinColumns(indexColumnNames(x.Keys, x.Include)), "idx", false)
	}
	if t := f.b.Table(table); t == nil && f.b.View(table) == nil {
		if !model.IsManagedSchema(table.Schema) {
			return &model.NotFoundError{What: "table", Name: table.String(), Near: f.nearTable(table)}
		}
		f.b.External(table)
	}
	if err := quiet(f.b.CreateIndex(table, x), s.IfNotExists); err != nil {
		return err
	}
	if x.Only {
		return nil
	}
	return f.indexPartitions(table, x)
}

// indexPartitions gives every partition its part of a partitioned index.
func (f *fold) indexPartitions(table model.Name, x *model.Index) error {
	t := f.b.Table(table)
	if t == nil || t.PartitionBy == "" {
		return nil
	}
	for _, child := range f.b.Children(table) {
		if err := f.indexPartition(child, x); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) indexPartition(child model.Name, x *model.Index) error {
	part := *x
	part.Parent, part.Comment, part.Origin = x.Name, "", f.origin
	part.Name = f.b.InventIndexName(child, model.JoinColumns(indexColumnNames(x.Keys, x.Include)), "idx", false)
	if err := f.b.CreateIndex(child, &part); err != nil {
		return err
	}
	return f.indexPartitions(child, &part)
}

func (f *fold) indexKey(e *pg.IndexElem) *model.IndexKey {
	k := &model.IndexKey{Column: e.Name, Expr: f.expr(e.Expr), Desc: e.Ordering == pg.SortByDir_SORTBY_DESC}
	if len(e.Collation) > 0 {
		k.Collation = qualifiedSQL(expr.Names(e.Collation))
	}
	if len(e.Opclass) > 0 {
		k.OpClass = qualifiedSQL(expr.Names(e.Opclass))
		for i, o := range options(e.Opclassopts) {
			if i == 0 {
				k.OpClass += " ("
			} else {
				k.OpClass += ", "
			}
			k.OpClass += o
		}
		if len(e.Opclassopts) > 0 {
			k.OpClass += ")"
		}
	}
	k.NullsFirst = k.Desc
	switch e.NullsOrdering {
	case pg.SortByNulls_SORTBY_NULLS_FIRST:
		k.NullsFirst = true
	case pg.SortByNulls_SORTBY_NULLS_LAST:
		k.NullsFirst = false
	}
	return k
}

// indexColumnNames gives the names that PostgreSQL gives an index's own
// columns, which its invented name is made of: of an expression the name that
// it would have as an output column, or "expr", numbered where it repeats
// (ChooseIndexColumnNames).
func indexColumnNames(keys []*model.IndexKey, include []string) []string {
	var out []string
	used := map[string]bool{}
	add := func(base string) {
		name := base
		for i := 1; used[name]; i++ {
			name = clipBytes(base, 63-len(strconv.Itoa(i))) + strconv.Itoa(i)
		}
		used[name] = true
		out = append(out, name)
	}
	for _, k := range keys {
		if k.Column != "" {
			add(k.Column)
			continue
		}
		name := expr.OutputName(k.Expr.Node())
		if name == "" {
			name = "expr"
		}
		add(name)
	}
	for _, c := range include {
		add(c)
	}
	return out
}

func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
