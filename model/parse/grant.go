package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// grant reads GRANT and REVOKE. Column privileges are kept with the column.
func (f *fold) grant(s *pg.GrantStmt) error {
	for _, r := range s.Grantees {
		role := roleName(r.GetRoleSpec())
		for _, t := range f.grantTargets(s) {
			if err := f.grantOne(s, t, role); err != nil {
				return err
			}
		}
	}
	return nil
}

// defaultKinds are the kinds of objects as the parser names them in ALTER
// DEFAULT PRIVILEGES.
var defaultKinds = map[pg.ObjectType]model.ObjectKind{
	pg.ObjectType_OBJECT_TABLE: model.TableKind, pg.ObjectType_OBJECT_SEQUENCE: model.SequenceKind,
	pg.ObjectType_OBJECT_FUNCTION: model.FunctionKind, pg.ObjectType_OBJECT_TYPE: model.TypeKind, pg.ObjectType_OBJECT_SCHEMA: model.SchemaKind,
}

// defaultPrivileges reads ALTER DEFAULT PRIVILEGES.
func (f *fold) defaultPrivileges(s *pg.AlterDefaultPrivilegesStmt) error {
	kind, ok := defaultKinds[s.Action.Objtype]
	if !ok {
		f.carry("ALTER DEFAULT PRIVILEGES", "pgdraft does not model grants on this kind of object")
		return nil
	}
	roles, schemas := []string{f.role}, []string{""}
	if d := option(s.Options, "roles"); d != nil {
		roles = nil
		for _, n := range d.Arg.GetList().GetItems() {
			roles = append(roles, f.ownerName(n.GetRoleSpec()))
		}
	}
	if d := option(s.Options, "schemas"); d != nil {
		schemas = expr.Names(d.Arg.GetList().GetItems())
	}
	for _, role := range roles {
		for _, schema := range schemas {
			at := model.DefaultPrivileges{Role: role, Schema: schema, Kind: kind, Origin: f.origin}
			for _, g := range s.Action.Grantees {
				f.b.ChangeDefaultPrivileges(at, s.Action.IsGrant, model.Grant{Role: roleName(g.GetRoleSpec()),
					Privileges: privileges(s.Action.Privileges, kind.Privileges()), Grantable: s.Action.GrantOption})
			}
		}
	}
	return nil
}

// ownerName gives the role that owns what it makes; empty for the one that
// runs the migrations, which on Supabase, and in a new PostgreSQL, is postgres.
func (f *fold) ownerName(r *pg.RoleSpec) string {
	switch {
	case r.GetRoletype() != pg.RoleSpecType_ROLESPEC_CSTRING:
		return f.role
	case r.GetRolename() == "postgres":
		return ""
	}
	return r.GetRolename()
}

// grantTarget is one object of a GRANT.
type grantTarget struct {
	kind pg.ObjectType
	name model.Name
	node *pg.Node
}

func (f *fold) grantTargets(s *pg.GrantStmt) []grantTarget {
	var out []grantTarget
	if s.Targtype == pg.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA {
		for _, n := range s.Objects {
			out = append(out, f.allIn(n.GetString_().GetSval(), s.Objtype)...)
		}
		return out
	}
	for _, n := range s.Objects {
		t := grantTarget{kind: s.Objtype, node: n}
		switch {
		case n.GetRangeVar() != nil:
			t.name = f.relationName(n.GetRangeVar())
		case s.Objtype == pg.ObjectType_OBJECT_SCHEMA:
			t.name = model.Name{Name: n.GetString_().GetSval()}
		}
		out = append(out, t)
	}
	return out
}

func (f *fold) allIn(schema string, kind pg.ObjectType) []grantTarget {
	var out []grantTarget
	add := func(n model.Name) {
		if n.Schema == schema {
			out = append(out, grantTarget{kind: kind, name: n})
		}
	}
	switch kind {
	case pg.ObjectType_OBJECT_TABLE:
		for _, t := range f.b.Tables() {
			if !t.External {
				add(t.Name)
			}
		}
		for _, v := range f.b.Views() {
			add(v.Name)
		}
	case pg.ObjectType_OBJECT_SEQUENCE:
		for _, q := range f.b.Sequences() {
			add(q.Name)
		}
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE:
		for _, r := range f.b.Routines() {
			add(r.Key())
		}
	}
	return out
}

func (f *fold) grantOne(s *pg.GrantStmt, t grantTarget, role string) error {
	update := func(grants []model.Grant, all []string) []model.Grant {
		privileges := privileges(s.Privileges, all)
		if len(privileges) == 0 {
			return grants
		}
		switch {
		case s.IsGrant:
			return model.AddGrant(grants, role, privileges, s.GrantOption)
		case s.GrantOption: // REVOKE GRANT OPTION FOR
			return model.RemoveGrantOption(grants, role)
		}
		return model.RemoveGrant(grants, role, privileges)
	}
	if f.grantThing(s, t, role) {
		return nil
	}
	switch t.kind {
	case pg.ObjectType_OBJECT_TABLE:
		return f.grantRelation(s, t, role, update)
	case pg.ObjectType_OBJECT_SEQUENCE:
		if q, err := f.b.OwnSequence(t.name); err == nil {
			q.Grants = update(q.Grants, []string{"SELECT", "UPDATE", "USAGE"})
		}
		return nil
	case pg.ObjectType_OBJECT_SCHEMA:
		ns, err := f.b.OwnNamespace(t.name.Name)
		if err != nil {
			f.carry(grantWord(s)+" ON SCHEMA", "the schema is not made here")
			return nil
		}
		ns.Grants = update(ns.Grants, []string{"CREATE", "USAGE"})
		return nil
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE:
		key := t.name
		if o := t.node.GetObjectWithArgs(); o != nil {
			r, err := f.findRoutine(o)
			if err != nil {
				f.carry(grantWord(s)+" ON FUNCTION", err.Error())
				return nil
			}
			key = r.Key()
		}
		r, err := f.b.OwnRoutine(key)
		if err != nil {
			return err
		}
		if !s.IsGrant && s.GrantOption {
			r.Grants = model.RemoveGrantOption(r.Grants, role)
			return nil
		}
		r.Grants = routineGrants(r.Grants, role, s.IsGrant, s.GrantOption)
		return nil
	}
	f.carry(grantWord(s)+" ON "+strings.ToUpper(objectWords(t.kind)), "pgdraft does not model grants on this kind of object")
	return nil
}

// routineGrants keeps EXECUTE. That PUBLIC has it from the start is not
// written down; that it was revoked is, as an empty list of privileges.
func routineGrants(grants []model.Grant, role string, grant, option bool) []model.Grant {
	out := model.RemoveGrant(grants, role, []string{"EXECUTE"})
	if role == "PUBLIC" {
		out = withoutRole(out, role)
		if !grant {
			out = model.AddGrant(out, role, nil, false)
		}
		return out
	}
	if grant {
		out = model.AddGrant(out, role, []string{"EXECUTE"}, option)
	}
	return out
}

func withoutRole(grants []model.Grant, role string) []model.Grant {
	var out []model.Grant
	for _, g := range grants {
		if g.Role != role {
			out = append(out, g)
		}
	}
	return out
}

func grantWord(s *pg.GrantStmt) string {
	if s.IsGrant {
		return "GRANT"
	}
	return "REVOKE"
}

func (f *fold) grantRelation(s *pg.GrantStmt, t grantTarget, role string, update func([]model.Grant, []string) []model.Grant) error {
	all := model.TablePrivileges()
	if v, err := f.b.OwnView(t.name); err == nil {
		v.Grants = update(v.Grants, all)
		return nil
	}
	if q, err := f.b.OwnSequence(t.name); err == nil { // GRANT ON a sequence without the word
		q.Grants = update(q.Grants, []string{"SELECT", "UPDATE", "USAGE"})
		return nil
	}
	if f.b.Table(t.name) == nil {
		if !model.IsManagedSchema(t.name.Schema) {
			return &model.NotFoundError{What: "table", Name: t.name.String(), Near: f.nearTable(t.name)}
		}
		f.carry(grantWord(s), "the table "+t.name.String()+" is not made here")
		return nil
	}
	own, err := f.b.OwnTable(t.name)
	if err != nil {
		return err
	}
	own.Grants = update(own.Grants, all)
	if whole := privileges(s.Privileges, all); !s.IsGrant && !s.GrantOption && len(whole) > 0 { // it takes from the columns too
		for _, c := range own.Columns {
			if len(c.Grants) == 0 {
				continue
			}
			err := f.b.ChangeColumn(t.name, c.Name, func(c *model.Column) { c.Grants = model.RemoveGrant(c.Grants, role, whole) })
			if err != nil {
				return err
			}
		}
	}
	for _, n := range s.Privileges {
		p := n.GetAccessPriv()
		for _, col := range expr.Names(p.Cols) {
			err := f.b.ChangeColumn(t.name, col, func(c *model.Column) {
				privilege := []string{strings.ToUpper(p.PrivName)}
				if s.IsGrant {
					c.Grants = model.AddGrant(c.Grants, role, privilege, s.GrantOption)
				} else {
					c.Grants = model.RemoveGrant(c.Grants, role, privilege)
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// privileges lists those that are not for columns only; an empty list in the
// statement means ALL.
func privileges(list []*pg.Node, all []string) []string {
	if len(list) == 0 {
		return all
	}
	var out []string
	for _, n := range list {
		p := n.GetAccessPriv()
		switch {
		case len(p.Cols) > 0:
		case p.PrivName == "":
			return all
		default:
			out = append(out, strings.ToUpper(p.PrivName))
		}
	}
	return out
}
