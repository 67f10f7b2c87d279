package types

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func timestampNoTZ() *checks.Rule {
	return &checks.Rule{
		ID: "timestamp-no-tz", Family: checks.Types, Severity: checks.Error,
		Title:    "a time does not know its time zone",
		Why:      "timestamp without time zone is the face of a clock, not a moment: the same value means another one in every time zone.",
		HowToFix: "Use timestamptz. The fix takes the times that are there for UTC.",
		Sources:  []string{"P5", "QS", "DOC", "squawk prefer-timestamptz", "Don't Do This"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, due timestamp);`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, due timestamptz);`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, c := range t.Columns {
				if c.Type.Schema != "" || c.Type.Name != "timestamp without time zone" || c.Inherited || isAudit(c.Name) {
					continue
				}
				opts := []checks.Option{checks.At(ident.Quote(c.Name), c.Origin)}
				if !c.Type.Array && c.Generated == nil {
					opts = append(opts, checks.Fixed(func() edit.Edit {
						return &edit.SetType{Table: t.Name, Column: c.Name, Type: model.Type{Name: "timestamp with time zone", Mods: c.Type.Mods},
							Using: expr.MustParse(ident.Quote(c.Name) + " AT TIME ZONE 'UTC'")}
					}))
				}
				p.Report("column "+ident.Quote(c.Name)+" is timestamp without time zone", opts...)
			}
		},
	}
}

// isAudit tells whether the audit rules judge the column.
func isAudit(name string) bool {
	return name == "created_at" || name == "updated_at" || name == "deleted_at"
}
