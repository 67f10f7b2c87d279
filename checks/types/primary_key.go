package types

import (
	"slices"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func pkMissing() *checks.Rule {
	return &checks.Rule{
		ID: "pk-missing", Family: checks.Types, Severity: checks.Error,
		Title:    "the table has no primary key",
		Why:      "Rows cannot be told apart: they cannot be referred to, updated one by one, or replicated.",
		HowToFix: "Add an id column as primary key, or make existing columns the key.",
		Sources:  []string{"TPL", "splinter 0004", "schemalint require-primary-key", "bytebase table.require-pk"},
		Bad:      `CREATE TABLE notes (body text);`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY, body text);`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.PrimaryKey() != nil || t.PartitionOf != nil || t.Server != "" || len(t.Inherits) > 0 {
				return
			}
			var opts []checks.Option
			if t.Column("id") == nil {
				opts = append(opts, checks.Fixed(func() edit.Edit {
					id := &model.Column{Name: "id", Type: model.Builtin("uuid"), NotNull: true, Default: expr.MustParse("gen_random_uuid()")}
					return &edit.Batch{Label: "give " + t.Name.String() + " a primary key", Edits: []edit.Edit{
						&edit.AddColumn{Table: t.Name, Column: id},
						&edit.AddConstraint{Table: t.Name, Constraint: &model.Constraint{
							Name: model.ObjectName(t.Name.Name, "", "pkey"), Kind: model.PrimaryKey, Columns: []string{"id"}}},
					}}
				}))
			}
			p.Report("there is no primary key", opts...)
		},
	}
}

func pkNotUUID() *checks.Rule {
	return &checks.Rule{
		ID: "pk-not-uuid", Family: checks.Types, Severity: checks.Error,
		Title:    "the primary key is a number",
		Why:      "Numbers that count up can be guessed, collide when databases are merged, and must be asked of the server before a row can be referred to.",
		HowToFix: "Use uuid DEFAULT gen_random_uuid(). For codes that people know (a country, a currency) set the table's kind to lookup.",
		Sources:  []string{"P5", "QS"},
		Kinds:    []model.Kind{model.KindTenant, model.KindTenantRoot, model.KindChild},
		Bad:      `CREATE TABLE notes (id bigserial PRIMARY KEY);`,
		Good:     `CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid());`,
		Table: func(p *checks.Pass, t *model.Table) {
			pk := t.PrimaryKey()
			if pk == nil || len(pk.Columns) != 1 || t.PartitionOf != nil {
				return
			}
			c := t.Column(pk.Columns[0])
			if c == nil || pointsElsewhere(t, c.Name) {
				return
			}
			if c.Type.Is("smallint", "integer", "bigint", "numeric") || c.Name == "id" && c.Type.Is("text", "character varying") {
				p.Report("the primary key "+ident.Quote(c.Name)+" is "+c.Type.String()+", not uuid", checks.At(ident.Quote(c.Name), c.Origin))
			}
		},
	}
}

// pointsElsewhere tells whether a column takes its values from another table.
func pointsElsewhere(t *model.Table, column string) bool {
	return slices.ContainsFunc(t.ForeignKeys(), func(fk *model.Constraint) bool { return slices.Contains(fk.Columns, column) })
}
