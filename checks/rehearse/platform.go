package rehearse

import (
	"context"
	_ "embed" // for the platform's script
	"regexp"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/parse"
)

//go:embed platform.sql
var platform string

// platformPath is what a Supabase project's sessions begin with.
const platformPath = `"$user", public, extensions`

// platformRoles are the roles that a Supabase project has from the start.
var platformRoles = []string{"anon", "authenticated", "service_role", "authenticator", "dashboard_user", "supabase_admin",
	"supabase_auth_admin", "supabase_storage_admin", "supabase_realtime_admin", "supabase_replication_admin",
	"supabase_read_only_user", "supabase_functions_admin", "pgbouncer"}

// platformWords tell that a script is for Supabase.
var platformWords = regexp.MustCompile(`(?i)\b(auth|storage|realtime|vault|extensions)\s*\.|\b(anon|authenticated|service_role|supabase_\w+)\b|\bschema\s+"?extensions\b`)

// prepare gives a new database what the scripts take for granted: the roles
// that they name, and what Supabase brings where they are for that. One that
// makes a platform's schemas itself, as a dump of a whole database does,
// brings its own.
func (r *rehearsal) prepare(ctx context.Context, s *session) error {
	roles := rolesOf(r.Target)
	scripts := append(slices.Clone(r.Base), r.Migration)
	forPlatform := slices.ContainsFunc(scripts, func(f parse.File) bool { return platformWords.MatchString(f.Text) })
	if forPlatform {
		roles = append(roles, platformRoles...)
	}
	for _, role := range roles {
		err := s.exec(ctx, "DO $role$ BEGIN CREATE ROLE "+ident.Quote(role)+"; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $role$")
		if err != nil {
			return err
		}
	}
	if !forPlatform || r.Target.Namespaces.Has(model.Name{Schema: "auth", Name: "auth"}) {
		return nil
	}
	r.path = platformPath
	s.path = platformPath
	return s.run(ctx, parse.File{Name: "the platform", Text: platform})
}

// rolesOf lists the roles that a schema names and does not make.
func rolesOf(s *model.Schema) []string {
	var out []string
	add := func(role string) {
		if role != "" && role != "PUBLIC" && role == strings.TrimPrefix(role, "pg_") && !slices.Contains(out, role) &&
			!slices.Contains([]string{"CURRENT_USER", "CURRENT_ROLE", "SESSION_USER", Superuser}, role) {
			out = append(out, role)
		}
	}
	grants := func(list []model.Grant) {
		for _, g := range list {
			add(g.Role)
		}
	}
	for t := range s.Tables.All() {
		add(t.Owner)
		grants(t.Grants)
		for _, c := range t.Columns {
			grants(c.Grants)
		}
		for _, p := range t.Policies {
			for _, role := range p.Roles {
				add(role)
			}
		}
	}
	for v := range s.Views.All() {
		add(v.Owner)
		grants(v.Grants)
	}
	for q := range s.Sequences.All() {
		add(q.Owner)
		grants(q.Grants)
	}
	for f := range s.Routines.All() {
		add(f.Owner)
		grants(f.Grants)
	}
	for n := range s.Namespaces.All() {
		add(n.Owner)
		grants(n.Grants)
	}
	for d := range s.DefaultPrivileges.All() {
		add(d.Role)
		grants(d.Grants)
	}
	for e := range s.Enums.All() {
		add(e.Owner)
	}
	return withoutMade(out, s)
}

// withoutMade leaves out the roles that the scripts make.
func withoutMade(roles []string, s *model.Schema) []string {
	return slices.DeleteFunc(roles, func(role string) bool {
		return slices.ContainsFunc(s.Verbatim, func(v *model.Verbatim) bool {
			return v.What == "CREATE ROLE" && strings.Contains(v.SQL, role)
		})
	})
}
