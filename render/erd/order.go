package erd

import (
	"cmp"
	"slices"
)

// sweeps is how often the orders of all layers are looked at again.
const sweeps = 14

// orderLayers looks for an order of every layer in which few lines cross:
// medians of the neighbours, forth and back, then swaps of neighbours while
// that helps. The best order seen is kept.
func (s *sugiyama) orderLayers() {
	s.initialOrder()
	best := s.saveOrder()
	fewest := s.crossings()
	for i := 0; i < sweeps && fewest > 0; i++ {
		s.medianSweep(i%2 == 0)
		s.swapNeighbours(fewest)
		if n := s.crossings(); n < fewest {
			fewest, best = n, s.saveOrder()
		} else if i > 5 && n > fewest*3/2 {
			s.restoreOrder(best)
		}
	}
	s.restoreOrder(best)
}

// initialOrder walks depth-first from the left, so that what belongs
// together begins together.
func (s *sugiyama) initialOrder() {
	seen := make([]bool, len(s.items))
	next := make([]int, len(s.layers))
	var visit func(int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		it := &s.items[i]
		it.order = next[it.layer]
		next[it.layer]++
		for _, e := range it.after {
			visit(e.item)
		}
		for _, e := range it.before {
			visit(e.item)
		}
	}
	for _, layer := range s.layers {
		for _, i := range layer {
			visit(i)
		}
	}
	for _, layer := range s.layers {
		s.sortLayer(layer)
	}
}

func (s *sugiyama) sortLayer(layer []int) {
	slices.SortStableFunc(layer, func(a, b int) int { return s.items[a].order - s.items[b].order })
	for i, it := range layer {
		s.items[it].order = i
	}
}

func (s *sugiyama) saveOrder() []int {
	out := make([]int, len(s.items))
	for i := range s.items {
		out[i] = s.items[i].order
	}
	return out
}

func (s *sugiyama) restoreOrder(order []int) {
	for i := range s.items {
		s.items[i].order = order[i]
	}
	for _, layer := range s.layers {
		s.sortLayer(layer)
	}
}

// height ranks an end of a connection among those of its layer: by the
// item's order, then by the row at it.
func (s *sugiyama) height(e end) int { return s.items[e.item].order<<10 + e.row }

// medianSweep orders each layer by the medians of the layer before (or
// after) it.
func (s *sugiyama) medianSweep(forward bool) {
	for k := range s.layers {
		layer := s.layers[k]
		if !forward {
			layer = s.layers[len(s.layers)-1-k]
		}
		median := make(map[int]float64, len(layer))
		for _, i := range layer {
			ends := s.items[i].before
			if !forward {
				ends = s.items[i].after
			}
			median[i] = s.median(ends)
		}
		// Items without neighbours on that side keep their places.
		free := slices.DeleteFunc(slices.Clone(layer), func(i int) bool { return median[i] < 0 })
		slices.SortStableFunc(free, func(a, b int) int { return cmp.Compare(median[a], median[b]) })
		j := 0
		for p, i := range layer {
			if median[i] >= 0 {
				layer[p] = free[j]
				j++
			}
		}
		for p, i := range layer {
			s.items[i].order = p
		}
	}
}

// median is the weighted median of Gansner et al.; -1 for no neighbours.
func (s *sugiyama) median(ends []end) float64 {
	if len(ends) == 0 {
		return -1
	}
	at := make([]int, len(ends))
	for i, e := range ends {
		at[i] = s.height(e)
	}
	slices.Sort(at)
	m := len(at) / 2
	switch {
	case len(at)%2 == 1:
		return float64(at[m])
	case len(at) == 2:
		return float64(at[0]+at[1]) / 2
	}
	left, right := float64(at[m-1]-at[0]), float64(at[len(at)-1]-at[m])
	if left+right == 0 {
		return float64(at[m-1]+at[m]) / 2
	}
	return (float64(at[m-1])*right + float64(at[m])*left) / (left + right)
}

// swapNeighbours swaps items that stand next to each other while that takes
// crossings away.
func (s *sugiyama) swapNeighbours(limit int) {
	for range 8 {
		improved := 0
		for _, layer := range s.layers {
			for p := 0; p+1 < len(layer); p++ {
				a, b := layer[p], layer[p+1]
				now, then := s.pairCrossings(a, b)
				if then < now {
					layer[p], layer[p+1] = b, a
					s.items[a].order, s.items[b].order = p+1, p
					improved += now - then
				}
			}
		}
		if improved == 0 || improved*200 < limit {
			return
		}
	}
}

// pairCrossings counts the crossings between the lines of two items, as they
// stand and swapped.
func (s *sugiyama) pairCrossings(a, b int) (now, then int) {
	count := func(x, y []end) {
		for _, e := range x {
			h := s.height(e)
			for _, f := range y {
				if s.sameNet(e, f) {
					continue
				}
				switch g := s.height(f); {
				case h > g:
					now++
				case h < g:
					then++
				}
			}
		}
	}
	count(s.items[a].before, s.items[b].before)
	count(s.items[a].after, s.items[b].after)
	return now, then
}

// sameNet tells whether two ends are the same row of the same item, where
// lines join instead of crossing.
func (s *sugiyama) sameNet(e, f end) bool { return e.item == f.item && e.row == f.row }

// crossings counts all crossings, layer by layer.
func (s *sugiyama) crossings() int {
	total := 0
	for k := 0; k+1 < len(s.layers); k++ {
		total += s.crossingsAfter(k)
	}
	return total
}

// crossingsAfter counts inversions between the connections of two layers
// with a Fenwick tree.
func (s *sugiyama) crossingsAfter(k int) int {
	type pair struct{ from, to int }
	var pairs []pair
	for _, i := range s.layers[k] {
		for _, e := range s.items[i].after {
			pairs = append(pairs, pair{s.items[i].order<<10 + e.own, s.height(e)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	targets := make([]int, len(pairs))
	for i, p := range pairs {
		targets[i] = p.to
	}
	slices.Sort(targets)
	targets = slices.Compact(targets)
	tree := make([]int, len(targets)+1)
	seen, n := 0, 0
	for i := 0; i < len(pairs); {
		j := i
		for ; j < len(pairs) && pairs[j].from == pairs[i].from; j++ { // lines from one point do not cross
			r, _ := slices.BinarySearch(targets, pairs[j].to)
			below := 0
			for x := r + 1; x > 0; x -= x & -x {
				below += tree[x]
			}
			n += seen - below
		}
		for ; i < j; i++ {
			r, _ := slices.BinarySearch(targets, pairs[i].to)
			for x := r + 1; x < len(tree); x += x & -x {
				tree[x]++
			}
			seen++
		}
	}
	return n
}
