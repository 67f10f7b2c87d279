package audit

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

const timestamptz = "timestamp with time zone"

func auditTimestampType() *checks.Rule {
	return &checks.Rule{
		ID: "audit-timestamp-type", Family: checks.Audit, Severity: checks.Error,
		Title:    "an audit time does not know its time zone",
		Why:      "A time without its zone means another moment in every session. Who did what first can then not be told.",
		HowToFix: "Change the type to timestamptz, saying in which zone the times were written.",
		Sources:  []string{"P5", "DOC"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamp NOT NULL DEFAULT now());`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, name := range []string{"created_at", "updated_at", "deleted_at"} {
				c := t.Column(name)
				if c == nil || c.Type.Is(timestamptz) || c.Inherited {
					continue
				}
				opts := []checks.Option{checks.At(ident.Quote(name), c.Origin)}
				if c.Type.Is("timestamp without time zone") {
					opts = append(opts, checks.Fixed(func() edit.Edit { return toTimestamptz(t.Name, c) }))
				}
				p.Report("column "+ident.Quote(name)+" is "+c.Type.String()+", not timestamptz", opts...)
			}
		},
	}
}

// toTimestamptz takes the times for UTC, in which servers are mostly run.
func toTimestamptz(table model.Name, c *model.Column) edit.Edit {
	return &edit.SetType{Table: table, Column: c.Name, Type: model.Builtin(timestamptz),
		Using: expr.MustParse(ident.Quote(c.Name) + " AT TIME ZONE 'UTC'")}
}

func deletedAtShape() *checks.Rule {
	return &checks.Rule{
		ID: "deleted-at-shape", Family: checks.Audit, Severity: checks.Error,
		Title:    "rows are deleted from the start",
		Why:      "deleted_at is null while a row is not deleted. With NOT NULL or a default every new row counts as deleted.",
		HowToFix: "Drop NOT NULL and the default of deleted_at.",
		Sources:  []string{"TPL"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz NOT NULL DEFAULT now());`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, deleted_at timestamptz);`,
		Table: func(p *checks.Pass, t *model.Table) {
			c := t.Column("deleted_at")
			if c == nil || !c.NotNull && (c.Default == nil || strings.EqualFold(c.Default.Text(), "NULL")) {
				return
			}
			what := "has a default"
			if c.NotNull {
				what = "is NOT NULL"
			}
			p.Report("column deleted_at "+what, checks.At("deleted_at", c.Origin), checks.Fixed(func() edit.Edit {
				b := &edit.Batch{Label: "let rows of " + t.Name.String() + " be not deleted"}
				if c.Default != nil {
					b.Edits = append(b.Edits, &edit.SetDefault{Table: t.Name, Column: c.Name})
				}
				if c.NotNull {
					b.Edits = append(b.Edits, &edit.SetNotNull{Table: t.Name, Column: c.Name})
				}
				return b
			}))
		},
	}
}
