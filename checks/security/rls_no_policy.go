package security

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

func rlsNoPolicy() *checks.Rule {
	return &checks.Rule{
		ID: "rls-no-policy", Family: checks.Security, Severity: checks.Warning,
		Title:    "row level security is on, and no policy lets anybody in",
		Why:      "With row level security and without a policy every query of a user finds no rows and every insert fails. That is right for tables of the service role only.",
		HowToFix: "Add the policies of the table's kind, or set its kind to log or system if only the service role uses it.",
		Sources:  []string{"P3", "L9", "splinter 0008"},
		Kinds:    []model.Kind{model.KindTenant, model.KindTenantRoot, model.KindLookup, model.KindJoin, model.KindChild},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));`,
		Table: func(p *checks.Pass, t *model.Table) {
			if !t.RowSecurity || len(t.Policies) > 0 || t.PartitionOf != nil {
				return
			}
			p.Report("row level security is on but there is no policy: nobody but the owner and the service role reaches a row", policiesFix(p, t))
		},
	}
}

// policiesFix adds the policies of the table's kind, where there are such.
func policiesFix(p *checks.Pass, t *model.Table) checks.Option {
	templates := p.Templates()
	kind := p.Kind()
	policies := templates.Policies(kind)
	needsTenant := kind != model.KindLookup && kind != model.KindTenantRoot
	if len(policies) == 0 || needsTenant && t.Column(p.Settings.TenantColumn) == nil || !p.HasTenants() {
		return func(*checks.Finding) {}
	}
	return checks.Fixed(func() edit.Edit {
		b := &edit.Batch{Label: "add the " + string(kind) + " policies to " + t.Name.String()}
		for _, policy := range policies {
			if t.Policy(policy.Name) == nil {
				b.Edits = append(b.Edits, &edit.CreatePolicy{Table: t.Name, Policy: policy})
			}
		}
		return b
	})
}
