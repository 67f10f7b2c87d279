package expr

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

// The binding strength of PostgreSQL's operators, weakest first
// (gram.y, section "Precedence").
const (
	precOr = iota + 1
	precAnd
	precNot
	precIs
	precCompare
	precLike
	precOther
	precAdd
	precMultiply
	precPower
	precTimeZone
	precCollate
	precSign
	precCast
	precPrimary
)

// printer writes a tree as text. A node that it does not know sets unknown;
// the caller then has the parser's own deparser write the whole.
type printer struct {
	strings.Builder
	unknown bool
}

func printNode(n *pg.Node) string {
	var p printer
	if sel := n.GetSelectStmt(); sel != nil {
		p.selectStmt(sel)
	} else {
		p.expr(n, 0)
	}
	if !p.unknown {
		return p.String()
	}
	return deparse(n)
}

// deparse has libpg_query write n; it knows every node but is slow.
func deparse(n *pg.Node) string {
	stmt, head := n, ""
	if n.GetSelectStmt() == nil {
		head = "SELECT "
		stmt = &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: &pg.SelectStmt{
			TargetList:  []*pg.Node{{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}}},
			LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT,
			Op:          pg.SetOperation_SETOP_NONE,
		}}}
	}
	out, err := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: stmt}}})
	if err != nil {
		return "/* cannot be written: " + strings.ReplaceAll(err.Error(), "*/", "") + " */"
	}
	return strings.TrimPrefix(out, head)
}

// expr writes n, in parentheses when it binds weaker than the place needs.
func (p *printer) expr(n *pg.Node, need int) {
	if n == nil || n.Node == nil {
		p.unknown = true
		return
	}
	if prec := precedence(n); prec < need {
		p.WriteByte('(')
		p.bare(n)
		p.WriteByte(')')
		return
	}
	p.bare(n)
}

func precedence(n *pg.Node) int {
	switch x := n.Node.(type) {
	case *pg.Node_BoolExpr:
		switch x.BoolExpr.Boolop {
		case pg.BoolExprType_OR_EXPR:
			return precOr
		case pg.BoolExprType_AND_EXPR:
			return precAnd
		}
		return precNot
	case *pg.Node_NullTest, *pg.Node_BooleanTest:
		return precIs
	case *pg.Node_AExpr:
		return operatorPrecedence(x.AExpr)
	case *pg.Node_SubLink:
		if x.SubLink.SubLinkType == pg.SubLinkType_ANY_SUBLINK || x.SubLink.SubLinkType == pg.SubLinkType_ALL_SUBLINK {
			return precLike
		}
	case *pg.Node_CollateClause:
		return precCollate
	case *pg.Node_TypeCast:
		return precCast
	case *pg.Node_AConst:
		if strings.HasPrefix(constant(x.AConst), "-") {
			return precSign
		}
	case *pg.Node_FuncCall:
		if isTimeZone(x.FuncCall) {
			return precTimeZone
		}
	}
	return precPrimary
}

func operatorPrecedence(e *pg.A_Expr) int {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		if len(e.Name) != 1 {
			return precOther
		}
		op := e.Name[0].GetString_().GetSval()
		if e.Lexpr == nil {
			if op == "-" || op == "+" {
				return precSign
			}
			return precOther
		}
		switch op {
		case "=", "<", ">", "<=", ">=", "<>":
			return precCompare
		case "+", "-":
			return precAdd
		case "*", "/", "%":
			return precMultiply
		case "^":
			return precPower
		}
		return precOther
	case pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return precIs
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return precPrimary
	}
	return precLike
}

func (p *printer) bare(n *pg.Node) {
	switch x := n.Node.(type) {
	case *pg.Node_ColumnRef:
		p.fields(x.ColumnRef.Fields)
	case *pg.Node_AConst:
		p.WriteString(constant(x.AConst))
	case *pg.Node_TypeCast:
		p.typeCast(x.TypeCast)
	case *pg.Node_FuncCall:
		p.funcCall(x.FuncCall)
	case *pg.Node_AExpr:
		p.operator(x.AExpr)
	case *pg.Node_BoolExpr:
		p.boolExpr(x.BoolExpr)
	case *pg.Node_NullTest:
		p.expr(x.NullTest.Arg, precIs+1)
		if x.NullTest.Nulltesttype == pg.NullTestType_IS_NULL {
			p.WriteString(" IS NULL")
		} else {
			p.WriteString(" IS NOT NULL")
		}
	case *pg.Node_BooleanTest:
		p.booleanTest(x.BooleanTest)
	case *pg.Node_SubLink:
		p.subLink(x.SubLink)
	case *pg.Node_CaseExpr:
		p.caseExpr(x.CaseExpr)
	case *pg.Node_CoalesceExpr:
		p.call("COALESCE", x.CoalesceExpr.Args)
	case *pg.Node_MinMaxExpr:
		if x.MinMaxExpr.Op == pg.MinMaxOp_IS_GREATEST {
			p.call("GREATEST", x.MinMaxExpr.Args)
		} else {
			p.call("LEAST", x.MinMaxExpr.Args)
		}
	case *pg.Node_RowExpr:
		if x.RowExpr.RowFormat == pg.CoercionForm_COERCE_IMPLICIT_CAST {
			p.call("", x.RowExpr.Args)
		} else {
			p.call("ROW", x.RowExpr.Args)
		}
	case *pg.Node_AArrayExpr:
		p.WriteString("ARRAY[")
		p.list(x.AArrayExpr.Elements)
		p.WriteByte(']')
	case *pg.Node_AIndirection:
		p.indirection(x.AIndirection)
	case *pg.Node_CollateClause:
		if x.CollateClause.Arg != nil {
			p.expr(x.CollateClause.Arg, precCollate)
			p.WriteByte(' ')
		}
		p.WriteString("COLLATE ")
		p.names(x.CollateClause.Collname)
	case *pg.Node_SqlvalueFunction:
		p.valueFunction(x.SqlvalueFunction)
	case *pg.Node_ParamRef:
		p.WriteString("$" + strconv.Itoa(int(x.ParamRef.Number)))
	case *pg.Node_SetToDefault:
		p.WriteString("DEFAULT")
	case *pg.Node_NamedArgExpr:
		p.WriteString(ident.Quote(x.NamedArgExpr.Name) + " => ")
		p.expr(x.NamedArgExpr.Arg, 0)
	case *pg.Node_List:
		p.call("", x.List.Items)
	default:
		p.unknown = true
	}
}

func (p *printer) list(ns []*pg.Node) {
	for i, n := range ns {
		if i > 0 {
			p.WriteString(", ")
		}
		p.expr(n, 0)
	}
}

func (p *printer) call(name string, args []*pg.Node) {
	p.WriteString(name + "(")
	p.list(args)
	p.WriteByte(')')
}

// fields writes the parts of a column reference: names and stars.
func (p *printer) fields(fs []*pg.Node) {
	for i, f := range fs {
		if i > 0 {
			p.WriteByte('.')
		}
		if f.GetAStar() != nil {
			p.WriteByte('*')
			continue
		}
		p.WriteString(ident.Quote(f.GetString_().GetSval()))
	}
}

func (p *printer) names(ns []*pg.Node) {
	p.WriteString(quoteNames(Names(ns)))
}

func quoteNames(ns []string) string {
	quoted := make([]string, len(ns))
	for i, n := range ns {
		quoted[i] = ident.Quote(n)
	}
	return strings.Join(quoted, ".")
}

// Names reads a list of String nodes, as the parser gives qualified names.
func Names(ns []*pg.Node) []string {
	out := make([]string, len(ns))
	for i, n := range ns {
		out[i] = n.GetString_().GetSval()
	}
	return out
}

func constant(c *pg.A_Const) string {
	if c.Isnull {
		return "NULL"
	}
	switch v := c.Val.(type) {
	case *pg.A_Const_Ival:
		return strconv.Itoa(int(v.Ival.Ival))
	case *pg.A_Const_Fval:
		return v.Fval.Fval
	case *pg.A_Const_Boolval:
		return strconv.FormatBool(v.Boolval.Boolval)
	case *pg.A_Const_Sval:
		return ident.Literal(v.Sval.Sval)
	case *pg.A_Const_Bsval:
		s := v.Bsval.Bsval // its first character is b or x
		if s == "" {
			return "B''"
		}
		return strings.ToUpper(s[:1]) + "'" + s[1:] + "'"
	}
	return "0" // the zero of an integer travels as an absent value
}

func (p *printer) typeCast(c *pg.TypeCast) {
	p.expr(c.Arg, precCast)
	p.WriteString("::" + FormatTypeName(c.TypeName))
}

func (p *printer) operator(e *pg.A_Expr) {
	prec := operatorPrecedence(e)
	op := operatorName(e.Name)
	binary := func(word string, left, right int) {
		p.expr(e.Lexpr, left)
		p.WriteString(" " + word + " ")
		p.expr(e.Rexpr, right)
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		if e.Lexpr == nil {
			p.WriteString(op)
			if prec == precOther {
				p.WriteByte(' ')
			}
			p.expr(e.Rexpr, prec+1)
			return
		}
		left := prec
		if prec == precCompare { // comparisons do not associate
			left = prec + 1
		}
		binary(op, left, prec+1)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		word := " ANY ("
		if e.Kind == pg.A_Expr_Kind_AEXPR_OP_ALL {
			word = " ALL ("
		}
		p.expr(e.Lexpr, precOther)
		p.WriteString(" " + op + word)
		p.expr(e.Rexpr, 0)
		p.WriteByte(')')
	case pg.A_Expr_Kind_AEXPR_DISTINCT:
		binary("IS DISTINCT FROM", precIs+1, precIs+1)
	case pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		binary("IS NOT DISTINCT FROM", precIs+1, precIs+1)
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		p.call("NULLIF", []*pg.Node{e.Lexpr, e.Rexpr})
	case pg.A_Expr_Kind_AEXPR_IN:
		word := " IN "
		if op == "<>" {
			word = " NOT IN "
		}
		p.expr(e.Lexpr, precLike+1)
		p.WriteString(word)
		p.expr(e.Rexpr, 0)
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_SIMILAR:
		p.like(e, op)
	case pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN,
		pg.A_Expr_Kind_AEXPR_BETWEEN_SYM, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
		p.between(e)
	default:
		p.unknown = true
	}
}

func operatorName(name []*pg.Node) string {
	if len(name) == 1 {
		return name[0].GetString_().GetSval()
	}
	parts := Names(name)
	last := len(parts) - 1
	return "OPERATOR(" + quoteNames(parts[:last]) + "." + parts[last] + ")"
}

func (p *printer) like(e *pg.A_Expr, op string) {
	word := map[string]string{"~~": "LIKE", "!~~": "NOT LIKE", "~~*": "ILIKE", "!~~*": "NOT ILIKE",
		"~": "SIMILAR TO", "!~": "NOT SIMILAR TO"}[op]
	p.expr(e.Lexpr, precLike+1)
	p.WriteString(" " + word + " ")
	right, escape := e.Rexpr, (*pg.Node)(nil)
	if f := right.GetFuncCall(); f != nil && f.Funcformat == pg.CoercionForm_COERCE_EXPLICIT_CALL && len(f.Funcname) == 2 {
		switch f.Funcname[1].GetString_().GetSval() {
		case "like_escape", "similar_to_escape":
			right = f.Args[0]
			if len(f.Args) > 1 {
				escape = f.Args[1]
			}
		}
	}
	p.expr(right, precLike+1)
	if escape != nil {
		p.WriteString(" ESCAPE ")
		p.expr(escape, precLike+1)
	}
}

func (p *printer) between(e *pg.A_Expr) {
	word := map[pg.A_Expr_Kind]string{
		pg.A_Expr_Kind_AEXPR_BETWEEN: "BETWEEN", pg.A_Expr_Kind_AEXPR_NOT_BETWEEN: "NOT BETWEEN",
		pg.A_Expr_Kind_AEXPR_BETWEEN_SYM:     "BETWEEN SYMMETRIC",
		pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM: "NOT BETWEEN SYMMETRIC"}[e.Kind]
	bounds := e.Rexpr.GetList().GetItems()
	if len(bounds) != 2 {
		p.unknown = true
		return
	}
	p.expr(e.Lexpr, precLike+1)
	p.WriteString(" " + word + " ")
	p.expr(bounds[0], precLike+1)
	p.WriteString(" AND ")
	p.expr(bounds[1], precLike+1)
}

func (p *printer) boolExpr(b *pg.BoolExpr) {
	switch b.Boolop {
	case pg.BoolExprType_NOT_EXPR:
		p.WriteString("NOT ")
		p.expr(b.Args[0], precNot)
		return
	case pg.BoolExprType_AND_EXPR:
		p.joined(b.Args, " AND ", precAnd)
	default:
		p.joined(b.Args, " OR ", precOr)
	}
}

func (p *printer) joined(args []*pg.Node, word string, prec int) {
	for i, a := range args {
		if i > 0 {
			p.WriteString(word)
		}
		p.expr(a, prec+1)
	}
}

func (p *printer) booleanTest(t *pg.BooleanTest) {
	words := map[pg.BoolTestType]string{
		pg.BoolTestType_IS_TRUE: " IS TRUE", pg.BoolTestType_IS_NOT_TRUE: " IS NOT TRUE",
		pg.BoolTestType_IS_FALSE: " IS FALSE", pg.BoolTestType_IS_NOT_FALSE: " IS NOT FALSE",
		pg.BoolTestType_IS_UNKNOWN: " IS UNKNOWN", pg.BoolTestType_IS_NOT_UNKNOWN: " IS NOT UNKNOWN"}
	p.expr(t.Arg, precIs+1)
	p.WriteString(words[t.Booltesttype])
}

func (p *printer) caseExpr(c *pg.CaseExpr) {
	p.WriteString("CASE")
	if c.Arg != nil {
		p.WriteByte(' ')
		p.expr(c.Arg, 0)
	}
	for _, w := range c.Args {
		p.WriteString(" WHEN ")
		p.expr(w.GetCaseWhen().GetExpr(), 0)
		p.WriteString(" THEN ")
		p.expr(w.GetCaseWhen().GetResult(), 0)
	}
	if c.Defresult != nil {
		p.WriteString(" ELSE ")
		p.expr(c.Defresult, 0)
	}
	p.WriteString(" END")
}

func (p *printer) indirection(x *pg.A_Indirection) {
	subscript := len(x.Indirection) > 0 && x.Indirection[0].GetAIndices() != nil
	if subscript && (x.Arg.GetColumnRef() != nil || x.Arg.GetParamRef() != nil) {
		p.expr(x.Arg, precPrimary)
	} else {
		p.WriteByte('(')
		p.expr(x.Arg, 0)
		p.WriteByte(')')
	}
	for _, i := range x.Indirection {
		switch v := i.Node.(type) {
		case *pg.Node_AStar:
			p.WriteString(".*")
		case *pg.Node_String_:
			p.WriteString("." + ident.Quote(v.String_.Sval))
		case *pg.Node_AIndices:
			p.WriteByte('[')
			if v.AIndices.Lidx != nil {
				p.expr(v.AIndices.Lidx, 0)
			}
			if v.AIndices.IsSlice {
				p.WriteByte(':')
			}
			if v.AIndices.Uidx != nil {
				p.expr(v.AIndices.Uidx, 0)
			}
			p.WriteByte(']')
		default:
			p.unknown = true
		}
	}
}

func (p *printer) valueFunction(f *pg.SQLValueFunction) {
	name := strings.TrimSuffix(strings.TrimPrefix(f.Op.String(), "SVFOP_"), "_N")
	p.WriteString(name)
	if strings.HasSuffix(f.Op.String(), "_N") {
		p.WriteString("(" + strconv.Itoa(int(f.Typmod)) + ")")
	}
}
