package detail

import (
	"strconv"

	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// Draw paints the pane's inside.
func (d *Detail) Draw(c *screen.Canvas, r screen.Rect, focused bool) {
	if len(d.pages) == 0 {
		c.Put(r.X+1, r.Y, r.W-2, "Choose a table, type or function in the tree.", screen.Dim)
		return
	}
	c.Put(r.X+1, r.Y, r.W-2, d.note, screen.Dim)
	x := r.X + 1
	for i, p := range d.pages {
		label := safe.Text(p.tab)
		if p.sql == nil {
			label += safe.Text(" " + strconv.Itoa(p.count))
		}
		role := screen.Dim
		if i == d.Tab {
			role = screen.Bright
			if focused {
				role = screen.TitleFocus
			}
		}
		x += c.Put(x, r.Y+1, r.X+r.W-x, label, role) + 2
	}
	body := screen.Rect{X: r.X, Y: r.Y + 2, W: r.W, H: r.H - 2}
	p := d.page(d.Tab)
	if p.sql != nil {
		d.drawText(c, body, p.sql)
		return
	}
	d.drawRows(c, body, p, focused)
}

// TabAt tells which tab stands at a column of the line of tabs, -1 for none.
func (d *Detail) TabAt(x int) int {
	at := 1
	for i, p := range d.pages {
		w := len(p.tab)
		if p.sql == nil {
			w += 1 + len(strconv.Itoa(p.count))
		}
		if x >= at && x < at+w {
			return i
		}
		at += w + 2
	}
	return -1
}

// HeadLines is how many lines stand above the first row.
const HeadLines = 3

func (d *Detail) drawText(c *screen.Canvas, r screen.Rect, text func() string) {
	if d.wrapped == nil || d.wrapAt != r.W {
		d.wrapped, d.wrapAt = screen.SQLLines(text(), r.W-2), r.W
	}
	top := d.Window(r.H, len(d.wrapped))
	for row := range min(r.H, len(d.wrapped)-top) {
		Spans(c, r.X+1, r.Y+row, r.W-2, d.wrapped[top+row])
	}
}

// Spans paints stretches one after the other.
func Spans(c *screen.Canvas, x, y, w int, spans []screen.Span) {
	for _, s := range spans {
		n := c.Put(x, y, w, s.Text, s.Role)
		x, w = x+n, w-n
	}
}

func (d *Detail) drawRows(c *screen.Canvas, r screen.Rect, p *page, focused bool) {
	if len(p.rows) == 0 {
		text := p.empty
		if text == "" {
			text = "There is none. Press a to add one."
		}
		c.Put(r.X+1, r.Y+1, r.W-2, text, screen.Dim)
		return
	}
	notes := 0
	for _, row := range p.rows {
		notes = max(notes, safe.Width(row.Note.Text))
	}
	widths := fit(p.widths, r.W-8-min(notes+2, r.W/5))
	x := r.X + 6
	for i, h := range p.heads {
		c.Put(x, r.Y, widths[i], h, screen.Dim)
		x += widths[i] + 2
	}
	height := r.H - 1
	top := d.Window(height, len(p.rows))
	for n := range min(height, len(p.rows)-top) {
		row, y := &p.rows[top+n], r.Y+1+n
		c.Put(r.X+1, y, 1, row.Mark, markRole(row.Mark))
		c.Put(r.X+3, y, 1, row.Signs[0].Text, row.Signs[0].Role)
		c.Put(r.X+4, y, 1, row.Signs[1].Text, row.Signs[1].Role)
		x := r.X + 6
		for i, cell := range row.Cells {
			c.Put(x, y, widths[i], cell.Text, cell.Role)
			x += widths[i] + 2
		}
		c.Put(x, y, r.X+r.W-1-x, row.Note.Text, row.Note.Role)
		if top+n == d.Cursor {
			role := screen.CursorIdle
			if focused {
				role = screen.Cursor
			}
			c.Tint(r.X, y, r.W, role)
		}
	}
	if below := r.Y + 2 + min(height, len(p.rows)-top); focused && d.ref.Kind == tree.Table {
		d.drawWhole(c, screen.Rect{X: r.X, Y: below, W: r.W, H: r.Y + r.H - below}, p)
	}
}

// drawWhole paints the row under the cursor in full, as far as there is room
// below the rows.
func (d *Detail) drawWhole(c *screen.Canvas, r screen.Rect, p *page) {
	t := d.snapshot.Target.Tables.Get(d.ref.Name)
	for i, line := range safe.Wrap(safe.Clean(whole(t, p.tab, p.rows[d.Cursor].Name)), r.W-2) {
		if i < r.H {
			c.Put(r.X+1, r.Y+i, r.W-2, line, screen.Dim)
		}
	}
}

// fit makes columns narrower until they fit: those that say least first, which
// stand on the right.
func fit(widths []int, room int) []int {
	out := append([]int(nil), widths...)
	over := 2*(len(out)-1) - room
	for _, w := range out {
		over += w
	}
	for i := len(out) - 1; i >= 0 && over > 0; i-- {
		least := leastCell
		if i == 0 {
			least = leastName
		}
		if cut := min(over, out[i]-least); cut > 0 {
			out[i] -= cut
			over -= cut
		}
	}
	return out
}

func markRole(m safe.Text) screen.Role {
	if m == "+" {
		return screen.Added
	}
	return screen.Changed
}

// The widths below which columns are not made narrower: names have to be told
// apart, of the rest the beginning says most.
const (
	leastName = 22
	leastCell = 8
)
