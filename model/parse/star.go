package parse

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/expr"
)

// expandStars spells out what "*" stands for in a query and the queries inside
// of it, as PostgreSQL does when it keeps one: columns that come later are not
// among them. A star over something whose columns are not known stays.
func (f *fold) expandStars(query *pg.Node) { f.expandSelect(query.GetSelectStmt(), nil) }

func (f *fold) expandSelect(s *pg.SelectStmt, ctes []rowSource) {
	if s == nil {
		return
	}
	for _, n := range s.WithClause.GetCtes() {
		c := n.GetCommonTableExpr()
		f.expandSelect(c.GetCtequery().GetSelectStmt(), ctes)
		ctes = f.withCTE(ctes, c)
	}
	f.expandSelect(s.Larg, ctes)
	f.expandSelect(s.Rarg, ctes)
	for _, n := range s.FromClause {
		expr.Walk(n, func(x *pg.Node) bool {
			if q := x.GetSelectStmt(); q != nil {
				f.expandSelect(q, ctes)
				return false
			}
			return true
		})
	}
	var out []*pg.Node
	for _, n := range s.TargetList {
		if spelled, ok := f.starItems(n.GetResTarget().GetVal().GetColumnRef(), s.FromClause, ctes); ok {
			out = append(out, spelled...)
		} else {
			out = append(out, n)
		}
	}
	s.TargetList = out
}

// starItems gives the items that a star stands for; ok is false where ref is
// no star or something in FROM is not known.
func (f *fold) starItems(ref *pg.ColumnRef, from []*pg.Node, ctes []rowSource) (items []*pg.Node, ok bool) {
	if ref == nil || ref.Fields[len(ref.Fields)-1].GetAStar() == nil {
		return nil, false
	}
	want := ""
	if len(ref.Fields) > 1 {
		want = ref.Fields[len(ref.Fields)-2].GetString_().GetSval()
	}
	for _, n := range from {
		columns, ok := f.visible(n, ctes, want)
		if !ok {
			return nil, false
		}
		for _, c := range columns {
			items = append(items, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: c.ref()}}})
		}
	}
	return items, len(items) > 0
}

// visibleColumn is a column that a star shows, with the source it is of.
type visibleColumn struct{ source, name string }

func (c visibleColumn) ref() *pg.Node {
	fields := []*pg.Node{stringNode(c.name)}
	if c.source != "" {
		fields = []*pg.Node{stringNode(c.source), fields[0]}
	}
	return &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: fields}}}
}

// visible lists what a star shows of an item of FROM; with a wanted source,
// of that alone. A join shows the columns that it joins by once, before the
// others.
func (f *fold) visible(n *pg.Node, ctes []rowSource, want string) (out []visibleColumn, ok bool) {
	j := n.GetJoinExpr()
	if j == nil {
		for _, s := range f.fromSources(n, ctes) {
			if want != "" && s.name != want {
				continue
			}
			if len(s.columns) == 0 {
				return nil, false
			}
			for _, c := range s.columns {
				out = append(out, visibleColumn{s.name, c.Name})
			}
		}
		return out, true
	}
	if j.GetAlias() != nil {
		return nil, false
	}
	left, okLeft := f.visible(j.Larg, ctes, want)
	right, okRight := f.visible(j.Rarg, ctes, want)
	if !okLeft || !okRight {
		return nil, false
	}
	by := expr.Names(j.UsingClause)
	named := func(list []visibleColumn, name string) int {
		return slices.IndexFunc(list, func(c visibleColumn) bool { return c.name == name })
	}
	if j.IsNatural {
		for _, c := range left {
			if named(right, c.name) >= 0 {
				by = append(by, c.name)
			}
		}
	}
	if want != "" || len(by) == 0 {
		return append(left, right...), true
	}
	for _, name := range by {
		l, r := named(left, name), named(right, name)
		switch {
		case l < 0 || r < 0:
			return nil, false
		case j.Jointype == pg.JoinType_JOIN_RIGHT:
			out = append(out, right[r])
		case j.Jointype == pg.JoinType_JOIN_FULL:
			out = append(out, visibleColumn{"", name})
		default:
			out = append(out, left[l])
		}
	}
	for _, c := range append(left, right...) {
		if !slices.Contains(by, c.name) {
			out = append(out, c)
		}
	}
	return out, true
}
