package expr

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
)

// Catalog is what a comparison has to know of the schema around an expression.
type Catalog struct {
	// Owner is the table whose columns an unqualified name means; zero for
	// the query of a view.
	Owner Relation
	// Columns lists the columns of a table or view, nil where it is not known.
	// The schema of an unqualified name is empty.
	Columns func(Relation) []string
}

// Same tells whether two expressions mean the same to PostgreSQL, as far as
// their text can tell. A server prints an expression in its own way: IN
// becomes = ANY (ARRAY[...]), literals get casts, names get their schema and
// columns their table. That is undone on both sides before they are compared.
func (e *Expr) Same(o *Expr, in Catalog) bool {
	switch {
	case e == o || e.Text() == o.Text():
		return true
	case e == nil || o == nil:
		return false
	}
	return e.canonical(in) == o.canonical(in)
}

// canonical is the text that comparisons see. It is not for people, nor for a
// server: it leaves casts out.
func (e *Expr) canonical(in Catalog) string {
	root := proto.Clone(e.node).(*pg.Node)
	c := canon{in: in}
	if q := root.GetSelectStmt(); q != nil {
		c.query(q, nil, true)
	} else {
		var own []source
		if in.Owner.Name != "" {
			own = []source{{name: in.Owner.Name, columns: in.Columns(in.Owner)}}
		}
		c.node(root, own)
	}
	return printNode(root)
}

// canon brings a tree into its canonical form, in place.
type canon struct{ in Catalog }

// source is something that columns can be of: a table under its name in FROM.
type source struct {
	name    string
	columns []string // nil where they are not known
	// invented is the alias in place of the name, as a server invents them to
	// tell a table from another of its name: "r_1" for r.
	invented string
}

// node rewrites an expression from its leaves up.
func (c canon) node(n *pg.Node, sources []source) {
	if n == nil || n.Node == nil {
		return
	}
	switch x := n.Node.(type) {
	case *pg.Node_SelectStmt:
		c.query(x.SelectStmt, sources, false)
		return
	case *pg.Node_ColumnRef:
		c.column(x.ColumnRef, sources)
		return
	}
	walkChildren(n, func(child *pg.Node) { c.node(child, sources) })
	switch x := n.Node.(type) {
	case *pg.Node_FuncCall:
		c.call(x.FuncCall)
	case *pg.Node_TypeCast:
		x.TypeCast.TypeName.Names = bare(x.TypeCast.TypeName.Names)
		if lastName(x.TypeCast.TypeName.Names) == "regclass" {
			bareText(x.TypeCast.Arg.GetAConst())
		}
		if text := x.TypeCast.Arg.GetAConst().GetSval(); text != nil {
			if same, ok := CanonicalLiteral(lastName(x.TypeCast.TypeName.Names), text.Sval); ok {
				text.Sval = same
			}
		}
		if needless(x.TypeCast) {
			n.Node = x.TypeCast.Arg.Node
		}
	case *pg.Node_SubLink:
		if x.SubLink.SubLinkType == pg.SubLinkType_ANY_SUBLINK && len(x.SubLink.OperName) == 1 && operatorName(x.SubLink.OperName) == "=" {
			x.SubLink.OperName = nil // IN
		}
	case *pg.Node_CaseExpr:
		if x.CaseExpr.Defresult.GetAConst().GetIsnull() { // which is there without saying
			x.CaseExpr.Defresult = nil
		}
	case *pg.Node_AExpr:
		c.operator(n, x.AExpr)
	case *pg.Node_BoolExpr:
		x.BoolExpr.Args = flattened(x.BoolExpr.Boolop, x.BoolExpr.Args)
	}
}

// bare takes the schema from a name where it is one that search paths hold.
func bare(names []*pg.Node) []*pg.Node {
	if len(names) == 2 {
		switch names[0].GetString_().GetSval() {
		case "public", "extensions", "pg_catalog":
			return names[1:]
		}
	}
	return names
}

// bareText is bare for the name of a relation in a string.
func bareText(c *pg.A_Const) {
	text := c.GetSval()
	if text == nil {
		return
	}
	for _, schema := range []string{"public.", "extensions."} {
		text.Sval = strings.TrimPrefix(text.Sval, schema)
	}
}

func (c canon) call(f *pg.FuncCall) {
	f.Funcname = bare(f.Funcname)
	if sequenceFunctions[lastName(f.Funcname)] && len(f.Args) > 0 {
		bareText(f.Args[0].GetAConst())
	}
	if lastName(f.Funcname) != "extract" { // AT TIME ZONE too: PostgreSQL 13 prints the call
		f.Funcformat = pg.CoercionForm_COERCE_EXPLICIT_CALL
	}
}

// needless tells whether a cast is one that PostgreSQL adds by itself, or
// would do by itself: of a literal, of an array of literals, and between the
// types of text.
func needless(t *pg.TypeCast) bool {
	switch t.Arg.GetNode().(type) {
	case *pg.Node_AConst:
		return true
	case *pg.Node_AArrayExpr:
		return true
	}
	switch lastName(t.TypeName.Names) {
	case "text", "varchar", "bpchar":
		return len(t.TypeName.Typmods) == 0
	}
	return false
}

func (c canon) operator(n *pg.Node, x *pg.A_Expr) {
	name := operatorName(x.Name)
	rename := func(kind pg.A_Expr_Kind, to string) {
		x.Kind, x.Name = kind, []*pg.Node{stringNode(to)}
	}
	switch x.Kind {
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		any := x.Kind == pg.A_Expr_Kind_AEXPR_OP_ANY
		array := x.Rexpr.GetAArrayExpr()
		if array != nil && (any && name == "=" || !any && name == "<>") {
			x.Kind = pg.A_Expr_Kind_AEXPR_IN
			x.Rexpr = &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: array.Elements}}}
		}
	case pg.A_Expr_Kind_AEXPR_OP:
		switch name {
		case "~~":
			rename(pg.A_Expr_Kind_AEXPR_LIKE, "~~")
		case "!~~":
			rename(pg.A_Expr_Kind_AEXPR_LIKE, "!~~")
		case "~~*":
			rename(pg.A_Expr_Kind_AEXPR_ILIKE, "~~*")
		case "!~~*":
			rename(pg.A_Expr_Kind_AEXPR_ILIKE, "!~~*")
		case "-":
			if x.Lexpr == nil && x.Rexpr.GetAConst() != nil { // a negative literal
				if s := "-" + constant(x.Rexpr.GetAConst()); len(s) > 1 {
					n.Node = &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Fval{Fval: &pg.Float{Fval: s}}}}
				}
			}
		}
	case pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		x.Kind = pg.A_Expr_Kind_AEXPR_DISTINCT
		n.Node = &pg.Node_BoolExpr{BoolExpr: &pg.BoolExpr{Boolop: pg.BoolExprType_NOT_EXPR, Args: []*pg.Node{{Node: &pg.Node_AExpr{AExpr: x}}}}}
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		if bounds := x.Rexpr.GetList().GetItems(); len(bounds) == 2 {
			compare := func(op string, to *pg.Node) *pg.Node {
				return &pg.Node{Node: &pg.Node_AExpr{AExpr: &pg.A_Expr{Kind: pg.A_Expr_Kind_AEXPR_OP,
					Name: []*pg.Node{stringNode(op)}, Lexpr: x.Lexpr, Rexpr: to}}}
			}
			n.Node = &pg.Node_BoolExpr{BoolExpr: &pg.BoolExpr{Boolop: pg.BoolExprType_AND_EXPR,
				Args: []*pg.Node{compare(">=", bounds[0]), compare("<=", bounds[1])}}}
		}
	}
	if x.Kind == pg.A_Expr_Kind_AEXPR_IN { // one value is an equality
		if items := x.Rexpr.GetList().GetItems(); len(items) == 1 {
			x.Kind, x.Rexpr = pg.A_Expr_Kind_AEXPR_OP, items[0]
		}
	}
}

func stringNode(s string) *pg.Node {
	return &pg.Node{Node: &pg.Node_String_{String_: &pg.String{Sval: s}}}
}

// flattened joins nested ANDs, and nested ORs, to one.
func flattened(op pg.BoolExprType, args []*pg.Node) []*pg.Node {
	if op == pg.BoolExprType_NOT_EXPR {
		return args
	}
	var out []*pg.Node
	for _, a := range args {
		if b := a.GetBoolExpr(); b != nil && b.Boolop == op {
			out = append(out, b.Args...)
		} else {
			out = append(out, a)
		}
	}
	return out
}

// column gives a column the name of what it is of, looking from the inside
// out; one that nothing is known to have keeps what it says.
func (c canon) column(ref *pg.ColumnRef, sources []source) {
	last := ref.Fields[len(ref.Fields)-1]
	switch {
	case last.GetString_() == nil: // a star
	case len(ref.Fields) > 1:
		ref.Fields = ref.Fields[len(ref.Fields)-2:]
		for _, s := range slices.Backward(sources) {
			if s.invented != "" && s.invented == ref.Fields[0].GetString_().GetSval() {
				ref.Fields = []*pg.Node{stringNode(s.name), last}
				return
			}
		}
	default:
		for _, s := range slices.Backward(sources) {
			if slices.Contains(s.columns, last.GetString_().GetSval()) {
				ref.Fields = []*pg.Node{stringNode(s.name), last}
				return
			}
		}
	}
}

// query rewrites a query; named tells that somebody reads its output by name.
func (c canon) query(q *pg.SelectStmt, outer []source, named bool) {
	if q == nil {
		return
	}
	for _, n := range q.WithClause.GetCtes() {
		c.query(n.GetCommonTableExpr().GetCtequery().GetSelectStmt(), outer, true)
	}
	if q.Larg != nil {
		c.query(q.Larg, outer, named)
		c.query(q.Rarg, outer, named)
		return
	}
	var own []source
	for _, f := range q.FromClause {
		own = append(own, c.fromSources(f)...)
	}
	keepNeeded(own)
	q.TargetList = c.targets(q.TargetList, own, named)
	slices.Reverse(own) // of two that USING joins the first is meant
	sources := append(slices.Clone(outer), own...)
	for _, f := range q.FromClause {
		c.from(f, sources)
	}
	targets := q.TargetList
	for _, n := range targets {
		c.node(n.GetResTarget().GetVal(), sources)
	}
	for _, n := range q.SortClause {
		s := n.GetSortBy()
		if s.SortbyDir == pg.SortByDir_SORTBY_ASC {
			s.SortbyDir = pg.SortByDir_SORTBY_DEFAULT
		}
		s.Node = c.key(s.Node, targets, sources)
	}
	for i, n := range q.GroupClause {
		q.GroupClause[i] = c.key(n, targets, sources)
	}
	for _, n := range slices.Concat([]*pg.Node{q.WhereClause, q.HavingClause, q.LimitCount, q.LimitOffset}, q.DistinctClause, q.ValuesLists, q.WindowClause) {
		c.node(n, sources)
	}
}

// key gives what a key of GROUP BY or ORDER BY stands for: an output by its
// number or name, or an expression.
func (c canon) key(n *pg.Node, targets []*pg.Node, sources []source) *pg.Node {
	if i := n.GetAConst().GetIval(); i != nil && int(i.Ival) >= 1 && int(i.Ival) <= len(targets) {
		return targets[i.Ival-1].GetResTarget().GetVal()
	}
	if ref := n.GetColumnRef(); ref != nil && len(ref.Fields) == 1 {
		for _, t := range targets {
			if t.GetResTarget().GetName() == columnParts(ref)[0] {
				return t.GetResTarget().GetVal()
			}
		}
	}
	c.node(n, sources)
	return n
}

// targets spells out stars and the names of outputs, or drops the names where
// nobody reads them.
func (c canon) targets(list []*pg.Node, sources []source, named bool) []*pg.Node {
	var out []*pg.Node
	add := func(val *pg.Node, name string) {
		if !named {
			name = ""
		}
		out = append(out, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: val, Name: name}}})
	}
	for i, n := range list {
		t := n.GetResTarget()
		ref := t.GetVal().GetColumnRef()
		if ref == nil || ref.Fields[len(ref.Fields)-1].GetAStar() == nil || !known(sources) {
			name := t.GetName()
			if name == "" {
				name = OutputName(t.GetVal())
			}
			if name == "" {
				name = "?column?" + strconv.Itoa(i)
			}
			add(t.GetVal(), name)
			continue
		}
		for _, s := range sources {
			if len(ref.Fields) > 1 && columnParts(ref)[len(ref.Fields)-2] != s.name {
				continue
			}
			for _, col := range s.columns {
				add(&pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: []*pg.Node{stringNode(s.name), stringNode(col)}}}}, col)
			}
		}
	}
	return out
}

func known(sources []source) bool {
	return !slices.ContainsFunc(sources, func(s source) bool { return s.columns == nil })
}

// fromSources lists what an item of FROM adds to the columns that can be
// named.
func (c canon) fromSources(n *pg.Node) []source {
	switch x := n.Node.(type) {
	case *pg.Node_RangeVar:
		s := source{name: x.RangeVar.Relname, columns: c.in.Columns(Relation{x.RangeVar.Schemaname, x.RangeVar.Relname})}
		switch a := x.RangeVar.GetAlias().GetAliasname(); {
		case inventedAlias(a, s.name):
			s.invented = a
		case a != "":
			s.name = a
		}
		return []source{s}
	case *pg.Node_JoinExpr:
		return append(c.fromSources(x.JoinExpr.Larg), c.fromSources(x.JoinExpr.Rarg)...)
	case *pg.Node_RangeSubselect:
		s := source{name: x.RangeSubselect.GetAlias().GetAliasname()}
		q := x.RangeSubselect.Subquery.GetSelectStmt()
		for q.GetLarg() != nil {
			q = q.Larg // whose names a UNION has
		}
		if q != nil {
			for _, t := range q.TargetList {
				name := t.GetResTarget().GetName()
				if name == "" {
					name = OutputName(t.GetResTarget().GetVal())
				}
				s.columns = append(s.columns, name)
			}
		}
		return []source{s}
	case *pg.Node_RangeFunction:
		alias := x.RangeFunction.GetAlias()
		s := source{name: alias.GetAliasname(), columns: Names(alias.GetColnames())}
		if len(s.columns) == 0 && s.name != "" {
			s.columns = []string{s.name}
		}
		return []source{s}
	}
	return nil
}

// inventedAlias tells whether an alias is one that a server invents for a table.
func inventedAlias(alias, table string) bool {
	number, ok := strings.CutPrefix(alias, table+"_")
	_, err := strconv.Atoi(number)
	return ok && err == nil
}

// keepNeeded takes an invented alias for the name where another source has the
// name already.
func keepNeeded(own []source) {
	for i := range own {
		same := func(s source) bool { return s.name == own[i].name }
		if own[i].invented != "" && (slices.ContainsFunc(own[:i], same) || slices.ContainsFunc(own[i+1:], same)) {
			own[i].name, own[i].invented = own[i].invented, ""
		}
	}
}

func (c canon) from(n *pg.Node, sources []source) {
	switch x := n.Node.(type) {
	case *pg.Node_RangeVar:
		if s := x.RangeVar.Schemaname; s == "public" || s == "extensions" {
			x.RangeVar.Schemaname = ""
		}
		if a := x.RangeVar.GetAlias().GetAliasname(); a != "" && slices.ContainsFunc(sources, func(s source) bool { return s.invented == a }) {
			x.RangeVar.Alias = nil
		}
	case *pg.Node_JoinExpr:
		c.from(x.JoinExpr.Larg, sources)
		c.from(x.JoinExpr.Rarg, sources)
		c.node(x.JoinExpr.Quals, sources)
	case *pg.Node_RangeSubselect:
		c.query(x.RangeSubselect.Subquery.GetSelectStmt(), sources, true)
	case *pg.Node_RangeFunction:
		if a := x.RangeFunction.GetAlias(); len(a.GetColnames()) == 1 && Names(a.Colnames)[0] == a.Aliasname {
			a.Colnames = nil
		}
		for _, f := range x.RangeFunction.Functions {
			for _, item := range f.GetList().GetItems() {
				c.node(item, sources)
			}
		}
	}
}
