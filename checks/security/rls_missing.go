package security

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

func rlsMissing() *checks.Rule {
	return &checks.Rule{
		ID: "rls-missing", Family: checks.Security, Severity: checks.Error,
		Title:    "row level security is off",
		Why:      "The data API shows every table of this schema. Without row level security whoever has a grant reads and writes every row, of every organisation.",
		HowToFix: "Enable row level security and add policies that say who may see which rows.",
		Sources:  []string{"L8.2", "P3", "QS", "splinter 0013", "schemalint row-level-security"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY);`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.RowSecurity || !p.Settings.Exposed(t.Name.Schema) || t.Server != "" {
				return
			}
			fix := checks.Fixed(func() edit.Edit { return &edit.SetRowSecurity{Table: t.Name, Enabled: true} })
			if t.PartitionOf != nil {
				p.Report("row level security is off on this partition; its parent's covers it only when rows are reached through the parent",
					fix, checks.As(checks.Info))
				return
			}
			p.Report("row level security is off", fix)
		},
	}
}
