package expr

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// RenameColumn gives e with the table's column called by its new name, and e
// itself where nothing changed. A name in a query is taken for the table's
// column where it is qualified with the table or its alias, or unqualified
// while the query reads the table; own tells that outside of queries an
// unqualified name is the table's. What a query calls its output stays, as it
// does in PostgreSQL: SELECT a becomes SELECT b AS a.
func (e *Expr) RenameColumn(table, from, to string, own bool) *Expr {
	if !e.MentionsColumn(table, from) {
		return e
	}
	return e.rewrite(func(n *pg.Node) bool {
		r := columnRename{from: from, to: to}
		if q := n.GetSelectStmt(); q != nil {
			r.query(q, scope{table: table}, true)
		} else {
			r.expr(n, scope{table: table, own: own})
		}
		return r.changed
	})
}

// WithOutputNames gives a query with its outputs called by these names, as the
// list behind a view's name calls them; e itself where there are none, or
// where the outputs cannot be counted.
func (e *Expr) WithOutputNames(names []string) *Expr {
	q := e.Node().GetSelectStmt()
	if len(names) == 0 || q == nil {
		return e
	}
	return e.rewrite(func(n *pg.Node) bool {
		q := n.GetSelectStmt()
		for q.Larg != nil {
			q = q.Larg
		}
		for i, t := range q.TargetList {
			ref := t.GetResTarget().GetVal().GetColumnRef()
			if ref != nil && ref.Fields[len(ref.Fields)-1].GetAStar() != nil {
				return false
			}
			if i < len(names) {
				t.GetResTarget().Name = names[i]
			}
		}
		return true
	})
}

// columnRename gives a column another name in place.
type columnRename struct {
	from, to string
	changed  bool
}

func (r *columnRename) expr(n *pg.Node, s scope) {
	Walk(n, func(x *pg.Node) bool {
		if q := x.GetSelectStmt(); q != nil {
			r.query(q, s, false)
			return false
		}
		if c := x.GetColumnRef(); c != nil && s.means(c, r.from) {
			c.Fields[len(c.Fields)-1].GetString_().Sval = r.to
			r.changed = true
		}
		return true
	})
}

// query renames inside of a query; outer is what names mean around it, keep
// tells that somebody reads its output by name.
func (r *columnRename) query(q *pg.SelectStmt, outer scope, keep bool) {
	if q == nil {
		return
	}
	for _, c := range q.WithClause.GetCtes() {
		r.query(c.GetCommonTableExpr().GetCtequery().GetSelectStmt(), outer, true)
	}
	if q.Larg != nil {
		r.query(q.Larg, outer, keep)
		r.query(q.Rarg, outer, keep)
		return // what sorts the whole is called as the output is
	}
	in := outer.inside(q)
	for _, f := range q.FromClause {
		r.fromItem(f, in)
	}
	var outputs []string
	for _, n := range q.TargetList {
		t := n.GetResTarget()
		name := t.GetName()
		if name == "" {
			name = OutputName(t.GetVal())
		}
		outputs = append(outputs, name)
		r.expr(t.GetVal(), in)
		if keep && t.Name == "" && OutputName(t.GetVal()) != name {
			t.Name = name
		}
	}
	for _, n := range slices.Concat(q.DistinctClause, q.SortClause) {
		key := n
		if s := n.GetSortBy(); s != nil {
			key = s.Node
		}
		if c := key.GetColumnRef(); c != nil && len(c.Fields) == 1 && slices.Contains(outputs, columnParts(c)[0]) {
			continue // the name of an output comes before that of a column
		}
		r.expr(key, in)
	}
	for _, n := range slices.Concat([]*pg.Node{q.WhereClause, q.HavingClause, q.LimitCount, q.LimitOffset},
		q.GroupClause, q.WindowClause, q.ValuesLists) {
		r.expr(n, in)
	}
}

func (r *columnRename) fromItem(n *pg.Node, in scope) {
	switch x := n.GetNode().(type) {
	case *pg.Node_JoinExpr:
		r.fromItem(x.JoinExpr.Larg, in)
		r.fromItem(x.JoinExpr.Rarg, in)
		r.expr(x.JoinExpr.Quals, in)
	case *pg.Node_RangeSubselect:
		r.query(x.RangeSubselect.Subquery.GetSelectStmt(), in, true)
	default:
		r.expr(n, in)
	}
}

// scope is what unqualified and qualified names mean at a place of the tree.
type scope struct {
	table   string
	own     bool     // an unqualified name may be the table's column
	aliases []string // further names of the table
}

// inside gives what names mean within a query.
func (s scope) inside(q *pg.SelectStmt) scope {
	in := scope{table: s.table, own: s.own, aliases: slices.Clone(s.aliases)}
	for _, f := range q.FromClause {
		Walk(f, func(x *pg.Node) bool {
			if r := x.GetRangeVar(); r != nil && r.Relname == s.table {
				in.own = true
				if a := r.GetAlias().GetAliasname(); a != "" {
					in.aliases = append(in.aliases, a)
				}
			}
			return x.GetSelectStmt() == nil
		})
	}
	return in
}

func (s scope) means(c *pg.ColumnRef, column string) bool {
	parts := columnParts(c)
	if parts[len(parts)-1] != column {
		return false
	}
	if len(parts) == 1 {
		return s.own
	}
	q := parts[len(parts)-2]
	if q == s.table {
		return true
	}
	for _, a := range s.aliases {
		if a == q {
			return true
		}
	}
	return false
}
