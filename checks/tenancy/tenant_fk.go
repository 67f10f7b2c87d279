package tenancy

import (
	"slices"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/template"
)

func tenantFKMissing() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-fk-missing", Family: checks.Tenancy, Severity: checks.Error,
		Title:    "the tenant column points at no organisation",
		Why:      "Without the foreign key rows can name organisations that do not exist, and stay behind when one goes.",
		HowToFix: "Add a foreign key to the table of organisations, ON DELETE CASCADE.",
		Sources:  []string{"L8.1"},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL);`,
		Good: `CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE);`,
		Table: func(p *checks.Pass, t *model.Table) {
			c := t.Column(p.Settings.TenantColumn)
			if c == nil || t.Name == p.Settings.Root() || t.PartitionOf != nil {
				return
			}
			for _, fk := range t.ForeignKeys() {
				if slices.Contains(fk.Columns, c.Name) {
					return // to the root, or through a composite key of a table that has it
				}
			}
			templates := p.Templates()
			p.Report("column "+ident.Quote(c.Name)+" has no foreign key to "+p.Settings.Root().String(),
				checks.At(ident.Quote(c.Name), c.Origin),
				checks.Fixed(func() edit.Edit {
					return &edit.AddConstraint{Table: t.Name, Constraint: templates.TenantForeignKey(t.Name)}
				}))
		},
	}
}

func tenantRootPolicy() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-root-policy", Family: checks.Tenancy, Severity: checks.Error,
		Title:    "the table of organisations shows every organisation",
		Why:      "The organisations themselves must be held apart too: a user may see the own one only.",
		HowToFix: "Add a policy for SELECT that compares id with the caller's claim.",
		Sources:  []string{"C20"},
		Kinds:    []model.Kind{model.KindTenantRoot},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;`,
		Good: `CREATE TABLE organizations (id uuid PRIMARY KEY); ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON organizations FOR SELECT TO authenticated USING (id = (SELECT ((SELECT auth.jwt()) ->> 'org_id')::uuid));`,
		Table: func(p *checks.Pass, t *model.Table) {
			if !t.RowSecurity {
				return
			}
			for _, policy := range t.Policies {
				if policy.Covers(model.ForSelect) && checks.IsTenantBound(policy.Using, "id", p.Settings.TenantFunctions) {
					return
				}
			}
			templates := p.Templates()
			p.Report("no policy for SELECT compares id with the caller's organisation", checks.Fixed(func() edit.Edit {
				return &edit.CreatePolicy{Table: t.Name, Policy: templates.Policies(model.KindTenantRoot)[0]}
			}))
		},
	}
}

func tenantIndexMissing() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-index-missing", Family: checks.Tenancy, Severity: checks.Warning,
		Title:    "no index begins with the tenant column",
		Why:      "Every query of a tenant's user is filtered by the tenant column. Without an index that begins with it each of them reads the rows of all organisations.",
		HowToFix: "Create an index on the tenant column.",
		Sources:  []string{"P4", "TPL", "DOC"},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL);`,
		Good: `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL);
CREATE INDEX idx_notes_org_id ON notes (org_id);`,
		Table: func(p *checks.Pass, t *model.Table) {
			c := t.Column(p.Settings.TenantColumn)
			if c == nil || t.PartitionOf != nil || checks.LeadsIndex(t, []string{c.Name}) {
				return
			}
			p.Report("no index begins with "+ident.Quote(c.Name), checks.At(ident.Quote(c.Name), c.Origin),
				checks.Fixed(func() edit.Edit {
					return &edit.CreateIndex{Table: t.Name, Index: template.Index(t.Name, c.Name)}
				}))
		},
	}
}
