package erd

import (
	"strings"

	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/rivo/uniseg"
)

// Role is what a cell means. The screen gives roles their colours.
type Role uint8

// The roles.
const (
	Blank Role = iota
	Line
	Frame
	Title
	Key
	Foreign
	Text
	Dim
	Mark
	FocusLine
	FocusFrame
	FocusTitle
	Added
	Changed
)

// Cell is one character cell. The second half of a wide character has no
// text.
type Cell struct {
	Text string
	Role Role
}

// Canvas is a window onto a layout.
type Canvas struct {
	W, H  int
	cells []Cell
}

// At gives a cell.
func (c *Canvas) At(x, y int) Cell { return c.cells[y*c.W+x] }

// Row runs over a row as stretches of one role.
func (c *Canvas) Row(y int, visit func(text string, role Role)) {
	var b strings.Builder
	role := Blank
	for x := range c.W {
		cell := c.cells[y*c.W+x]
		if cell.Role != role && b.Len() > 0 {
			visit(b.String(), role)
			b.Reset()
		}
		role = cell.Role
		b.WriteString(cell.Text)
	}
	visit(b.String(), role)
}

// Options say how a layout is painted.
type Options struct {
	ASCII bool
	// Focus is the node whose frame and lines stand out, -1 for none; Edge is
	// the edge that does, -1 for all of the node's.
	Focus, Edge int
	// Mark gives the mark of a node against the base, "+" or "~", or nothing.
	Mark func(node int) string
}

// Paint draws the part of a layout that a window of w by h cells shows when
// its corner is at x, y.
func Paint(l *Layout, x, y, w, h int, o Options) *Canvas {
	p := painter{l: l, o: o, x: x, y: y, canvas: &Canvas{W: w, H: h, cells: make([]Cell, w*h)}, strokes: make([]stroke, w*h)}
	for i := range p.canvas.cells {
		p.canvas.cells[i].Text = " "
	}
	p.lines()
	for i := range l.Boxes {
		p.box(i)
	}
	for i := range l.Graph.Edges {
		p.marks(i)
	}
	return p.canvas
}

type painter struct {
	l       *Layout
	o       Options
	x, y    int
	canvas  *Canvas
	strokes []stroke
}

// stroke is what lines do in a cell: which ways they go, and of which net.
type stroke struct {
	arms    uint8
	net     int32 // 1 + net; 0 for none
	crossed bool  // another net passes here
	focus   bool
}

const (
	north uint8 = 1 << iota
	east
	south
	west
)

func (p *painter) focused(edge int) bool {
	if p.o.Edge >= 0 {
		return edge == p.o.Edge
	}
	e := p.l.Graph.Edges[edge]
	return p.o.Focus >= 0 && (e.From == p.o.Focus || e.To == p.o.Focus)
}

// lines collects the arms of all lines in the window, those in focus last, and
// draws them.
func (p *painter) lines() {
	for _, focus := range []bool{false, true} {
		for e, path := range p.l.Paths {
			if p.focused(e) != focus {
				continue
			}
			for i := 0; i+1 < len(path); i++ {
				p.segment(path[i], path[i+1], int32(p.l.Nets[e])+1, focus)
			}
		}
	}
	for i, s := range p.strokes {
		if s.arms == 0 {
			continue
		}
		role := Line
		if s.focus {
			role = FocusLine
		}
		p.canvas.cells[i] = Cell{p.lineRune(s), role}
	}
}

func (p *painter) segment(a, b Point, net int32, focus bool) {
	if a.Y == b.Y {
		lo, hi := min(a.X, b.X), max(a.X, b.X)
		if a.Y < p.y || a.Y >= p.y+p.canvas.H {
			return
		}
		for x := max(lo, p.x); x <= min(hi, p.x+p.canvas.W-1); x++ {
			arms := uint8(0)
			if x > lo {
				arms |= west
			}
			if x < hi {
				arms |= east
			}
			p.stroke(x, a.Y, arms, net, focus)
		}
		return
	}
	lo, hi := min(a.Y, b.Y), max(a.Y, b.Y)
	if a.X < p.x || a.X >= p.x+p.canvas.W {
		return
	}
	for y := max(lo, p.y); y <= min(hi, p.y+p.canvas.H-1); y++ {
		arms := uint8(0)
		if y > lo {
			arms |= north
		}
		if y < hi {
			arms |= south
		}
		p.stroke(a.X, y, arms, net, focus)
	}
}

func (p *painter) stroke(x, y int, arms uint8, net int32, focus bool) {
	s := &p.strokes[(y-p.y)*p.canvas.W+x-p.x]
	if s.net != 0 && s.net != net {
		s.crossed = true
	}
	s.arms |= arms
	s.net = net
	s.focus = s.focus || focus
}

func (p *painter) lineRune(s stroke) string {
	if p.o.ASCII {
		switch s.arms {
		case east | west, east, west:
			return "-"
		case north | south, north, south:
			return "|"
		}
		if s.arms == north|east|south|west && !s.crossed {
			return "*"
		}
		return "+"
	}
	if s.arms == north|east|south|west && !s.crossed {
		return "●"
	}
	if s.focus {
		return heavy[s.arms]
	}
	return light[s.arms]
}

var light = [16]string{0: " ", north: "│", south: "│", north | south: "│", east: "─", west: "─", east | west: "─",
	north | east: "╰", north | west: "╯", south | east: "╭", south | west: "╮",
	north | south | east: "├", north | south | west: "┤", east | west | north: "┴", east | west | south: "┬",
	north | east | south | west: "┼"}

var heavy = [16]string{0: " ", north: "┃", south: "┃", north | south: "┃", east: "━", west: "━", east | west: "━",
	north | east: "┗", north | west: "┛", south | east: "┏", south | west: "┓",
	north | south | east: "┣", north | south | west: "┫", east | west | north: "┻", east | west | south: "┳",
	north | east | south | west: "╋"}

// put draws text from a cell on, cut off at the window's edges.
func (p *painter) put(x, y int, text string, role Role) {
	y -= p.y
	if y < 0 || y >= p.canvas.H {
		return
	}
	x -= p.x
	state := -1
	for text != "" && x < p.canvas.W {
		cluster, rest, width, next := uniseg.FirstGraphemeClusterInString(text, state)
		if width == 0 { // a mark without the character that it belongs on
			cluster, width = "◌"+cluster, 1
		}
		if x >= 0 && x+width <= p.canvas.W {
			p.canvas.cells[y*p.canvas.W+x] = Cell{cluster, role}
			for i := 1; i < width; i++ {
				p.canvas.cells[y*p.canvas.W+x+i] = Cell{"", role}
			}
		} else if width == 2 { // half of it is outside
			for i := range 2 {
				if x+i >= 0 && x+i < p.canvas.W {
					p.canvas.cells[y*p.canvas.W+x+i] = Cell{" ", role}
				}
			}
		}
		x += width
		text, state = rest, next
	}
}

func (p *painter) visible(b Box) bool {
	return b.X < p.x+p.canvas.W && b.X+b.W > p.x && b.Y < p.y+p.canvas.H && b.Y+b.H > p.y
}

func (p *painter) box(i int) {
	b, n := p.l.Boxes[i], &p.l.Graph.Nodes[i]
	if !p.visible(b) {
		return
	}
	frame, titleRole := Frame, Title
	if i == p.o.Focus {
		frame, titleRole = FocusFrame, FocusTitle
	}
	c := [...]string{"┌", "─", "┐", "│", "└", "┘", "├", "┤"}
	if p.o.ASCII {
		c = [...]string{"+", "-", "+", "|", "+", "+", "+", "+"}
	}
	line := strings.Repeat(c[1], b.W-2)
	p.put(b.X, b.Y, c[0]+line+c[2], frame)
	for y := 1; y < b.H-1; y++ {
		p.put(b.X, b.Y+y, c[3]+strings.Repeat(" ", b.W-2)+c[3], frame)
	}
	p.put(b.X, b.Y+b.H-1, c[4]+line+c[5], frame)
	p.put(b.X+2, b.Y+1, n.Title, titleRole)
	if p.o.Mark != nil {
		if m := p.o.Mark(i); m != "" {
			role := Added
			if m == "~" {
				role = Changed
			}
			p.put(b.X+1, b.Y+1, m, role)
		}
	}
	if len(n.Rows) == 0 {
		return
	}
	p.put(b.X, b.Y+2, c[6]+line+c[7], frame)
	name, _ := columnWidths(n)
	for r, row := range n.Rows {
		p.row(b, r, row, name)
	}
}

func (p *painter) row(b Box, r int, row Row, nameWidth int) {
	y := b.Y + boxChrome + r
	role := Text
	switch {
	case row.Key:
		role = Key
	case row.Foreign:
		role = Foreign
	}
	key, foreign, unique := "◆", "→", "∗"
	if p.o.ASCII {
		key, foreign, unique = "#", ">", "*"
		row.Type = strings.ReplaceAll(row.Type, "⇡", "^")
	}
	switch {
	case row.Key:
		p.put(b.X+2, y, key, Key)
	case row.Unique:
		p.put(b.X+2, y, unique, Key)
	}
	if row.Foreign {
		p.put(b.X+3, y, foreign, Foreign)
	}
	p.put(b.X+5, y, row.Name, role)
	p.put(b.X+5+nameWidth+2, y, row.Type, Dim)
}

// marks draws the cardinality at both ends of an edge: at the referenced
// table whether each row has exactly one there or perhaps none, at the other
// whether there are many or one.
func (p *painter) marks(i int) {
	path, e := p.l.Paths[i], p.l.Graph.Edges[i]
	if len(path) == 0 {
		if e.From == e.To {
			b := p.l.Boxes[e.From]
			loop := "⟲"
			if p.o.ASCII {
				loop = "@"
			}
			p.put(b.X+b.W, b.Y+1, loop, Mark)
		}
		return
	}
	role := Mark
	if p.focused(i) {
		role = FocusLine
	}
	one := "||"
	if p.optionalNet(i) {
		one = "|o"
	}
	p.mark(path[0], p.l.Boxes[e.To], one, role)
	many := "<o"
	if e.One {
		many = "|o"
	}
	p.mark(path[len(path)-1], p.l.Boxes[e.From], many, role)
}

// optionalNet tells whether some edge that shares the line may have no row at
// the referenced end.
func (p *painter) optionalNet(i int) bool {
	for j, e := range p.l.Graph.Edges {
		if e.Optional && p.l.Nets[j] == p.l.Nets[i] {
			return true
		}
	}
	return false
}

// mark draws two characters, the first nearest to the box.
func (p *painter) mark(at Point, b Box, chars string, role Role) {
	near, far := string(chars[0]), string(chars[1])
	if at.X < b.X { // the line comes from the left
		p.put(at.X-1, at.Y, far+near, role)
		return
	}
	if near == "<" {
		near = ">"
	}
	p.put(at.X, at.Y, near+far, role)
}

// String writes the canvas as plain text, without spaces at the ends of lines.
func (c *Canvas) String() string {
	var b strings.Builder
	for y := range c.H {
		var line strings.Builder
		for x := range c.W {
			line.WriteString(c.cells[y*c.W+x].Text)
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Describe tells an edge in words.
func Describe(g *Graph, e Edge) safe.Text {
	s := g.Nodes[e.From].Title + "." + strings.Join(e.Key.Columns, ", ")
	s += " -> " + g.Nodes[e.To].Title
	if len(e.Key.RefColumns) > 0 {
		s += "." + strings.Join(e.Key.RefColumns, ", ")
	}
	many, one := "many", "one"
	if e.One {
		many = "one"
	}
	if e.Optional {
		one = "zero or one"
	}
	s += "   " + many + " to " + one
	if e.Key.OnDelete != "" {
		s += "   ON DELETE " + string(e.Key.OnDelete)
	} else {
		s += "   ON DELETE NO ACTION"
	}
	return safe.Clean(s)
}
