package app

import (
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
)

// startScreen offers what can be opened.
type startScreen struct {
	screen.List
	choices []Choice
}

func (s *startScreen) draw(c *screen.Canvas, r screen.Rect) {
	w := min(76, r.W-4)
	h := len(s.choices)*2 + 8
	box := screen.Rect{X: r.X + (r.W-w)/2, Y: r.Y + max(0, (r.H-h)/2), W: w, H: min(h, r.H)}
	c.Frame(box, "pgdraft", true)
	y := box.Y + 2
	c.Put(box.X+3, y, w-6, "A workbench for PostgreSQL schemas. What do you want to open?", screen.Normal)
	y += 2
	for i, ch := range s.choices {
		c.Put(box.X+5, y, w-8, safe.Clean(ch.Title), screen.Bright)
		if i == s.Cursor {
			c.Put(box.X+3, y, 1, c.Glyph("›", ">"), screen.Accent)
			c.Tint(box.X+5, y, safe.Width(safe.Clean(ch.Title)), screen.Cursor)
		}
		c.Put(box.X+5, y+1, w-8, safe.Clean(ch.Detail), screen.Dim)
		y += 2
	}
	c.Put(box.X+3, y+1, w-6, "enter open   ? keys   q leave", screen.Dim)
}
