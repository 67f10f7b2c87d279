package template

import (
	"fmt"
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// checksOf lists the checks of a table that speak of one column alone: an enum
// takes their place.
func checksOf(t *model.Table, column string) []*model.Constraint {
	var out []*model.Constraint
	for _, k := range t.Constraints {
		if k.Kind == model.Check && slices.Equal(k.Expr.OwnColumns(t.Name.Name), []string{column}) {
			out = append(out, k)
		}
	}
	return out
}

// ListedValues are the values that the checks of a column list.
func ListedValues(t *model.Table, column string) []string {
	var out []string
	for _, k := range checksOf(t, column) {
		for _, v := range k.Expr.Strings() {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// ToEnum turns a column of text into one of a new enum. The checks that speak
// of the column alone go; its default stays, where it is one of the values.
func ToEnum(t *model.Table, column string, enum model.Name, values []string) (edit.Edit, error) {
	c := t.Column(column)
	switch {
	case c == nil:
		return nil, &model.NotFoundError{What: "column", Name: ident.Quote(column), In: t.Name.String()}
	case !c.Type.Is("text") && !c.Type.Is("character varying") || c.Type.Array:
		return nil, fmt.Errorf("%s is %s: only text becomes an enum", ident.Quote(column), c.Type)
	case len(values) == 0:
		return nil, fmt.Errorf("an enum needs values: name those that %s may hold", ident.Quote(column))
	}
	typ := model.Type{Schema: enum.Schema, Name: enum.Name}
	b := &edit.Batch{Label: "turn " + t.Name.String() + "." + ident.Quote(column) + " into the enum " + enum.String()}
	for _, k := range checksOf(t, column) {
		b.Edits = append(b.Edits, &edit.DropConstraint{Table: t.Name, Constraint: k.Name})
	}
	b.Edits = append(b.Edits, &edit.CreateEnum{Enum: &model.Enum{Name: enum, Values: values}})
	after, err := defaultAs(c.Default, typ, values)
	if err != nil {
		return nil, err
	}
	return retype(b, t.Name, c, typ, after)
}

// ToText turns a column of an enum into text. The enum goes where nothing else
// uses it.
func ToText(s *model.Schema, t *model.Table, column string) (edit.Edit, error) {
	c := t.Column(column)
	if c == nil {
		return nil, &model.NotFoundError{What: "column", Name: ident.Quote(column), In: t.Name.String()}
	}
	enum := model.Name{Schema: c.Type.Schema, Name: c.Type.Name}
	if !s.Enums.Has(enum) || c.Type.Array {
		return nil, fmt.Errorf("%s is %s: only an enum becomes text", ident.Quote(column), c.Type)
	}
	b := &edit.Batch{Label: "turn " + t.Name.String() + "." + ident.Quote(column) + " into text"}
	var after *expr.Expr
	if v, ok := c.Default.Literal(); ok {
		after = expr.MustParse(ident.Literal(v))
	}
	e, err := retype(b, t.Name, c, model.Builtin("text"), after)
	if err == nil && len(s.TypeUsers(enum)) <= usesOf(c, enum) {
		b.Edits = append(b.Edits, &edit.DropType{Type: enum})
	}
	return e, err
}

// usesOf counts how often a column itself uses a type: by its own, and in its
// default.
func usesOf(c *model.Column, n model.Name) int {
	uses := 1
	if c.Default.MentionsType(n.Schema, n.Name, "public") {
		uses++
	}
	return uses
}

// defaultAs is a default as a value of an enum.
func defaultAs(def *expr.Expr, typ model.Type, values []string) (*expr.Expr, error) {
	if def == nil {
		return nil, nil
	}
	v, ok := def.Literal()
	if !ok || !slices.Contains(values, v) {
		return nil, fmt.Errorf("the default %s is none of the values: add it to them, or take the default away first", def.Text())
	}
	return expr.MustParse(ident.Literal(v) + "::" + typ.String()), nil
}

// retype changes a column's type by way of text, and gives it the default
// that it has then.
func retype(b *edit.Batch, table model.Name, c *model.Column, typ model.Type, after *expr.Expr) (edit.Edit, error) {
	using, err := expr.Parse(ident.Quote(c.Name) + "::text::" + typ.String())
	if err != nil {
		return nil, err
	}
	if c.Default != nil {
		b.Edits = append(b.Edits, &edit.SetDefault{Table: table, Column: c.Name})
	}
	b.Edits = append(b.Edits, &edit.SetType{Table: table, Column: c.Name, Type: typ, Using: using})
	if after != nil {
		b.Edits = append(b.Edits, &edit.SetDefault{Table: table, Column: c.Name, Default: after})
	}
	return b, nil
}
