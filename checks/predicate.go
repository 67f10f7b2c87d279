package checks

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// Comparison is a place where a predicate compares a column of its own table
// with something else: by =, IN or = ANY.
type Comparison struct {
	Column string
	With   *pg.Node
}

// Comparisons lists the comparisons of a predicate, outside of sub-queries.
func Comparisons(e *expr.Expr) []Comparison {
	var out []Comparison
	add := func(side, other *pg.Node) {
		if c := side.GetColumnRef(); c != nil {
			if s := c.Fields[len(c.Fields)-1].GetString_(); s != nil {
				out = append(out, Comparison{s.Sval, other})
			}
		}
	}
	e.Walk(func(n *pg.Node) bool {
		switch x := n.Node.(type) {
		case *pg.Node_SelectStmt:
			return false
		case *pg.Node_AExpr:
			if isEquality(x.AExpr) {
				add(x.AExpr.Lexpr, x.AExpr.Rexpr)
				add(x.AExpr.Rexpr, x.AExpr.Lexpr)
			}
		case *pg.Node_SubLink:
			if x.SubLink.SubLinkType == pg.SubLinkType_ANY_SUBLINK {
				add(x.SubLink.Testexpr, n)
			}
		}
		return true
	})
	return out
}

func isEquality(e *pg.A_Expr) bool {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_IN:
		names := expr.Names(e.Name)
		return names[len(names)-1] == "="
	}
	return false
}

// IsTenantBound tells whether a predicate holds a row to the caller's
// organisation: it compares the column with something that a function or a
// query gives, or hands it to a function.
func IsTenantBound(e *expr.Expr, column string, functions []string) bool {
	for _, c := range Comparisons(e) {
		if c.Column == column && dependsOnCaller(c.With) {
			return true
		}
	}
	for _, call := range e.Calls() {
		if slices.Contains(functions, call.Name) || slices.Contains(functions, call.Schema+"."+call.Name) {
			return true
		}
		for _, a := range call.Args {
			if c := a.GetColumnRef(); c != nil && lastField(c) == column && call.Schema != "" {
				return true
			}
		}
	}
	return false
}

func lastField(c *pg.ColumnRef) string { return c.Fields[len(c.Fields)-1].GetString_().GetSval() }

func dependsOnCaller(n *pg.Node) bool {
	found := false
	expr.Walk(n, func(x *pg.Node) bool {
		if x.GetFuncCall() != nil || x.GetSubLink() != nil || x.GetSqlvalueFunction() != nil {
			found = true
		}
		return !found
	})
	return found
}

// Bare takes off what does not change a value's kind: scalar sub-queries,
// nullif and coalesce.
func Bare(n *pg.Node) *pg.Node {
	for {
		switch x := n.GetNode().(type) {
		case *pg.Node_SubLink:
			sel := x.SubLink.Subselect.GetSelectStmt()
			if x.SubLink.SubLinkType != pg.SubLinkType_EXPR_SUBLINK || sel == nil || len(sel.TargetList) != 1 || len(sel.FromClause) > 0 {
				return n
			}
			n = sel.TargetList[0].GetResTarget().GetVal()
		case *pg.Node_AExpr:
			if x.AExpr.Kind != pg.A_Expr_Kind_AEXPR_NULLIF {
				return n
			}
			n = x.AExpr.Lexpr
		case *pg.Node_CoalesceExpr:
			if len(x.CoalesceExpr.Args) == 0 {
				return n
			}
			n = x.CoalesceExpr.Args[0]
		default:
			return n
		}
	}
}

// ClaimPath gives the keys by which a value is read from the token, empty
// where it is not: auth.jwt() -> 'app_metadata' ->> 'role' is
// {"app_metadata", "role"}. text tells whether the value is text, read by ->>.
func ClaimPath(n *pg.Node) (path []string, text bool) {
	n = Bare(n)
	if t := n.GetTypeCast(); t != nil {
		path, _ = ClaimPath(t.Arg)
		return path, false
	}
	e := n.GetAExpr()
	if e == nil || e.Kind != pg.A_Expr_Kind_AEXPR_OP || len(e.Name) != 1 {
		return nil, false
	}
	op := e.Name[0].GetString_().GetSval()
	key := e.Rexpr.GetAConst().GetSval().GetSval()
	if op != "->" && op != "->>" || key == "" {
		return nil, false
	}
	if IsToken(e.Lexpr) {
		return []string{key}, op == "->>"
	}
	if path, _ = ClaimPath(e.Lexpr); path != nil {
		return append(path, key), op == "->>"
	}
	return nil, false
}

// IsToken tells whether a value is the whole token: auth.jwt(), or the
// setting that PostgREST keeps it in.
func IsToken(n *pg.Node) bool {
	n = Bare(n)
	for n.GetTypeCast() != nil {
		n = Bare(n.GetTypeCast().Arg)
	}
	f := n.GetFuncCall()
	if f == nil {
		return false
	}
	names := expr.Names(f.Funcname)
	switch names[len(names)-1] {
	case "jwt":
		return len(names) > 1 && names[0] == "auth"
	case "current_setting":
		return len(f.Args) > 0 && f.Args[0].GetAConst().GetSval().GetSval() == "request.jwt.claims"
	}
	return false
}

// Predicates lists the expressions of a table's policies.
func Predicates(t *model.Table, visit func(*model.Policy, *expr.Expr)) {
	for _, p := range t.Policies {
		for _, e := range p.Expressions() {
			visit(p, e)
		}
	}
}

// Literals lists the string constants in a tree.
func Literals(n *pg.Node) []string {
	var out []string
	expr.Walk(n, func(x *pg.Node) bool {
		if s := x.GetAConst().GetSval(); s != nil {
			out = append(out, s.Sval)
		}
		return true
	})
	return out
}

// CallsAuth tells whether a call is one of those that read the caller's
// identity from the session.
func CallsAuth(c expr.Call) bool {
	switch {
	case c.Schema == "auth":
		return c.Name == "uid" || c.Name == "jwt" || c.Name == "role" || c.Name == "email"
	case c.Schema == "" || c.Schema == "pg_catalog":
		return c.Name == "current_setting"
	}
	return false
}
