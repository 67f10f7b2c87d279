package tenancy

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/template"
)

func tenantColumnMissing() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-column-missing", Family: checks.Tenancy, Severity: checks.Error,
		Title:    "the table does not say which organisation a row belongs to",
		Why:      "Without the tenant column no policy can hold a row to its organisation, and no index can find an organisation's rows.",
		HowToFix: "Add the tenant column with foreign key and index, or set the table's kind if it is shared (lookup), belongs to another row (child) or is the system's.",
		Sources:  []string{"P1", "L8.1", "QS"},
		Kinds:    []model.Kind{model.KindTenant},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY);`,
		Good: `CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE);`,
		Table: func(p *checks.Pass, t *model.Table) {
			column := p.Settings.TenantColumn
			if t.Column(column) != nil || t.PartitionOf != nil || t.Name == p.Settings.Users() {
				return
			}
			templates := p.Templates()
			p.Report("there is no "+ident.Quote(column)+" column", checks.Fixed(func() edit.Edit {
				c := templates.TenantColumn()
				c.NotNull = false // rows that are there have no organisation yet
				return &edit.Batch{Label: "make " + t.Name.String() + " a table of organisations", Edits: []edit.Edit{
					&edit.AddColumn{Table: t.Name, Column: c},
					&edit.AddConstraint{Table: t.Name, Constraint: templates.TenantForeignKey(t.Name)},
					&edit.CreateIndex{Table: t.Name, Index: template.Index(t.Name, column)},
				}}
			}))
		},
	}
}

func tenantColumnType() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-column-type", Family: checks.Tenancy, Severity: checks.Error,
		Title:    "the tenant column has another type than the organisation's key",
		Why:      "A foreign key between different types fails or casts every row, and a policy that compares them cannot use the index.",
		HowToFix: "Give the column the type of the key that it points at.",
		Sources:  []string{"L8.1", "pg-index-health"},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id text NOT NULL);`,
		Good:     `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL);`,
		Table: func(p *checks.Pass, t *model.Table) {
			c := t.Column(p.Settings.TenantColumn)
			root := p.Table(p.Settings.Root())
			if c == nil || root == nil || t == root {
				return
			}
			pk := root.PrimaryKey()
			if pk == nil || len(pk.Columns) != 1 {
				return
			}
			want := root.Column(pk.Columns[0]).Type
			if c.Type == want || c.Type.Schema != "" {
				return
			}
			p.Report("column "+ident.Quote(c.Name)+" is "+c.Type.String()+", but "+root.Name.String()+"."+ident.Quote(pk.Columns[0])+" is "+want.String(),
				checks.At(ident.Quote(c.Name), c.Origin),
				checks.Fixed(func() edit.Edit { return &edit.SetType{Table: t.Name, Column: c.Name, Type: want} }))
		},
	}
}

func tenantColumnNullable() *checks.Rule {
	return &checks.Rule{
		ID: "tenant-column-nullable", Family: checks.Tenancy, Severity: checks.Error,
		Title:    "a row may belong to no organisation",
		Why:      "A row whose tenant column is null is seen by nobody, or by everybody: no policy that compares it is ever true.",
		HowToFix: "Fill the column in for the rows that are there, then set NOT NULL. For rows that all organisations share, set the table's kind to lookup.",
		Sources:  []string{"L8.1", "pgrls SEC030"},
		Kinds:    []model.Kind{model.KindTenant, model.KindJoin, model.KindLog},
		Tenants:  true,
		Bad:      `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid);`,
		Good:     `CREATE TABLE organizations (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL);`,
		Table: func(p *checks.Pass, t *model.Table) {
			c := t.Column(p.Settings.TenantColumn)
			if c == nil || c.NotNull {
				return
			}
			p.Report("column "+ident.Quote(c.Name)+" may be null", checks.At(ident.Quote(c.Name), c.Origin),
				checks.Fixed(func() edit.Edit { return &edit.SetNotNull{Table: t.Name, Column: c.Name, NotNull: true} }))
		},
	}
}
