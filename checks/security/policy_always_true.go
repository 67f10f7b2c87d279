package security

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

func policyAlwaysTrue() *checks.Rule {
	return &checks.Rule{
		ID: "policy-always-true", Family: checks.Security, Severity: checks.Warning,
		Title:    "a policy lets everybody write every row",
		Why:      "A predicate that is always true protects nothing: whoever the policy is for writes the rows of all organisations.",
		HowToFix: "Say which rows: compare the tenant column, or the owner, with the caller's claim.",
		Sources:  []string{"DOC", "splinter 0024"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_write ON notes FOR INSERT TO authenticated WITH CHECK (true);`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_write ON notes FOR INSERT TO authenticated WITH CHECK (id = (SELECT auth.uid()));`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, policy := range t.Policies {
				if policy.Restrictive || policy.Command == model.ForSelect {
					continue
				}
				if !policy.Using.IsTrue() && !policy.Check.IsTrue() {
					continue
				}
				opts := []checks.Option{checks.At(ident.Quote(policy.Name), policy.Origin)}
				if p.HasTenants() && p.Kind() == model.KindTenant {
					opts = append(opts, checks.As(checks.Error))
				}
				p.Report("policy "+ident.Quote(policy.Name)+" is always true for "+string(policy.Command), opts...)
			}
		},
	}
}
