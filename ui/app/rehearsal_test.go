package app

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/ui/session"
)

// actor plays a rehearsal: its steps, and how it ends.
type actor struct {
	steps  []rehearse.Step
	report *rehearse.Report
	err    error
	calls  int
}

// Rehearse implements [Rehearser].
func (a *actor) Rehearse(ctx context.Context, _ *session.Session, _ *session.Snapshot, told func(rehearse.Step)) (*rehearse.Report, error) {
	a.calls++
	for _, s := range a.steps {
		told(s)
	}
	return a.report, a.err
}

func rehearsing(t *testing.T, a *actor) *driver {
	t.Helper()
	d := open(t, 100, 30, parse.File{Name: "a.sql", Text: "CREATE TABLE users (id int PRIMARY KEY, name text);"})
	d.app.cfg.Rehearse = a
	return d
}

// change makes an edit, so that there is something to rehearse.
func change(d *driver) { d.press("delete").key("enter") }

func TestRehearsal(t *testing.T) {
	holds := rehearse.Step{Name: rehearse.StepMigrate, Evidence: "3 statements"}
	fails := rehearse.Step{Name: rehearse.StepAgain, Problems: []string{"it changed something"}}
	tests := []struct {
		name  string
		actor actor
		want  []string
	}{
		{"holds", actor{steps: []rehearse.Step{holds}, report: &rehearse.Report{Server: "15.1", Steps: []rehearse.Step{holds}}},
			[]string{"✓ migration", "3 statements", "It holds, on PostgreSQL 15.1"}},
		{"does not", actor{steps: []rehearse.Step{holds, fails}, report: &rehearse.Report{Server: "15.1", Steps: []rehearse.Step{holds, fails}}},
			[]string{"✗ migration again", "it changed something", "It does NOT hold"}},
		{"no server", actor{err: rehearse.ErrNoPostgreSQL}, []string{"no PostgreSQL server binaries were found", "install them with"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := rehearsing(t, &tt.actor)
			d.press("rehearse")
			if tt.actor.calls != 0 || !strings.Contains(d.app.View(), "nothing to rehearse") {
				t.Errorf("a design without a change: %s", d.app.View())
			}
			change(d)
			d.press("rehearse")
			for _, want := range tt.want {
				if !strings.Contains(d.app.View(), want) {
					t.Errorf("there is no %q in\n%s", want, d.app.View())
				}
			}
			d.key("esc")
			if strings.Contains(d.app.View(), "throw-away") {
				t.Error("it was not closed")
			}
			d.key("R")
			if tt.actor.err == nil && tt.actor.calls != 1 {
				t.Errorf("it ran %d times though nothing changed", tt.actor.calls)
			}
		})
	}
}

// TestARehearsalIsCancelled ends one that is under way.
func TestARehearsalIsCancelled(t *testing.T) {
	d := rehearsing(t, &actor{})
	change(d)
	ended := make(chan error, 1)
	d.app.cfg.Rehearse = waiter{ended}
	_, cmd := d.app.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("R")})
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		t.Fatal("nothing was begun")
	}
	done := make(chan struct{})
	go func() { batch[0](); close(done) }()
	if !strings.Contains(d.app.View(), "x cancel") {
		t.Errorf("nothing says how to cancel:\n%s", d.app.View())
	}
	d.key("x")
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	<-done
	d.run(batch[1])
	if !strings.Contains(d.app.View(), "canceled") {
		t.Errorf("it does not say so:\n%s", d.app.View())
	}
}

// waiter rehearses until it is cancelled.
type waiter struct{ ended chan error }

// Rehearse implements [Rehearser].
func (w waiter) Rehearse(ctx context.Context, _ *session.Session, _ *session.Snapshot, _ func(rehearse.Step)) (*rehearse.Report, error) {
	<-ctx.Done()
	w.ended <- ctx.Err()
	return nil, ctx.Err()
}
