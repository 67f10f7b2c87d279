package erd

import (
	"math"
	"slices"
)

const (
	partGapX = 4 // cells between two components
	partGapY = 2
)

// pack puts the components on one canvas, about twice as wide as high in
// cells (which is square to the eye): the connected ones in rows, the largest
// first, the tables that stand alone below them.
func pack(g *Graph, l *Layout, parts []*part) (w, h int) {
	slices.SortStableFunc(parts, func(a, b *part) int {
		if (len(a.nodes) > 1) != (len(b.nodes) > 1) {
			if len(a.nodes) > 1 {
				return -1
			}
			return 1
		}
		return b.h - a.h
	})
	area, widest := 0, 0
	for _, p := range parts {
		area += (p.w + partGapX) * (p.h + partGapY)
		widest = max(widest, p.w)
	}
	limit := max(widest, int(math.Sqrt(float64(2*area))))
	x, y, rowH := 0, 0, 0
	for i, p := range parts {
		alone := len(p.nodes) == 1
		first := alone && i > 0 && len(parts[i-1].nodes) > 1
		if x > 0 && (x+p.w > limit || first) {
			x, y, rowH = 0, y+rowH+partGapY, 0
		}
		place(l, p, x, y)
		w, h = max(w, x+p.w), max(h, y+p.h)
		x += p.w + partGapX
		rowH = max(rowH, p.h)
	}
	return w, h
}

func place(l *Layout, p *part, x, y int) {
	for n, b := range p.boxes {
		l.Boxes[n] = Box{b.X + x, b.Y + y, b.W, b.H}
	}
	for e, path := range p.paths {
		moved := make([]Point, len(path))
		for i, q := range path {
			moved[i] = Point{q.X + x, q.Y + y}
		}
		l.Paths[e] = moved
	}
}
