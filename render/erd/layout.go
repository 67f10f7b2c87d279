package erd

import (
	"slices"
)

// Compute lays a graph out. The same graph gives the same layout.
func Compute(g *Graph) *Layout {
	l := &Layout{Graph: g, Boxes: make([]Box, len(g.Nodes)), Paths: make([][]Point, len(g.Edges)), Nets: nets(g)}
	var parts []*part
	for _, members := range components(g) {
		parts = append(parts, layoutPart(g, l.Nets, members))
	}
	l.W, l.H = pack(g, l, parts)
	return l
}

// nets gives the edges to one row of one table the same number.
func nets(g *Graph) []int {
	type key struct{ node, row int }
	ids := map[key]int{}
	out := make([]int, len(g.Edges))
	for i, e := range g.Edges {
		k := key{e.To, e.ToRow}
		if _, ok := ids[k]; !ok {
			ids[k] = len(ids)
		}
		out[i] = ids[k]
	}
	return out
}

// component is a set of nodes that edges connect, with those edges.
type component struct {
	nodes []int
	edges []int
}

// components splits a graph; tables that stand alone come as one each.
func components(g *Graph) []component {
	parent := make([]int, len(g.Nodes))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, e := range g.Edges {
		if a, b := find(e.From), find(e.To); a != b {
			parent[max(a, b)] = min(a, b)
		}
	}
	index := map[int]int{}
	var out []component
	for i := range g.Nodes {
		r := find(i)
		if _, ok := index[r]; !ok {
			index[r] = len(out)
			out = append(out, component{})
		}
		out[index[r]].nodes = append(out[index[r]].nodes, i)
	}
	for i, e := range g.Edges {
		c := &out[index[find(e.From)]]
		c.edges = append(c.edges, i)
	}
	return out
}

// part is one component, laid out with its corner at 0, 0.
type part struct {
	component
	boxes map[int]Box
	paths map[int][]Point
	w, h  int
}

// layoutPart lays one component out.
func layoutPart(g *Graph, nets []int, c component) *part {
	s := newSugiyama(g, nets, c)
	s.breakCycles()
	s.assignLayers()
	s.makeChains()
	s.orderLayers()
	s.placeRows()
	s.routeChannels()
	return s.part()
}

// sugiyama is one component on its way through the steps.
type sugiyama struct {
	g     *Graph
	netOf []int
	c     component

	links  []link  // drawn edges, left to right
	layer  []int   // of a node, by its number in the graph
	items  []item  // boxes and the passages of nets through layers
	layers [][]int // items by layer, in order
	nodeAt map[int]int
	spans  []span // nets between two layers

	spanIndex map[spanKey]int
}

// link is an edge seen from left to right: from a row on the right side of
// one box to a row on the left side of another.
type link struct {
	edge             int
	left, right      int // nodes
	leftRow, rightRw int
	net              int
}

// item is what takes room in a layer: a box, or a line that passes.
type item struct {
	node   int // -1 for a passage
	net    int // of a passage
	layer  int
	h      int
	order  int
	y      int
	before []end // what it is connected to in the layer before
	after  []end // and in the layer after
}

// end is one end of a connection: an item, and the row at either side.
type end struct {
	item     int
	row, own int // offset at the other item, and at this one
}

func newSugiyama(g *Graph, nets []int, c component) *sugiyama {
	return &sugiyama{g: g, netOf: nets, c: c, layer: make([]int, len(g.Nodes)), nodeAt: map[int]int{}}
}

// breakCycles turns the edges around that a depth-first search finds leading
// back, so that all others lead from left to right.
func (s *sugiyama) breakCycles() {
	children := map[int][]int{} // edges by the node pointed at
	for _, e := range s.c.edges {
		if s.g.Edges[e].From != s.g.Edges[e].To {
			children[s.g.Edges[e].To] = append(children[s.g.Edges[e].To], e)
		}
	}
	incoming := map[int]int{}
	for _, e := range s.c.edges {
		if s.g.Edges[e].From != s.g.Edges[e].To {
			incoming[s.g.Edges[e].From]++
		}
	}
	roots := slices.Clone(s.c.nodes)
	slices.SortStableFunc(roots, func(a, b int) int { return incoming[a] - incoming[b] })
	state := map[int]int{} // 1 on the way, 2 done
	back := map[int]bool{}
	var visit func(int)
	visit = func(n int) {
		state[n] = 1
		for _, e := range children[n] {
			switch child := s.g.Edges[e].From; state[child] {
			case 0:
				visit(child)
			case 1:
				back[e] = true
			}
		}
		state[n] = 2
	}
	for _, n := range roots {
		if state[n] == 0 {
			visit(n)
		}
	}
	turned := len(s.g.Edges) // turned edges are nets of their own
	for _, i := range s.c.edges {
		e := s.g.Edges[i]
		switch {
		case e.From == e.To:
		case back[i]:
			s.links = append(s.links, link{edge: i, left: e.From, leftRow: e.FromRow, right: e.To, rightRw: e.ToRow, net: turned + i})
		default:
			s.links = append(s.links, link{edge: i, left: e.To, leftRow: e.ToRow, right: e.From, rightRw: e.FromRow, net: s.netOf[i]})
		}
	}
}

// assignLayers gives every node the layer after the last of those that it
// points at, then pulls nodes towards what points at them where that makes
// the lines shorter.
func (s *sugiyama) assignLayers() {
	outgoing, incoming := map[int][]int{}, map[int][]int{}
	degree := map[int]int{}
	for _, l := range s.links {
		outgoing[l.left] = append(outgoing[l.left], l.right)
		incoming[l.right] = append(incoming[l.right], l.left)
		degree[l.right]++
	}
	var queue, topological []int
	for _, n := range s.c.nodes {
		if degree[n] == 0 {
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		topological = append(topological, n)
		for _, m := range outgoing[n] {
			s.layer[m] = max(s.layer[m], s.layer[n]+1)
			if degree[m]--; degree[m] == 0 {
				queue = append(queue, m)
			}
		}
	}
	for range 4 {
		moved := false
		for _, n := range slices.Backward(topological) {
			moved = s.tighten(n, incoming[n], outgoing[n]) || moved
		}
		if !moved {
			break
		}
	}
	lowest := s.layer[s.c.nodes[0]]
	for _, n := range s.c.nodes {
		lowest = min(lowest, s.layer[n])
	}
	for _, n := range s.c.nodes {
		s.layer[n] -= lowest
	}
}

// tighten moves a node within its slack to where its lines are shortest.
func (s *sugiyama) tighten(n int, incoming, outgoing []int) bool {
	if len(outgoing) == 0 {
		return false
	}
	highest := s.layer[outgoing[0]] - 1
	for _, m := range outgoing {
		highest = min(highest, s.layer[m]-1)
	}
	want := s.layer[n]
	if len(outgoing) >= len(incoming) { // every step right shortens more lines than it lengthens
		want = highest
	}
	if want == s.layer[n] {
		return false
	}
	s.layer[n] = want
	return true
}

// makeChains makes an item of every node, and one of every layer that a net
// has to pass; all edges of a net share these.
func (s *sugiyama) makeChains() {
	depth := 0
	for _, n := range s.c.nodes {
		depth = max(depth, s.layer[n])
		s.nodeAt[n] = len(s.items)
		s.items = append(s.items, item{node: n, net: -1, layer: s.layer[n], h: s.g.Nodes[n].H})
	}
	type passage struct{ net, layer int }
	passages := map[passage]int{}
	type joint struct{ a, b, aRow, bRow int }
	joined := map[joint]bool{}
	join := func(a, aRow, b, bRow int) {
		if j := (joint{a, b, aRow, bRow}); !joined[j] {
			joined[j] = true
			s.items[a].after = append(s.items[a].after, end{item: b, row: bRow, own: aRow})
			s.items[b].before = append(s.items[b].before, end{item: a, row: aRow, own: bRow})
		}
	}
	for _, l := range s.links {
		at, row := s.nodeAt[l.left], l.leftRow
		for layer := s.layer[l.left] + 1; layer < s.layer[l.right]; layer++ {
			p := passage{l.net, layer}
			next, ok := passages[p]
			if !ok {
				next = len(s.items)
				passages[p] = next
				s.items = append(s.items, item{node: -1, net: l.net, layer: layer, h: 1})
			}
			join(at, row, next, 0)
			at, row = next, 0
		}
		join(at, row, s.nodeAt[l.right], l.rightRw)
	}
	s.layers = make([][]int, depth+1)
	for i := range s.items {
		s.layers[s.items[i].layer] = append(s.layers[s.items[i].layer], i)
	}
}

// part gives the finished component.
func (s *sugiyama) part() *part {
	p := &part{component: s.c, boxes: map[int]Box{}, paths: map[int][]Point{}}
	x := s.columns()
	top := 0
	for i, it := range s.items {
		if i == 0 || it.y < top {
			top = it.y
		}
	}
	for _, it := range s.items {
		if it.node >= 0 {
			n := s.g.Nodes[it.node]
			b := Box{x.left[it.layer], it.y - top, n.W, n.H}
			p.boxes[it.node] = b
			p.w, p.h = max(p.w, b.X+b.W), max(p.h, b.Y+b.H)
		} else {
			p.h = max(p.h, it.y-top+1)
		}
	}
	for _, l := range s.links {
		path := s.path(l, x, top)
		if s.g.Edges[l.edge].To != l.left { // turned around: give it from the referenced row
			slices.Reverse(path)
		}
		p.paths[l.edge] = path
		for _, q := range path {
			p.w, p.h = max(p.w, q.X+1), max(p.h, q.Y+1)
		}
	}
	return p
}
