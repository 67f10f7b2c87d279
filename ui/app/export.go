package app

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/export"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// Exporter plans and writes the documents of a design.
type Exporter interface {
	Plan(*session.Session, *session.Snapshot) ([]export.Planned, error)
	Write(*session.Session, []export.Planned) error
}

// exportDialog lists what would be written.
type exportDialog struct {
	planned []export.Planned
	err     error
}

type exportPlanMsg struct {
	planned []export.Planned
	err     error
}

type exportedMsg struct {
	planned []export.Planned
	err     error
}

func (a *App) planExport() tea.Cmd {
	s, snap, x := a.session, a.snap, a.cfg.Export
	return func() tea.Msg {
		planned, err := x.Plan(s, snap)
		return exportPlanMsg{planned, err}
	}
}

func (a *App) exportPlanned(m exportPlanMsg) {
	if m.err != nil {
		a.fail(m.err)
		return
	}
	a.exports = &exportDialog{planned: m.planned}
}

func (a *App) writeExport() tea.Cmd {
	s, planned, x := a.session, a.exports.planned, a.cfg.Export
	return func() tea.Msg { return exportedMsg{planned, x.Write(s, planned)} }
}

func (a *App) exported(m exportedMsg) {
	if m.err != nil {
		if a.exports != nil {
			a.exports.err = m.err
		}
		return
	}
	a.exports = nil
	a.say(plural(len(m.planned), "file") + " written; the migration is " + m.planned[0].Target)
}

func (d *exportDialog) draw(c *screen.Canvas, r screen.Rect) {
	w := min(100, r.W-2)
	h := min(len(d.planned)*2+7, r.H)
	box := screen.Rect{X: r.X + (r.W-w)/2, Y: r.Y + (r.H-h)/2, W: w, H: h}
	c.Fill(box, screen.Normal)
	c.Frame(box, "Export  these files are written, all or none", true)
	y := box.Y + 1
	for _, p := range d.planned {
		role := screen.Dim
		if p.State == export.Changed {
			role = screen.Failure
		}
		n := c.Put(box.X+2, y, 14, safe.Text(p.Name), screen.Bright)
		c.Put(box.X+2+max(14, n+1), y, w-18, safe.Text(p.State), role)
		c.Put(box.X+4, y+1, w-6, safe.Clean(p.Target), screen.Normal)
		y += 2
	}
	c.Rule(box, box.Y+h-4)
	if d.err != nil {
		for i, l := range safe.Wrap(safe.Clean(d.err.Error()), w-4) {
			if i < 2 {
				c.Put(box.X+2, box.Y+h-3+i, w-4, l, screen.Failure)
			}
		}
		return
	}
	c.Put(box.X+2, box.Y+h-2, w-4, "enter write   esc leave without writing", screen.Dim)
}
