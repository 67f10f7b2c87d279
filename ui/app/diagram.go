package app

import (
	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/erd"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// diagram is the ERD: a layout, and a window onto it.
type diagram struct {
	view       erd.View
	layout     *erd.Layout
	near       *erd.Layout // around the selection, for the third column
	nearOf     model.Name
	x, y       int
	node       int // in focus, -1 for none
	edge       int // of the node's edges, -1 for none
	generation int
	jumps      []model.Name
	want       model.Name // to be in focus when the layout arrives
}

func newDiagram() diagram { return diagram{view: erd.View{Level: erd.Keys}, node: -1, edge: -1} }

// laidOutMsg brings a layout.
type laidOutMsg struct {
	generation int
	layout     *erd.Layout
	near       *erd.Layout
	nearOf     model.Name
}

// layoutDiagram lays the diagram out anew, away from the screen, where
// something shows it.
func (a *App) layoutDiagram() tea.Cmd {
	if !a.ready() || a.w == 0 {
		return nil
	}
	r := a.rects()
	if a.screen != ERD && (r.Side.Empty() || a.side != sideDiagram) {
		return nil
	}
	d := &a.diagram
	d.generation++
	msg := laidOutMsg{generation: d.generation}
	schema, view := a.snap.Target, d.view
	if a.screen == ERD {
		if d.node >= 0 && d.want == (model.Name{}) {
			d.want = d.nameOf(d.node)
		}
		return func() tea.Msg {
			msg.layout = erd.Compute(erd.Build(schema, view))
			return msg
		}
	}
	msg.nearOf = a.tree.Selected().Name
	if schema.Tables.Get(msg.nearOf) == nil {
		return nil
	}
	return func() tea.Msg {
		msg.near = erd.Compute(erd.Build(schema, erd.View{Level: erd.Keys, Focus: msg.nearOf, Hops: 1}))
		return msg
	}
}

func (d *diagram) laidOut(m laidOutMsg) {
	if m.generation != d.generation {
		return
	}
	if m.near != nil {
		d.near, d.nearOf = m.near, m.nearOf
		return
	}
	d.layout = m.layout
	d.node, d.edge = -1, -1
	if d.want != (model.Name{}) {
		d.focus(d.want)
	}
	if d.node < 0 && len(m.layout.Graph.Nodes) > 0 {
		d.node = 0
	}
	d.want = model.Name{}
	d.reveal(80, 22)
}

func (d *diagram) nameOf(node int) model.Name {
	if d.layout == nil || node < 0 || node >= len(d.layout.Graph.Nodes) {
		return model.Name{}
	}
	return d.layout.Graph.Nodes[node].Table.Name
}

func (d *diagram) focus(n model.Name) bool {
	if d.layout == nil {
		return false
	}
	for i := range d.layout.Graph.Nodes {
		if d.nameOf(i) == n {
			d.node, d.edge = i, -1
			return true
		}
	}
	return false
}

// reveal moves the window so that the box in focus is in its middle, if it is
// not in sight.
func (d *diagram) reveal(w, h int) {
	if d.layout == nil || d.node < 0 {
		return
	}
	b := d.layout.Boxes[d.node]
	if b.X < d.x || b.X+b.W > d.x+w || b.Y < d.y || b.Y+b.H > d.y+h {
		d.x, d.y = b.X+b.W/2-w/2, b.Y+b.H/2-h/2
	}
	d.clamp(w, h)
}

func (d *diagram) clamp(w, h int) {
	if d.layout == nil {
		return
	}
	d.x = max(min(d.x, d.layout.W-w+2), min(0, -1))
	d.y = max(min(d.y, d.layout.H-h+1), 0)
	if d.layout.W+2 <= w {
		d.x = -(w - d.layout.W) / 2
	}
}

// edges lists the edges of the node in focus.
func (d *diagram) edges() []int {
	var out []int
	if d.layout == nil || d.node < 0 {
		return nil
	}
	for i, e := range d.layout.Graph.Edges {
		if e.From == d.node || e.To == d.node {
			out = append(out, i)
		}
	}
	return out
}

func (d *diagram) nextEdge(by int) {
	edges := d.edges()
	if len(edges) == 0 {
		d.edge = -1
		return
	}
	at := -1
	for i, e := range edges {
		if e == d.edge {
			at = i
		}
	}
	if at < 0 && by < 0 {
		at = 0
	}
	d.edge = edges[(at+by+len(edges))%len(edges)]
}

// follow goes to the other end of the edge in focus.
func (d *diagram) follow() bool {
	if d.edge < 0 {
		d.nextEdge(1)
	}
	if d.edge < 0 {
		return false
	}
	e := d.layout.Graph.Edges[d.edge]
	d.jumps = append(d.jumps, d.nameOf(d.node))
	if e.From == d.node {
		d.node = e.To
	} else {
		d.node = e.From
	}
	return true
}

// nearest goes to the next box in a direction.
func (d *diagram) nearest(dx, dy int) {
	if d.layout == nil || d.node < 0 {
		return
	}
	from := center(d.layout.Boxes[d.node])
	best, bestCost := -1, 0
	for i, b := range d.layout.Boxes {
		c := center(b)
		along, across := (c.X-from.X)*dx+(c.Y-from.Y)*dy*2, (c.X-from.X)*dy+(c.Y-from.Y)*dx*2
		if i == d.node || along <= 0 {
			continue
		}
		cost := along + 2*max(across, -across)
		if best < 0 || cost < bestCost {
			best, bestCost = i, cost
		}
	}
	if best >= 0 {
		d.node, d.edge = best, -1
	}
}

func center(b erd.Box) erd.Point { return erd.Point{X: b.X + b.W/2, Y: b.Y + b.H/2} }

func (d *diagram) draw(c *screen.Canvas, r screen.Rect, s *session.Snapshot) {
	if d.layout == nil {
		c.Put(r.X+1, r.Y+r.H/2, r.W-2, "laying the diagram out", screen.Dim)
		return
	}
	if len(d.layout.Graph.Nodes) == 0 {
		c.Put(r.X+2, r.Y+1, r.W-4, "There is no table to draw.", screen.Dim)
		return
	}
	d.clamp(r.W, r.H)
	c.Picture(r, erd.Paint(d.layout, d.x, d.y, r.W, r.H, erd.Options{ASCII: c.ASCII, Focus: d.node, Edge: d.edge, Mark: markOf(d.layout, s)}))
}

func markOf(l *erd.Layout, s *session.Snapshot) func(int) string {
	return func(i int) string { return s.Mark(l.Graph.Nodes[i].Table) }
}

// drawNear paints the neighbourhood of the selection, its table in the middle.
func (d *diagram) drawNear(c *screen.Canvas, r screen.Rect, s *session.Snapshot) {
	if d.near == nil {
		return
	}
	node := -1
	for i, n := range d.near.Graph.Nodes {
		if n.Table.Name == d.nearOf {
			node = i
		}
	}
	x, y := -1, 0
	if d.near.W+1 > r.W && node >= 0 {
		x = max(-1, min(center(d.near.Boxes[node]).X-r.W/2, d.near.W-r.W+2))
	}
	if d.near.H > r.H && node >= 0 {
		y = max(0, min(center(d.near.Boxes[node]).Y-r.H/2, d.near.H-r.H))
	}
	c.Picture(r, erd.Paint(d.near, x, y, r.W, r.H, erd.Options{ASCII: c.ASCII, Focus: node, Edge: -1, Mark: markOf(d.near, s)}))
}

// status says in words what is in focus, and how much of the schema is drawn.
func (d *diagram) status() []safe.Text {
	if d.layout == nil || d.node < 0 {
		return nil
	}
	if d.edge >= 0 {
		return []safe.Text{erd.Describe(d.layout.Graph, d.layout.Graph.Edges[d.edge])}
	}
	n := d.layout.Graph.Nodes[d.node]
	return []safe.Text{safe.Text(erd.Summary(d.layout.Graph)), d.showing(), safe.Clean(n.Title + " " + plural(len(d.edges()), "line"))}
}

// showing names the level of detail and what is left out.
func (d *diagram) showing() safe.Text {
	s := safe.Text([...]string{erd.Names: "names", erd.Keys: "keys", erd.All: "all columns"}[d.view.Level])
	if d.view.Focus != (model.Name{}) {
		s += safe.Text(", " + plural(d.view.Hops, "hop"))
	}
	if d.view.Ambient {
		s += ", hubs drawn"
	}
	return s
}
