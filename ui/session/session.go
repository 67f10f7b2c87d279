// Package session is what the screens work on: a design with what the
// checklist says of it and the migration it makes. Its values are immutable;
// its methods may take longer than a frame and are called from commands.
package session

import (
	"sync"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/render/sql"
)

// Snapshot is a design at a moment, with everything that follows from it.
type Snapshot struct {
	design.State
	Checks    *checks.Result
	Migration sql.Migration
	Rollback  sql.Migration
	origins   origins
}

// Mark tells how a table stands against the base: "+", "~" or nothing.
func (s *Snapshot) Mark(t *model.Table) string {
	before := s.BaseTable(t)
	switch {
	case before == nil:
		return "+"
	case before != t:
		return "~"
	}
	return ""
}

// Gone lists the tables of the base that are no more.
func (s *Snapshot) Gone() []*model.Table {
	kept := map[model.Name]bool{}
	for _, from := range s.origins.tables {
		kept[from] = true
	}
	var out []*model.Table
	for before, after := range model.Compare(s.Base.Tables, s.Target.Tables) {
		if after == nil && !kept[before.Name] {
			out = append(out, before)
		}
	}
	return out
}

// Counts are how many tables were added, changed and removed.
func (s *Snapshot) Counts() (added, changed, removed int) {
	for before, after := range model.Compare(s.Base.Tables, s.Target.Tables) {
		switch {
		case after == nil || after.External:
		case before == nil && s.Mark(after) == "+":
			added++
		default:
			changed++
		}
	}
	return added, changed, len(s.Gone())
}

// EditList gives the edits in force.
func (s *Snapshot) EditList() []edit.Edit {
	out := make([]edit.Edit, len(s.Edits))
	for i, a := range s.Edits {
		out[i] = a.Edit
	}
	return out
}

// Session joins a design and the checklist.
type Session struct {
	Design      *design.Design
	Settings    settings.Settings
	Diagnostics []parse.Diagnostic

	checker *checks.Checker
	mu      sync.Mutex
	last    *checks.Result
}

// New makes a session.
func New(d *design.Design, rules []*checks.Rule, set settings.Settings, diagnostics []parse.Diagnostic) *Session {
	return &Session{Design: d, Settings: set, Diagnostics: diagnostics, checker: checks.New(rules, set)}
}

// Snapshot gives the design as it is now.
func (s *Session) Snapshot() *Snapshot { return s.snapshot(s.Design.State()) }

func (s *Session) snapshot(state design.State) *Snapshot {
	out := &Snapshot{State: state, Checks: s.check(state.Target), origins: follow(state.Edits)}
	edits := out.EditList()
	out.Migration = sql.New(diff.Between(state.Base, state.Target, edits))
	out.Rollback = sql.New(diff.Back(state.Base, state.Target, edits))
	return out
}

func (s *Session) check(target *model.Schema) *checks.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = s.checker.Check(target, s.last)
	return s.last
}

// Do applies an edit and keeps it.
func (s *Session) Do(e edit.Edit) (*Snapshot, error) {
	state, err := s.Design.Do(e)
	if err != nil {
		return nil, err
	}
	return s.snapshot(state), nil
}

// Undo takes the last edit back and gives it.
func (s *Session) Undo() (*Snapshot, edit.Edit, error) {
	state, e, err := s.Design.Undo()
	if err != nil {
		return nil, nil, err
	}
	return s.snapshot(state), e, nil
}

// Redo puts the edit that was undone last in force again and gives it.
func (s *Session) Redo() (*Snapshot, edit.Edit, error) {
	state, e, err := s.Design.Redo()
	if err != nil {
		return nil, nil, err
	}
	return s.snapshot(state), e, nil
}

// Preview is what an edit would do, were it made.
type Preview struct {
	Err        error
	Statements []sql.Statement
	Appear     []*checks.Finding
	Disappear  []*checks.Finding
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
	return p
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
