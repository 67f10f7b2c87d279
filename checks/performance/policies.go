package performance

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func policyNoInitplan() *checks.Rule {
	return &checks.Rule{
		ID: "policy-no-initplan", Family: checks.Performance, Severity: checks.Warning,
		Title:    "a policy reads the token once for every row",
		Why:      "A call of auth.uid() or auth.jwt() that stands bare in a policy runs for every row. In a sub-query PostgreSQL runs it once per statement: about twenty times faster on a scan.",
		HowToFix: "Write (SELECT auth.uid()) instead of auth.uid().",
		Sources:  []string{"C2", "DOC", "splinter 0003"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (id = auth.uid());`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, policy := range t.Policies {
				bare, text := bareCall(policy)
				if bare == "" {
					continue
				}
				at := checks.At(ident.Quote(policy.Name), policy.Origin)
				if text {
					p.Report("policy "+ident.Quote(policy.Name)+" calls "+bare+
						" once per statement, but not directly in its own sub-query: Supabase's advisor still reports this spelling", at, checks.As(checks.Info), wrapFix(t, policy))
					continue
				}
				p.Report("policy "+ident.Quote(policy.Name)+" calls "+bare+" for every row", at, wrapFix(t, policy))
			}
		},
	}
}

// bareCall finds a call of the session's identity that is not wrapped
// tightly; advisor tells that it runs once all the same.
func bareCall(policy *model.Policy) (name string, advisor bool) {
	for _, e := range policy.Expressions() {
		for _, c := range e.Calls() {
			if !checks.CallsAuth(c) || c.Wrapped {
				continue
			}
			n := c.Name + "()"
			if c.Schema != "" {
				n = c.Schema + "." + n
			}
			if !c.InSelect {
				return n, false
			}
			if c.Schema == "auth" {
				name, advisor = n, true
			}
		}
	}
	return name, advisor
}

func wrapFix(t *model.Table, policy *model.Policy) checks.Option {
	return checks.Fixed(func() edit.Edit {
		n := *policy
		wrap := func(e *expr.Expr) *expr.Expr { return e.WrapCalls(checks.CallsAuth) }
		n.Using, n.Check = wrap(policy.Using), wrap(policy.Check)
		return &edit.ChangePolicy{Table: t.Name, Name: policy.Name, Policy: &n}
	})
}

func multiplePermissivePolicies() *checks.Rule {
	return &checks.Rule{
		ID: "multiple-permissive-policies", Family: checks.Performance, Severity: checks.Warning,
		Title:    "several policies are tried for the same command and role",
		Why:      "Permissive policies are joined by OR: for every row PostgreSQL tries one after the other, and whoever reads one of them does not see what is really allowed.",
		HowToFix: "Join them to one policy per command and role.",
		Sources:  []string{"C6", "splinter 0006"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY a ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE POLICY b ON notes FOR SELECT TO authenticated USING (id IS NULL);`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY a ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()) OR id IS NULL);`,
		Table: func(p *checks.Pass, t *model.Table) {
			reported := map[string]bool{}
			for _, c := range []model.Command{model.ForSelect, model.ForInsert, model.ForUpdate, model.ForDelete} {
				for _, role := range rolesOf(t) {
					names := permissive(t, c, role)
					key := strings.Join(names, ", ")
					if len(names) < 2 || reported[key] {
						continue
					}
					reported[key] = true
					p.Report("policies "+key+" are all tried for "+string(c)+" by "+role, checks.At(names[0]+"/"+string(c), t.Policies[0].Origin))
				}
			}
		},
	}
}

// rolesOf lists the roles that the policies name; PUBLIC stands for anybody
// else.
func rolesOf(t *model.Table) []string {
	var out []string
	for _, p := range t.Policies {
		for _, r := range p.Roles {
			if !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return append(out, "PUBLIC")
}

func permissive(t *model.Table, c model.Command, role string) []string {
	var names []string
	for _, p := range t.Policies {
		if !p.Restrictive && p.Covers(c) && (len(p.Roles) == 0 || slices.Contains(p.Roles, role)) {
			names = append(names, ident.Quote(p.Name))
		}
	}
	return names
}
