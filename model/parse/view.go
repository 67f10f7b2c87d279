package parse

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

func (f *fold) createView(s *pg.ViewStmt) error {
	if s.View.Relpersistence == "t" {
		return nil
	}
	f.expandStars(s.Query)
	query := f.expr(s.Query)
	v := &model.View{Name: f.createIn(s.View.Schemaname, s.View.Relname), Aliases: expr.Names(s.Aliases),
		Query: query, Options: options(s.Options), Origin: f.origin}
	switch s.WithCheckOption {
	case pg.ViewCheckOption_LOCAL_CHECK_OPTION:
		v.CheckOption = "LOCAL"
	case pg.ViewCheckOption_CASCADED_CHECK_OPTION:
		v.CheckOption = "CASCADED"
	}
	v.Columns = f.queryColumns(query, v.Aliases)
	f.missingRelations("view "+v.Name.String(), query)
	return f.b.CreateView(v, s.Replace)
}

// queryColumns works out the output columns of a query: their names always,
// their types where they are plain columns, casts or calls that are known.
func (f *fold) queryColumns(q *expr.Expr, aliases []string) []*model.Column {
	cols := f.selectColumns(q.Node().GetSelectStmt(), nil)
	for i := range cols {
		if i < len(aliases) {
			cols[i].Name = aliases[i]
		}
	}
	return cols
}

// rowSource is something in FROM: its name there, and its columns.
type rowSource struct {
	name    string
	columns []*model.Column
}

func (f *fold) selectColumns(s *pg.SelectStmt, outer []rowSource) []*model.Column {
	if s == nil {
		return nil
	}
	ctes := outer
	if s.WithClause != nil {
		for _, n := range s.WithClause.Ctes {
			ctes = f.withCTE(ctes, n.GetCommonTableExpr())
		}
	}
	if s.Larg != nil {
		return f.selectColumns(s.Larg, ctes)
	}
	if len(s.ValuesLists) > 0 {
		var out []*model.Column
		for i := range s.ValuesLists[0].GetList().GetItems() {
			out = append(out, &model.Column{Name: "column" + itoa(i+1)})
		}
		return out
	}
	var sources []rowSource
	for _, n := range s.FromClause {
		sources = append(sources, f.fromSources(n, ctes)...)
	}
	var out []*model.Column
	for _, n := range s.TargetList {
		out = append(out, f.targetColumns(n.GetResTarget(), sources)...)
	}
	return out
}

// withCTE adds what an item of WITH gives to the sources.
func (f *fold) withCTE(ctes []rowSource, c *pg.CommonTableExpr) []rowSource {
	columns := f.selectColumns(c.GetCtequery().GetSelectStmt(), ctes)
	for i, a := range expr.Names(c.Aliascolnames) {
		if i < len(columns) {
			columns[i].Name = a
		}
	}
	return append(ctes[:len(ctes):len(ctes)], rowSource{c.Ctename, columns})
}

func itoa(i int) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return itoa(i/10) + itoa(i%10)
}

func (f *fold) fromSources(n *pg.Node, ctes []rowSource) []rowSource {
	switch x := n.Node.(type) {
	case *pg.Node_RangeVar:
		return []rowSource{f.tableSource(x.RangeVar, ctes)}
	case *pg.Node_JoinExpr:
		return append(f.fromSources(x.JoinExpr.Larg, ctes), f.fromSources(x.JoinExpr.Rarg, ctes)...)
	case *pg.Node_RangeSubselect:
		src := rowSource{columns: f.selectColumns(x.RangeSubselect.Subquery.GetSelectStmt(), ctes)}
		src.name = x.RangeSubselect.GetAlias().GetAliasname()
		for i, a := range expr.Names(x.RangeSubselect.GetAlias().GetColnames()) {
			if i < len(src.columns) {
				src.columns[i].Name = a
			}
		}
		return []rowSource{src}
	case *pg.Node_RangeFunction:
		src := rowSource{name: x.RangeFunction.GetAlias().GetAliasname()}
		for _, a := range expr.Names(x.RangeFunction.GetAlias().GetColnames()) {
			src.columns = append(src.columns, &model.Column{Name: a})
		}
		return []rowSource{src}
	}
	return nil
}

func (f *fold) tableSource(r *pg.RangeVar, ctes []rowSource) rowSource {
	src := rowSource{name: r.Relname}
	if a := r.GetAlias().GetAliasname(); a != "" {
		src.name = a
	}
	if r.Schemaname == "" {
		for i := len(ctes) - 1; i >= 0; i-- {
			if ctes[i].name == r.Relname {
				src.columns = ctes[i].columns
				return src
			}
		}
	}
	n := f.relationName(r)
	if t := f.b.Table(n); t != nil {
		src.columns = t.Columns
	} else if v := f.b.View(n); v != nil {
		src.columns = v.Columns
	}
	return src
}

// targetColumns gives the columns of one item of the select list; a star
// gives several.
func (f *fold) targetColumns(rt *pg.ResTarget, sources []rowSource) []*model.Column {
	if ref := rt.GetVal().GetColumnRef(); ref != nil {
		last := ref.Fields[len(ref.Fields)-1]
		if last.GetAStar() != nil {
			return starColumns(ref, sources)
		}
	}
	name := rt.GetName()
	if name == "" {
		name = expr.OutputName(rt.GetVal())
	}
	if name == "" {
		name = "?column?"
	}
	return []*model.Column{{Name: name, Type: f.typeOf(rt.GetVal(), sources)}}
}

func starColumns(ref *pg.ColumnRef, sources []rowSource) []*model.Column {
	var out []*model.Column
	want := ""
	if len(ref.Fields) > 1 {
		want = ref.Fields[len(ref.Fields)-2].GetString_().GetSval()
	}
	for _, s := range sources {
		if want != "" && s.name != want {
			continue
		}
		for _, c := range s.columns {
			out = append(out, &model.Column{Name: c.Name, Type: c.Type})
		}
	}
	return out
}

// typeOf works out the type of an expression as far as that needs no table of
// PostgreSQL's functions and operators.
func (f *fold) typeOf(n *pg.Node, sources []rowSource) model.Type {
	switch x := n.GetNode().(type) {
	case *pg.Node_ColumnRef:
		return columnType(x.ColumnRef, sources)
	case *pg.Node_TypeCast:
		return f.resolveType(x.TypeCast.TypeName)
	case *pg.Node_BoolExpr, *pg.Node_NullTest, *pg.Node_BooleanTest:
		return model.Builtin("boolean")
	case *pg.Node_CoalesceExpr:
		return f.firstType(x.CoalesceExpr.Args, sources)
	case *pg.Node_MinMaxExpr:
		return f.firstType(x.MinMaxExpr.Args, sources)
	case *pg.Node_CaseExpr:
		var results []*pg.Node
		for _, w := range x.CaseExpr.Args {
			results = append(results, w.GetCaseWhen().GetResult())
		}
		return f.firstType(append(results, x.CaseExpr.Defresult), sources)
	case *pg.Node_AConst:
		return constantType(x.AConst)
	case *pg.Node_FuncCall:
		return f.callType(x.FuncCall, sources)
	case *pg.Node_AExpr:
		return f.operatorType(x.AExpr, sources)
	case *pg.Node_SubLink:
		switch x.SubLink.SubLinkType {
		case pg.SubLinkType_EXISTS_SUBLINK, pg.SubLinkType_ANY_SUBLINK, pg.SubLinkType_ALL_SUBLINK:
			return model.Builtin("boolean")
		case pg.SubLinkType_EXPR_SUBLINK:
			if cols := f.selectColumns(x.SubLink.Subselect.GetSelectStmt(), sources); len(cols) == 1 {
				return cols[0].Type
			}
		}
	}
	return model.Type{}
}

func (f *fold) firstType(ns []*pg.Node, sources []rowSource) model.Type {
	for _, n := range ns {
		if n.GetAConst().GetSval() != nil {
			continue // a literal takes the type of the others
		}
		if t := f.typeOf(n, sources); t.Name != "" {
			return t
		}
	}
	if len(ns) > 0 && ns[0].GetAConst().GetSval() != nil {
		return model.Builtin("text")
	}
	return model.Type{}
}

func columnType(ref *pg.ColumnRef, sources []rowSource) model.Type {
	name := ref.Fields[len(ref.Fields)-1].GetString_().GetSval()
	want := ""
	if len(ref.Fields) > 1 {
		want = ref.Fields[len(ref.Fields)-2].GetString_().GetSval()
	}
	for _, s := range sources {
		if want != "" && s.name != want {
			continue
		}
		for _, c := range s.columns {
			if c.Name == name {
				return c.Type
			}
		}
	}
	return model.Type{}
}

func constantType(c *pg.A_Const) model.Type {
	switch c.Val.(type) {
	case *pg.A_Const_Ival, nil:
		return model.Builtin("integer")
	case *pg.A_Const_Fval:
		return model.Builtin("numeric")
	case *pg.A_Const_Boolval:
		return model.Builtin("boolean")
	}
	return model.Builtin("text")
}

func (f *fold) operatorType(e *pg.A_Expr, sources []rowSource) model.Type {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return f.typeOf(e.Lexpr, sources)
	default:
		return model.Builtin("boolean")
	}
	switch e.Name[len(e.Name)-1].GetString_().GetSval() {
	case "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~", "!~", "~*", "!~*", "@>", "<@", "?", "?|", "?&", "&&", "@@":
		return model.Builtin("boolean")
	case "||":
		if t := f.typeOf(e.Lexpr, sources); t.Array || t.Is("jsonb", "tsvector", "bytea") {
			return t
		}
		return model.Builtin("text")
	case "->>", "#>>":
		return model.Builtin("text")
	case "->", "#>":
		return f.typeOf(e.Lexpr, sources)
	}
	if e.Lexpr == nil {
		return f.typeOf(e.Rexpr, sources)
	}
	return widerNumber(f.typeOf(e.Lexpr, sources), f.typeOf(e.Rexpr, sources))
}

// widerNumber is the type of arithmetic between two types.
func widerNumber(a, b model.Type) model.Type {
	order := []string{"smallint", "integer", "bigint", "numeric", "real", "double precision"}
	rank := func(t model.Type) int {
		for i, n := range order {
			if t.Is(n) {
				return i
			}
		}
		return -1
	}
	switch ra, rb := rank(a), rank(b); {
	case ra >= 0 && rb >= 0 && ra >= rb:
		return a.WithoutMods()
	case ra >= 0 && rb >= 0:
		return b.WithoutMods()
	case rb < 0 && a.Name != "":
		return a.WithoutMods()
	}
	return b.WithoutMods()
}

// callType knows the functions of the schema itself, and those of
// PostgreSQL's that views are mostly made of.
func (f *fold) callType(c *pg.FuncCall, sources []rowSource) model.Type {
	names := expr.Names(c.Funcname)
	for _, r := range f.b.RoutinesNamed(f.resolveRoutineName(names)) {
		return r.ReturnType
	}
	arg := func() model.Type {
		if len(c.Args) == 0 {
			return model.Type{}
		}
		return f.typeOf(c.Args[0], sources)
	}
	switch names[len(names)-1] {
	case "count", "row_number", "rank", "dense_rank":
		return model.Builtin("bigint")
	case "sum":
		switch t := arg(); {
		case t.Is("smallint", "integer"):
			return model.Builtin("bigint")
		case t.Is("bigint"):
			return model.Builtin("numeric")
		default:
			return t.WithoutMods()
		}
	case "avg":
		if t := arg(); t.Is("real", "double precision", "interval") {
			return t
		}
		return model.Builtin("numeric")
	case "min", "max", "array_append", "lag", "lead", "first_value", "last_value", "date_trunc", "abs", "round", "floor", "ceil":
		if t := arg(); !t.Is("unknown") && t.Name != "text" {
			return t.WithoutMods()
		}
		if len(c.Args) > 1 {
			return f.typeOf(c.Args[1], sources)
		}
		return arg().WithoutMods()
	case "array_agg":
		t := arg()
		t.Array = true
		return t.WithoutMods()
	case "string_agg", "concat", "concat_ws", "lower", "upper", "format", "replace", "btrim", "ltrim", "rtrim",
		"substring", "substr", "to_char", "md5", "initcap", "left", "right", "split_part", "regexp_replace", "group_concat":
		return model.Builtin("text")
	case "now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "to_timestamp":
		return model.Builtin("timestamp with time zone")
	case "length", "char_length", "array_length", "cardinality", "position", "strpos":
		return model.Builtin("integer")
	case "bool_and", "bool_or", "every":
		return model.Builtin("boolean")
	case "jsonb_agg", "jsonb_build_object", "jsonb_object_agg", "to_jsonb", "jsonb_build_array":
		return model.Builtin("jsonb")
	case "json_agg", "json_build_object", "json_object_agg", "to_json", "row_to_json", "json_build_array":
		return model.Builtin("json")
	case "gen_random_uuid", "uuid_generate_v4":
		return model.Builtin("uuid")
	case "to_tsvector", "setweight":
		return model.Builtin("tsvector")
	case "extract":
		return model.Builtin("numeric")
	case "date_part", "random":
		return model.Builtin("double precision")
	}
	return model.Type{}
}
