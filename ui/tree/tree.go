// Package tree is the list of everything a schema holds, which folds and
// filters.
package tree

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/listing"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
)

// Kind is what an item stands for.
type Kind int

// The kinds.
const (
	Namespace Kind = iota
	Group
	Table
	View
	Enum
	Domain
	Composite
	Opaque
	Sequence
	Routine
	Carried // what is kept as the statement that makes it
	Gone    // a table that the design drops
)

// Ref names what an item stands for.
type Ref struct {
	Kind Kind
	Name model.Name // the object; for a namespace or group only the schema
}

// Item is one line.
type Item struct {
	Ref
	Label    safe.Text
	Depth    int
	Count    int  // of a namespace or group
	Open     bool // of a namespace or group
	Mark     safe.Text
	RLS      int // 0 does not apply, 1 off, 2 on
	Errors   safe.Text
	Warnings safe.Text
	key      string
}

// Tree is the pane.
type Tree struct {
	screen.List
	Items  []Item
	Filter string

	before   Ref // where the cursor was before the filter
	snapshot *session.Snapshot
	closed   map[string]bool
	counts   map[model.Name][3]int // findings of tables by severity
	ascii    bool
}

// New makes a tree; ascii avoids other signs.
func New(ascii bool) *Tree {
	return &Tree{closed: map[string]bool{}, ascii: ascii}
}

// Show puts a snapshot on display; the cursor stays on what it is on.
func (t *Tree) Show(s *session.Snapshot) {
	at := t.Selected()
	t.snapshot = s
	t.counts = map[model.Name][3]int{}
	for _, f := range s.Checks.Findings {
		c := t.counts[f.Object.Name]
		c[f.Severity]++
		t.counts[f.Object.Name] = c
	}
	t.rebuild()
	t.Select(at)
}

// SetFilter shows only what holds the text, and everything for "". The cursor
// goes to what fits best, and back to where it was when the filter goes.
func (t *Tree) SetFilter(text string) {
	if t.Filter == "" && text != "" {
		t.before = t.Selected()
	}
	t.Filter = text
	t.rebuild()
	if text == "" {
		t.Select(t.before)
		return
	}
	best, bestRank := t.Cursor, 0
	for i, it := range t.Items {
		if r := t.rank(it); r > bestRank {
			best, bestRank = i, r
		}
	}
	t.Cursor = best
}

// rank tells how well an item fits the filter: its whole name, its beginning,
// or some part of it.
func (t *Tree) rank(it Item) int {
	if it.Kind == Namespace || it.Kind == Group {
		return 0
	}
	name, text := strings.ToLower(it.Name.Name), strings.ToLower(t.Filter)
	switch {
	case name == text:
		return 3
	case strings.HasPrefix(name, text):
		return 2
	}
	return 1
}

// Selected is what the cursor is on.
func (t *Tree) Selected() Ref {
	if t.Cursor < 0 || t.Cursor >= len(t.Items) {
		return Ref{}
	}
	return t.Items[t.Cursor].Ref
}

// Select moves the cursor to something, opening what hides it.
func (t *Tree) Select(r Ref) bool {
	for i, it := range t.Items {
		if it.Ref == r {
			t.Cursor = i
			return true
		}
	}
	t.To(t.Cursor, len(t.Items))
	return false
}

// Has tells whether an object is in the tree, folded away or not. Of those
// that it does not list itself it asks the schema.
func (t *Tree) Has(r Ref) bool {
	if t.snapshot == nil {
		return false
	}
	s := t.snapshot.Target
	switch r.Kind {
	case Table:
		return s.Tables.Has(r.Name)
	case View:
		return s.Views.Has(r.Name)
	case Enum:
		return s.Enums.Has(r.Name)
	case Domain:
		return s.Domains.Has(r.Name)
	case Composite:
		return s.Composites.Has(r.Name)
	case Routine:
		return s.Routines.Has(r.Name)
	}
	return false
}

// Reveal opens what hides an object and moves the cursor there.
func (t *Tree) Reveal(r Ref) bool {
	delete(t.closed, r.Name.Schema)
	for k := range groupNames {
		delete(t.closed, r.Name.Schema+"/"+groupNames[k])
	}
	t.Filter = ""
	t.rebuild()
	return t.Select(r)
}

// Toggle opens or closes a namespace or group; it tells whether there was one.
func (t *Tree) Toggle() bool {
	if t.Cursor >= len(t.Items) || t.Items[t.Cursor].key == "" {
		return false
	}
	t.Set(!t.Items[t.Cursor].Open)
	return true
}

// Set opens or closes what the cursor is on; closing an object moves to what
// holds it.
func (t *Tree) Set(open bool) {
	if t.Cursor >= len(t.Items) {
		return
	}
	it := t.Items[t.Cursor]
	if it.key == "" || it.Open == open {
		if !open {
			for i := t.Cursor - 1; i >= 0; i-- {
				if t.Items[i].Depth < it.Depth {
					t.Cursor = i
					return
				}
			}
		}
		return
	}
	t.closed[it.key] = !open
	t.rebuild()
}

var groupNames = map[Kind]string{Table: "tables", View: "views", Enum: "enums", Domain: "domains", Composite: "types",
	Opaque: "other types", Sequence: "sequences", Routine: "functions", Carried: "others"}

func (t *Tree) rebuild() {
	t.Items = t.Items[:0]
	if t.snapshot == nil {
		return
	}
	s := t.snapshot.Target
	gone := t.snapshot.Gone()
	for _, ns := range listing.Namespaces(s) {
		var groups [][]Item
		total := 0
		add := func(kind Kind, items []Item) {
			if len(items) == 0 {
				return
			}
			total += len(items)
			key := ns + "/" + groupNames[kind]
			open := t.open(key, kind)
			head := Item{Ref: Ref{Group, model.Name{Schema: ns, Name: groupNames[kind]}}, Label: safe.Text(groupNames[kind]), Depth: 1, Count: len(items), Open: open, key: key}
			if !open {
				items = nil
			}
			groups = append(groups, append([]Item{head}, items...))
		}
		add(Table, t.tables(s, ns, gone))
		add(View, objects(t, s.Views, ns, View))
		add(Enum, objects(t, s.Enums, ns, Enum))
		add(Domain, objects(t, s.Domains, ns, Domain))
		add(Composite, objects(t, s.Composites, ns, Composite))
		add(Opaque, objects(t, s.Opaques, ns, Opaque))
		add(Sequence, t.sequences(s, ns))
		add(Routine, t.routines(s, ns))
		add(Carried, t.carried(s, ns))
		if total == 0 && t.Filter != "" {
			continue
		}
		open := t.open(ns, Namespace)
		t.Items = append(t.Items, Item{Ref: Ref{Namespace, model.Name{Schema: ns}}, Label: safe.Clean(ns), Count: total, Open: open, key: ns})
		if open {
			for _, g := range groups {
				t.Items = append(t.Items, g...)
			}
		}
	}
	t.To(t.Cursor, len(t.Items))
}

// open tells whether something is unfolded: with a filter everything, else as
// it was left; functions and sequences begin folded.
func (t *Tree) open(key string, kind Kind) bool {
	if t.Filter != "" {
		return true
	}
	if closed, ok := t.closed[key]; ok {
		return !closed
	}
	return kind != Routine && kind != Sequence && kind != Carried
}

func (t *Tree) matches(name string) bool {
	return t.Filter == "" || strings.Contains(strings.ToLower(name), strings.ToLower(t.Filter))
}

func (t *Tree) tables(s *model.Schema, ns string, gone []*model.Table) []Item {
	var out []Item
	for x := range s.Tables.In(ns) {
		if !t.matches(x.Name.Name) {
			continue
		}
		it := Item{Ref: Ref{Table, x.Name}, Label: safe.Clean(x.Name.Name), Depth: 2}
		if !x.External {
			it.RLS = 1
			if x.RowSecurity {
				it.RLS = 2
			}
			it.Mark = safe.Text(t.snapshot.Mark(x))
		}
		c := t.counts[x.Name]
		it.Errors, it.Warnings = t.count("✗", "x", c[checks.Error]), t.count("▲", "!", c[checks.Warning])
		out = append(out, it)
	}
	for _, x := range gone {
		if x.Name.Schema == ns && t.matches(x.Name.Name) && !x.External {
			out = append(out, Item{Ref: Ref{Gone, x.Name}, Label: safe.Clean(x.Name.Name), Depth: 2, Mark: "-"})
		}
	}
	return out
}

func (t *Tree) count(sign, ascii string, n int) safe.Text {
	if n == 0 {
		return ""
	}
	if t.ascii {
		sign = ascii
	}
	return safe.Text(sign + itoa(n))
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func objects[T model.Object](t *Tree, set model.Objects[T], ns string, kind Kind) []Item {
	var out []Item
	for o := range set.In(ns) {
		if n := o.Key(); t.matches(n.Name) {
			out = append(out, Item{Ref: Ref{kind, n}, Label: safe.Clean(n.Name), Depth: 2, Mark: t.mark(kind, n)})
		}
	}
	return out
}

// mark tells how a type, view or function stands against the base.
func (t *Tree) mark(kind Kind, n model.Name) safe.Text {
	base, target := t.snapshot.Base, t.snapshot.Target
	switch kind {
	case Enum:
		e := target.Enums.Get(n)
		return against(t.snapshot.BaseEnum(e), e)
	case View:
		return against(base.Views.Get(n), target.Views.Get(n))
	case Routine:
		return against(base.Routines.Get(n), target.Routines.Get(n))
	case Domain:
		return against(base.Domains.Get(n), target.Domains.Get(n))
	}
	return ""
}

func against[T model.Object](before, now T) safe.Text {
	var none T
	switch before {
	case none:
		return "+"
	case now:
		return ""
	}
	return "~"
}

func (t *Tree) sequences(s *model.Schema, ns string) []Item {
	var out []Item
	for q := range s.Sequences.In(ns) {
		if !q.Implied && t.matches(q.Name.Name) {
			out = append(out, Item{Ref: Ref{Sequence, q.Name}, Label: safe.Clean(q.Name.Name), Depth: 2})
		}
	}
	return out
}

func (t *Tree) routines(s *model.Schema, ns string) []Item {
	var out []Item
	for r := range s.Routines.In(ns) {
		if !t.matches(r.Name.Name) {
			continue
		}
		it := Item{Ref: Ref{Routine, r.Key()}, Label: safe.Clean(r.Key().Name), Depth: 2, Mark: t.mark(Routine, r.Key())}
		c := t.counts[r.Key()]
		it.Errors, it.Warnings = t.count("✗", "x", c[checks.Error]), t.count("▲", "!", c[checks.Warning])
		out = append(out, it)
	}
	return out
}

func (t *Tree) carried(s *model.Schema, ns string) []Item {
	var out []Item
	for _, v := range s.CarriedIn(ns) {
		if n, _ := v.Place(); t.matches(n.Name) {
			out = append(out, Item{Ref: Ref{Carried, n}, Label: safe.Clean(n.Name), Depth: 2})
		}
	}
	return out
}

// Draw paints the pane's inside.
func (t *Tree) Draw(c *screen.Canvas, r screen.Rect, focused bool) {
	top := t.Window(r.H, len(t.Items))
	for row := range min(r.H, len(t.Items)-top) {
		t.drawItem(c, r, row, top+row, focused)
	}
	if len(t.Items) == 0 {
		text := safe.Text("nothing is here yet")
		if t.Filter != "" {
			text = "nothing matches the filter"
		}
		c.Put(r.X+1, r.Y, r.W-1, text, screen.Dim)
	}
}

func (t *Tree) drawItem(c *screen.Canvas, r screen.Rect, row, i int, focused bool) {
	it, y := &t.Items[i], r.Y+row
	x := r.X + 1 + 2*it.Depth
	switch {
	case it.key != "":
		sign := c.Glyph("▸", ">")
		if it.Open {
			sign = c.Glyph("▾", "v")
		}
		c.Put(x, y, 1, sign, screen.Dim)
		role := screen.Normal
		if it.Kind == Namespace {
			role = screen.Bright
		}
		used := c.Put(x+2, y, r.X+r.W-x-8, it.Label, role)
		c.Put(x+3+used, y, 6, safe.Text(itoa(it.Count)), screen.Dim)
	default:
		c.Put(r.X+3, y, 1, it.Mark, markRole(it.Mark))
		right := r.X + r.W - 1
		for _, n := range []struct {
			text safe.Text
			role screen.Role
		}{{it.Warnings, screen.Caution}, {it.Errors, screen.Failure}} {
			if n.text != "" {
				w := safe.Width(n.text)
				right -= w
				c.Put(right, y, w, n.text, n.role)
				right--
			}
		}
		switch it.RLS {
		case 1:
			right--
			c.Put(right, y, 1, c.Glyph("▢", "r"), screen.Caution)
			right--
		case 2:
			right--
			c.Put(right, y, 1, c.Glyph("▣", "R"), screen.Dim)
			right--
		}
		role := screen.Normal
		if it.Kind == Gone {
			role = screen.Removed
		}
		c.Put(x, y, right-x, it.Label, role)
	}
	if i == t.Cursor {
		role := screen.CursorIdle
		if focused {
			role = screen.Cursor
		}
		c.Tint(r.X, y, r.W, role)
	}
}

func markRole(m safe.Text) screen.Role {
	switch m {
	case "+":
		return screen.Added
	case "~":
		return screen.Changed
	}
	return screen.Removed
}
