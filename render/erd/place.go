package erd

import (
	"math"
	"slices"
)

const (
	boxGap      = 1 // empty rows between two boxes
	placeRounds = 10
)

// placeRows gives every item its row: as near as the order allows to where
// its lines are straight.
func (s *sugiyama) placeRows() {
	for _, layer := range s.layers {
		y := 0
		for p, i := range layer {
			if p > 0 {
				y += s.room(layer[p-1], i)
			}
			s.items[i].y = y
		}
	}
	for round := range placeRounds {
		for k := range s.layers {
			layer := s.layers[k]
			if round%2 == 1 {
				layer = s.layers[len(s.layers)-1-k]
			}
			s.regress(layer, round)
		}
	}
	for range 4 {
		s.straighten()
	}
}

// room is how far below an item the next one may begin.
func (s *sugiyama) room(above, below int) int {
	h := s.items[above].h
	if s.items[above].node >= 0 && s.items[below].node >= 0 {
		h += boxGap
	}
	return h
}

// regress moves the items of a layer to the rows nearest to the wanted ones
// that keep their order and distances: isotonic regression by pooling
// adjacent violators.
func (s *sugiyama) regress(layer []int, round int) {
	type pool struct {
		sum, weight float64
		count       int
	}
	offset := make([]int, len(layer))
	for p := 1; p < len(layer); p++ {
		offset[p] = offset[p-1] + s.room(layer[p-1], layer[p])
	}
	var pools []pool
	for p, i := range layer {
		want, weight := s.wanted(i, round)
		pools = append(pools, pool{(want - float64(offset[p])) * weight, weight, 1})
		for n := len(pools); n > 1 && pools[n-2].sum/pools[n-2].weight > pools[n-1].sum/pools[n-1].weight; n-- {
			a, b := pools[n-2], pools[n-1]
			pools = append(pools[:n-2], pool{a.sum + b.sum, a.weight + b.weight, a.count + b.count})
		}
	}
	p := 0
	for _, q := range pools {
		base := int(math.Round(q.sum / q.weight))
		for range q.count {
			s.items[layer[p]].y = base + offset[p]
			p++
		}
	}
}

// wanted is the row at which an item's lines would be straight on the whole,
// and how much that matters: lines that only pass should not bend.
func (s *sugiyama) wanted(i, round int) (row, weight float64) {
	it := &s.items[i]
	var at []float64
	collect := func(ends []end) {
		for _, e := range ends {
			at = append(at, float64(s.items[e.item].y+e.row-e.own))
		}
	}
	switch {
	case round < placeRounds-4 && round%2 == 0 && len(it.before) > 0:
		collect(it.before)
	case round < placeRounds-4 && round%2 == 1 && len(it.after) > 0:
		collect(it.after)
	default:
		collect(it.before)
		collect(it.after)
	}
	if len(at) == 0 {
		return float64(it.y), 0.1
	}
	slices.Sort(at)
	m := len(at) / 2
	row = at[m]
	if len(at)%2 == 0 {
		row = (at[m-1] + at[m]) / 2
	}
	weight = 1
	if it.node < 0 {
		weight = 4
	}
	return row, weight
}

// straighten moves single items within the room they have to where most of
// their lines need no bend.
func (s *sugiyama) straighten() {
	for _, layer := range s.layers {
		for p, i := range layer {
			lo, hi := math.MinInt32, math.MaxInt32
			if p > 0 {
				lo = s.items[layer[p-1]].y + s.room(layer[p-1], i)
			}
			if p+1 < len(layer) {
				hi = s.items[layer[p+1]].y - s.room(i, layer[p+1])
			}
			best, bestAt := s.straight(i, s.items[i].y), s.items[i].y
			for _, ends := range [][]end{s.items[i].before, s.items[i].after} {
				for _, e := range ends {
					y := s.items[e.item].y + e.row - e.own
					if y < lo || y > hi {
						continue
					}
					if n := s.straight(i, y); n > best {
						best, bestAt = n, y
					}
				}
			}
			s.items[i].y = bestAt
		}
	}
}

// straight counts the lines of an item that need no bend if it stands at y.
func (s *sugiyama) straight(i, y int) int {
	n := 0
	for _, ends := range [][]end{s.items[i].before, s.items[i].after} {
		for _, e := range ends {
			if s.items[e.item].y+e.row == y+e.own {
				n += 2
				if s.items[i].node < 0 || s.items[e.item].node < 0 {
					n++
				}
			}
		}
	}
	return n
}
