package parse

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// setOwner reads ALTER ... OWNER TO.
func (f *fold) setOwner(s *pg.AlterOwnerStmt) error {
	owner := f.newOwner(s.Newowner)
	switch s.ObjectType {
	case pg.ObjectType_OBJECT_SCHEMA:
		name := s.Object.GetString_().GetSval()
		ns, err := f.b.OwnNamespace(name)
		if err != nil {
			if name == "public" || model.IsManagedSchema(name) {
				return nil // the platform's
			}
			return err
		}
		ns.Owner = owner
		return nil
	case pg.ObjectType_OBJECT_PUBLICATION:
		f.b.OwnPublication(s.Object.GetString_().GetSval()).Owner = owner
		return nil
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_PROCEDURE, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_AGGREGATE:
		r, err := f.findRoutine(s.Object.GetObjectWithArgs())
		if err != nil {
			return err
		}
		own, err := f.b.OwnRoutine(r.Key())
		if err == nil {
			own.Owner = owner
		}
		return err
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		return f.b.SetTypeOwner(f.typeName(listNames(s.Object)), owner)
	}
	t, ok := f.thing(s.ObjectType, s.Object)
	if !ok || f.b.Carried(t.drop()) == nil {
		return nil // a database, a tablespace, a large object; or the platform's
	}
	f.setThingOwner(&model.Verbatim{What: "ALTER " + t.words, Reason: notModelled, Origin: f.origin,
		Undo: "ALTER " + t.words + " " + t.name + ownerTo + "CURRENT_USER", On: t.on, With: t.drop()}, owner)
	return nil
}

const ownerTo = " OWNER TO "

// setThingOwner carries that something which is carried itself is owned by
// another role than runs the migrations.
func (f *fold) setThingOwner(v *model.Verbatim, owner string) {
	if owner == "" || owner == model.Runner {
		f.b.DropCarried(v.Undo)
		return
	}
	v.SQL = strings.TrimSuffix(v.Undo, "CURRENT_USER") + ident.Quote(owner)
	v.Canonical = v.SQL
	f.b.Carry(v)
}

// setRelationOwner reads OWNER TO of what ALTER TABLE takes: tables, views and
// sequences.
func (f *fold) setRelationOwner(n model.Name, r *pg.RoleSpec) error {
	owner := f.newOwner(r)
	switch {
	case f.b.View(n) != nil:
		v, err := f.b.OwnView(n)
		if err == nil {
			v.Owner = owner
		}
		return err
	case f.b.Sequence(n) != nil:
		q, err := f.b.OwnSequence(n)
		if err == nil {
			q.Owner = owner
		}
		return err
	}
	t, err := f.b.OwnTable(n)
	if err == nil {
		t.Owner = owner
	}
	return err
}

// newOwner is the role that OWNER TO names.
func (f *fold) newOwner(r *pg.RoleSpec) string {
	if r.GetRoletype() != pg.RoleSpecType_ROLESPEC_CSTRING {
		return f.role
	}
	return r.GetRolename()
}

// authorization is the role that AUTHORIZATION names, empty for none.
func (f *fold) authorization(r *pg.RoleSpec) string {
	if r == nil {
		return ""
	}
	return f.newOwner(r)
}

// reassign reads REASSIGN OWNED: what some roles own is another's now.
func (f *fold) reassign(s *pg.ReassignOwnedStmt) {
	from := map[string]bool{}
	for _, n := range s.Roles {
		from[f.newOwner(n.GetRoleSpec())] = true
	}
	to := f.newOwner(s.Newrole)
	f.b.Reassign(func(owner string) bool { return from[owner] }, to)
	for _, v := range f.b.Look().Verbatim {
		if i := strings.LastIndex(v.SQL, ownerTo); strings.HasSuffix(v.Undo, ownerTo+"CURRENT_USER") && from[model.ParseName(v.SQL[i+len(ownerTo):], "").Name] {
			n := *v
			f.setThingOwner(&n, to)
		}
	}
}
