package security

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
)

func viewNotInvoker() *checks.Rule {
	return &checks.Rule{
		ID: "view-not-invoker", Family: checks.Security, Severity: checks.Error,
		Title:    "a view reads past row level security",
		Why:      "A view reads its tables with the rights of its owner. Over tables with row level security it shows every row to everybody who may read the view.",
		HowToFix: "Make the view WITH (security_invoker = true), which PostgreSQL has since 15, or move it to a schema that the API does not show.",
		Sources:  []string{"splinter 0010", "pgrls VIEW001"},
		Bad: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE VIEW all_notes AS SELECT id FROM notes;`,
		Good: `CREATE TABLE notes (id uuid PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING (id = (SELECT auth.uid()));
CREATE VIEW all_notes WITH (security_invoker = true) AS SELECT id FROM notes;`,
		View: func(p *checks.Pass, v *model.View) {
			if v.Materialized || v.SecurityInvoker() || !p.Settings.Exposed(v.Name.Schema) {
				return
			}
			for _, r := range v.Query.Relations() {
				n := model.Name{Schema: r.Schema, Name: r.Name}
				if n.Schema == "" {
					n.Schema = v.Name.Schema
				}
				if t := p.Table(n); t != nil && t.RowSecurity {
					p.Report("the view shows rows of " + n.String() + " past its row level security")
					return
				}
			}
		},
	}
}
