package session

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/render/sql"
)

// Preview is what an edit would do, were it made.
type Preview struct {
	Err        error
	Statements []sql.Statement
	Appear     []*checks.Finding
	Disappear  []*checks.Finding
	// Stale are functions whose text says the name that is taken away.
	Stale []*model.Routine
}

// Preview tries an edit without making it.
func (s *Session) Preview(now *Snapshot, e edit.Edit) Preview {
	next, err := edit.Apply(now.Target, e)
	if err != nil {
		return Preview{Err: err}
	}
	p := Preview{Statements: sql.New(diff.Between(now.Target, next, []edit.Edit{e})).Statements}
	after := s.checker.Check(next, now.Checks)
	p.Appear, p.Disappear = compare(now.Checks.Findings, after.Findings)
	words, renames := taken(e)
	if renames {
		p.Appear, p.Disappear = withoutPairs(p.Appear, p.Disappear)
	}
	for _, word := range words {
		for _, r := range next.BodiesMentioning(word) {
			if !slices.Contains(p.Stale, r) {
				p.Stale = append(p.Stale, r)
			}
		}
	}
	return p
}

// taken gives the names that are no more after an edit, and whether it only
// renames.
func taken(e edit.Edit) (words []string, renames bool) {
	switch x := e.(type) {
	case *edit.Batch:
		for _, part := range x.Edits {
			w, _ := taken(part)
			words = append(words, w...)
		}
		return words, false
	case *edit.RenameTable:
		return []string{x.Table.Name}, true
	case *edit.RenameColumn:
		return []string{x.Column}, true
	case *edit.RenameType:
		return []string{x.Type.Name}, true
	case *edit.RenameEnumValue:
		return []string{x.Value}, true
	case *edit.RenameConstraint, *edit.RenameIndex:
		return nil, true
	case *edit.DropTable:
		return []string{x.Table.Name}, false
	case *edit.DropColumn:
		return []string{x.Column}, false
	case *edit.DropRoutine:
		name, _, _ := strings.Cut(x.Key.Name, "(")
		return []string{name}, false
	case *edit.DropType:
		return []string{x.Type.Name}, false
	}
	return nil, false
}

// withoutPairs leaves out the findings that a rename only moves: one of a rule
// appears where one of it disappears.
func withoutPairs(appear, disappear []*checks.Finding) (a, d []*checks.Finding) {
	gone := map[string]int{}
	for _, f := range disappear {
		gone[f.Rule.ID]++
	}
	moved := map[string]int{}
	for _, f := range appear {
		if moved[f.Rule.ID] < gone[f.Rule.ID] {
			moved[f.Rule.ID]++
			continue
		}
		a = append(a, f)
	}
	for _, f := range disappear {
		if moved[f.Rule.ID] > 0 {
			moved[f.Rule.ID]--
			continue
		}
		d = append(d, f)
	}
	return a, d
}

// compare tells which findings are new and which are gone, by their keys.
func compare(before, after []*checks.Finding) (appear, disappear []*checks.Finding) {
	known := make(map[string]bool, len(before))
	for _, f := range before {
		known[f.Key()] = true
	}
	for _, f := range after {
		if known[f.Key()] {
			delete(known, f.Key())
		} else {
			appear = append(appear, f)
		}
	}
	for _, f := range before {
		if known[f.Key()] {
			disappear = append(disappear, f)
		}
	}
	return appear, disappear
}
