package erd

import (
	"github.com/pgdraft/pgdraft/model"
)

// Graph is what is laid out: boxes of known size and edges between rows of
// them.
type Graph struct {
	Nodes []Node
	Edges []Edge
}

// Node is one box. Sizes are in cells, the frame included.
type Node struct {
	Table  *model.Table
	Title  string // as it stands in the box
	W, H   int
	Rows   []Row
	Shelf  bool // drawn with the tables that stand apart
	Folded []Chip
}

// Row is one line of a box below its title.
type Row struct {
	Column  *model.Column
	Key     bool // of the primary key
	Foreign bool
	Unique  bool
	Name    string
	Type    string // or the chip of a folded edge
	IsChip  bool
}

// Chip stands for a foreign key that is not drawn.
type Chip struct {
	Column string
	To     model.Name
}

// Edge is one foreign key. It runs from a row of the table that has it to a
// row of the table that it points at; rows count cells from the box's top.
type Edge struct {
	From, To       int
	FromRow, ToRow int
	Key            *model.Constraint
	Optional       bool // some column may be null
	One            bool // no two rows can point at the same one
}

// Point is a cell.
type Point struct{ X, Y int }

// Box is where a node stands.
type Box struct{ X, Y, W, H int }

// Contains tells whether a cell is of the box, its frame included.
func (b Box) Contains(p Point) bool {
	return p.X >= b.X && p.X < b.X+b.W && p.Y >= b.Y && p.Y < b.Y+b.H
}

// Layout is where everything stands. It is never written to.
type Layout struct {
	Graph *Graph
	W, H  int
	Boxes []Box     // one a node
	Paths [][]Point // one an edge, corner by corner, from the referenced row to the foreign key; nil for an edge to itself
	// Nets number the edges that may share a line: those to one key.
	Nets []int
}
