package app

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// findingList is a list of findings, the gravest first.
type findingList struct {
	screen.List
	findings []*checks.Finding // those that the filter lets through
	given    []*checks.Finding
	filter   string
}

func (l *findingList) show(findings []*checks.Finding) {
	key := ""
	if f := l.selected(); f != nil {
		key = f.Key()
	}
	l.given = append(l.given[:0:0], findings...)
	checks.Sort(l.given)
	l.findings = l.given
	if l.filter != "" {
		l.findings = nil
		for _, f := range l.given {
			if l.lets(f) {
				l.findings = append(l.findings, f)
			}
		}
	}
	for i, f := range l.findings {
		if f.Key() == key {
			l.Cursor = i
		}
	}
	l.To(l.Cursor, len(l.findings))
}

// lets tells whether the filter lets a finding through: by its rule, object,
// severity or message.
func (l *findingList) lets(f *checks.Finding) bool {
	text := strings.ToLower(f.Severity.String() + " " + f.Rule.ID + " " + f.Object.String() + " " + f.Message)
	return strings.Contains(text, strings.ToLower(l.filter))
}

func (l *findingList) setFilter(text string) {
	l.filter = text
	l.show(l.given)
}

func (l *findingList) selected() *checks.Finding {
	if l.Cursor < len(l.findings) {
		return l.findings[l.Cursor]
	}
	return nil
}

// draw paints the list. Where whole is set each line names its object.
func (l *findingList) draw(c *screen.Canvas, r screen.Rect, focused, whole bool) {
	if len(l.findings) == 0 {
		if l.filter != "" {
			c.Put(r.X+1, r.Y, r.W-2, "No finding matches the filter.", screen.Dim)
			return
		}
		c.Put(r.X+1, r.Y, r.W-2, "The checklist finds nothing here.", screen.Proved)
		return
	}
	if below := len(l.findings) + 1; !whole && r.H > below+1 {
		l.tell(c, screen.Rect{X: r.X, Y: r.Y + below, W: r.W, H: r.H - below})
	}
	top := l.Window(r.H, len(l.findings))
	for row := range min(r.H, len(l.findings)-top) {
		f, y := l.findings[top+row], r.Y+row
		c.Put(r.X+1, y, 1, severityGlyph(c, f.Severity), screen.SeverityRole(f.Severity))
		x := r.X + 3
		if whole {
			id := min(28, r.W/2)
			c.Put(x, y, id, safe.Text(f.Rule.ID), screen.SeverityRole(f.Severity))
			c.Put(x+id+2, y, r.X+r.W-x-id-3, safe.Clean(strings.TrimPrefix(f.Object.String(), "public.")), screen.Normal)
		} else {
			id := min(28, r.W/3)
			c.Put(x, y, id, safe.Text(f.Rule.ID), screen.SeverityRole(f.Severity))
			x += id + 2
			room := r.X + r.W - x - 2
			if f.Fixable() {
				room -= fixWidth
				c.Put(r.X+r.W-fixWidth, y, fixWidth-1, "f fix", screen.Dim)
			}
			c.Put(x, y, room, safe.Clean(f.Message), screen.Normal)
		}
		if top+row == l.Cursor {
			role := screen.CursorIdle
			if focused {
				role = screen.Cursor
			}
			c.Tint(r.X, y, r.W, role)
		}
	}
}

// tell paints, below a short list, what the finding under the cursor says and
// why it matters, as far as there is room.
func (l *findingList) tell(c *screen.Canvas, r screen.Rect) {
	f := l.selected()
	if f == nil {
		return
	}
	y := r.Y
	for _, text := range [...]string{f.Message, f.Rule.Why} {
		for _, line := range safe.Wrap(safe.Clean(text), r.W-2) {
			if y >= r.Y+r.H {
				return
			}
			c.Put(r.X+1, y, r.W-2, line, screen.Dim)
			y++
		}
	}
}

// fixWidth is the room that "f fix" takes at the end of a line.
const fixWidth = 6

func severityGlyph(c *screen.Canvas, s checks.Severity) safe.Text {
	switch s {
	case checks.Error:
		return c.Glyph("✗", "x")
	case checks.Warning:
		return c.Glyph("▲", "!")
	}
	return c.Glyph("•", "i")
}

// explain says why a finding matters and how to put it right.
func explain(f *checks.Finding, statements []string, width int) [][]screen.Span {
	var out [][]screen.Span
	add := func(role screen.Role, text string) {
		for _, l := range safe.Wrap(safe.Clean(text), width) {
			out = append(out, []screen.Span{{Text: l, Role: role}})
		}
	}
	gap := func() { out = append(out, nil) }
	add(screen.Bright, f.Rule.Title)
	add(screen.Dim, f.Severity.String()+" · "+string(f.Rule.Family)+" · "+f.Rule.ID)
	gap()
	add(screen.Normal, f.Object.String()+": "+f.Message)
	if at := f.Origin.String(); at != "" {
		add(screen.Dim, at)
	}
	gap()
	add(screen.Normal, f.Rule.Why)
	gap()
	add(screen.Accent, "To put it right")
	add(screen.Normal, f.Rule.HowToFix)
	if len(statements) > 0 {
		gap()
		add(screen.Accent, "f adds to the migration")
		for _, s := range statements {
			out = append(out, screen.SQLLines(s+";", width)...)
		}
	}
	if others := f.Rule.OtherLinters(); len(others) > 0 {
		gap()
		add(screen.Dim, "Other linters know it as "+strings.Join(others, ", "))
	}
	return out
}

// refOf is where a finding's object stands in the tree.
func refOf(f *checks.Finding) tree.Ref {
	kind := map[string]tree.Kind{"table": tree.Table, "view": tree.View, "enum": tree.Enum, "function": tree.Routine}[f.Object.What]
	return tree.Ref{Kind: kind, Name: f.Object.Name}
}
