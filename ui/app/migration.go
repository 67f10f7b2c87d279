package app

import (
	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/render/rehearsal"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// stepList is the migration or its rollback, statement by statement.
type stepList struct {
	screen.List
	back      bool // the rollback is shown
	migration sql.Migration
	rollback  sql.Migration
}

func (l *stepList) show(s *session.Snapshot) {
	l.migration, l.rollback = s.Migration, s.Rollback
	l.To(l.Cursor, len(l.statements()))
}

func (l *stepList) statements() []sql.Statement {
	if l.back {
		return l.rollback.Statements
	}
	return l.migration.Statements
}

func (l *stepList) selected() *sql.Statement {
	if s := l.statements(); l.Cursor < len(s) {
		return &s[l.Cursor]
	}
	return nil
}

func (l *stepList) draw(c *screen.Canvas, r screen.Rect, focused bool) {
	list := l.statements()
	if len(list) == 0 {
		for i, line := range safe.Wrap("There is nothing to change yet. Edit something and the migration grows here.", r.W-2) {
			c.Put(r.X+1, r.Y+i, r.W-2, line, screen.Dim)
		}
		return
	}
	top := l.Window(r.H, len(list))
	for row := range min(r.H, len(list)-top) {
		s, y := &list[top+row], r.Y+row
		role := screen.Normal
		sign := safe.Text(" ")
		if s.Loss != "" {
			sign, role = c.Glyph("✗", "x"), screen.Failure
		} else if s.Lock.Long != "" || s.Fails != "" {
			sign = c.Glyph("▲", "!")
		}
		c.Put(r.X+1, y, 1, sign, signRole(s))
		c.Put(r.X+3, y, r.W-4, safe.Clean(s.About), role)
		if top+row == l.Cursor {
			tint := screen.CursorIdle
			if focused {
				tint = screen.Cursor
			}
			c.Tint(r.X, y, r.W, tint)
		}
	}
}

func signRole(s *sql.Statement) screen.Role {
	if s.Loss != "" {
		return screen.Failure
	}
	return screen.Caution
}

// tell gives everything about a statement.
func tell(s *sql.Statement, m *rehearse.Measured, width int) [][]screen.Span {
	var out [][]screen.Span
	field := func(name string, role screen.Role, text string) {
		for i, l := range safe.Wrap(safe.Clean(text), max(10, width-9)) {
			label := safe.Pad(safe.Text(name), 9)
			if i > 0 {
				label = safe.Pad("", 9)
			}
			out = append(out, []screen.Span{{Text: label, Role: screen.Dim}, {Text: l, Role: role}})
		}
	}
	field("for", screen.Normal, s.About)
	field("section", screen.Normal, string(s.Section))
	lock := screen.Normal
	if s.Lock.Long != "" {
		lock = screen.Caution
	}
	field("lock", lock, s.Lock.String())
	if s.Group > 0 {
		field("when", screen.Normal, "in a transaction of its own, after the new enum values are committed")
	}
	if s.Loss != "" {
		field("loses", screen.Failure, s.Loss)
	}
	if s.Fails != "" {
		field("fails", screen.Caution, "where "+s.Fails)
	}
	if m != nil {
		field("took", screen.Proved, rehearsal.Took(*m))
	}
	if s.Note != "" {
		field("not back", screen.Failure, s.Note)
	}
	if t, ok := s.Change.(*diff.CreateTable); ok && t.Table.Kind != "" {
		field("kind", screen.Normal, string(t.Table.Kind))
	}
	out = append(out, nil)
	return append(out, screen.SQLLines(s.SQL+";", width)...)
}

// migrationLines gives the statements of a migration as text.
func migrationLines(m sql.Migration, width int) [][]screen.Span {
	var out [][]screen.Span
	for i := range m.Statements {
		if i > 0 {
			out = append(out, nil)
		}
		out = append(out, screen.SQLLines(m.Statements[i].SQL+";", width)...)
	}
	if len(out) == 0 {
		out = append(out, []screen.Span{{Text: "There is nothing to change yet.", Role: screen.Dim}})
	}
	return out
}
