package audit

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

func auditColumnsMissing() *checks.Rule {
	return &checks.Rule{
		ID: "audit-columns-missing", Family: checks.Audit, Severity: checks.Error,
		Title:    "the table does not say who made and changed a row, and when",
		Why:      "Without created_at, created_by, updated_at, updated_by and deleted_at nobody can tell how a row came to be what it is, and deleting loses it.",
		HowToFix: "Add the audit columns that are missing. Tables that are only appended to need created_at and created_by; set their kind to log.",
		Sources:  []string{"P2", "L8.1", "QS", "schemalint mandatory-columns", "pgrubic GN011"},
		Kinds:    []model.Kind{model.KindTenant, model.KindTenantRoot, model.KindLookup, model.KindJoin, model.KindChild, model.KindLog},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), created_by uuid,
  updated_at timestamptz NOT NULL DEFAULT now(), updated_by uuid, deleted_at timestamptz);`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.PartitionOf != nil {
				return
			}
			var missing []*model.Column
			var names []string
			for _, c := range p.Templates().AuditColumns(p.Kind()) {
				if t.Column(c.Name) == nil && demanded(p.Kind(), t.Name == p.Settings.Users(), c.Name) {
					missing = append(missing, c)
					names = append(names, c.Name)
				}
			}
			if len(missing) == 0 {
				return
			}
			opts := []checks.Option{checks.Fixed(func() edit.Edit {
				b := &edit.Batch{Label: "add the audit columns to " + t.Name.String()}
				for _, c := range missing {
					b.Edits = append(b.Edits, &edit.AddColumn{Table: t.Name, Column: c})
				}
				return b
			})}
			if k := p.Kind(); k == model.KindJoin || k == model.KindLookup || k == model.KindLog {
				opts = append(opts, checks.As(checks.Warning))
			}
			p.Report("audit columns are missing: "+strings.Join(names, ", "), opts...)
		},
	}
}

// demanded tells which audit columns a kind of table must have.
func demanded(kind model.Kind, users bool, column string) bool {
	switch {
	case kind == model.KindJoin:
		return column == "created_at" || column == "created_by"
	case users || kind == model.KindTenantRoot: // the first rows are made by nobody
		return column != "created_by" && column != "updated_by"
	}
	return true
}
