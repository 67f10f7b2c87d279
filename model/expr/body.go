package expr

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// SameBody tells whether two bodies of SQL functions in the standard form,
// RETURN ... or BEGIN ATOMIC ... END, mean the same to PostgreSQL; see
// [Expr.Same].
func SameBody(a, b string, in Catalog) bool {
	if a == b {
		return true
	}
	x, okX := canonicalBody(a, in)
	y, okY := canonicalBody(b, in)
	return okX && okY && slices.Equal(x, y)
}

// canonicalBody gives the statements of a body as comparisons see them.
func canonicalBody(body string, in Catalog) ([]string, bool) {
	tree, err := pg.Parse("CREATE PROCEDURE x() LANGUAGE sql " + body)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	c := canon{in: in}
	var out []string
	for _, n := range bodyStatements(tree.Stmts[0].Stmt.GetCreateFunctionStmt().GetSqlBody()) {
		switch {
		case n.GetReturnStmt() != nil:
			n = n.GetReturnStmt().Returnval
			c.node(n, nil)
			out = append(out, "RETURN "+printNode(n))
		case n.GetSelectStmt() != nil:
			c.query(n.GetSelectStmt(), nil, true)
			out = append(out, printNode(n))
		default:
			out = append(out, deparse(n))
		}
	}
	return out, true
}

// bodyStatements takes the lists apart in which the parser gives BEGIN ATOMIC.
func bodyStatements(n *pg.Node) []*pg.Node {
	l := n.GetList()
	if l == nil {
		return []*pg.Node{n}
	}
	var out []*pg.Node
	for _, item := range l.Items {
		out = append(out, bodyStatements(item)...)
	}
	return out
}

// Body gives the statements of the body of an SQL function in the standard
// form, to be searched; none where it has another body or cannot be read.
func Body(body string) []*Expr {
	if body == "" {
		return nil
	}
	tree, err := pg.Parse("CREATE PROCEDURE x() LANGUAGE sql " + body)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	var out []*Expr
	for _, n := range bodyStatements(tree.Stmts[0].Stmt.GetCreateFunctionStmt().GetSqlBody()) {
		out = append(out, &Expr{node: n})
	}
	return out
}

// Script gives the statements of an SQL text, to be searched; none where it
// cannot be read.
func Script(text string) []*Expr {
	tree, err := pg.Parse(text)
	if err != nil {
		return nil
	}
	out := make([]*Expr, len(tree.Stmts))
	for i, s := range tree.Stmts {
		out[i] = &Expr{node: s.Stmt}
	}
	return out
}

// Options gives what stands in the last parentheses of a CREATE.
func Options(definition string) string {
	_, rest, _ := strings.Cut(definition, "(")
	return strings.TrimSuffix(rest, ")")
}

// DefinitionNames lists the values in the options of an aggregate or type,
// "SFUNC = f, STYPE = t": the names of functions are among them.
func DefinitionNames(definition string) []string {
	tree, err := pg.Parse("CREATE AGGREGATE x(*) (" + definition + ")")
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	var out []string
	for _, n := range tree.Stmts[0].Stmt.GetDefineStmt().GetDefinition() {
		out = append(out, definitionText(n.GetDefElem().GetArg()))
	}
	return out
}
