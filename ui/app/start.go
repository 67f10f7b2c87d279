package app

import (
	"errors"

	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
)

// startScreen offers what can be opened, and says why something could not.
type startScreen struct {
	screen.List
	choices []Choice
	refusal safe.Text   // why the last one did not open
	held    Opener      // opens it still, read-only: somebody else edits it
	rows    screen.Rect // where the choices were painted, two lines each
}

// refuse notes that a source did not open.
func (s *startScreen) refuse(open Opener, err error) {
	s.refusal, s.held = safe.Clean(err.Error()), nil
	var locked *design.LockedError
	if errors.As(err, &locked) {
		s.held = open
	}
}

func (s *startScreen) draw(c *screen.Canvas, r screen.Rect) {
	w := min(76, r.W-4)
	refusal := safe.Wrap(s.refusal, w-6)
	h := len(s.choices)*2 + 8
	if len(refusal) > 0 {
		h += len(refusal) + 1
	}
	box := screen.Rect{X: r.X + (r.W-w)/2, Y: r.Y + max(0, (r.H-h)/2), W: w, H: min(h, r.H)}
	c.Frame(box, "pgdraft", true)
	y := box.Y + 2
	c.Put(box.X+3, y, w-6, "A workbench for PostgreSQL schemas. What do you want to open?", screen.Normal)
	y += 2
	for _, line := range refusal {
		c.Put(box.X+3, y, w-6, line, screen.Failure)
		y++
	}
	if len(refusal) > 0 {
		y++
	}
	s.rows = screen.Rect{X: box.X, Y: y, W: box.W, H: 2 * len(s.choices)}
	for i, ch := range s.choices {
		if y+1 >= box.Y+box.H-2 {
			break
		}
		c.Put(box.X+5, y, w-8, safe.Clean(ch.Title), screen.Bright)
		if i == s.Cursor {
			c.Put(box.X+3, y, 1, c.Glyph("›", ">"), screen.Accent)
			c.Tint(box.X+5, y, safe.Width(safe.Clean(ch.Title)), screen.Cursor)
		}
		c.Put(box.X+5, y+1, w-8, safe.Clean(ch.Detail), screen.Dim)
		y += 2
	}
	keys := safe.Text("enter open   ? keys   q leave")
	if s.held != nil {
		keys = "o open it read-only   " + keys
	}
	c.Put(box.X+3, box.Y+box.H-2, w-6, keys, screen.Dim)
}
