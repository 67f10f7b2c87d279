package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
)

// Between gives the changes that lead from base to target. Renames are taken
// from the edits, in their order; everything else is found by comparing, so
// that edits which take each other back leave nothing.
func Between(base, target *model.Schema, edits []edit.Edit) []Change {
	d := &differ{target: target, using: conversions(edits)}
	d.from = d.renames(base, edits)
	d.namespaces()
	d.types()
	d.sequences()
	d.routines()
	for b, t := range model.Compare(d.from.Tables, target.Tables) {
		d.table(b, t)
	}
	d.createTables()
	d.dropTables()
	d.views()
	d.publications()
	d.rebuilds()
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(a.phase(), b.phase()) })
	return d.changes
}

// Back gives the changes that lead from target to base: the rollback.
func Back(base, target *model.Schema, edits []edit.Edit) []Change {
	return Between(target, base, reverse(base, edits))
}

// differ collects changes.
type differ struct {
	from    *model.Schema // the base after the renames
	target  *model.Schema
	using   map[columnKey]*expr.Expr
	changes []Change

	created []*model.Table
	dropped []*model.Table
	retyped map[columnKey]bool  // columns whose type changes
	rebuilt []model.Name        // enums that are made anew
	remade  map[model.Name]bool // functions that have to be made again because of that
}

type columnKey struct {
	table  model.Name
	column string
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// conversions gives, for columns that were retyped with USING, the expression.
func conversions(edits []edit.Edit) map[columnKey]*expr.Expr {
	out := map[columnKey]*expr.Expr{}
	for e := range flat(edits) {
		switch x := e.(type) {
		case *edit.SetType:
			out[columnKey{x.Table, x.Column}] = x.Using
		case *edit.RenameColumn:
			if u := out[columnKey{x.Table, x.Column}]; u != nil {
				out[columnKey{x.Table, x.To}] = u.RenameColumn(x.Table.Name, x.Column, x.To, true)
			}
		case *edit.RenameTable:
			for k, u := range out {
				if k.table == x.Table {
					out[columnKey{x.To, k.column}] = u
				}
			}
		}
	}
	return out
}

// flat runs over edits with the inside of batches.
func flat(edits []edit.Edit) func(func(edit.Edit) bool) {
	return func(yield func(edit.Edit) bool) {
		for _, e := range edits {
			if b, ok := e.(*edit.Batch); ok {
				for inner := range flat(b.Edits) {
					if !yield(inner) {
						return
					}
				}
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

// renames applies the recorded renames to the base, as far as they concern
// what the base holds, and gives the base with the new names.
func (d *differ) renames(base *model.Schema, edits []edit.Edit) *model.Schema {
	cur := base
	for e := range flat(edits) {
		c := renameOf(e)
		if c == nil {
			continue
		}
		next, err := edit.Apply(cur, e)
		if err != nil {
			continue // it concerns something that this design made
		}
		cur = next
		d.add(c)
	}
	return cur
}

func renameOf(e edit.Edit) *Rename {
	switch x := e.(type) {
	case *edit.RenameTable:
		return &Rename{What: "table", Of: x.Table, To: x.To}
	case *edit.RenameColumn:
		return &Rename{What: "column", Of: x.Table, Sub: x.Column, ToSub: x.To}
	case *edit.RenameConstraint:
		return &Rename{What: "constraint", Of: x.Table, Sub: x.Constraint, ToSub: x.To}
	case *edit.RenameIndex:
		return &Rename{What: "index", Of: x.Index, To: model.Name{Schema: x.Index.Schema, Name: x.To}}
	case *edit.RenameType:
		return &Rename{What: "type", Of: x.Type, To: x.To}
	case *edit.RenameEnumValue:
		return &Rename{What: "enum value", Of: x.Enum, Sub: x.Value, ToSub: x.To}
	}
	return nil
}

// reverse gives the renames that lead back, in the opposite order, and the
// conversions back to the types that base has.
func reverse(base *model.Schema, edits []edit.Edit) []edit.Edit {
	var out []edit.Edit
	cur := base
	for e := range flat(edits) {
		if renameOf(e) == nil {
			continue
		}
		next, err := edit.Apply(cur, e)
		if err != nil {
			continue
		}
		cur = next
		out = append(out, inverse(e))
	}
	// The way back runs the conversions first, under the new names.
	for k, u := range conversions(edits) {
		if back := convertBack(k.column, u); back != nil {
			out = append(out, &edit.SetType{Table: k.table, Column: k.column, Using: back})
		}
	}
	slices.Reverse(out)
	return out
}

// convertBack gives the expression that undoes a conversion, where that needs
// one: between times with and without zone the zone must be the same.
func convertBack(column string, using *expr.Expr) *expr.Expr {
	if strings.Contains(using.Text(), " AT TIME ZONE ") && using.MentionsColumn("", column) {
		return using
	}
	return nil
}

func inverse(e edit.Edit) edit.Edit {
	switch x := e.(type) {
	case *edit.RenameTable:
		return &edit.RenameTable{Table: x.To, To: x.Table}
	case *edit.RenameColumn:
		return &edit.RenameColumn{Table: x.Table, Column: x.To, To: x.Column}
	case *edit.RenameConstraint:
		return &edit.RenameConstraint{Table: x.Table, Constraint: x.To, To: x.Constraint}
	case *edit.RenameIndex:
		return &edit.RenameIndex{Index: model.Name{Schema: x.Index.Schema, Name: x.To}, To: x.Index.Name}
	case *edit.RenameType:
		return &edit.RenameType{Type: x.To, To: x.Type}
	case *edit.RenameEnumValue:
		return &edit.RenameEnumValue{Enum: x.Enum, Value: x.To, To: x.Value}
	}
	return e
}
