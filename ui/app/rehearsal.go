package app

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/render/rehearsal"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// Rehearser tries a design's migration on a throw-away PostgreSQL. told hears
// of each step as it ends.
type Rehearser interface {
	Rehearse(ctx context.Context, s *session.Session, snap *session.Snapshot, told func(rehearse.Step)) (*rehearse.Report, error)
}

// rehearsalView shows a rehearsal, under way or ended. It goes on when it is
// closed.
type rehearsalView struct {
	snap   *session.Snapshot // what is rehearsed
	steps  []rehearse.Step
	report *rehearse.Report // nil as long as it is under way
	err    error
	cancel context.CancelFunc
	news   chan tea.Msg
	shown  bool
	top    int
}

// steppedMsg tells of a step that ended, rehearsedMsg that all is over.
type steppedMsg struct {
	view *rehearsalView
	step rehearse.Step
}

type rehearsedMsg struct {
	view   *rehearsalView
	report *rehearse.Report
	err    error
}

// mostNews is how many steps may wait for the screen: more than there are.
const mostNews = 16

func (v *rehearsalView) running() bool { return v != nil && v.report == nil && v.err == nil }

// showsRehearsal tells whether a rehearsal stands before the screen.
func (a *App) showsRehearsal() bool { return a.rehearsal != nil && a.rehearsal.shown }

func (a *App) whyNotRehearse() string {
	switch {
	case a.cfg.Rehearse == nil:
		return "this session cannot start a PostgreSQL"
	case a.snap.Migration.Empty():
		return "there is nothing to rehearse: the design changes nothing"
	}
	return ""
}

// rehearse shows the rehearsal of the design as it is, and begins it where
// there is none.
func (a *App) rehearse() tea.Cmd {
	if v := a.rehearsal; v != nil && (v.running() || v.snap == a.snap) {
		v.shown = true
		return nil
	}
	return a.startRehearsal()
}

func (a *App) startRehearsal() tea.Cmd {
	ctx, cancel := context.WithCancel(a.ctx)
	v := &rehearsalView{snap: a.snap, cancel: cancel, news: make(chan tea.Msg, mostNews), shown: true}
	a.rehearsal = v
	s, snap, r := a.session, a.snap, a.cfg.Rehearse
	run := func() tea.Msg {
		defer cancel()
		report, err := r.Rehearse(ctx, s, snap, func(step rehearse.Step) { v.news <- steppedMsg{v, step} })
		v.news <- rehearsedMsg{v, report, err}
		return nil
	}
	return tea.Batch(run, v.listen)
}

// listen waits for what there is to tell next.
func (v *rehearsalView) listen() tea.Msg { return <-v.news }

func (a *App) stepped(m steppedMsg) tea.Cmd {
	m.view.steps = append(m.view.steps, m.step)
	return m.view.listen
}

func (a *App) rehearsed(m rehearsedMsg) {
	m.view.report, m.view.err = m.report, m.err
	if m.view != a.rehearsal || m.view.shown {
		return
	}
	switch {
	case m.err != nil:
		a.fail(m.err)
	case m.report.Holds():
		a.say("the rehearsal holds: R shows it")
	default:
		a.deny("the rehearsal does NOT hold: R shows it")
	}
}

func (a *App) rehearsalKey(k tea.KeyMsg) tea.Cmd {
	v := a.rehearsal
	switch k.String() {
	case "x":
		if v.running() {
			v.cancel()
		}
	case "R":
		if !v.running() {
			return a.startRehearsal()
		}
	case "j", "down":
		v.top++
	case "k", "up":
		v.top--
	case "pgdown", " ", "ctrl+d":
		v.top += 10
	case "pgup", "ctrl+u":
		v.top -= 10
	default:
		v.shown = false
	}
	return nil
}

func (v *rehearsalView) lines(width int, ascii bool) [][]screen.Span {
	var out [][]screen.Span
	add := func(text string, role screen.Role) {
		for _, line := range safe.Lines(text) {
			for _, piece := range safe.Wrap(line, width) {
				out = append(out, []screen.Span{{Text: piece, Role: role}})
			}
		}
	}
	for _, s := range v.steps {
		out = append(out, stepLines(s, width, ascii)...)
	}
	switch {
	case v.running():
		out = append(out, nil)
		add("under way", screen.Dim)
	case v.err != nil:
		out = append(out, nil)
		add(v.err.Error(), screen.Failure)
	default:
		out = append(out, nil)
		for _, line := range rehearsal.Details(v.report) {
			role := screen.Normal
			if strings.HasPrefix(line, "It holds") {
				role = screen.Proved
			} else if strings.HasPrefix(line, "It does NOT") {
				role = screen.Failure
			}
			add(line, role)
		}
	}
	return out
}

// stepLines are a step's name and, beside it, what is said of it.
func stepLines(s rehearse.Step, width int, ascii bool) [][]screen.Span {
	role, said := screen.Proved, screen.Normal
	switch {
	case s.Skipped != "":
		role, said = screen.Dim, screen.Dim
	case !s.Holds():
		role, said = screen.Failure, screen.Failure
	}
	var out [][]screen.Span
	head := safe.Pad(safe.Clean(rehearsal.Head(s, ascii)), rehearsal.HeadWidth)
	for _, piece := range safe.Wrap(safe.Clean(rehearsal.Said(s)), max(10, width-rehearsal.HeadWidth)) {
		out = append(out, []screen.Span{{Text: head, Role: role}, {Text: piece, Role: said}})
		head = safe.Pad("", rehearsal.HeadWidth)
	}
	return out
}

func (v *rehearsalView) draw(c *screen.Canvas, body screen.Rect) {
	w := min(120, body.W-2)
	box := screen.Rect{X: body.X + (body.W-w)/2, Y: body.Y, W: w, H: body.H}
	c.Fill(box, screen.Normal)
	c.Frame(box, "Rehearsal on a throw-away PostgreSQL", true)
	inner := box.Inner()
	lines := v.lines(inner.W-2, c.ASCII)
	height := inner.H - 1
	v.top = max(0, min(v.top, len(lines)-height))
	for row := range min(height, len(lines)-v.top) {
		detail.Spans(c, inner.X+1, inner.Y+row, inner.W-2, lines[v.top+row])
	}
	hint := safe.Text("R rehearse again   any other key closes")
	if v.running() {
		hint = "x cancel   any other key closes; it goes on"
	}
	if len(lines) > height {
		hint = "j k scroll   " + hint
	}
	c.Put(inner.X+1, inner.Y+inner.H-1, inner.W-2, hint, screen.Dim)
}

// measured finds how a statement ran in the rehearsal of the design as it is.
func (a *App) measured(sql string) *rehearse.Measured {
	v := a.rehearsal
	if v == nil || v.report == nil || v.snap != a.snap {
		return nil
	}
	for i, m := range v.report.Statements {
		if strings.TrimSpace(m.SQL) == strings.TrimSpace(sql) {
			return &v.report.Statements[i]
		}
	}
	return nil
}
