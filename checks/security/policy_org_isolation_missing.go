package security

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
)

func policyOrgIsolationMissing() *checks.Rule {
	return &checks.Rule{
		ID: "policy-org-isolation-missing", Family: checks.Security, Severity: checks.Error,
		Title:    "no policy holds the rows to the caller's organisation",
		Why:      "Each organisation must see its own rows only. A tenant table needs policies for SELECT, INSERT and UPDATE that compare its tenant column with the caller's claim.",
		HowToFix: "Add the isolation policies of the template, or name the function that compares the tenant in tenant_functions.",
		Sources:  []string{"L8.2", "P3", "TPL"},
		Kinds:    []model.Kind{model.KindTenant},
		Tenants:  true,
		Bad: `CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR ALL TO authenticated USING (id = (SELECT auth.uid()));`,
		Good: `CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR ALL TO authenticated USING (org_id = (SELECT ((SELECT auth.jwt()) ->> 'org_id')::uuid));`,
		Table: func(p *checks.Pass, t *model.Table) {
			column := p.Settings.TenantColumn
			if t.Column(column) == nil || !t.RowSecurity || t.PartitionOf != nil {
				return // other rules say so
			}
			var open []string
			for _, c := range []model.Command{model.ForSelect, model.ForInsert, model.ForUpdate} {
				if !isolates(p, t, c, column) {
					open = append(open, string(c))
				}
			}
			if len(open) > 0 {
				p.Report("no policy for "+strings.Join(open, ", ")+" compares "+column+" with the caller's organisation", policiesFix(p, t))
			}
		},
	}
}

// isolates tells whether some policy for the command is bound to the tenant.
func isolates(p *checks.Pass, t *model.Table, c model.Command, column string) bool {
	for _, policy := range t.Policies {
		if !policy.Covers(c) {
			continue
		}
		e := policy.Using
		if c == model.ForInsert {
			e = policy.NewRows()
		}
		if checks.IsTenantBound(e, column, p.Settings.TenantFunctions) {
			return true
		}
	}
	return false
}
