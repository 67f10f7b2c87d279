package parse

import (
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func (f *fold) createRoutine(s *pg.CreateFunctionStmt) error {
	schema, name := qualified(expr.Names(s.Funcname))
	r := &model.Routine{Name: f.createIn(schema, name), Kind: model.Function, Origin: f.origin}
	if s.IsProcedure {
		r.Kind = model.Procedure
	}
	r.Args = f.arguments(s.Parameters)
	f.result(r, s.ReturnType)
	for _, n := range s.Options {
		if err := f.routineOption(r, n.GetDefElem()); err != nil {
			return err
		}
	}
	if s.SqlBody != nil {
		r.SQLBody = f.sqlBody()
		if r.Language == "" {
			r.Language = "sql"
		}
	}
	return f.b.CreateRoutine(r, s.Replace)
}

// sqlBody is the text of RETURN ... or BEGIN ATOMIC ... END as it was
// written: it stands at the end of the statement.
func (f *fold) sqlBody() string {
	text := f.written()
	upper := strings.ToUpper(text)
	at := strings.Index(upper, "BEGIN ATOMIC")
	if at < 0 {
		if i := strings.Index(upper, "BEGIN"); i >= 0 && strings.HasPrefix(strings.TrimSpace(upper[i+5:]), "ATOMIC") {
			at = i
		}
	}
	if at < 0 {
		at = strings.LastIndex(upper, "RETURN ")
	}
	if at < 0 {
		return ""
	}
	return text[at:]
}

func (f *fold) arguments(params []*pg.Node) []model.Arg {
	var out []model.Arg
	for _, n := range params {
		p := n.GetFunctionParameter()
		a := model.Arg{Name: p.Name, Type: f.resolveType(p.ArgType).WithoutMods(), Default: f.expr(p.Defexpr)}
		switch p.Mode {
		case pg.FunctionParameterMode_FUNC_PARAM_OUT:
			a.Mode = model.Out
		case pg.FunctionParameterMode_FUNC_PARAM_INOUT:
			a.Mode = model.InOut
		case pg.FunctionParameterMode_FUNC_PARAM_VARIADIC:
			a.Mode = model.Variadic
		case pg.FunctionParameterMode_FUNC_PARAM_TABLE:
			a.Mode = model.TableCol
		}
		out = append(out, a)
	}
	return out
}

// result works out what a function returns: what it says, or what its OUT
// arguments make.
func (f *fold) result(r *model.Routine, t *pg.TypeName) {
	var table, out []model.Arg
	for _, a := range r.Args {
		switch a.Mode {
		case model.TableCol:
			table = append(table, a)
		case model.Out, model.InOut:
			out = append(out, a)
		}
	}
	switch {
	case len(table) > 0:
		var cols []string
		for _, a := range table {
			cols = append(cols, strings.TrimSpace(ident.Quote(a.Name)+" "+a.Type.String()))
		}
		r.Returns = "TABLE(" + strings.Join(cols, ", ") + ")"
	case t != nil:
		r.ReturnType = f.resolveType(t).WithoutMods()
		r.Returns = r.ReturnType.String()
		if t.Setof {
			r.Returns = "SETOF " + r.Returns
		}
	case r.Kind == model.Procedure:
	case len(out) == 1:
		r.ReturnType = out[0].Type
		r.Returns = r.ReturnType.String()
	case len(out) > 1:
		r.ReturnType = model.Builtin("record")
		r.Returns = "record"
	}
}

func (f *fold) routineOption(r *model.Routine, d *pg.DefElem) error {
	on := d.Arg.GetBoolean().GetBoolval()
	switch d.Defname {
	case "as":
		parts := expr.Names(d.Arg.GetList().GetItems())
		r.Body = parts[len(parts)-1]
		if len(parts) == 2 {
			r.Object = parts[0]
		}
	case "language":
		r.Language = strings.ToLower(defValue(d))
	case "volatility":
		r.Volatility = strings.ToUpper(defValue(d))
		if r.Volatility == "VOLATILE" {
			r.Volatility = ""
		}
	case "strict":
		r.Strict = on
	case "security":
		r.SecurityDefiner = on
	case "leakproof":
		r.Leakproof = on
	case "window":
		r.Window = on
	case "parallel":
		r.Parallel = strings.ToUpper(defValue(d))
		if r.Parallel == "UNSAFE" {
			r.Parallel = ""
		}
	case "cost":
		r.Cost = defValue(d)
	case "rows":
		r.Rows = defValue(d)
	case "support":
		r.Support = qualifiedSQL(listNames(d.Arg))
	case "set":
		r.Config = setConfig(r.Config, d.Arg.GetVariableSetStmt())
	case "transform":
	default:
		return fmt.Errorf("option %s of a function is not known", d.Defname)
	}
	return nil
}

// setConfig puts SET name = value among a function's settings, spelled as
// proconfig has it.
func setConfig(config []string, s *pg.VariableSetStmt) []string {
	var out []string
	for _, c := range config {
		if !strings.HasPrefix(c, s.Name+"=") && s.Kind != pg.VariableSetKind_VAR_RESET_ALL {
			out = append(out, c)
		}
	}
	if s.Kind != pg.VariableSetKind_VAR_SET_VALUE {
		return out
	}
	var values []string
	for _, a := range s.Args {
		v := a.GetAConst()
		text := v.GetSval().GetSval()
		switch x := v.GetVal().(type) {
		case *pg.A_Const_Ival:
			text = fmt.Sprint(x.Ival.Ival)
		case *pg.A_Const_Fval:
			text = x.Fval.Fval
		case *pg.A_Const_Boolval:
			text = fmt.Sprint(x.Boolval.Boolval)
		case *pg.A_Const_Sval:
			if listSettings[s.Name] {
				text = ident.Quote(text)
			}
		}
		values = append(values, text)
	}
	return append(out, s.Name+"="+strings.Join(values, ", "))
}

// listSettings are the settings whose value is a list of identifiers
// (GUC_LIST_QUOTE).
var listSettings = set("search_path", "temp_tablespaces", "session_preload_libraries", "shared_preload_libraries",
	"local_preload_libraries", "unix_socket_directories")

func (f *fold) alterRoutine(s *pg.AlterFunctionStmt) error {
	r, err := f.findRoutine(s.Func)
	if err != nil {
		return err
	}
	own, err := f.b.OwnRoutine(r.Key())
	if err != nil {
		return err
	}
	for _, n := range s.Actions {
		if err := f.routineOption(own, n.GetDefElem()); err != nil {
			return err
		}
	}
	return nil
}

// findRoutine finds the routine that a statement means: by its input types,
// or by its name alone where that is not overloaded.
func (f *fold) findRoutine(o *pg.ObjectWithArgs) (*model.Routine, error) {
	schema, name := qualified(expr.Names(o.GetObjname()))
	n := f.find(schema, name, func(n model.Name) bool { return len(f.b.RoutinesNamed(n)) > 0 })
	all := f.b.RoutinesNamed(n)
	if o.ArgsUnspecified {
		switch len(all) {
		case 0:
			return nil, &model.NotFoundError{What: "function", Name: n.String()}
		case 1:
			return all[0], nil
		}
		return nil, fmt.Errorf("function name %s is not unique: write its argument types, as in %s", n, all[0].Ref())
	}
	var types []string
	for _, a := range o.Objargs {
		types = append(types, f.resolveType(a.GetTypeName()).WithoutMods().String())
	}
	want := strings.Join(types, ", ")
	for _, r := range all {
		if r.Signature() == want || allTypes(r) == want {
			return r, nil
		}
	}
	err := &model.NotFoundError{What: "function", Name: n.String() + "(" + want + ")"}
	if len(all) > 0 {
		err.Near = all[0].Ref()
	}
	return nil, err
}

// allTypes lists the types of all arguments, OUT among them, which DROP
// PROCEDURE takes too.
func allTypes(r *model.Routine) string {
	var types []string
	for _, a := range r.Args {
		if a.Mode != model.TableCol {
			types = append(types, a.Type.String())
		}
	}
	return strings.Join(types, ", ")
}

func (f *fold) createAggregate(s *pg.DefineStmt) error {
	schema, name := qualified(expr.Names(s.Defnames))
	r := &model.Routine{Name: f.createIn(schema, name), Kind: model.Aggregate, Origin: f.origin}
	if len(s.Args) > 0 {
		r.Args = f.arguments(s.Args[0].GetList().GetItems())
	}
	if len(s.Args) > 1 { // the number of direct arguments; the grammar gives -1 for a plain aggregate
		if direct := s.Args[1].GetInteger().GetIval(); direct >= 0 {
			r.OrderedSet, r.DirectArgs = true, min(int(direct), len(r.Args))
		}
	}
	var options []string
	for _, n := range s.Definition {
		if d := n.GetDefElem(); d.Defname == "basetype" { // the old style, without a list of arguments
			r.Args = []model.Arg{{Type: f.resolveType(d.Arg.GetTypeName()).WithoutMods()}}
		} else {
			if o := f.aggregateOption(d); !isDefaultOption(r, o) {
				options = append(options, o)
			}
		}
	}
	slices.Sort(options)
	r.Definition = strings.Join(options, ", ")
	return f.b.CreateRoutine(r, s.Replace)
}

// aggregateOption spells one of the options of CREATE AGGREGATE, with what it
// names resolved.
func (f *fold) aggregateOption(d *pg.DefElem) string {
	word := strings.ToUpper(d.Defname)
	if word == "SFUNC1" || word == "STYPE1" || word == "INITCOND1" { // the names of old
		word = strings.TrimSuffix(word, "1")
	}
	switch word {
	case "STYPE", "MSTYPE":
		return word + " = " + f.resolveType(d.Arg.GetTypeName()).String()
	case "SFUNC", "FINALFUNC", "COMBINEFUNC", "SERIALFUNC", "DESERIALFUNC", "MSFUNC", "MINVFUNC", "MFINALFUNC":
		names := listNames(d.Arg)
		if n := f.resolveRoutineName(names); len(f.b.RoutinesNamed(n)) > 0 {
			return word + " = " + n.String()
		}
		return word + " = " + qualifiedSQL(names)
	case "INITCOND", "MINITCOND":
		return word + " = " + ident.Literal(defValue(d))
	case "HYPOTHETICAL":
		return word
	}
	if d.Arg == nil {
		return word
	}
	return word + " = " + defValue(d)
}

// isDefaultOption tells whether an option of an aggregate says what it is
// without.
func isDefaultOption(r *model.Routine, option string) bool {
	modify := "read_only"
	if r.OrderedSet {
		modify = "read_write"
	}
	switch option {
	case "PARALLEL = unsafe", "FINALFUNC_MODIFY = " + modify, "MFINALFUNC_MODIFY = " + modify,
		"FINALFUNC_EXTRA = false", "MFINALFUNC_EXTRA = false", "HYPOTHETICAL = false":
		return true
	}
	return false
}
