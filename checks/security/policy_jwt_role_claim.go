package security

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func policyJWTRoleClaim() *checks.Rule {
	return &checks.Rule{
		ID: "policy-jwt-role-claim", Family: checks.Security, Severity: checks.Error,
		Title:    "the token's role is the PostgreSQL role, not the application's",
		Why:      "The claim role at the top of the token is the database role that PostgREST switches to: anon, authenticated or service_role. Compared with 'admin' it never matches, and a token that says admin makes every request fail.",
		HowToFix: "Read the application's role from app_metadata: (SELECT auth.jwt()) -> 'app_metadata' ->> 'role'.",
		Sources:  []string{"C4", "TPL", "pgrls SEC037"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY admins ON notes FOR ALL TO authenticated USING ((SELECT auth.jwt()) ->> 'role' = 'admin');`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY admins ON notes FOR ALL TO authenticated USING ((SELECT auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');`,
		Table: func(p *checks.Pass, t *model.Table) {
			checks.Predicates(t, func(policy *model.Policy, e *expr.Expr) {
				if role := unknownRole(e); role != "" {
					p.Report("policy "+ident.Quote(policy.Name)+" compares the token's role with "+ident.Literal(role)+
						", which it never is: that claim is the database role", checks.At(ident.Quote(policy.Name), policy.Origin))
				}
			})
		},
	}
}

// unknownRole finds a role that the token's top-level role is compared with
// and that PostgREST never switches to.
func unknownRole(e *expr.Expr) string {
	found := ""
	e.Walk(func(n *pg.Node) bool {
		x := n.GetAExpr()
		if x == nil || found != "" {
			return found == ""
		}
		for _, sides := range [][2]*pg.Node{{x.Lexpr, x.Rexpr}, {x.Rexpr, x.Lexpr}} {
			if !isRoleClaim(sides[0]) {
				continue
			}
			for _, role := range checks.Literals(sides[1]) {
				if !slices.Contains([]string{"anon", "authenticated", "service_role", "role"}, role) {
					found = role
				}
			}
		}
		return true
	})
	return found
}

func isRoleClaim(n *pg.Node) bool {
	if path, _ := checks.ClaimPath(n); slices.Equal(path, []string{"role"}) {
		return true
	}
	f := checks.Bare(n).GetFuncCall()
	if f == nil {
		return false
	}
	names := expr.Names(f.Funcname)
	return len(names) == 2 && names[0] == "auth" && names[1] == "role"
}
