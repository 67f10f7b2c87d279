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

func (f *fold) createPolicy(s *pg.CreatePolicyStmt) error {
	table := f.relationName(s.Table)
	if f.b.Table(table) == nil && !model.IsManagedSchema(table.Schema) {
		return &model.NotFoundError{What: "table", Name: table.String(), Near: f.nearTable(table)}
	}
	p := &model.Policy{
		Name: s.PolicyName, Restrictive: !s.Permissive, Command: model.Command(strings.ToUpper(s.CmdName)),
		Roles: roles(s.Roles), Using: f.expr(s.Qual), Check: f.expr(s.WithCheck), Origin: f.origin,
	}
	f.missingRelations("policy "+ident.Quote(p.Name)+" of "+table.String(), p.Using, p.Check)
	return f.b.CreatePolicy(table, p)
}

func (f *fold) alterPolicy(s *pg.AlterPolicyStmt) error {
	return f.b.ChangePolicy(f.relationName(s.Table), s.PolicyName, func(p *model.Policy) {
		if len(s.Roles) > 0 {
			p.Roles = roles(s.Roles)
		}
		if s.Qual != nil {
			p.Using = f.expr(s.Qual)
		}
		if s.WithCheck != nil {
			p.Check = f.expr(s.WithCheck)
		}
	})
}

// roles reads a role list; PUBLIC among them makes it empty, which stands for
// PUBLIC.
func roles(list []*pg.Node) []string {
	var out []string
	for _, n := range list {
		r := roleName(n.GetRoleSpec())
		if r == "PUBLIC" {
			return nil
		}
		out = append(out, r)
	}
	return out
}

func roleName(r *pg.RoleSpec) string {
	switch r.GetRoletype() {
	case pg.RoleSpecType_ROLESPEC_PUBLIC:
		return "PUBLIC"
	case pg.RoleSpecType_ROLESPEC_CURRENT_USER:
		return "CURRENT_USER"
	case pg.RoleSpecType_ROLESPEC_CURRENT_ROLE:
		return "CURRENT_ROLE"
	case pg.RoleSpecType_ROLESPEC_SESSION_USER:
		return "SESSION_USER"
	}
	return r.GetRolename()
}

func (f *fold) createTrigger(s *pg.CreateTrigStmt) error {
	table := f.relationName(s.Relation)
	if f.b.Table(table) == nil && f.b.View(table) == nil && !model.IsManagedSchema(table.Schema) {
		return &model.NotFoundError{What: "table", Name: table.String(), Near: f.nearTable(table)}
	}
	g := &model.Trigger{
		Name: s.Trigname, Timing: triggerTiming(s.Timing), Events: triggerEvents(s.Events),
		UpdateOf: expr.Names(s.Columns), ForEachRow: s.Row, When: f.expr(s.WhenClause),
		Function: f.triggerFunction(expr.Names(s.Funcname)), Args: expr.Names(s.Args),
		Constraint: s.Isconstraint, Deferrable: s.Deferrable || s.Initdeferred, InitiallyDeferred: s.Initdeferred,
		Origin: f.origin,
	}
	if s.Constrrel != nil {
		g.From = f.relationName(s.Constrrel)
	}
	for _, n := range s.TransitionRels {
		if tt := n.GetTriggerTransition(); tt.IsNew {
			g.NewTable = tt.Name
		} else {
			g.OldTable = tt.Name
		}
	}
	f.missingFunction(ident.Quote(g.Name)+" of "+table.String(), g.Function)
	return f.b.CreateTrigger(table, g, s.Replace)
}

// The bits of a trigger's type (pg_trigger.h).
const (
	triggerBefore   = 1 << 1
	triggerInsert   = 1 << 2
	triggerDelete   = 1 << 3
	triggerUpdate   = 1 << 4
	triggerTruncate = 1 << 5
	triggerInstead  = 1 << 6
)

func triggerTiming(bits int32) string {
	switch {
	case bits&triggerBefore != 0:
		return "BEFORE"
	case bits&triggerInstead != 0:
		return "INSTEAD OF"
	}
	return "AFTER"
}

// triggerEvents lists the events in the order pg_get_triggerdef does.
func triggerEvents(bits int32) []string {
	var out []string
	for _, e := range []struct {
		bit  int32
		word string
	}{{triggerInsert, "INSERT"}, {triggerDelete, "DELETE"}, {triggerUpdate, "UPDATE"}, {triggerTruncate, "TRUNCATE"}} {
		if bits&e.bit != 0 {
			out = append(out, e.word)
		}
	}
	return out
}

// resolveRoutineName finds the schema of a function by its name alone.
func (f *fold) resolveRoutineName(names []string) model.Name {
	schema, name := qualified(names)
	return f.find(schema, name, func(n model.Name) bool { return len(f.b.RoutinesNamed(n)) > 0 })
}

// triggerFunction finds the function of a trigger. The name of one of
// PostgreSQL's own has no schema; one that an extension brings is in the
// extension's.
func (f *fold) triggerFunction(names []string) model.Name {
	n := f.resolveRoutineName(names)
	if schema, name := qualified(names); schema == "pg_catalog" || schema == "" && builtinTriggers[name] {
		return model.Name{Name: name}
	}
	if x := f.b.Extension(n.Name); len(names) == 1 && x != nil && len(f.b.RoutinesNamed(n)) == 0 {
		n.Schema = orSchema(x.Schema, n.Schema)
	}
	return n
}

// builtinTriggers are the trigger functions of pg_catalog that are for users
// (PostgreSQL's documentation, 9.28 and 12.4.3).
var builtinTriggers = set("suppress_redundant_updates_trigger", "tsvector_update_trigger", "tsvector_update_trigger_column")

func (f *fold) createPublication(s *pg.CreatePublicationStmt) error {
	p := &model.Publication{Name: s.Pubname, AllTables: s.ForAllTables, Options: options(s.Options), Origin: f.origin}
	tables, schemas, err := f.publicationObjects(s.Pubobjects)
	if err != nil {
		return err
	}
	p.Tables, p.Schemas = tables, schemas
	return f.b.CreatePublication(p)
}

func (f *fold) publicationObjects(list []*pg.Node) (tables []model.PublicationTable, schemas []string, err error) {
	for _, n := range list {
		o := n.GetPublicationObjSpec()
		switch o.Pubobjtype {
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLE:
			tables = append(tables, model.PublicationTable{Table: f.relationName(o.Pubtable.Relation),
				Columns: expr.Names(o.Pubtable.Columns), Where: f.expr(o.Pubtable.WhereClause)})
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_SCHEMA:
			schemas = append(schemas, o.Name)
		default:
			return nil, nil, fmt.Errorf("%s in a publication is not known", o.Pubobjtype)
		}
	}
	return tables, schemas, nil
}

func (f *fold) alterPublication(s *pg.AlterPublicationStmt) error {
	tables, schemas, err := f.publicationObjects(s.Pubobjects)
	if err != nil {
		return err
	}
	p := f.b.OwnPublication(s.Pubname)
	p.Options = mergeOptions(p.Options, options(s.Options))
	switch s.Action {
	case pg.AlterPublicationAction_AP_AddObjects:
		for _, t := range tables {
			if p.Has(t.Table) {
				return &model.ExistsError{What: "table", Name: t.Table.String(), In: "publication " + p.Name}
			}
		}
		p.Tables, p.Schemas = append(p.Tables, tables...), append(p.Schemas, schemas...)
	case pg.AlterPublicationAction_AP_DropObjects:
		for _, t := range tables {
			if !p.Has(t.Table) {
				return &model.NotFoundError{What: "table", Name: t.Table.String(), In: "publication " + p.Name}
			}
			var left []model.PublicationTable
			for _, x := range p.Tables {
				if x.Table != t.Table {
					left = append(left, x)
				}
			}
			p.Tables = left
		}
		p.Schemas = slices.DeleteFunc(slices.Clone(p.Schemas), func(s string) bool { return slices.Contains(schemas, s) })
	case pg.AlterPublicationAction_AP_SetObjects:
		p.Tables, p.Schemas = tables, schemas
	}
	return nil
}
