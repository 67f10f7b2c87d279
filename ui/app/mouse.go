package app

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
)

// mouse selects what is clicked and scrolls what the wheel is over.
func (a *App) mouse(m tea.MouseMsg) tea.Cmd {
	wheel := 0
	switch m.Button {
	case tea.MouseButtonWheelUp:
		wheel = -3
	case tea.MouseButtonWheelDown:
		wheel = 3
	}
	click := m.Action == tea.MouseActionPress && m.Button == tea.MouseButtonLeft
	switch {
	case wheel == 0 && !click:
		return nil
	case a.inFront():
		return a.mouseInFront(m, wheel)
	case !a.ready():
		return a.mouseStart(m, click)
	}
	r := a.rects()
	switch {
	case click && r.Footer.Contains(m.X, m.Y):
		return a.mouseFooter(m.X)
	case a.screen == ERD && r.Body.Contains(m.X, m.Y):
		return a.mouseDiagram(m, wheel)
	case a.screen == Findings && r.Left.Inner().Contains(m.X, m.Y):
		a.pick(&a.all.Cursor, a.all.Top(), m.Y-r.Left.Y-1, wheel, len(a.all.findings))
	case a.screen == Migration && r.Left.Inner().Contains(m.X, m.Y):
		a.pick(&a.steps.Cursor, a.steps.Top(), m.Y-r.Left.Y-1, wheel, len(a.steps.statements()))
	case r.Tree.Inner().Contains(m.X, m.Y):
		a.focus = TreePane
		before := a.tree.Cursor
		a.pick(&a.tree.Cursor, a.tree.Top(), m.Y-r.Tree.Y-1, wheel, len(a.tree.Items))
		if click && before == a.tree.Cursor {
			a.tree.Toggle()
		}
		a.selectionChanged()
		return a.layoutDiagram()
	case r.Detail.Inner().Contains(m.X, m.Y):
		a.mouseDetail(m, wheel, click)
	case r.Findings.Inner().Contains(m.X, m.Y):
		a.focus = FindingsPane
		a.pick(&a.here.Cursor, a.here.Top(), m.Y-r.Findings.Y-1, wheel, len(a.here.findings))
		if in := r.Findings.Inner(); click && m.X >= in.X+in.W-fixWidth && a.here.selected() != nil {
			return a.press("f")
		}
	}
	return nil
}

// inFront tells whether a dialog stands before the screen.
func (a *App) inFront() bool {
	return a.form != nil || a.palette != nil || a.help != nil || a.exports != nil || a.reader != nil || a.showsRehearsal()
}

// press does what a key does.
func (a *App) press(key string) tea.Cmd {
	return a.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key)})
}

// mouseInFront scrolls what stands in front, and chooses from the palette.
func (a *App) mouseInFront(m tea.MouseMsg, wheel int) tea.Cmd {
	switch {
	case a.form != nil && wheel != 0:
		a.form.Scroll(wheel)
	case a.help != nil:
		a.help.top += wheel
	case a.reader != nil:
		a.reader.top += wheel
	case a.showsRehearsal():
		a.rehearsal.top += wheel
	case a.palette != nil && (wheel != 0 || a.palette.rows.Contains(m.X, m.Y)):
		p := a.palette
		a.pick(&p.Cursor, p.Top(), m.Y-p.rows.Y, wheel, len(p.shown))
		if wheel == 0 {
			return a.choose()
		}
	}
	return nil
}

func (a *App) mouseStart(m tea.MouseMsg, click bool) tea.Cmd {
	s := a.start
	if s == nil || !click || a.loading || !s.rows.Contains(m.X, m.Y) {
		return nil
	}
	s.To((m.Y-s.rows.Y)/2, len(s.choices))
	return a.open(s.choices[s.Cursor].Open, false)
}

// mouseFooter does what the hint that was clicked names by its key.
func (a *App) mouseFooter(x int) tea.Cmd {
	at := 1
	for _, name := range screenNames() {
		if w := safe.Width(name); x >= at && x < at+w {
			return a.press(string(name[:1]))
		} else {
			at += w + len(hintGap)
		}
	}
	at = a.w - 1
	for _, hint := range slices.Backward(a.hints()) {
		at -= safe.Width(hint)
		if x >= at {
			if key, _, found := strings.Cut(string(hint), " "); found && len(key) == 1 {
				return a.press(key)
			}
			return nil
		}
		at -= len(hintGap)
	}
	return nil
}

// pick moves a cursor by the wheel, or to the line that was clicked.
func (a *App) pick(cursor *int, top, line, wheel, n int) {
	if wheel != 0 {
		*cursor = max(0, min(*cursor+wheel, n-1))
		return
	}
	if at := top + line; at >= 0 && at < n {
		*cursor = at
	}
}

func (a *App) mouseDetail(m tea.MouseMsg, wheel int, click bool) {
	r := a.rects().Detail.Inner()
	a.focus = DetailPane
	line := m.Y - r.Y
	if click && line == 1 {
		if i := a.detail.TabAt(m.X - r.X); i >= 0 {
			a.detail.NextTab(i - a.detail.Tab)
		}
		return
	}
	if click && line < detail.HeadLines {
		return
	}
	a.pick(&a.detail.Cursor, a.detail.Top(), line-detail.HeadLines, wheel, a.detail.Len())
}

func (a *App) mouseDiagram(m tea.MouseMsg, wheel int) tea.Cmd {
	d := &a.diagram
	if wheel != 0 {
		if m.Shift {
			d.x += wheel * 3
		} else {
			d.y += wheel
		}
		return nil
	}
	if d.layout == nil {
		return nil
	}
	body := a.rects().Body
	x, y := m.X-body.X+d.x, m.Y-body.Y+d.y
	for i, b := range d.layout.Boxes {
		if x >= b.X && x < b.X+b.W && y >= b.Y && y < b.Y+b.H {
			d.node, d.edge = i, -1
		}
	}
	return nil
}
