package expr

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (p *printer) subLink(s *pg.SubLink) {
	sel := s.Subselect.GetSelectStmt()
	if sel == nil {
		p.unknown = true
		return
	}
	switch s.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		p.WriteString("EXISTS ")
	case pg.SubLinkType_ARRAY_SUBLINK:
		p.WriteString("ARRAY")
	case pg.SubLinkType_EXPR_SUBLINK:
	case pg.SubLinkType_ANY_SUBLINK:
		p.expr(s.Testexpr, precLike+1)
		if len(s.OperName) == 0 {
			p.WriteString(" IN ")
		} else {
			p.WriteString(" " + operatorName(s.OperName) + " ANY ")
		}
	case pg.SubLinkType_ALL_SUBLINK:
		p.expr(s.Testexpr, precLike+1)
		p.WriteString(" " + operatorName(s.OperName) + " ALL ")
	default:
		p.unknown = true
		return
	}
	p.WriteByte('(')
	p.selectStmt(sel)
	p.WriteByte(')')
}

func (p *printer) selectStmt(s *pg.SelectStmt) {
	if s.IntoClause != nil || len(s.WindowClause) > 0 || len(s.LockingClause) > 0 || s.GroupDistinct ||
		s.LimitOption == pg.LimitOption_LIMIT_OPTION_WITH_TIES {
		p.unknown = true
		return
	}
	if s.WithClause != nil {
		p.with(s.WithClause)
	}
	switch {
	case s.Op != pg.SetOperation_SETOP_NONE && s.Op != pg.SetOperation_SET_OPERATION_UNDEFINED:
		p.setOperation(s)
	case len(s.ValuesLists) > 0:
		p.WriteString("VALUES ")
		p.list(s.ValuesLists)
	default:
		p.selectBody(s)
	}
	if len(s.SortClause) > 0 {
		p.WriteString(" ORDER BY ")
		p.sortList(s.SortClause)
	}
	if s.LimitCount != nil && !s.LimitCount.GetAConst().GetIsnull() {
		p.WriteString(" LIMIT ")
		p.expr(s.LimitCount, 0)
	}
	if s.LimitOffset != nil {
		p.WriteString(" OFFSET ")
		p.expr(s.LimitOffset, 0)
	}
}

func (p *printer) setOperation(s *pg.SelectStmt) {
	words := map[pg.SetOperation]string{pg.SetOperation_SETOP_UNION: "UNION",
		pg.SetOperation_SETOP_INTERSECT: "INTERSECT", pg.SetOperation_SETOP_EXCEPT: "EXCEPT"}
	side := func(x *pg.SelectStmt, wrap bool) {
		wrap = wrap || len(x.SortClause) > 0 || x.LimitCount != nil || x.LimitOffset != nil || x.WithClause != nil
		if wrap {
			p.WriteByte('(')
		}
		p.selectStmt(x)
		if wrap {
			p.WriteByte(')')
		}
	}
	nested := func(x *pg.SelectStmt) bool {
		return x.Op != pg.SetOperation_SETOP_NONE && x.Op != pg.SetOperation_SET_OPERATION_UNDEFINED
	}
	intersect := pg.SetOperation_SETOP_INTERSECT // binds stronger than the other two
	side(s.Larg, nested(s.Larg) && s.Op == intersect && s.Larg.Op != intersect)
	p.WriteString(" " + words[s.Op] + " ")
	if s.All {
		p.WriteString("ALL ")
	}
	side(s.Rarg, nested(s.Rarg))
}

func (p *printer) selectBody(s *pg.SelectStmt) {
	p.WriteString("SELECT ")
	if len(s.DistinctClause) > 0 {
		p.WriteString("DISTINCT ")
		if s.DistinctClause[0].Node != nil {
			p.WriteString("ON (")
			p.list(s.DistinctClause)
			p.WriteString(") ")
		}
	}
	for i, t := range s.TargetList {
		if i > 0 {
			p.WriteString(", ")
		}
		rt := t.GetResTarget()
		p.expr(rt.GetVal(), 0)
		if rt.GetName() != "" && rt.Name != OutputName(rt.Val) {
			p.WriteString(" AS " + ident.Quote(rt.Name))
		}
	}
	if len(s.FromClause) > 0 {
		p.WriteString(" FROM ")
		for i, f := range s.FromClause {
			if i > 0 {
				p.WriteString(", ")
			}
			p.fromItem(f)
		}
	}
	if s.WhereClause != nil {
		p.WriteString(" WHERE ")
		p.expr(s.WhereClause, 0)
	}
	if len(s.GroupClause) > 0 {
		p.WriteString(" GROUP BY ")
		p.list(s.GroupClause)
	}
	if s.HavingClause != nil {
		p.WriteString(" HAVING ")
		p.expr(s.HavingClause, 0)
	}
}

func (p *printer) with(w *pg.WithClause) {
	p.WriteString("WITH ")
	if w.Recursive {
		p.WriteString("RECURSIVE ")
	}
	for i, n := range w.Ctes {
		c := n.GetCommonTableExpr()
		sel := c.GetCtequery().GetSelectStmt()
		if sel == nil || c.SearchClause != nil || c.CycleClause != nil {
			p.unknown = true
			return
		}
		if i > 0 {
			p.WriteString(", ")
		}
		p.WriteString(ident.Quote(c.Ctename))
		if len(c.Aliascolnames) > 0 {
			p.WriteString("(" + ident.List(Names(c.Aliascolnames)) + ")")
		}
		p.WriteString(" AS ")
		switch c.Ctematerialized {
		case pg.CTEMaterialize_CTEMaterializeAlways:
			p.WriteString("MATERIALIZED ")
		case pg.CTEMaterialize_CTEMaterializeNever:
			p.WriteString("NOT MATERIALIZED ")
		}
		p.WriteByte('(')
		p.selectStmt(sel)
		p.WriteString(") ")
	}
}

func (p *printer) fromItem(n *pg.Node) {
	switch x := n.Node.(type) {
	case *pg.Node_RangeVar:
		p.rangeVar(x.RangeVar)
	case *pg.Node_JoinExpr:
		p.join(x.JoinExpr)
	case *pg.Node_RangeSubselect:
		if x.RangeSubselect.Lateral {
			p.WriteString("LATERAL ")
		}
		sel := x.RangeSubselect.Subquery.GetSelectStmt()
		if sel == nil {
			p.unknown = true
			return
		}
		p.WriteByte('(')
		p.selectStmt(sel)
		p.WriteByte(')')
		p.alias(x.RangeSubselect.Alias)
	case *pg.Node_RangeFunction:
		p.rangeFunction(x.RangeFunction)
	default:
		p.unknown = true
	}
}

func (p *printer) rangeVar(r *pg.RangeVar) {
	if !r.Inh {
		p.WriteString("ONLY ")
	}
	p.WriteString(ident.Qualified(r.Schemaname, r.Relname))
	p.alias(r.Alias)
}

func (p *printer) alias(a *pg.Alias) {
	if a == nil {
		return
	}
	p.WriteString(" " + ident.Quote(a.Aliasname))
	if len(a.Colnames) > 0 {
		p.WriteString("(" + ident.List(Names(a.Colnames)) + ")")
	}
}

func (p *printer) rangeFunction(f *pg.RangeFunction) {
	if f.IsRowsfrom || len(f.Coldeflist) > 0 || len(f.Functions) != 1 {
		p.unknown = true
		return
	}
	if f.Lateral {
		p.WriteString("LATERAL ")
	}
	items := f.Functions[0].GetList().GetItems()
	if len(items) == 0 {
		p.unknown = true
		return
	}
	p.expr(items[0], 0)
	if f.Ordinality {
		p.WriteString(" WITH ORDINALITY")
	}
	p.alias(f.Alias)
}

func (p *printer) join(j *pg.JoinExpr) {
	if j.Alias != nil || j.JoinUsingAlias != nil {
		p.unknown = true
		return
	}
	p.fromItem(j.Larg)
	if j.IsNatural {
		p.WriteString(" NATURAL")
	}
	switch j.Jointype {
	case pg.JoinType_JOIN_LEFT:
		p.WriteString(" LEFT JOIN ")
	case pg.JoinType_JOIN_RIGHT:
		p.WriteString(" RIGHT JOIN ")
	case pg.JoinType_JOIN_FULL:
		p.WriteString(" FULL JOIN ")
	default:
		if j.Quals == nil && len(j.UsingClause) == 0 && !j.IsNatural {
			p.WriteString(" CROSS JOIN ")
		} else {
			p.WriteString(" JOIN ")
		}
	}
	if j.Rarg.GetJoinExpr() != nil {
		p.WriteByte('(')
		p.fromItem(j.Rarg)
		p.WriteByte(')')
	} else {
		p.fromItem(j.Rarg)
	}
	if j.Quals != nil {
		p.WriteString(" ON ")
		p.expr(j.Quals, 0)
	}
	if len(j.UsingClause) > 0 {
		p.WriteString(" USING (" + ident.List(Names(j.UsingClause)) + ")")
	}
}
