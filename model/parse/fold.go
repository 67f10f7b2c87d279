package parse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// fold is the state between two statements.
type fold struct {
	b    *model.Builder
	res  *Result
	path []string // search_path, without pg_catalog and "$user"
	role string   // SET ROLE; empty for who runs the migrations

	src     *source
	cur     parsed
	origin  model.Origin
	only    bool                // ALTER TABLE ONLY: what it does is not for partitions
	trusted bool                // the text was made by a server, of what it holds
	guarded bool                // inside a DO block that looks before it acts
	unknown map[model.Name]bool // types that were reported
}

func newFold(base *model.Schema, res *Result) *fold {
	return &fold{b: base.Edit(), res: res, path: defaultPath()}
}

// defaultPath is the search path of a new session. Supabase adds extensions
// to PostgreSQL's own; where that schema holds nothing it changes nothing.
func defaultPath() []string { return []string{"public", "extensions"} }

// enter begins a file: each runs in a session of its own.
func (f *fold) enter(src *source) {
	if src.first {
		if !src.continues {
			f.path = defaultPath()
			f.setRole("")
		}
		src.first = false
	}
	f.src = src
}

// statement folds one statement, or reports why it could not be.
func (f *fold) statement(p parsed) {
	f.cur = p
	f.origin = model.Origin{File: f.src.file, Line: p.line}
	if p.err != nil {
		f.res.Diagnostics = append(f.res.Diagnostics, syntaxDiagnostic(f.src, p.statement, p.err))
		return
	}
	if p.node == nil {
		return
	}
	f.run(p.node)
}

// run folds a tree and turns an error into a diagnostic.
func (f *fold) run(n *pg.Node) {
	err := f.apply(n)
	if err == nil {
		return
	}
	var exists *model.ExistsError
	var missing *model.NotFoundError
	if f.guarded && (errors.As(err, &exists) || errors.As(err, &missing)) {
		return // what the guard is there for
	}
	f.report(Error, err.Error(), "The statement was left out.")
}

func (f *fold) report(l Level, message, fix string) {
	f.res.Diagnostics = append(f.res.Diagnostics, Diagnostic{Level: l, Origin: f.origin, Message: message, Fix: fix})
}

// unknownEffect reports a statement whose effect on the schema cannot be known.
func (f *fold) unknownEffect(message, fix string) {
	f.res.Diagnostics = append(f.res.Diagnostics, Diagnostic{Level: Warning, Origin: f.origin, Message: message, Fix: fix, Unknown: true})
}

// text is the statement as it stands in the file.
func (f *fold) text() string { return f.src.text[f.cur.start:f.cur.end] }

// apply folds one statement by its kind.
func (f *fold) apply(n *pg.Node) error {
	switch s := n.Node.(type) {
	case *pg.Node_CreateStmt:
		return f.createTable(s.CreateStmt)
	case *pg.Node_CreateForeignTableStmt:
		return f.createForeignTable(s.CreateForeignTableStmt)
	case *pg.Node_CreateTableAsStmt:
		return f.createTableAs(s.CreateTableAsStmt)
	case *pg.Node_AlterTableStmt:
		return f.alterTable(s.AlterTableStmt)
	case *pg.Node_RenameStmt:
		return f.rename(s.RenameStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		return f.setSchema(s.AlterObjectSchemaStmt)
	case *pg.Node_DropStmt:
		return f.drop(s.DropStmt)
	case *pg.Node_IndexStmt:
		return f.createIndex(s.IndexStmt)
	case *pg.Node_ViewStmt:
		return f.createView(s.ViewStmt)
	case *pg.Node_CreateSchemaStmt:
		return f.createSchema(s.CreateSchemaStmt)
	case *pg.Node_CreateExtensionStmt:
		return f.createExtension(s.CreateExtensionStmt)
	case *pg.Node_CreateEnumStmt:
		return f.createEnum(s.CreateEnumStmt)
	case *pg.Node_AlterEnumStmt:
		return f.alterEnum(s.AlterEnumStmt)
	case *pg.Node_CreateDomainStmt:
		return f.createDomain(s.CreateDomainStmt)
	case *pg.Node_AlterDomainStmt:
		return f.alterDomain(s.AlterDomainStmt)
	case *pg.Node_CompositeTypeStmt:
		return f.createComposite(s.CompositeTypeStmt)
	case *pg.Node_CreateRangeStmt:
		return f.createOpaque(s.CreateRangeStmt.TypeName, "range")
	case *pg.Node_DefineStmt:
		return f.define(n, s.DefineStmt)
	case *pg.Node_CreateSeqStmt:
		return f.createSequence(s.CreateSeqStmt)
	case *pg.Node_AlterSeqStmt:
		return f.alterSequence(s.AlterSeqStmt)
	case *pg.Node_CreateFunctionStmt:
		return f.createRoutine(s.CreateFunctionStmt)
	case *pg.Node_AlterFunctionStmt:
		return f.alterRoutine(s.AlterFunctionStmt)
	case *pg.Node_CreateTrigStmt:
		return f.createTrigger(s.CreateTrigStmt)
	case *pg.Node_CreatePolicyStmt:
		return f.createPolicy(s.CreatePolicyStmt)
	case *pg.Node_AlterPolicyStmt:
		return f.alterPolicy(s.AlterPolicyStmt)
	case *pg.Node_CommentStmt:
		return f.comment(s.CommentStmt)
	case *pg.Node_GrantStmt:
		return f.grant(s.GrantStmt)
	case *pg.Node_AlterDefaultPrivilegesStmt:
		return f.defaultPrivileges(s.AlterDefaultPrivilegesStmt)
	case *pg.Node_CreatePublicationStmt:
		return f.createPublication(s.CreatePublicationStmt)
	case *pg.Node_AlterPublicationStmt:
		return f.alterPublication(s.AlterPublicationStmt)
	case *pg.Node_VariableSetStmt:
		f.set(s.VariableSetStmt)
		return nil
	case *pg.Node_SelectStmt:
		return f.selectStatement(s.SelectStmt)
	case *pg.Node_ClusterStmt:
		if s.ClusterStmt.Indexname != "" {
			f.clusterOn(f.relationName(s.ClusterStmt.Relation), s.ClusterStmt.Indexname)
		}
		return nil
	case *pg.Node_DoStmt:
		return f.do(s.DoStmt)
	case *pg.Node_AlterOwnerStmt:
		return f.setOwner(s.AlterOwnerStmt)
	case *pg.Node_ReassignOwnedStmt:
		f.reassign(s.ReassignOwnedStmt)
		return nil
	case *pg.Node_SecLabelStmt:
		f.securityLabel(s.SecLabelStmt)
		return nil
	}
	if done, err := f.creates(n); done {
		return err
	}
	if done, err := f.alters(n); done {
		return err
	}
	return f.other(n)
}

// other deals with a statement that is not folded as the table of coverage
// says.
func (f *fold) other(n *pg.Node) error {
	k, ok := statements[nodeName(n)]
	switch {
	case !ok || k.as == folded || k.as == inner:
		return fmt.Errorf("pgdraft does not know what to do with the statement %s", nodeName(n))
	case k.as == carried:
		f.carry(k.words, "pgdraft does not model this statement")
	case k.as == noted:
		f.unknownEffect("the effect of "+k.words+" on the schema is not known", "If it runs DDL, check what it made.")
	}
	return nil
}

// set follows SET search_path and SET ROLE; every other setting concerns the
// session only.
func (f *fold) set(s *pg.VariableSetStmt) {
	if s.Name == "role" || s.Name == "session_authorization" {
		name := ""
		if len(s.Args) > 0 {
			name = s.Args[0].GetAConst().GetSval().GetSval()
		}
		f.setRole(name)
		return
	}
	if s.Name != "search_path" {
		return
	}
	if s.Kind != pg.VariableSetKind_VAR_SET_VALUE {
		f.path = defaultPath()
		return
	}
	var names []string
	for _, a := range s.Args {
		names = append(names, a.GetAConst().GetSval().GetSval())
	}
	f.setPath(names)
}

func (f *fold) setRole(name string) {
	if name == "none" || name == "postgres" { // see ownerName
		name = ""
	}
	f.role = name
	f.b.As(name)
}

func (f *fold) setPath(names []string) {
	f.path = nil
	for _, n := range names {
		n = strings.Trim(strings.TrimSpace(n), `"`)
		if n != "" && n != "$user" && n != "pg_catalog" {
			f.path = append(f.path, n)
		}
	}
}

// selectStatement knows the calls that change the schema or the session; of
// any other call that is not PostgreSQL's own the effect is unknown.
func (f *fold) selectStatement(s *pg.SelectStmt) error {
	if into := s.IntoClause; into != nil {
		s.IntoClause = nil
		return f.createTableAs(&pg.CreateTableAsStmt{Query: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: s}}, Into: into})
	}
	for _, t := range s.TargetList {
		call := t.GetResTarget().GetVal().GetFuncCall()
		if call == nil {
			continue
		}
		names := expr.Names(call.Funcname)
		switch name := names[len(names)-1]; {
		case name == "set_config":
			f.setConfig(call)
		case name == "setval" || len(names) > 1 && names[0] == "pg_catalog":
		case len(f.b.RoutinesNamed(f.resolveRoutineName(names))) > 0:
			f.unknownEffect("the effect of calling "+strings.Join(names, ".")+" on the schema is not known",
				"If it runs DDL, check what it made.")
		}
	}
	return nil
}

func (f *fold) setConfig(call *pg.FuncCall) {
	if len(call.Args) < 2 || call.Args[0].GetAConst().GetSval().GetSval() != "search_path" {
		return
	}
	f.setPath(strings.Split(call.Args[1].GetAConst().GetSval().GetSval(), ","))
}

// createIn gives the name of a new object: unqualified names go to the first
// schema of the search path.
func (f *fold) createIn(schema, name string) model.Name {
	if schema == "" {
		schema = "public"
		if len(f.path) > 0 {
			schema = f.path[0]
		}
	}
	return model.Name{Schema: schema, Name: name}
}

// find looks a name up along the search path; where nothing has it, the name
// is taken for one in the first schema.
func (f *fold) find(schema, name string, has func(model.Name) bool) model.Name {
	if schema != "" {
		return model.Name{Schema: schema, Name: name}
	}
	for _, s := range f.path {
		if n := (model.Name{Schema: s, Name: name}); has(n) {
			return n
		}
	}
	return f.createIn("", name)
}

func (f *fold) relationName(r *pg.RangeVar) model.Name {
	return f.find(r.GetSchemaname(), r.GetRelname(), func(n model.Name) bool { return !f.b.FreeName(n) })
}

func (f *fold) typeName(names []string) model.Name {
	schema, name := qualified(names)
	return f.find(schema, name, f.b.HasType)
}

// qualified splits a name given by its parts; a database name is dropped.
func qualified(names []string) (schema, name string) {
	if len(names) == 0 {
		return "", ""
	}
	if len(names) > 1 {
		schema = names[len(names)-2]
	}
	return schema, names[len(names)-1]
}

// listNames reads an object name that the parser gives as a List of Strings
// or as one String.
func listNames(n *pg.Node) []string {
	if l := n.GetList(); l != nil {
		return expr.Names(l.Items)
	}
	if s := n.GetString_(); s != nil {
		return []string{s.Sval}
	}
	if t := n.GetTypeName(); t != nil {
		return expr.Names(t.Names)
	}
	return nil
}

// quiet is an ExistsError made quiet by IF NOT EXISTS.
func quiet(err error, ifNotExists bool) error {
	var e *model.ExistsError
	if ifNotExists && errors.As(err, &e) {
		return nil
	}
	return err
}

// absent is a NotFoundError made quiet by IF EXISTS.
func absent(err error, ifExists bool) error {
	var e *model.NotFoundError
	if ifExists && errors.As(err, &e) {
		return nil
	}
	return err
}

// option finds a DefElem by name.
func option(list []*pg.Node, name string) *pg.DefElem {
	i := slices.IndexFunc(list, func(n *pg.Node) bool { return n.GetDefElem().GetDefname() == name })
	if i < 0 {
		return nil
	}
	return list[i].GetDefElem()
}
