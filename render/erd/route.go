package erd

import (
	"slices"
)

// markCells is the room for a cardinality mark, and a cell of line, at each
// side of a channel.
const markCells = 3

// span is what one net does in the channel between two layers: lines come in
// on the left at one row, a vertical line connects, lines go out on the right.
type span struct {
	gap   int
	left  int // the item on the left
	ownY  int // the row at it
	right []int
	lo    int
	hi    int
	track int // -1 for a straight line
	// A dog-leg has a second vertical line, further left, and a row of its own
	// between the two.
	dogTrack, dogRow int
}

// spanKey finds a span again: the item and row on its left.
type spanKey struct{ item, row int }

// routeChannels finds the vertical lines of every channel.
func (s *sugiyama) routeChannels() {
	byLayer := make([][]int, len(s.layers))
	index := map[spanKey]int{}
	for k, layer := range s.layers {
		for _, i := range layer {
			for _, e := range s.items[i].after {
				key := spanKey{i, e.own}
				at, ok := index[key]
				if !ok {
					at = len(s.spans)
					index[key] = at
					y := s.items[i].y + e.own
					s.spans = append(s.spans, span{gap: k, left: i, ownY: y, lo: y, hi: y, track: -1, dogTrack: -1})
					byLayer[k] = append(byLayer[k], at)
				}
				sp := &s.spans[at]
				y := s.items[e.item].y + e.row
				if !slices.Contains(sp.right, y) {
					sp.right = append(sp.right, y)
				}
				sp.lo, sp.hi = min(sp.lo, y), max(sp.hi, y)
			}
		}
	}
	for _, spans := range byLayer {
		s.routeChannel(spans)
	}
}

// piece is a vertical line that needs a track. A span has one, or two when it
// makes a dog-leg.
type piece struct {
	span        int
	lo, hi      int
	left, right []int // rows at which it has a line to the edge of the channel
	bridge      []int // the row of the line between the two of a dog-leg
	dog         bool  // the first of the two
	track       int
}

// routeChannel orders the vertical lines of a channel and packs them.
//
// A line that comes in at a row must end before another begins that goes out
// at the same row: that is a hard constraint. Among the orders that keep it,
// one with few crossings is looked for. Where the constraints go round in a
// circle, one span makes a dog-leg on a free row.
func (s *sugiyama) routeChannel(spans []int) {
	var pieces []piece
	for _, i := range spans {
		sp := &s.spans[i]
		if sp.lo == sp.hi {
			continue
		}
		pieces = append(pieces, piece{span: i, lo: sp.lo, hi: sp.hi, left: []int{sp.ownY}, right: sp.right})
	}
	if len(pieces) == 0 {
		return
	}
	pieces = s.breakCircles(pieces, spans)
	order := s.orderPieces(pieces)
	for n, p := range order {
		track := 0
		for _, q := range order[:n] {
			if touches(&pieces[p], &pieces[q]) || mustPrecede(&pieces[q], &pieces[p]) {
				track = max(track, pieces[q].track+1)
			}
		}
		pieces[p].track = track
	}
	for _, p := range pieces {
		if p.dog {
			s.spans[p.span].dogTrack = p.track
		} else {
			s.spans[p.span].track = p.track
		}
	}
}

// touches tells whether two vertical lines would run into each other on the
// same track.
func touches(a, b *piece) bool { return a.lo <= b.hi && b.lo <= a.hi }

// mustPrecede tells whether a has to stand left of b: a line comes in to a at
// a row at which one goes out from b.
func mustPrecede(a, b *piece) bool {
	for _, l := range a.left {
		if slices.Contains(b.right, l) {
			return true
		}
	}
	return false
}

// breakCircles splits spans whose constraints go round in a circle.
func (s *sugiyama) breakCircles(pieces []piece, spans []int) []piece {
	for {
		p := circle(pieces)
		if p < 0 {
			return pieces
		}
		row := s.freeRow(pieces, spans, pieces[p].lo, pieces[p].hi)
		sp := &s.spans[pieces[p].span]
		sp.dogRow = row
		first := piece{span: pieces[p].span, lo: min(row, sp.ownY), hi: max(row, sp.ownY), left: []int{sp.ownY}, bridge: []int{row}, dog: true}
		second := &pieces[p]
		second.left, second.bridge = nil, []int{row}
		second.lo, second.hi = row, row
		for _, r := range second.right {
			second.lo, second.hi = min(second.lo, r), max(second.hi, r)
		}
		pieces = append(pieces, first)
	}
}

// circle finds a piece in a circle of constraints, one that is whole where
// possible; -1 for no circle.
func circle(pieces []piece) int {
	degree := make([]int, len(pieces))
	after := precedences(pieces)
	for _, list := range after {
		for _, q := range list {
			degree[q]++
		}
	}
	var queue []int
	for p, d := range degree {
		if d == 0 {
			queue = append(queue, p)
		}
	}
	left := len(pieces)
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		left--
		for _, q := range after[p] {
			if degree[q]--; degree[q] == 0 {
				queue = append(queue, q)
			}
		}
	}
	if left == 0 {
		return -1
	}
	split := map[int]bool{}
	for _, p := range pieces {
		if p.dog {
			split[p.span] = true
		}
	}
	for p, d := range degree {
		if d > 0 && !split[pieces[p].span] && len(after[p]) > 0 {
			return p
		}
	}
	return -1
}

// precedences lists, for every piece, those that have to stand right of it.
func precedences(pieces []piece) [][]int {
	byRow := map[int][]int{}
	for p := range pieces {
		for _, r := range pieces[p].right {
			byRow[r] = append(byRow[r], p)
		}
	}
	after := make([][]int, len(pieces))
	for p := range pieces {
		for _, l := range pieces[p].left {
			for _, q := range byRow[l] {
				if q != p {
					after[p] = append(after[p], q)
				}
			}
		}
	}
	return after
}

// freeRow finds a row at which no line comes in or goes out, as near as can
// be to the middle of a span.
func (s *sugiyama) freeRow(pieces []piece, spans []int, lo, hi int) int {
	used := map[int]bool{}
	for _, i := range spans {
		used[s.spans[i].ownY] = true
		for _, r := range s.spans[i].right {
			used[r] = true
		}
	}
	for _, p := range pieces {
		if p.dog {
			used[p.bridge[0]] = true
		}
	}
	mid := (lo + hi) / 2
	for d := 0; ; d++ {
		if !used[mid+d] {
			return mid + d
		}
		if !used[mid-d] {
			return mid - d
		}
	}
}

// orderPieces gives the pieces from left to right: constraints first, then
// few crossings.
func (s *sugiyama) orderPieces(pieces []piece) []int {
	after := precedences(pieces)
	degree := make([]int, len(pieces))
	for _, list := range after {
		for _, q := range list {
			degree[q]++
		}
	}
	placed := make([]bool, len(pieces))
	var order []int
	// Among those that may come next, take the one that crosses least with
	// those that come after it.
	cost := make([]int, len(pieces))
	pair := func(a, b int) int { return crossCost(&pieces[a], &pieces[b]) - crossCost(&pieces[b], &pieces[a]) }
	for a := range pieces {
		for b := range pieces {
			if a != b && touches(&pieces[a], &pieces[b]) {
				cost[a] += pair(a, b)
			}
		}
	}
	for len(order) < len(pieces) {
		best := -1
		for p := range pieces {
			if !placed[p] && degree[p] <= 0 && (best < 0 || cost[p] < cost[best]) {
				best = p
			}
		}
		if best < 0 { // a circle that could not be broken
			for p := range pieces {
				if !placed[p] {
					best = p
					break
				}
			}
		}
		placed[best] = true
		order = append(order, best)
		for _, q := range after[best] {
			degree[q]--
		}
		for p := range pieces {
			if !placed[p] && touches(&pieces[p], &pieces[best]) {
				cost[p] -= pair(p, best)
			}
		}
	}
	improveOrder(pieces, order)
	return order
}

// improveOrder swaps neighbours while that takes crossings away.
func improveOrder(pieces []piece, order []int) {
	for range 6 {
		improved := false
		for i := 0; i+1 < len(order); i++ {
			a, b := &pieces[order[i]], &pieces[order[i+1]]
			if touches(a, b) && crossCost(b, a) < crossCost(a, b) && !mustPrecede(a, b) {
				order[i], order[i+1] = order[i+1], order[i]
				improved = true
			}
		}
		if !improved {
			return
		}
	}
}

// crossCost counts the crossings of two vertical lines when a stands left of
// b: the lines that go out of a to the right cross b, those that come in to b
// from the left cross a.
func crossCost(a, b *piece) int {
	n := 0
	inside := func(rows []int, p *piece) {
		for _, r := range rows {
			if r > p.lo && r < p.hi {
				n++
			}
		}
	}
	inside(a.right, b)
	inside(b.left, a)
	if a.dog {
		inside(a.bridge, b)
	}
	if b.bridge != nil && !b.dog {
		inside(b.bridge, a)
	}
	return n
}

// columns are the x positions of the layers and of the tracks between them.
type columns struct {
	left    []int // of each layer
	width   []int
	spacing []int // between tracks, by gap
}

func (c columns) track(gap, n int) int {
	return c.left[gap] + c.width[gap] + markCells + n*c.spacing[gap]
}

func (s *sugiyama) columns() columns {
	c := columns{left: make([]int, len(s.layers)), width: make([]int, len(s.layers)), spacing: make([]int, len(s.layers))}
	tracks := make([]int, len(s.layers))
	for _, sp := range s.spans {
		tracks[sp.gap] = max(tracks[sp.gap], sp.track+1, sp.dogTrack+1)
	}
	x := 0
	for k, layer := range s.layers {
		c.left[k] = x
		for _, i := range layer {
			if n := s.items[i].node; n >= 0 {
				c.width[k] = max(c.width[k], s.g.Nodes[n].W)
			}
		}
		c.spacing[k] = 1
		if tracks[k] > 3 && tracks[k] <= 20 {
			c.spacing[k] = 2
		}
		x += c.width[k] + 2*markCells + max(1, (tracks[k]-1)*c.spacing[k]+1)
	}
	return c
}

// path walks one edge from left to right.
func (s *sugiyama) path(l link, x columns, top int) []Point {
	at, row := s.nodeAt[l.left], l.leftRow
	box := s.items[at]
	start := Point{x.left[box.layer] + s.g.Nodes[l.left].W, box.y + row}
	path := []Point{start}
	corner := func(px, py int) {
		if last := path[len(path)-1]; last.X != px || last.Y != py {
			path = append(path, Point{px, py})
		}
	}
	for layer := s.layer[l.left]; layer < s.layer[l.right]; layer++ {
		next, nextRow := s.nodeAt[l.right], l.rightRw
		if layer+1 < s.layer[l.right] {
			next, nextRow = s.passage(at, row, l), 0
		}
		sp := s.spanAt(at, row)
		y, to := s.items[at].y+row, s.items[next].y+nextRow
		if y != to {
			if sp.dogTrack >= 0 {
				corner(x.track(layer, sp.dogTrack), y)
				corner(x.track(layer, sp.dogTrack), sp.dogRow)
				y = sp.dogRow
			}
			corner(x.track(layer, sp.track), y)
			corner(x.track(layer, sp.track), to)
		} else if sp.dogTrack >= 0 {
			corner(x.track(layer, sp.dogTrack), y)
			corner(x.track(layer, sp.dogTrack), sp.dogRow)
			corner(x.track(layer, sp.track), sp.dogRow)
			corner(x.track(layer, sp.track), to)
		}
		at, row = next, nextRow
	}
	corner(x.left[s.layer[l.right]]-1, s.items[at].y+row)
	for i := range path {
		path[i].Y -= top
	}
	return simplify(path)
}

// passage finds the passage of the link's net in the next layer.
func (s *sugiyama) passage(at, row int, l link) int {
	for _, e := range s.items[at].after {
		if e.own == row && s.items[e.item].node < 0 && s.items[e.item].net == l.net {
			return e.item
		}
	}
	return s.nodeAt[l.right]
}

func (s *sugiyama) spanAt(item, row int) span {
	if s.spanIndex == nil {
		s.spanIndex = make(map[spanKey]int, len(s.spans))
		for i, sp := range s.spans {
			s.spanIndex[spanKey{sp.left, sp.ownY - s.items[sp.left].y}] = i
		}
	}
	return s.spans[s.spanIndex[spanKey{item, row}]]
}

// simplify takes out corners at which nothing turns.
func simplify(path []Point) []Point {
	out := path[:0:0]
	for _, p := range path {
		if n := len(out); n >= 2 && (out[n-1].X == p.X && out[n-2].X == p.X || out[n-1].Y == p.Y && out[n-2].Y == p.Y) {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}
