// Package screen is the surface that everything is painted on: a grid of
// character cells with roles, which a theme turns into colours. A frame is
// exactly as wide and high as the terminal, by construction, and painting
// allocates nothing but the frame's text.
package screen

import (
	"strconv"

	"github.com/pgdraft/pgdraft/render/erd"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/rivo/uniseg"
)

// Rect is a part of the screen, in cells.
type Rect struct{ X, Y, W, H int }

// Contains tells whether a cell lies in the rectangle.
func (r Rect) Contains(x, y int) bool { return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H }

// Inner is what is left inside a frame.
func (r Rect) Inner() Rect { return Rect{r.X + 1, r.Y + 1, max(0, r.W-2), max(0, r.H-2)} }

// Empty tells whether nothing fits in.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

type cell struct {
	text string // one character; empty behind a wide one
	role Role
}

// Canvas is the grid. It is used again for every frame.
type Canvas struct {
	W, H  int
	ASCII bool
	cells []cell
	out   []byte
}

// Reset makes the canvas empty and of this size.
func (c *Canvas) Reset(w, h int) {
	c.W, c.H = w, h
	if cap(c.cells) < w*h {
		c.cells = make([]cell, w*h)
	}
	c.cells = c.cells[:w*h]
	for i := range c.cells {
		c.cells[i] = cell{" ", Normal}
	}
}

// Put writes text from a cell on, at most width cells of it, and gives the
// cells used. Text that is too long ends in "…".
func (c *Canvas) Put(x, y, width int, text safe.Text, role Role) int {
	if y < 0 || y >= c.H || width <= 0 || text == "" {
		return 0
	}
	width = min(width, c.W-x)
	used := 0
	rest, state := string(text), -1
	for rest != "" {
		cluster, tail, w := rest[:1], rest[1:], 1
		if rest[0] >= 0x80 || len(tail) > 0 && tail[0] >= 0x80 {
			cluster, tail, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		} else {
			state = -1
		}
		if w == 0 { // a mark that belongs on a character before it, where there is none
			cluster, w = "◌"+cluster, 1
		}
		if used+w > width || used+w == width && tail != "" {
			if used < width {
				c.set(x+used, y, c.ellipsis(), role)
				for i := used + 1; i < width; i++ {
					c.set(x+i, y, " ", role)
				}
			}
			return width
		}
		c.set(x+used, y, cluster, role)
		for i := 1; i < w; i++ {
			c.set(x+used+i, y, "", role)
		}
		used += w
		rest = tail
	}
	return used
}

func (c *Canvas) ellipsis() string {
	if c.ASCII {
		return "~"
	}
	return "…"
}

func (c *Canvas) set(x, y int, text string, role Role) {
	if x >= 0 && x < c.W && y >= 0 && y < c.H {
		c.cells[y*c.W+x] = cell{text, role}
	}
}

// Fill gives every cell of a rectangle a role and blanks it.
func (c *Canvas) Fill(r Rect, role Role) {
	for y := max(0, r.Y); y < min(c.H, r.Y+r.H); y++ {
		for x := max(0, r.X); x < min(c.W, r.X+r.W); x++ {
			c.cells[y*c.W+x] = cell{" ", role}
		}
	}
}

// Tint gives the cells of a row a role and leaves their text, as for the row
// under the cursor. Cells whose role says more than Normal and Dim keep theirs
// where keep is set.
func (c *Canvas) Tint(x, y, w int, role Role) {
	if y < 0 || y >= c.H {
		return
	}
	for i := max(0, x); i < min(c.W, x+w); i++ {
		c.cells[y*c.W+i].role = role
	}
}

// Frame draws a border with a title in its top.
func (c *Canvas) Frame(r Rect, title safe.Text, focused bool) {
	if r.W < 2 || r.H < 2 {
		return
	}
	border, head := Border, Dim
	if focused {
		border, head = BorderFocus, TitleFocus
	}
	g := [...]string{"╭", "─", "╮", "│", "╰", "╯"}
	if c.ASCII {
		g = [...]string{"+", "-", "+", "|", "+", "+"}
	}
	for x := r.X + 1; x < r.X+r.W-1; x++ {
		c.set(x, r.Y, g[1], border)
		c.set(x, r.Y+r.H-1, g[1], border)
	}
	for y := r.Y + 1; y < r.Y+r.H-1; y++ {
		c.set(r.X, y, g[3], border)
		c.set(r.X+r.W-1, y, g[3], border)
	}
	c.set(r.X, r.Y, g[0], border)
	c.set(r.X+r.W-1, r.Y, g[2], border)
	c.set(r.X, r.Y+r.H-1, g[4], border)
	c.set(r.X+r.W-1, r.Y+r.H-1, g[5], border)
	if title != "" && r.W > 6 {
		c.set(r.X+1, r.Y, " ", head)
		n := c.Put(r.X+2, r.Y, r.W-4, title, head)
		c.set(r.X+2+n, r.Y, " ", head)
	}
}

// Position says in the bottom of a frame which row of n the cursor is on,
// where not all of them are seen.
func (c *Canvas) Position(r Rect, row, n int) {
	if n <= r.H-2 || r.W < 20 {
		return
	}
	b := strconv.AppendInt(append(make([]byte, 0, 24), ' '), int64(row+1), 10)
	text := safe.Text(append(strconv.AppendInt(append(b, " of "...), int64(n), 10), ' '))
	w := safe.Width(text)
	c.Put(r.X+r.W-2-w, r.Y+r.H-1, w, text, Dim)
}

// Rule draws a line across a framed rectangle.
func (c *Canvas) Rule(r Rect, y int) {
	line := "─"
	if c.ASCII {
		line = "-"
	}
	for x := r.X + 1; x < r.X+r.W-1; x++ {
		c.set(x, y, line, Border)
	}
}

// Picture copies a painted diagram.
func (c *Canvas) Picture(r Rect, p *erd.Canvas) {
	for y := range min(r.H, p.H) {
		for x := range min(r.W, p.W) {
			q := p.At(x, y)
			c.set(r.X+x, r.Y+y, q.Text, pictureRole(q.Role))
		}
	}
}

// Glyph gives a sign, or what stands for it in ASCII.
func (c *Canvas) Glyph(sign, ascii safe.Text) safe.Text {
	if c.ASCII {
		return ascii
	}
	return sign
}

// whole gives a cell's text, or a space for half of a wide character whose
// other half was painted over.
func (c *Canvas) whole(x, y int, text string) string {
	if len(text) == 1 {
		return text
	}
	row := c.cells[y*c.W : (y+1)*c.W]
	if text == "" {
		if x > 0 && len(row[x-1].text) > 1 && uniseg.StringWidth(row[x-1].text) == 2 {
			return ""
		}
		return " "
	}
	if uniseg.StringWidth(text) == 2 && (x+1 >= c.W || row[x+1].text != "") {
		return " "
	}
	return text
}

// Render gives the frame as text for the terminal.
func (c *Canvas) Render(t *Theme) string {
	out := c.out[:0]
	for y := range c.H {
		if y > 0 {
			out = append(out, '\n')
		}
		role := Normal
		for x := range c.W {
			q := &c.cells[y*c.W+x]
			if q.role != role {
				out = append(out, t.off[role]...)
				out = append(out, t.on[q.role]...)
				role = q.role
			}
			out = append(out, c.whole(x, y, q.text)...)
		}
		out = append(out, t.off[role]...)
	}
	c.out = out
	return string(out)
}
