package expr

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Walk calls visit for every node of e from the root down. Where visit
// answers false, what lies below that node is left out.
func (e *Expr) Walk(visit func(*pg.Node) bool) {
	if e != nil {
		Walk(e.node, visit)
	}
}

// Walk is [Expr.Walk] for a tree of the parser.
func Walk(n *pg.Node, visit func(*pg.Node) bool) {
	if n == nil || n.Node == nil || !visit(n) {
		return
	}
	walkChildren(n, func(c *pg.Node) { Walk(c, visit) })
}

// walkChildren knows the common nodes by heart, because reflection is some
// twenty times slower, and finds its way through the others by reflection.
func walkChildren(n *pg.Node, f func(*pg.Node)) {
	each := func(ns []*pg.Node) {
		for _, c := range ns {
			f(c)
		}
	}
	switch x := n.Node.(type) {
	case *pg.Node_AConst, *pg.Node_String_, *pg.Node_AStar, *pg.Node_ParamRef, *pg.Node_ColumnRef:
	case *pg.Node_TypeCast:
		f(x.TypeCast.Arg)
	case *pg.Node_FuncCall:
		each(x.FuncCall.Args)
		each(x.FuncCall.AggOrder)
		f(x.FuncCall.AggFilter)
		if w := x.FuncCall.Over; w != nil {
			each(w.PartitionClause)
			each(w.OrderClause)
		}
	case *pg.Node_AExpr:
		f(x.AExpr.Lexpr)
		f(x.AExpr.Rexpr)
	case *pg.Node_BoolExpr:
		each(x.BoolExpr.Args)
	case *pg.Node_NullTest:
		f(x.NullTest.Arg)
	case *pg.Node_SubLink:
		f(x.SubLink.Testexpr)
		f(x.SubLink.Subselect)
	case *pg.Node_List:
		each(x.List.Items)
	case *pg.Node_CoalesceExpr:
		each(x.CoalesceExpr.Args)
	case *pg.Node_SelectStmt:
		walkSelect(x.SelectStmt, f)
	case *pg.Node_ResTarget:
		f(x.ResTarget.Val)
		each(x.ResTarget.Indirection)
	case *pg.Node_RangeVar:
	case *pg.Node_JoinExpr:
		f(x.JoinExpr.Larg)
		f(x.JoinExpr.Rarg)
		f(x.JoinExpr.Quals)
	case *pg.Node_RangeSubselect:
		f(x.RangeSubselect.Subquery)
	default:
		reflectChildren(n.ProtoReflect(), f)
	}
}

func walkSelect(s *pg.SelectStmt, f func(*pg.Node)) {
	if s == nil {
		return
	}
	for _, list := range [][]*pg.Node{s.TargetList, s.FromClause, {s.WhereClause}, s.GroupClause, {s.HavingClause},
		s.ValuesLists, s.SortClause, s.DistinctClause, s.WindowClause, {s.LimitCount, s.LimitOffset}} {
		for _, c := range list {
			f(c)
		}
	}
	if s.WithClause != nil {
		for _, c := range s.WithClause.Ctes {
			f(c)
		}
	}
	walkSelect(s.Larg, f)
	walkSelect(s.Rarg, f)
}

// reflectChildren calls f for the nodes nearest below m, whatever message
// they are wrapped in.
func reflectChildren(m protoreflect.Message, f func(*pg.Node)) {
	visit := func(v protoreflect.Message) {
		if n, ok := v.Interface().(*pg.Node); ok {
			f(n)
			return
		}
		reflectChildren(v, f)
	}
	m.Range(func(fd protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case fd.Message() == nil:
		case fd.IsList():
			for i := range v.List().Len() {
				visit(v.List().Get(i).Message())
			}
		default:
			visit(v.Message())
		}
		return true
	})
}

// Columns lists the column references of e in order of appearance, each as
// its parts: {"id"} or {"accounts", "id"}. References inside sub-queries are
// among them: what they mean depends on the query's own tables.
func (e *Expr) Columns() [][]string {
	var out [][]string
	e.Walk(func(n *pg.Node) bool {
		if c := n.GetColumnRef(); c != nil {
			out = append(out, columnParts(c))
		}
		return true
	})
	return out
}

func columnParts(c *pg.ColumnRef) []string {
	parts := make([]string, 0, len(c.Fields))
	for _, f := range c.Fields {
		if f.GetAStar() != nil {
			parts = append(parts, "*")
			continue
		}
		parts = append(parts, f.GetString_().GetSval())
	}
	return parts
}

// OwnColumns lists, once each, the columns that e names without a table or
// with the given table, outside of sub-queries.
func (e *Expr) OwnColumns(table string) []string {
	var out []string
	seen := map[string]bool{}
	e.Walk(func(n *pg.Node) bool {
		if n.GetSelectStmt() != nil {
			return false
		}
		if c := n.GetColumnRef(); c != nil {
			parts := columnParts(c)
			name := parts[len(parts)-1]
			if (len(parts) == 1 || parts[len(parts)-2] == table) && !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
		return true
	})
	return out
}

// MentionsColumn tells whether e names the column of the table: unqualified,
// or qualified with the table's name, in sub-queries too. Where a sub-query
// has a column of the same name it may say yes when the truth is no, never
// the other way round, except through "*".
func (e *Expr) MentionsColumn(table, column string) bool {
	found := false
	e.Walk(func(n *pg.Node) bool {
		if c := n.GetColumnRef(); c != nil && !found {
			parts := columnParts(c)
			if parts[len(parts)-1] == column && (len(parts) == 1 || parts[len(parts)-2] == table || isAlias(e, parts[len(parts)-2], table)) {
				found = true
			}
		}
		return !found
	})
	return found
}

// MentionsType tells whether e casts to a type. A name without a schema counts
// as one in defaultSchema.
func (e *Expr) MentionsType(schema, name, defaultSchema string) bool {
	found := false
	e.Walk(func(n *pg.Node) bool {
		if names := Names(n.GetTypeCast().GetTypeName().GetNames()); len(names) > 0 && names[len(names)-1] == name {
			in := defaultSchema
			if len(names) > 1 {
				in = names[len(names)-2]
			}
			found = found || in == schema
		}
		return !found
	})
	return found
}

// Types lists the types that e casts to; Schema is empty where the text leaves
// it to the search path.
func (e *Expr) Types() []Relation {
	var out []Relation
	e.Walk(func(n *pg.Node) bool {
		if names := Names(n.GetTypeCast().GetTypeName().GetNames()); len(names) > 0 {
			t := Relation{Name: names[len(names)-1]}
			if len(names) > 1 {
				t.Schema = names[len(names)-2]
			}
			out = append(out, t)
		}
		return true
	})
	return out
}

// isAlias tells whether some FROM item of e calls the table by this name.
func isAlias(e *Expr, alias, table string) bool {
	found := false
	e.Walk(func(n *pg.Node) bool {
		if r := n.GetRangeVar(); r != nil && r.Relname == table && r.GetAlias().GetAliasname() == alias {
			found = true
		}
		return !found
	})
	return found
}

// Relation is a table or view that a query reads; Schema is empty where the
// text leaves it to the search path.
type Relation struct{ Schema, Name string }

// Relations lists the tables and views that the sub-queries of e read,
// without the names that a WITH clause makes.
func (e *Expr) Relations() []Relation {
	var out []Relation
	ctes := map[string]bool{}
	e.Walk(func(n *pg.Node) bool {
		if c := n.GetCommonTableExpr(); c != nil {
			ctes[c.Ctename] = true
		}
		return true
	})
	seen := map[Relation]bool{}
	e.Walk(func(n *pg.Node) bool {
		if r := n.GetRangeVar(); r != nil {
			rel := Relation{r.Schemaname, r.Relname}
			if (rel.Schema != "" || !ctes[rel.Name]) && !seen[rel] {
				seen[rel] = true
				out = append(out, rel)
			}
		}
		return true
	})
	return out
}

// Call is one function call of an expression.
type Call struct {
	Schema, Name string
	Args         []*pg.Node
	// InSelect tells that the call stands in a scalar sub-query that reads no
	// column of the row outside: PostgreSQL runs it once per statement.
	InSelect bool
	// Wrapped tells that the call is the sub-query's whole output, or casts of it.
	Wrapped bool
}

// Calls lists the function calls of e from the root down.
func (e *Expr) Calls() []Call {
	var out []Call
	if e != nil {
		collectCalls(e.node, false, nil, &out)
	}
	return out
}

func collectCalls(n *pg.Node, inSelect bool, whole *pg.Node, out *[]Call) {
	Walk(n, func(x *pg.Node) bool {
		if f := x.GetFuncCall(); f != nil {
			names := Names(f.Funcname)
			c := Call{Name: names[len(names)-1], Args: f.Args, InSelect: inSelect, Wrapped: x == whole}
			if len(names) > 1 {
				c.Schema = names[len(names)-2]
			}
			*out = append(*out, c)
		}
		if s := x.GetSubLink(); s != nil && s.SubLinkType == pg.SubLinkType_EXPR_SUBLINK {
			if sel := s.Subselect.GetSelectStmt(); sel != nil && len(sel.FromClause) == 0 && !hasColumn(s.Subselect) {
				if len(sel.TargetList) == 1 {
					whole = uncast(sel.TargetList[0].GetResTarget().GetVal())
				}
				collectCalls(s.Subselect, true, whole, out)
				return false
			}
		}
		return true
	})
}

func uncast(n *pg.Node) *pg.Node {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n
}

func hasColumn(n *pg.Node) bool {
	found := false
	Walk(n, func(x *pg.Node) bool {
		found = found || x.GetColumnRef() != nil
		return !found
	})
	return found
}

// HasQuery tells whether a query is part of e.
func (e *Expr) HasQuery() bool {
	found := false
	e.Walk(func(n *pg.Node) bool {
		found = found || n.GetSelectStmt() != nil
		return !found
	})
	return found
}

// Literal gives the string that e is, casts aside; ok is false where e is
// anything else.
func (e *Expr) Literal() (text string, ok bool) {
	if e == nil {
		return "", false
	}
	s := uncast(e.node).GetAConst().GetSval()
	return s.GetSval(), s != nil
}

// IsTrue tells whether e is the constant true, or two equal constants
// compared.
func (e *Expr) IsTrue() bool {
	if e == nil {
		return false
	}
	if c := e.node.GetAConst(); c != nil {
		return c.GetBoolval().GetBoolval()
	}
	x := e.node.GetAExpr()
	if x == nil || x.Kind != pg.A_Expr_Kind_AEXPR_OP || operatorName(x.Name) != "=" {
		return false
	}
	l, r := x.Lexpr.GetAConst(), x.Rexpr.GetAConst()
	return l != nil && r != nil && !l.Isnull && constant(l) == constant(r)
}

// OutputName is the name that PostgreSQL gives an output column that has no
// alias, empty where it would be "?column?" (FigureColname of parse_target.c).
func OutputName(n *pg.Node) string {
	name, _ := figureName(n)
	return name
}

// figureName gives a name and how much it is worth: 2 for a good one, 1 for
// the name of a cast's type, 0 for none.
func figureName(n *pg.Node) (string, int) {
	if n == nil {
		return "", 0
	}
	switch x := n.Node.(type) {
	case *pg.Node_ColumnRef:
		for i := len(x.ColumnRef.Fields) - 1; i >= 0; i-- {
			if s := x.ColumnRef.Fields[i].GetString_(); s != nil {
				return s.Sval, 2
			}
		}
	case *pg.Node_AIndirection:
		for i := len(x.AIndirection.Indirection) - 1; i >= 0; i-- {
			if s := x.AIndirection.Indirection[i].GetString_(); s != nil {
				return s.Sval, 2
			}
		}
		return figureName(x.AIndirection.Arg)
	case *pg.Node_FuncCall:
		return lastName(x.FuncCall.Funcname), 2
	case *pg.Node_AExpr:
		if x.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		if name, worth := figureName(x.TypeCast.Arg); worth > 1 {
			return name, worth
		}
		return lastName(x.TypeCast.TypeName.GetNames()), 1
	case *pg.Node_CollateClause:
		return figureName(x.CollateClause.Arg)
	case *pg.Node_SubLink:
		switch x.SubLink.SubLinkType {
		case pg.SubLinkType_EXISTS_SUBLINK:
			return "exists", 2
		case pg.SubLinkType_ARRAY_SUBLINK:
			return "array", 2
		case pg.SubLinkType_EXPR_SUBLINK:
			if sel := x.SubLink.Subselect.GetSelectStmt(); sel != nil && len(sel.TargetList) > 0 {
				rt := sel.TargetList[0].GetResTarget()
				if rt.GetName() != "" {
					return rt.Name, 2
				}
				return figureName(rt.GetVal())
			}
		}
	case *pg.Node_CaseExpr:
		if name, worth := figureName(x.CaseExpr.Defresult); worth > 1 {
			return name, worth
		}
		return "case", 1
	case *pg.Node_AArrayExpr:
		return "array", 2
	case *pg.Node_RowExpr:
		return "row", 2
	case *pg.Node_CoalesceExpr:
		return "coalesce", 2
	case *pg.Node_MinMaxExpr:
		if x.MinMaxExpr.Op == pg.MinMaxOp_IS_GREATEST {
			return "greatest", 2
		}
		return "least", 2
	case *pg.Node_SqlvalueFunction:
		return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(x.SqlvalueFunction.Op.String(), "SVFOP_"), "_N")), 2
	}
	return "", 0
}

// Conjuncts lists the parts that AND joins at the top of e; e itself where it
// is no AND, nothing for nil.
func (e *Expr) Conjuncts() []*Expr {
	if e == nil {
		return nil
	}
	b := e.node.GetBoolExpr()
	if b == nil || b.Boolop != pg.BoolExprType_AND_EXPR {
		return []*Expr{e}
	}
	out := make([]*Expr, len(b.Args))
	for i, a := range b.Args {
		out[i] = New(a)
	}
	return out
}

// And joins expressions; nil for none.
func And(parts ...*Expr) *Expr {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	args := make([]*pg.Node, len(parts))
	for i, p := range parts {
		args[i] = p.node
	}
	return New(&pg.Node{Node: &pg.Node_BoolExpr{BoolExpr: &pg.BoolExpr{Boolop: pg.BoolExprType_AND_EXPR, Args: args}}})
}

// Strings lists the string literals of e in their order.
func (e *Expr) Strings() []string {
	var out []string
	e.Walk(func(n *pg.Node) bool {
		if s := n.GetAConst().GetSval(); s != nil {
			out = append(out, s.GetSval())
		}
		return true
	})
	return out
}
