package performance

import (
	"slices"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/template"
)

func fkUnindexed() *checks.Rule {
	return &checks.Rule{
		ID: "fk-unindexed", Family: checks.Performance, Severity: checks.Warning,
		Title:    "a foreign key has no index",
		Why:      "Every delete or key change of the row that is pointed at reads the whole table to look for rows that point at it; so does every join from there.",
		HowToFix: "Create an index that begins with the foreign key's columns.",
		Sources:  []string{"L8.3", "L9", "P4", "QS", "splinter 0001", "eugene E15"},
		Bad:      `CREATE TABLE jobs (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, job_id uuid REFERENCES jobs (id));`,
		Good: `CREATE TABLE jobs (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, job_id uuid REFERENCES jobs (id));
CREATE INDEX idx_notes_job_id ON notes (job_id);`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.PartitionOf != nil {
				return
			}
			for _, fk := range t.ForeignKeys() {
				if checks.LeadsIndex(t, fk.Columns) || partial(t, fk) != nil || len(fk.Columns) == 1 && fk.Columns[0] == p.Settings.TenantColumn {
					continue // other rules judge those
				}
				opts := []checks.Option{checks.At(ident.Quote(fk.Name), fk.Origin), checks.Fixed(func() edit.Edit {
					return &edit.CreateIndex{Table: t.Name, Index: template.Index(t.Name, fk.Columns...)}
				})}
				if isAudit(fk) {
					opts = append(opts, checks.As(checks.Info))
				}
				p.Report("foreign key ("+ident.List(fk.Columns)+") to "+fk.RefTable.String()+" has no index", opts...)
			}
		},
	}
}

func isAudit(fk *model.Constraint) bool {
	return len(fk.Columns) == 1 && slices.Contains([]string{"created_by", "updated_by", "deleted_by"}, fk.Columns[0])
}

// partial finds a partial index that begins with the foreign key's columns.
func partial(t *model.Table, fk *model.Constraint) *model.Index {
	for _, x := range t.Indexes {
		if x.Where == nil {
			continue
		}
		if keys := x.ColumnNames(); len(keys) >= len(fk.Columns) && slices.Equal(keys[:len(fk.Columns)], fk.Columns) {
			return x
		}
	}
	return nil
}

func fkIndexPartial() *checks.Rule {
	return &checks.Rule{
		ID: "fk-index-partial", Family: checks.Performance, Severity: checks.Warning,
		Title:    "a foreign key has a partial index only",
		Why:      "The check of a foreign key looks for rows whatever their deleted_at says, and cannot use an index that leaves some out: it reads the whole table.",
		HowToFix: "Add a full index on the foreign key's columns; keep the partial one, named _active, if queries use it.",
		Sources:  []string{"C15"},
		Bad: `CREATE TABLE jobs (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz, job_id uuid REFERENCES jobs (id));
CREATE INDEX idx_notes_job_id_active ON notes (job_id) WHERE deleted_at IS NULL;`,
		Good: `CREATE TABLE jobs (id uuid PRIMARY KEY); CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz, job_id uuid REFERENCES jobs (id));
CREATE INDEX idx_notes_job_id_active ON notes (job_id) WHERE deleted_at IS NULL; CREATE INDEX idx_notes_job_id ON notes (job_id);`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, fk := range t.ForeignKeys() {
				x := partial(t, fk)
				if x == nil || checks.LeadsIndex(t, fk.Columns) {
					continue
				}
				p.Report("foreign key ("+ident.List(fk.Columns)+") has only the partial index "+ident.Quote(x.Name),
					checks.At(ident.Quote(fk.Name), fk.Origin), checks.Fixed(func() edit.Edit {
						full := template.Index(t.Name, fk.Columns...)
						if t.Index(full.Name) != nil {
							full.Name = model.ObjectName(full.Name, "", "full")
						}
						return &edit.CreateIndex{Table: t.Name, Index: full}
					}))
			}
		},
	}
}
