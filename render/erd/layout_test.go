package erd

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"pgregory.net/rapid"
)

// random reads one of the random graphs; hubs tells whether the keys to the
// tables that everything points at are drawn.
func random(t testing.TB, name string, hubs bool) *Graph {
	t.Helper()
	var in struct {
		Tables []struct {
			Name string
			W, H int
		}
		FKs []struct {
			From, To, Col int
			Hub           bool
		}
	}
	if err := json.Unmarshal([]byte(sharedtest.Text(t, "erd-graphs", name+".json")), &in); err != nil {
		t.Fatal(err)
	}
	g := &Graph{}
	for _, x := range in.Tables {
		g.Nodes = append(g.Nodes, Node{Title: x.Name, W: x.W, H: x.H})
	}
	for _, k := range in.FKs {
		if hubs || !k.Hub {
			g.Edges = append(g.Edges, Edge{From: k.From, To: k.To, FromRow: 3 + k.Col, ToRow: 3})
		}
	}
	return g
}

// TestGates holds the layout to what the best that could be measured reach
// (crossings and area of ELK with row ports, hubs folded), and to no line
// through a box and no false overlap at all.
func TestGates(t *testing.T) {
	tests := []struct {
		name             string
		hubs             bool
		crossings, cells int
	}{
		{"g20", false, 4, 30_000}, {"g20", true, 57, 40_000},
		{"g100", false, 99, 230_000}, {"g100", true, 980, 310_000},
		{"g400", false, 1031, 1_480_000}, {"g400", true, 14442, 2_220_000},
		{"g1000", false, 7780, 5_820_000},
	}
	for _, tt := range tests {
		name := tt.name
		if tt.hubs {
			name += " with hubs"
		}
		t.Run(name, func(t *testing.T) {
			l := Compute(random(t, tt.name, tt.hubs))
			m := Measure(l)
			t.Logf("%+v, %d x %d cells", m, l.W, l.H)
			if m.Through != 0 || m.Overlaps != 0 || m.BoxHits != 0 {
				t.Errorf("%d edges run through boxes, %d cells overlap falsely, %d boxes overlap", m.Through, m.Overlaps, m.BoxHits)
			}
			if m.Crossings > tt.crossings {
				t.Errorf("%d crossings, at most %d", m.Crossings, tt.crossings)
			}
			if l.W*l.H > tt.cells {
				t.Errorf("%d cells, at most %d", l.W*l.H, tt.cells)
			}
		})
	}
}

// TestAnyGraph holds the promises for graphs of any shape, circles and
// several edges between two tables among them.
func TestAnyGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := &Graph{}
		n := rapid.IntRange(1, 14).Draw(t, "tables")
		for range n {
			g.Nodes = append(g.Nodes, Node{W: rapid.IntRange(6, 20).Draw(t, "w"), H: rapid.IntRange(5, 12).Draw(t, "h")})
		}
		for range rapid.IntRange(0, 24).Draw(t, "edges") {
			from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
			g.Edges = append(g.Edges, Edge{From: from, To: to,
				FromRow: rapid.IntRange(3, g.Nodes[from].H-2).Draw(t, "row"), ToRow: rapid.IntRange(3, g.Nodes[to].H-2).Draw(t, "key")})
		}
		l := Compute(g)
		m := Measure(l)
		if m.Through != 0 || m.BoxHits != 0 {
			t.Fatalf("%+v\n%+v", m, l)
		}
		for i, e := range g.Edges {
			if e.From == e.To {
				continue
			}
			checkEnds(t, l, i)
		}
		if again := Compute(g); !reflect.DeepEqual(l, again) {
			t.Fatal("the same graph gave another layout")
		}
	})
}

// checkEnds tells whether an edge's path begins and ends beside the rows it
// connects, and turns at right angles only.
func checkEnds(t *rapid.T, l *Layout, i int) {
	e, path := l.Graph.Edges[i], l.Paths[i]
	if len(path) < 2 {
		t.Fatalf("edge %d has no path", i)
	}
	for _, side := range []struct {
		p         Point
		node, row int
	}{{path[0], e.To, e.ToRow}, {path[len(path)-1], e.From, e.FromRow}} {
		b := l.Boxes[side.node]
		if side.p.Y != b.Y+side.row || side.p.X != b.X-1 && side.p.X != b.X+b.W {
			t.Fatalf("edge %d ends at %v, its row is at %v of %v", i, side.p, side.row, b)
		}
	}
	for k := 0; k+1 < len(path); k++ {
		if (path[k].X == path[k+1].X) == (path[k].Y == path[k+1].Y) {
			t.Fatalf("edge %d is askew: %v", i, path)
		}
	}
}

func benchmarkLayout(b *testing.B, name string) {
	g := random(b, name, false)
	b.ReportAllocs()
	for b.Loop() {
		Compute(g)
	}
}

// The limits are 10, 50 and 200 ms.
func BenchmarkLayout100(b *testing.B)  { benchmarkLayout(b, "g100") }
func BenchmarkLayout400(b *testing.B)  { benchmarkLayout(b, "g400") }
func BenchmarkLayout1000(b *testing.B) { benchmarkLayout(b, "g1000") }
