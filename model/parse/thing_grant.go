package parse

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// grantable is an object with grants that are carried, one statement for each
// role and privilege.
type grantable struct {
	on   string     // as GRANT takes it: "TYPE public.mood"
	typ  model.Name // of a type
	with string     // see [model.Verbatim]
	all  []string   // what ALL stands for
	// public is what everybody has from the start.
	public []string
}

// grantThing carries GRANT and REVOKE on objects whose grants are not
// modelled: types, languages, wrappers, servers, and the schema public. done
// is false for others.
func (f *fold) grantThing(s *pg.GrantStmt, t grantTarget, role string) (done bool) {
	g, ok := f.grantable(t)
	if !ok {
		return false
	}
	if role == "postgres" || g.on == publicSchema && model.IsManagedRole(role) {
		return true // the owner's, and the platform's own, are not the project's
	}
	for _, privilege := range privileges(s.Privileges, g.all) {
		to := privilege + " ON " + g.on + " TO " + roleSQL(role)
		from := privilege + " ON " + g.on + " FROM " + roleSQL(role)
		isPublic := role == "PUBLIC" && slices.Contains(g.public, privilege)
		switch {
		case s.IsGrant && isPublic:
			f.b.DropCarried("GRANT " + to)
		case s.IsGrant && s.GrantOption:
			f.carryGrant(g, "GRANT "+to+" WITH GRANT OPTION", "REVOKE "+from)
		case s.IsGrant, s.GrantOption && f.b.Carried("REVOKE "+from) != nil: // REVOKE GRANT OPTION FOR
			f.carryGrant(g, "GRANT "+to, "REVOKE "+from)
		case s.GrantOption:
		case isPublic:
			f.carryGrant(g, "REVOKE "+from, "GRANT "+to)
		default:
			f.b.DropCarried("REVOKE " + from)
		}
	}
	return true
}

func (f *fold) carryGrant(g grantable, sql, undo string) {
	f.b.Carry(&model.Verbatim{SQL: sql, What: strings.Fields(sql)[0], Reason: notModelled, Origin: f.origin,
		Canonical: sql, Undo: undo, On: g.typ, With: g.with})
}

const publicSchema = "SCHEMA public"

func (f *fold) grantable(t grantTarget) (g grantable, ok bool) {
	name := t.node.GetString_().GetSval()
	g.all = []string{"USAGE"}
	switch t.kind {
	case pg.ObjectType_OBJECT_TYPE, pg.ObjectType_OBJECT_DOMAIN:
		g.typ = f.typeName(listNames(t.node))
		g.on, g.public = "TYPE "+g.typ.String(), g.all
		return g, f.b.HasType(g.typ)
	case pg.ObjectType_OBJECT_LANGUAGE:
		g.on, g.public = "LANGUAGE "+ident.Quote(name), g.all
	case pg.ObjectType_OBJECT_FDW:
		g.on = "FOREIGN DATA WRAPPER " + ident.Quote(name)
		g.with = thing{words: thingWords[t.kind], name: ident.Quote(name)}.drop()
	case pg.ObjectType_OBJECT_FOREIGN_SERVER:
		g.on = "FOREIGN SERVER " + ident.Quote(name)
		g.with = thing{words: thingWords[t.kind], name: ident.Quote(name)}.drop()
	case pg.ObjectType_OBJECT_SCHEMA:
		g.on, g.all, g.public = publicSchema, []string{"CREATE", "USAGE"}, []string{"USAGE"}
		return g, t.name.Name == "public"
	default:
		return g, false
	}
	return g, true
}

// grantNewType gives a new type what default privileges say.
func (f *fold) grantNewType(n model.Name) {
	if f.trusted {
		return // a server says which there are
	}
	for _, d := range f.b.NewGrants(model.TypeKind, n.Schema) {
		g := grantable{on: "TYPE " + n.String(), typ: n}
		switch {
		case d.Role == "PUBLIC" && len(d.Privileges) == 0:
			f.carryGrant(g, "REVOKE USAGE ON "+g.on+" FROM PUBLIC", "GRANT USAGE ON "+g.on+" TO PUBLIC")
		case d.Role != "PUBLIC" && d.Role != "postgres":
			f.carryGrant(g, "GRANT USAGE ON "+g.on+" TO "+roleSQL(d.Role), "REVOKE USAGE ON "+g.on+" FROM "+roleSQL(d.Role))
		}
	}
}
