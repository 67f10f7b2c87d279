package app

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// place is where an edit can be seen: an object and a line of its tab.
type place struct {
	ref  tree.Ref
	tab  detail.Tab
	name string
}

// reveal moves the cursor to what an edit was about: to what it made, or to
// what is there again after it was taken back.
func (a *App) reveal(e edit.Edit, back bool) {
	p := placeOf(e, back)
	if p.ref.Kind == 0 || !a.tree.Has(p.ref) {
		return
	}
	if a.tree.Selected() != p.ref {
		a.tree.Reveal(p.ref)
	}
	a.selectionChanged()
	if p.tab != "" && a.detail.Ref() == p.ref {
		if !a.detail.Has(p.tab, p.name) {
			return
		}
		a.detail.Open(p.tab, p.name)
	}
}

func table(n model.Name) tree.Ref { return tree.Ref{Kind: tree.Table, Name: n} }

// either chooses between the name that an edit gives and the one that it takes.
func either[T any](given, taken T, back bool) T {
	if back {
		return taken
	}
	return given
}

// placeOf finds the place of an edit; the zero place where there is none.
func placeOf(e edit.Edit, back bool) place {
	switch x := e.(type) {
	case *edit.Batch:
		var p place
		for _, part := range x.Edits {
			if q := placeOf(part, back); q.ref.Kind != 0 {
				p = q
			}
		}
		return p
	case *edit.CreateTable:
		return place{ref: table(x.Table.Name)}
	case *edit.DropTable:
		return place{ref: table(x.Table)}
	case *edit.RenameTable:
		return place{ref: table(either(x.To, x.Table, back))}
	case *edit.SetKind:
		return place{ref: table(x.Table)}
	case *edit.SetRowSecurity:
		return place{ref: table(x.Table)}
	case *edit.AddColumn:
		return place{table(x.Table), detail.Columns, x.Column.Name}
	case *edit.DropColumn:
		return place{table(x.Table), detail.Columns, x.Column}
	case *edit.RenameColumn:
		return place{table(x.Table), detail.Columns, either(x.To, x.Column, back)}
	case *edit.SetType:
		return place{table(x.Table), detail.Columns, x.Column}
	case *edit.SetDefault:
		return place{table(x.Table), detail.Columns, x.Column}
	case *edit.SetNotNull:
		return place{table(x.Table), detail.Columns, x.Column}
	case *edit.AddConstraint:
		return place{table(x.Table), detail.Constraints, x.Constraint.Name}
	case *edit.DropConstraint:
		return place{table(x.Table), detail.Constraints, x.Constraint}
	case *edit.RenameConstraint:
		return place{table(x.Table), detail.Constraints, either(x.To, x.Constraint, back)}
	case *edit.CreateIndex:
		return place{table(x.Table), detail.Indexes, x.Index.Name}
	case *edit.CreatePolicy:
		return place{table(x.Table), detail.Policies, x.Policy.Name}
	case *edit.ChangePolicy:
		return place{table(x.Table), detail.Policies, either(x.Policy.Name, x.Name, back)}
	case *edit.DropPolicy:
		return place{table(x.Table), detail.Policies, x.Policy}
	case *edit.CreateEnum:
		return place{ref: tree.Ref{Kind: tree.Enum, Name: x.Enum.Name}}
	case *edit.AddEnumValue:
		return place{tree.Ref{Kind: tree.Enum, Name: x.Enum}, detail.Values, x.Value}
	case *edit.RenameEnumValue:
		return place{tree.Ref{Kind: tree.Enum, Name: x.Enum}, detail.Values, either(x.To, x.Value, back)}
	case *edit.RenameType:
		return place{ref: tree.Ref{Kind: tree.Enum, Name: either(x.To, x.Type, back)}}
	}
	return place{}
}
