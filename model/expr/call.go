package expr

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

func isTimeZone(f *pg.FuncCall) bool {
	return f.Funcformat == pg.CoercionForm_COERCE_SQL_SYNTAX && len(f.Args) == 2 && lastName(f.Funcname) == "timezone"
}

func lastName(ns []*pg.Node) string {
	if len(ns) == 0 {
		return ""
	}
	return ns[len(ns)-1].GetString_().GetSval()
}

func (p *printer) funcCall(f *pg.FuncCall) {
	if f.Funcformat == pg.CoercionForm_COERCE_SQL_SYNTAX && p.sqlSyntax(f) {
		return
	}
	p.functionName(Names(f.Funcname))
	p.WriteByte('(')
	switch {
	case f.AggStar:
		p.WriteByte('*')
	case f.AggDistinct:
		p.WriteString("DISTINCT ")
	}
	for i, a := range f.Args {
		if i > 0 {
			p.WriteString(", ")
		}
		if f.FuncVariadic && i == len(f.Args)-1 {
			p.WriteString("VARIADIC ")
		}
		p.expr(a, 0)
	}
	if len(f.AggOrder) > 0 {
		if f.AggWithinGroup {
			p.WriteString(") WITHIN GROUP (")
		} else {
			p.WriteByte(' ')
		}
		p.WriteString("ORDER BY ")
		p.sortList(f.AggOrder)
	}
	p.WriteByte(')')
	if f.AggFilter != nil {
		p.WriteString(" FILTER (WHERE ")
		p.expr(f.AggFilter, 0)
		p.WriteByte(')')
	}
	if f.Over != nil {
		p.window(f.Over)
	}
}

// functionName writes a function's name. Functions that are keywords in
// calls (coalesce and the like) come as other nodes; what is left of the
// column-name keywords must be quoted.
func (p *printer) functionName(names []string) {
	if len(names) == 2 && names[0] == "pg_catalog" && !ident.IsKeyword(names[1]) {
		names = names[1:]
	}
	p.WriteString(quoteNames(names))
}

// sqlSyntax writes the calls that SQL spells with words between the
// arguments, where that spelling is the better known one.
func (p *printer) sqlSyntax(f *pg.FuncCall) bool {
	switch lastName(f.Funcname) {
	case "timezone":
		if len(f.Args) != 2 {
			return false
		}
		p.expr(f.Args[1], precTimeZone)
		p.WriteString(" AT TIME ZONE ")
		p.expr(f.Args[0], precTimeZone+1)
		return true
	case "extract":
		field := f.Args[0].GetAConst().GetSval().GetSval()
		if field == "" || len(f.Args) != 2 {
			return false
		}
		p.WriteString("EXTRACT(" + ident.Quote(field) + " FROM ")
		p.expr(f.Args[1], 0)
		p.WriteByte(')')
		return true
	}
	return false
}

func (p *printer) window(w *pg.WindowDef) {
	const defaultFrame = 1058 // RANGE UNBOUNDED PRECEDING, not written
	p.WriteString(" OVER ")
	if w.Name != "" {
		p.WriteString(ident.Quote(w.Name))
		return
	}
	if w.FrameOptions != defaultFrame {
		p.unknown = true
		return
	}
	var parts []string
	sub := func(f func(*printer)) {
		var q printer
		f(&q)
		p.unknown = p.unknown || q.unknown
		parts = append(parts, q.String())
	}
	if w.Refname != "" {
		parts = append(parts, ident.Quote(w.Refname))
	}
	if len(w.PartitionClause) > 0 {
		sub(func(q *printer) { q.WriteString("PARTITION BY "); q.list(w.PartitionClause) })
	}
	if len(w.OrderClause) > 0 {
		sub(func(q *printer) { q.WriteString("ORDER BY "); q.sortList(w.OrderClause) })
	}
	p.WriteString("(" + strings.Join(parts, " ") + ")")
}

func (p *printer) sortList(ns []*pg.Node) {
	for i, n := range ns {
		s := n.GetSortBy()
		if s == nil || len(s.UseOp) > 0 {
			p.unknown = true
			return
		}
		if i > 0 {
			p.WriteString(", ")
		}
		p.expr(s.Node, 0)
		switch s.SortbyDir {
		case pg.SortByDir_SORTBY_ASC:
			p.WriteString(" ASC")
		case pg.SortByDir_SORTBY_DESC:
			p.WriteString(" DESC")
		}
		switch s.SortbyNulls {
		case pg.SortByNulls_SORTBY_NULLS_FIRST:
			p.WriteString(" NULLS FIRST")
		case pg.SortByNulls_SORTBY_NULLS_LAST:
			p.WriteString(" NULLS LAST")
		}
	}
}
