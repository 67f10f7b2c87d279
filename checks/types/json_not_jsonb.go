package types

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func jsonNotJSONB() *checks.Rule {
	return &checks.Rule{
		ID: "json-not-jsonb", Family: checks.Types, Severity: checks.Warning,
		Title:    "json instead of jsonb",
		Why:      "json keeps the text and parses it at every use; it has no equality, no containment and no index.",
		HowToFix: "Use jsonb, unless the exact text counts, as in a signed message.",
		Sources:  []string{"P5", "eugene E3", "schemalint prefer-jsonb-to-json"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, body json);`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, body jsonb);`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, c := range t.Columns {
				if !c.Type.Is("json") || c.Inherited {
					continue
				}
				p.Report("column "+ident.Quote(c.Name)+" is json", checks.At(ident.Quote(c.Name), c.Origin), checks.Fixed(func() edit.Edit {
					return &edit.SetType{Table: t.Name, Column: c.Name, Type: model.Builtin("jsonb"),
						Using: expr.MustParse(ident.Quote(c.Name) + "::jsonb")}
				}))
			}
		},
	}
}

func varcharOverText() *checks.Rule {
	return &checks.Rule{
		ID: "varchar-over-text", Family: checks.Types, Severity: checks.Warning,
		Title:    "varchar instead of text",
		Why:      "PostgreSQL stores both alike. A length that is in the type takes a change of type to widen, and views and policies in the way of that.",
		HowToFix: "Use text, with a CHECK on char_length where the length matters.",
		Sources:  []string{"P5", "squawk prefer-text-field", "Don't Do This"},
		Bad:      `CREATE TABLE notes (id uuid PRIMARY KEY, title varchar(80));`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, title text CHECK (char_length(title) <= 80));`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, c := range t.Columns {
				if c.Type.Schema != "" || c.Type.Name != "character varying" || c.Inherited {
					continue
				}
				p.Report("column "+ident.Quote(c.Name)+" is "+c.Type.String(), checks.At(ident.Quote(c.Name), c.Origin),
					checks.Fixed(func() edit.Edit { return toText(t, c) }))
			}
		},
	}
}

// toText changes the type and keeps the limit as a check.
func toText(t *model.Table, c *model.Column) edit.Edit {
	retype := &edit.SetType{Table: t.Name, Column: c.Name, Type: model.Type{Name: "text", Array: c.Type.Array}}
	if c.Type.Mods == "" || c.Type.Array {
		return retype
	}
	return &edit.Batch{Label: "make " + t.Name.String() + "." + ident.Quote(c.Name) + " text", Edits: []edit.Edit{
		retype,
		&edit.AddConstraint{Table: t.Name, Constraint: &model.Constraint{
			Name: model.ObjectName(t.Name.Name, c.Name+"_length", "check"), Kind: model.Check,
			Expr: expr.MustParse("char_length(" + ident.Quote(c.Name) + ") <= " + c.Type.Mods)}},
	}}
}
