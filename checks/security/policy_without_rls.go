package security

import (
	"fmt"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

func policyWithoutRLS() *checks.Rule {
	return &checks.Rule{
		ID: "policy-without-rls", Family: checks.Security, Severity: checks.Error,
		Title:    "there are policies, but row level security is off",
		Why:      "PostgreSQL ignores policies until row level security is enabled on the table: it looks protected and is not.",
		HowToFix: "Enable row level security on the table.",
		Sources:  []string{"TPL", "splinter 0007"},
		Bad:      `CREATE TABLE private.notes (id uuid PRIMARY KEY); CREATE POLICY own ON private.notes USING (id = (SELECT auth.uid()));`,
		Good: `CREATE TABLE private.notes (id uuid PRIMARY KEY); CREATE POLICY own ON private.notes USING (id = (SELECT auth.uid()));
ALTER TABLE private.notes ENABLE ROW LEVEL SECURITY;`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.RowSecurity || len(t.Policies) == 0 {
				return
			}
			n := fmt.Sprintf("%d policies are", len(t.Policies))
			if len(t.Policies) == 1 {
				n = "1 policy is"
			}
			p.Report(n+" without effect, because row level security is off",
				checks.Fixed(func() edit.Edit { return &edit.SetRowSecurity{Table: t.Name, Enabled: true} }))
		},
	}
}
