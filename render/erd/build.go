package erd

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/safe"
)

// Level is how much of a table is shown.
type Level int

// The levels.
const (
	Names Level = iota // the names of tables
	Keys               // and their primary and foreign keys
	All                // and all other columns
)

func (l Level) String() string { return [...]string{"names", "keys", "all"}[l] }

// View says what of a schema is drawn.
type View struct {
	Level Level
	// Focus leaves only a table and what is at most Hops foreign keys away.
	Focus model.Name
	Hops  int
	// Ambient draws the foreign keys that are too common to draw.
	Ambient bool
}

// Build makes the graph of a view.
func Build(s *model.Schema, v View) *Graph {
	b := builder{schema: s, view: v, index: map[model.Name]int{}}
	b.ambient = ambientKeys(s)
	shown := b.tables()
	for i, t := range shown {
		b.index[t.Name] = i
	}
	for _, t := range shown {
		b.graph.Nodes = append(b.graph.Nodes, b.node(t))
	}
	for i, t := range shown {
		b.edges(i, t)
	}
	return &b.graph
}

type builder struct {
	schema  *model.Schema
	view    View
	graph   Graph
	index   map[model.Name]int
	ambient map[*model.Constraint]bool
}

// tables lists the tables of the view: no partitions, which look like their
// parents, and none that the sources do not make unless something points at
// them and they are in focus.
func (b *builder) tables() []*model.Table {
	var all []*model.Table
	for t := range b.schema.Tables.All() {
		if !t.External && t.PartitionOf == nil {
			all = append(all, t)
		}
	}
	if b.view.Focus == (model.Name{}) {
		return all
	}
	near := b.neighbourhood(all)
	return slices.DeleteFunc(all, func(t *model.Table) bool { return !near[t.Name] })
}

// neighbourhood walks along the edges that are drawn, in both directions.
// Ambient ones do not count, or everything would be near everything.
func (b *builder) neighbourhood(all []*model.Table) map[model.Name]bool {
	next := map[model.Name][]model.Name{}
	for _, t := range all {
		for _, fk := range t.ForeignKeys() {
			if b.view.Ambient || !b.ambient[fk] || t.Name == b.view.Focus {
				next[t.Name] = append(next[t.Name], fk.RefTable)
				next[fk.RefTable] = append(next[fk.RefTable], t.Name)
			}
		}
	}
	near := map[model.Name]bool{b.view.Focus: true}
	ring := []model.Name{b.view.Focus}
	for range b.view.Hops {
		var outer []model.Name
		for _, n := range ring {
			for _, m := range next[n] {
				if !near[m] {
					near[m] = true
					outer = append(outer, m)
				}
			}
		}
		ring = outer
	}
	return near
}

func (b *builder) drawn(fk *model.Constraint) bool {
	if _, ok := b.index[fk.RefTable]; !ok {
		return false
	}
	return b.view.Ambient || !b.ambient[fk]
}

const boxChrome = 3 // top, title, rule: the first row lies below them

func (b *builder) node(t *model.Table) Node {
	n := Node{Table: t, Title: title(t)}
	foreign := map[string]*model.Constraint{}
	for _, fk := range t.ForeignKeys() {
		for _, c := range fk.Columns {
			if foreign[c] == nil || b.drawn(fk) {
				foreign[c] = fk
			}
		}
		if !b.drawn(fk) && fk.RefTable != t.Name {
			n.Folded = append(n.Folded, Chip{Column: fk.Columns[len(fk.Columns)-1], To: fk.RefTable})
		}
	}
	if b.view.Level != Names {
		for _, c := range t.Columns {
			if r, ok := b.row(t, c, foreign[c.Name]); ok {
				n.Rows = append(n.Rows, r)
			}
		}
	}
	n.W, n.H = size(&n)
	return n
}

func title(t *model.Table) string {
	if t.Name.Schema == "public" {
		return string(safe.Clean(t.Name.Name))
	}
	return string(safe.Clean(t.Name.Schema + "." + t.Name.Name))
}

func (b *builder) row(t *model.Table, c *model.Column, fk *model.Constraint) (Row, bool) {
	pk := t.PrimaryKey()
	r := Row{Column: c, Key: pk != nil && slices.Contains(pk.Columns, c.Name), Foreign: fk != nil,
		Unique: t.IsUnique([]string{c.Name}), Name: string(safe.Clean(c.Name)), Type: string(safe.Clean(shortType(c.Type)))}
	if !c.NotNull {
		r.Name += "?"
	}
	if fk != nil && !b.drawn(fk) && fk.RefTable != t.Name {
		r.Type, r.IsChip = "⇡"+string(safe.Clean(fk.RefTable.Name)), true
	}
	drawnHere := r.Key || fk != nil && (b.drawn(fk) || fk.RefTable == t.Name)
	return r, b.view.Level == All || drawnHere || r.Unique && b.referenced(t, c.Name)
}

// referenced tells whether some drawn foreign key points at a column.
func (b *builder) referenced(t *model.Table, column string) bool {
	for other := range b.schema.Tables.All() {
		for _, fk := range other.Constraints {
			if fk.RefTable == t.Name && slices.Contains(fk.RefColumns, column) {
				return true
			}
		}
	}
	return false
}

// shortType spells long built-in types as people do.
func shortType(t model.Type) string {
	short := map[string]string{"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
		"character varying": "varchar", "double precision": "float8", "time without time zone": "time"}
	if s, ok := short[t.Name]; ok && t.Schema == "" {
		t.Name = s
		t.Mods = ""
	}
	if t.Schema == "public" {
		t.Schema = ""
	}
	return t.String()
}

// size gives a box the room of its text: frame, margins, two marks, name and
// type.
func size(n *Node) (w, h int) {
	inner := safe.Width(safe.Text(n.Title))
	name, typ := columnWidths(n)
	if len(n.Rows) > 0 {
		inner = max(inner, 2+1+name+2+typ)
		return inner + 4, len(n.Rows) + boxChrome + 1
	}
	return inner + 4, 3
}

// columnWidths are the widths of the names and types of a box.
func columnWidths(n *Node) (name, typ int) {
	for _, r := range n.Rows {
		name = max(name, safe.Width(safe.Text(r.Name)))
		typ = max(typ, safe.Width(safe.Text(r.Type)))
	}
	return name, typ
}

// edges adds the edges of one table.
func (b *builder) edges(from int, t *model.Table) {
	for _, fk := range t.ForeignKeys() {
		if !b.drawn(fk) {
			continue
		}
		to := b.index[fk.RefTable]
		e := Edge{From: from, To: to, Key: fk, FromRow: b.portRow(from, fk.Columns), One: t.IsUnique(fk.Columns)}
		ref := fk.RefColumns
		if len(ref) == 0 {
			if pk := b.graph.Nodes[to].Table.PrimaryKey(); pk != nil {
				ref = pk.Columns
			}
		}
		e.ToRow = b.portRow(to, ref)
		for _, c := range fk.Columns {
			if col := t.Column(c); col != nil && !col.NotNull {
				e.Optional = true
			}
		}
		b.graph.Edges = append(b.graph.Edges, e)
	}
}

// portRow is the row of a box at which an edge ends: that of the last of its
// columns, which says most in a composite key that begins with the tenant.
func (b *builder) portRow(node int, columns []string) int {
	n := &b.graph.Nodes[node]
	if len(n.Rows) == 0 {
		return 1
	}
	for i := len(columns) - 1; i >= 0; i-- {
		for r, row := range n.Rows {
			if row.Column.Name == columns[i] {
				return boxChrome + r
			}
		}
	}
	return 1 // the title: the column is not shown
}
