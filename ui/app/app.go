// Package app is the workbench: the screens, what the keys do on them, and
// the one bubbletea model that holds them together. The screens are plain
// structs; only this package knows bubbletea's messages.
package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/form"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// Config is what a workbench needs from outside.
type Config struct {
	Theme *screen.Theme
	ASCII bool
	// Open opens what the command line named; nil shows the start screen.
	Open Opener
	// Choices are offered on the start screen.
	Choices []Choice
	// Export writes the documents; it gives what it wrote or would write.
	Export Exporter
	// Rehearse tries the migration.
	Rehearse Rehearser
	// Copy hands text to the user's clipboard.
	Copy func(string)
}

// Opener opens a source, with the right to edit it or without.
type Opener func(ctx context.Context, readOnly bool) (*session.Session, error)

// Choice is something that the start screen offers.
type Choice struct {
	Title, Detail string
	Open          Opener
}

// App is the workbench.
type App struct {
	cfg    Config
	ctx    context.Context
	w, h   int
	canvas screen.Canvas
	frame  string
	dirty  bool

	start   *startScreen
	loading bool
	session *session.Session
	snap    *session.Snapshot

	screen  Screen
	focus   Pane
	side    sideKind
	tree    *tree.Tree
	detail  *detail.Detail
	here    findingList // findings about what is selected
	all     findingList // findings about everything
	steps   stepList    // the migration
	diagram diagram
	form    *form.Form
	palette *palette
	help    *helpScreen
	exports *exportDialog

	rehearsal *rehearsalView
	reader    *reader
	filter    *textinput.Model
	message   safe.Text
	failed    bool // the message is about something that went wrong
	recent    []string
	working   string
	quitting  bool
	drawn     int // frames painted, for tests of the cache

	actions  []action
	hinted   hintKey // what the hint was made for
	hintsAre []safe.Text
	counts   []screen.Span // the right half of the header
	fixOf    *checks.Finding
	fixSQL   []string
}

// New makes a workbench.
func New(ctx context.Context, cfg Config) *App {
	a := &App{cfg: cfg, ctx: ctx, dirty: true, actions: actions()}
	a.canvas.ASCII = cfg.ASCII
	a.tree, a.detail = tree.New(cfg.ASCII), detail.New(cfg.ASCII)
	a.diagram = newDiagram()
	if cfg.Open == nil {
		a.start = &startScreen{choices: cfg.Choices}
	}
	return a
}

// openedMsg says that a source was opened, or why not.
type openedMsg struct {
	session *session.Session
	snap    *session.Snapshot
	open    Opener
	err     error
}

// editedMsg brings the state after an edit, undo or redo.
type editedMsg struct {
	snap *session.Snapshot
	edit edit.Edit
	back bool // the edit was taken back
	what string
	err  error
}

// previewMsg brings what a form's edit would do.
type previewMsg struct {
	form       *form.Form
	generation int
	preview    session.Preview
	none       bool
}

// Init implements [tea.Model].
func (a *App) Init() tea.Cmd {
	if a.cfg.Open == nil {
		return nil
	}
	return a.open(a.cfg.Open, false)
}

func (a *App) open(open Opener, readOnly bool) tea.Cmd {
	a.loading = true
	return func() tea.Msg {
		s, err := open(a.ctx, readOnly)
		if err != nil {
			return openedMsg{open: open, err: err}
		}
		return openedMsg{session: s, snap: s.Snapshot()}
	}
}

// Update implements [tea.Model].
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.dirty = true
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		a.w, a.h = m.Width, m.Height
		return a, a.layoutDiagram()
	case openedMsg:
		return a, a.opened(m)
	case editedMsg:
		return a, a.edited(m)
	case previewMsg:
		if a.form == m.form && a.form != nil && m.generation == a.form.Generation {
			a.form.Preview, a.form.Previewed = m.preview, !m.none
		}
	case laidOutMsg:
		a.diagram.laidOut(m)
	case exportPlanMsg:
		a.exportPlanned(m)
	case exportedMsg:
		a.exported(m)
	case steppedMsg:
		return a, a.stepped(m)
	case rehearsedMsg:
		a.rehearsed(m)
	case tea.KeyMsg:
		return a, a.keys(m)
	case tea.MouseMsg:
		return a, a.mouse(m)
	default:
		a.dirty = false
	}
	return a, nil
}

func (a *App) opened(m openedMsg) tea.Cmd {
	a.loading = false
	if m.err != nil {
		if a.start == nil {
			a.start = &startScreen{choices: a.cfg.Choices}
		}
		a.start.refuse(m.open, m.err)
		return nil
	}
	a.start, a.session = nil, m.session
	a.show(m.snap)
	for i, it := range a.tree.Items {
		if it.Kind == tree.Table && !m.snap.Target.Tables.Get(it.Name).External {
			a.tree.Cursor = i
			break
		}
	}
	a.selectionChanged()
	a.say(a.greeting())
	return a.layoutDiagram()
}

// greeting says what the user has to know of what was opened.
func (a *App) greeting() string {
	d := a.session.Design
	var parts []string
	if r := d.Repaired(); r != "" {
		parts = append(parts, r)
	}
	if n := len(a.remarks()); n > 0 {
		parts = append(parts, plural(n, "remark")+" on the source: ! lists them")
	}
	switch dir := filepath.Dir(d.Path()); {
	case d.ReadOnly():
		parts = append(parts, "open read-only")
	case dir != "." && d.Path() != "":
		parts = append(parts, "edits are kept in "+d.Path())
	}
	return strings.Join(parts, ". ")
}

// remarks lists what of the source was not read as it stands there, and the
// edits that no longer fit it.
func (a *App) remarks() []string {
	var out []string
	for _, c := range a.snap.Conflicts {
		out = append(out, fmt.Sprintf("edit %d, %s, no longer fits the base: %v", c.N, c.Edit.Describe(), c.Err))
	}
	for _, d := range a.session.Diagnostics {
		out = append(out, d.String())
	}
	return out
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func (a *App) edited(m editedMsg) tea.Cmd {
	a.working = ""
	if m.err != nil {
		if a.form != nil && !isNothing(m.err) {
			a.form.Preview, a.form.Previewed = session.Preview{Err: m.err}, true
			return nil
		}
		a.fail(m.err)
		return nil
	}
	a.form = nil
	if m.snap.Revision < a.snap.Revision {
		return nil // a later one was quicker
	}
	a.show(m.snap)
	a.reveal(m.edit, m.back)
	a.say(m.what)
	return a.layoutDiagram()
}

func isNothing(err error) bool {
	return errors.Is(err, design.ErrNothingToUndo) || errors.Is(err, design.ErrNothingToRedo)
}

// show puts a snapshot on display everywhere.
func (a *App) show(s *session.Snapshot) {
	a.snap = s
	a.counts, a.fixOf = nil, nil
	a.tree.Show(s)
	a.all.show(s.Checks.Findings)
	a.steps.show(s)
	a.selectionChanged()
}

// selectionChanged makes the other panes follow the tree.
func (a *App) selectionChanged() {
	ref := a.tree.Selected()
	a.detail.Show(a.snap, ref)
	a.here.show(a.findingsOf(ref))
}

func (a *App) findingsOf(ref tree.Ref) []*checks.Finding {
	what := map[tree.Kind]string{tree.Table: "table", tree.View: "view", tree.Enum: "enum", tree.Routine: "function"}[ref.Kind]
	if what == "" {
		return nil
	}
	return a.snap.Checks.Of(what, ref.Name)
}

func (a *App) say(text string)  { a.message, a.failed = safe.Clean(text), false }
func (a *App) fail(err error)   { a.message, a.failed = safe.Clean(err.Error()), true }
func (a *App) deny(why string)  { a.message, a.failed = safe.Clean(why), true }
func (a *App) ready() bool      { return a.session != nil && a.start == nil }
func (a *App) readOnly() bool   { return a.session != nil && a.session.Design.ReadOnly() }
func (a *App) sourceOf() string { return filepath.ToSlash(a.session.Design.Source()) }

// do makes an edit, away from the screen.
func (a *App) do(e edit.Edit) tea.Cmd {
	a.working = "saving"
	s := a.session
	return func() tea.Msg {
		snap, err := s.Do(e)
		return editedMsg{snap: snap, edit: e, what: e.Describe(), err: err}
	}
}

func (a *App) undo() tea.Cmd {
	s := a.session
	return func() tea.Msg {
		snap, e, err := s.Undo()
		if err != nil {
			return editedMsg{err: err}
		}
		return editedMsg{snap: snap, edit: e, back: true, what: "took back: " + e.Describe()}
	}
}

func (a *App) redo() tea.Cmd {
	s := a.session
	return func() tea.Msg {
		snap, e, err := s.Redo()
		if err != nil {
			return editedMsg{err: err}
		}
		return editedMsg{snap: snap, edit: e, what: "again: " + e.Describe()}
	}
}

// ask opens a form.
func (a *App) ask(f *form.Form) tea.Cmd {
	a.form = f
	if len(f.Fields) > 0 {
		f.Focus(f.Fields[0].Name)
	}
	return a.preview()
}

// preview works out what the form's edit would do, away from the screen.
func (a *App) preview() tea.Cmd {
	f, s, snap := a.form, a.session, a.snap
	e, err := f.Edit()
	f.Ready = err == nil && e != nil
	generation := f.Generation
	if err != nil || e == nil {
		f.Preview, f.Previewed = session.Preview{Err: err}, err != nil
		return nil
	}
	return func() tea.Msg {
		return previewMsg{form: f, generation: generation, preview: s.Preview(snap, e)}
	}
}

// Close lets go of the design.
func (a *App) Close() error {
	if a.session == nil {
		return nil
	}
	return a.session.Design.Close()
}

// Quitting tells whether the user asked to leave.
func (a *App) Quitting() bool { return a.quitting }
