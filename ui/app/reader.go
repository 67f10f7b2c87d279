package app

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/screen"
)

// reader shows a text whole where a pane has room for its beginning only.
type reader struct {
	title safe.Text
	// lines makes the text for a width.
	lines func(width int) [][]screen.Span
	top   int
}

// whyNotRead tells why there is nothing to read whole.
func (a *App) whyNotRead() string {
	if a.screen == Findings && a.all.selected() == nil || a.screen == Migration && a.steps.selected() == nil {
		return "there is nothing to read here"
	}
	return ""
}

// openReader shows what the right pane says, whole.
func (a *App) openReader() tea.Cmd {
	switch a.screen {
	case Findings:
		f := a.all.selected()
		statements := a.fixStatements(f)
		a.reader = &reader{title: safe.Text(f.Rule.ID), lines: func(w int) [][]screen.Span { return explain(f, statements, w) }}
	case Migration:
		s := a.steps.selected()
		a.reader = &reader{title: safe.Clean(s.About), lines: func(w int) [][]screen.Span { return tell(s, a.measured(s.SQL), w) }}
	}
	return nil
}

// openRemarks lists what of the source was not read as it stands there.
func (a *App) openRemarks() tea.Cmd {
	remarks := a.remarks()
	a.reader = &reader{title: safe.Text(plural(len(remarks), "remark") + " on the source"), lines: func(w int) [][]screen.Span {
		return paragraphs(remarks, w)
	}}
	return nil
}

// openHistory lists the edits in force, the last first.
func (a *App) openHistory() tea.Cmd {
	edits := a.snap.Edits
	a.reader = &reader{title: safe.Text(plural(len(edits), "edit") + ", the last first"), lines: func(w int) [][]screen.Span {
		var out []string
		for _, e := range slices.Backward(edits) {
			out = append(out, fmt.Sprintf("%d  %s  %s\n%s", e.N, e.At.Format("2006-01-02 15:04"), e.By, e.Edit.Describe()))
		}
		return paragraphs(out, w)
	}}
	return nil
}

// paragraphs wraps texts of which the first line says what the others are
// about, with a gap between them.
func paragraphs(texts []string, width int) [][]screen.Span {
	var out [][]screen.Span
	for _, t := range texts {
		if len(out) > 0 {
			out = append(out, nil)
		}
		for i, line := range safe.Lines(t) {
			role := screen.Normal
			if i > 0 {
				role = screen.Dim
			}
			for _, piece := range safe.Wrap(line, width) {
				out = append(out, []screen.Span{{Text: piece, Role: role}})
			}
		}
	}
	return out
}

func (a *App) readerKey(k tea.KeyMsg) {
	switch k.String() {
	case "j", "down":
		a.reader.top++
	case "k", "up":
		a.reader.top--
	case "pgdown", " ", "ctrl+d":
		a.reader.top += 10
	case "pgup", "ctrl+u":
		a.reader.top -= 10
	default:
		a.reader = nil
	}
}

func (r *reader) draw(c *screen.Canvas, body screen.Rect) {
	w := min(120, body.W-2)
	box := screen.Rect{X: body.X + (body.W-w)/2, Y: body.Y, W: w, H: body.H}
	c.Fill(box, screen.Normal)
	c.Frame(box, r.title, true)
	inner := box.Inner()
	lines := r.lines(inner.W - 2)
	height := inner.H - 1
	r.top = max(0, min(r.top, len(lines)-height))
	for row := range min(height, len(lines)-r.top) {
		detail.Spans(c, inner.X+1, inner.Y+row, inner.W-2, lines[r.top+row])
	}
	hint := safe.Text("any other key closes")
	if len(lines) > height {
		hint = "j k scroll   any other key closes"
	}
	c.Put(inner.X+1, inner.Y+inner.H-1, inner.W-2, hint, screen.Dim)
}
