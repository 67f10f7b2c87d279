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
// from the edits; everything else is found by comparing, so that edits which
// take each other back leave nothing.
func Between(base, target *model.Schema, edits []edit.Edit) []Change {
	return between(base, target, Trace(base, edits).moved(), conversions(edits))
}

// Back gives the changes that lead from target to base: the rollback. Columns
// that come back have lost their values; see [AddColumn].
func Back(base, target *model.Schema, edits []edit.Edit) []Change {
	moves := Trace(base, edits).moved()
	using := conversionsBack(edits, moves)
	for i, m := range moves {
		moves[i] = m.back()
	}
	changes := between(target, base, moves, using)
	fill(changes, base)
	return changes
}

func between(base, target *model.Schema, moves []descent, using map[columnKey]*expr.Expr) []Change {
	d := &differ{target: target, using: using}
	d.from = d.renames(base, moves)
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
	d.defaultPrivileges()
	d.carried()
	d.rebuilds()
	slices.SortStableFunc(d.changes, func(a, b Change) int { return cmp.Compare(a.phase(), b.phase()) })
	return d.ordered(d.changes)
}

// differ collects changes.
type differ struct {
	from    *model.Schema // the base after the renames
	target  *model.Schema
	using   map[columnKey]*expr.Expr
	changes []Change

	created       []*model.Table
	dropped       []*model.Table
	retyped       map[columnKey]bool // columns whose type changes; whether altogether, see noLongerFits
	remadeColumns map[columnKey]bool // columns that are dropped and added again
	rebuilt       []model.Name       // enums that are made anew
	ownFrom       ownership
	ownTarget     ownership
	remade        map[model.Name]bool // functions that have to be made again because of that
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

// conversionsBack gives, for the columns of the base, the expressions that
// undo the conversions of the edits.
func conversionsBack(edits []edit.Edit, moves []descent) map[columnKey]*expr.Expr {
	out := map[columnKey]*expr.Expr{}
	for k, u := range conversions(edits) {
		back := convertBack(k.column, u)
		if back == nil {
			continue
		}
		was := k
		for _, m := range moves {
			switch {
			case m.To == Thing{"table", k.table, ""}:
				was.table = m.From.Of
			case m.To == Thing{"column", k.table, k.column}:
				was = columnKey{m.From.Of, m.From.Sub}
			}
		}
		out[was] = back.RenameColumn(was.table.Name, k.column, was.column, true)
	}
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
