package erd

// Metrics say how well a layout reads. Distances are in cells.
type Metrics struct {
	Crossings int // points at which lines to different keys cross
	Bends     int // points at which lines turn
	Through   int // edges that run through a foreign box
	Overlaps  int // cells that lines to different tables share lengthwise
	BoxHits   int // pairs of boxes that overlap
	Longest   int // edge
}

// Measure works the metrics out cell by cell.
func Measure(l *Layout) Metrics {
	type cell struct {
		h, v map[int]bool // tables that lines through here, lengthwise, point at
	}
	cells := map[Point]*cell{}
	at := func(p Point) *cell {
		c := cells[p]
		if c == nil {
			c = &cell{h: map[int]bool{}, v: map[int]bool{}}
			cells[p] = c
		}
		return c
	}
	var m Metrics
	bends := map[Point]bool{}
	for e, path := range l.Paths {
		to := l.Graph.Edges[e].To
		length := 0
		for i := 0; i+1 < len(path); i++ {
			a, b := path[i], path[i+1]
			length += abs(a.X-b.X) + abs(a.Y-b.Y)
			if i > 0 {
				bends[a] = true
			}
			for x := min(a.X, b.X); x <= max(a.X, b.X); x++ {
				for y := min(a.Y, b.Y); y <= max(a.Y, b.Y); y++ {
					// A corner belongs to both directions only within its own line.
					if a.Y == b.Y {
						at(Point{x, y}).h[to] = true
					} else {
						at(Point{x, y}).v[to] = true
					}
				}
			}
		}
		m.Longest = max(m.Longest, length)
		if through(l, e) {
			m.Through++
		}
	}
	m.Bends = len(bends)
	for p, c := range cells {
		if len(c.h) > 1 || len(c.v) > 1 {
			m.Overlaps++
		}
		if bends[p] {
			continue
		}
		crossing := false
		for a := range c.h {
			for b := range c.v {
				crossing = crossing || a != b
			}
		}
		if crossing {
			m.Crossings++
		}
	}
	for i, a := range l.Boxes {
		for _, b := range l.Boxes[i+1:] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				m.BoxHits++
			}
		}
	}
	return m
}

// through tells whether an edge runs through a box, be it its own.
func through(l *Layout, e int) bool {
	path := l.Paths[e]
	for i := 0; i+1 < len(path); i++ {
		a, b := path[i], path[i+1]
		for _, box := range l.Boxes {
			if min(a.X, b.X) < box.X+box.W && max(a.X, b.X) >= box.X && min(a.Y, b.Y) < box.Y+box.H && max(a.Y, b.Y) >= box.Y {
				return true
			}
		}
	}
	return false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
