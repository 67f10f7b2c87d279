package app

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/render/document"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/export"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// driver works the workbench as a person would, without a program and without
// waiting: after each step every command that it started has ended.
type driver struct {
	t    testing.TB
	app  *App
	quit bool
	dir  string // where exports go
}

// clock stands still.
func clock() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

// open opens a schema in a workbench of a size.
func open(t testing.TB, w, h int, files ...parse.File) *driver {
	t.Helper()
	d := &driver{t: t, dir: t.TempDir()}
	d.app = New(context.Background(), Config{Theme: screen.PlainTheme(), Export: d, Open: func(ctx context.Context, _ bool) (*session.Session, error) {
		res, err := parse.Read(ctx, nil, files...)
		if err != nil {
			return nil, err
		}
		opts := design.Options{Now: clock, Author: "ann"}
		dsg := design.Prepare(filepath.Join(d.dir, "x.pgdraft"), "feature", "base", design.Base{Schema: res.Schema}, opts)
		t.Cleanup(func() { _ = dsg.Close() })
		return session.New(dsg, all.Rules(), settings.Default(), res.Diagnostics), nil
	}})
	d.resize(w, h)
	d.run(d.app.Init())
	return d
}

// Plan implements Exporter.
func (d *driver) Plan(s *session.Session, snap *session.Snapshot) ([]export.Planned, error) {
	files := document.Files(document.Export{Name: s.Design.Name(), At: clock(), Base: snap.Base, Target: snap.Target,
		Edits: snap.EditList(), Findings: snap.Checks, Settings: s.Settings})
	return export.Plan(d.dir, files, s.Design.Written())
}

// Write implements Exporter.
func (d *driver) Write(_ *session.Session, p []export.Planned) error { return export.Write(p, false) }

func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.app.Update(msg)
	d.run(cmd)
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch m := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, c := range m {
			d.run(c)
		}
	default:
		d.send(m)
	}
}

func (d *driver) resize(w, h int) { d.send(tea.WindowSizeMsg{Width: w, Height: h}) }

// press performs an action by its name, through one of its keys.
func (d *driver) press(names ...string) *driver {
	d.t.Helper()
	for _, name := range names {
		found := false
		for _, a := range actions() {
			if a.name == name && len(a.keys) > 0 && a.where(d.app) {
				found = true
				d.key(a.keys[0])
				break
			}
		}
		if !found {
			d.t.Fatalf("there is no action %q here", name)
		}
	}
	return d
}

var keyTypes = map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "ctrl+r": tea.KeyCtrlR, "ctrl+o": tea.KeyCtrlO,
	"ctrl+u": tea.KeyCtrlU, "ctrl+p": tea.KeyCtrlP, "ctrl+d": tea.KeyCtrlD, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome,
	"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "shift+left": tea.KeyShiftLeft, "shift+right": tea.KeyShiftRight,
	"shift+up": tea.KeyShiftUp, "shift+down": tea.KeyShiftDown, "ctrl+c": tea.KeyCtrlC, " ": tea.KeySpace}

func (d *driver) key(names ...string) *driver {
	d.t.Helper()
	for _, n := range names {
		if kt, ok := keyTypes[n]; ok {
			k := tea.KeyMsg{Type: kt}
			if n == " " {
				k.Runes = []rune(" ")
			}
			d.send(k)
			continue
		}
		d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(n)})
	}
	return d
}

// fill sets fields of the open form, name and value in turn, by typing.
func (d *driver) fill(pairs ...string) *driver {
	d.t.Helper()
	f := d.app.form
	if f == nil {
		d.t.Fatalf("no form is open; the screen says %q", d.app.message)
	}
	for i := 0; i < len(pairs); i += 2 {
		f.Focus(pairs[i])
		for _, x := range f.Fields {
			if x.Name != pairs[i] {
				continue
			}
			if x.Options != nil {
				for range x.Options {
					if f.Value(x.Name) != pairs[i+1] {
						d.key("right")
					}
				}
				continue
			}
			d.key("end", "ctrl+u")
			d.key(pairs[i+1])
		}
		if got := f.Value(pairs[i]); got != pairs[i+1] {
			d.t.Fatalf("field %q holds %q, not %q", pairs[i], got, pairs[i+1])
		}
	}
	return d
}

// accept presses enter in a form, which must then close.
func (d *driver) accept() *driver {
	d.t.Helper()
	d.key("enter")
	if d.app.form != nil {
		d.t.Fatalf("the form stays open: %v", d.app.form.Preview.Err)
	}
	return d
}

// selectTable puts the cursor of the tree on a table.
func (d *driver) selectTable(n model.Name) *driver {
	return d.selectRef(tree.Ref{Kind: tree.Table, Name: n})
}

func (d *driver) selectRef(r tree.Ref) *driver {
	d.t.Helper()
	d.app.screen, d.app.focus = Design, TreePane
	if !d.app.tree.Reveal(r) {
		d.t.Fatalf("%v is not in the tree", r)
	}
	d.app.selectionChanged()
	return d
}

// selectRow goes into a tab and to a row of it.
func (d *driver) selectRow(tab detail.Tab, name string) *driver {
	d.t.Helper()
	d.app.focus = DetailPane
	d.app.detail.Open(tab, name)
	if name != "" && d.app.detail.Selected() != name {
		d.t.Fatalf("%s has no row %q", tab, name)
	}
	return d
}

func (d *driver) view() string { return d.app.View() }

// sees fails where the screen does not show a text.
func (d *driver) sees(texts ...string) *driver {
	d.t.Helper()
	v := d.view()
	for _, text := range texts {
		if !strings.Contains(v, text) {
			d.t.Fatalf("the screen does not show %q:\n%s", text, v)
		}
	}
	return d
}

// misses fails where the screen shows a text.
func (d *driver) misses(text string) *driver {
	d.t.Helper()
	if strings.Contains(d.view(), text) {
		d.t.Fatalf("the screen shows %q:\n%s", text, d.view())
	}
	return d
}

// exact fails where the frame is not as wide and high as the screen.
func (d *driver) exact(when string) {
	d.t.Helper()
	lines := strings.Split(d.view(), "\n")
	if len(lines) != d.app.h {
		d.t.Fatalf("%s: %d lines on a screen of %d", when, len(lines), d.app.h)
	}
	for i, l := range lines {
		if w := safe.Width(safe.Text(l)); w != d.app.w {
			d.t.Fatalf("%s: line %d is %d wide on a screen of %d: %q", when, i, w, d.app.w, l)
		}
	}
}
