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
	lineage   *diff.Lineage
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
	kept := map[*model.Table]bool{}
	for t := range s.Target.Tables.All() {
		kept[s.BaseTable(t)] = true
	}
	var out []*model.Table
	for t := range s.Base.Tables.All() {
		if !kept[t] {
			out = append(out, t)
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
	out := &Snapshot{State: state, Checks: s.check(state.Target)}
	edits := out.EditList()
	out.lineage = diff.Trace(state.Base, edits)
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
