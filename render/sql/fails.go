package sql

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// failsWhen says in which rows a change does not go through, empty for none.
// made are the tables that the same migration makes, which hold no rows.
func failsWhen(c diff.Change, made map[model.Name]bool) string {
	switch x := c.(type) {
	case *diff.AddColumn:
		filled := x.Fill != nil || x.Column.Default != nil || x.Column.Generated != nil || x.Column.Identity != nil
		if x.Column.NotNull && !filled && !made[x.Table] {
			return "the table holds a row: the column must not be null and has no default"
		}
	case *diff.SetNotNull:
		if x.NotNull && !made[x.Table] {
			return "a row has no value there"
		}
	case *diff.SetType:
		if !coercible(x.Before.Type, x.After.Type) && !made[x.Table] {
			return "a value cannot be converted"
		}
	case *diff.AddConstraint:
		if made[x.Table] || x.Constraint.NotValid {
			return ""
		}
		switch x.Constraint.Kind {
		case model.PrimaryKey, model.Unique, model.Exclude:
			return "two rows agree in it"
		case model.ForeignKey:
			return "a row points at nothing"
		case model.Check:
			return "a row does not meet it"
		}
	case *diff.CreateIndex:
		if x.Index.Unique && !made[x.On] {
			return "two rows agree in it"
		}
	case *diff.AlterDomain:
		if len(x.Added) > 0 || x.After.NotNull && !x.Before.NotNull {
			return "a row does not meet it"
		}
	case *diff.RebuildDomain:
		return "a value is none of " + x.After.Base.String()
	case *diff.RebuildEnum:
		for _, v := range x.Before.Values {
			if !x.After.Has(v) {
				return "a row holds " + ident.Literal(v)
			}
		}
	}
	return ""
}

// noteOf says what a change cannot bring back.
func noteOf(c diff.Change) string {
	if x, ok := c.(*diff.AddColumn); ok && x.Fill != nil {
		return "the values are lost that " + x.Table.String() + "." + ident.Quote(x.Column.Name) + " had; every row gets " + x.Fill.Text() + "."
	}
	return ""
}
