package model

import (
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

// relation is what a name in pg_class stands for.
type relation struct {
	kind  relationKind
	owner Name // of an index: its table or view
}

type relationKind int

const (
	relTable relationKind = iota + 1
	relView
	relSequence
	relIndex
	relComposite
)

func (k relationKind) String() string {
	return [...]string{"", "table", "view", "sequence", "index", "type"}[k]
}

// names builds the register of relation and constraint names when it is
// first needed; from then on every operation keeps it.
func (b *Builder) names() {
	if b.relations != nil {
		return
	}
	b.relations, b.constraints = map[Name]relation{}, map[Name]int{}
	for t := range b.tables.all() {
		b.registerTable(t)
	}
	for v := range b.views.all() {
		b.relations[v.Name] = relation{kind: relView}
		for _, x := range v.Indexes {
			b.relations[Name{v.Name.Schema, x.Name}] = relation{relIndex, v.Name}
		}
	}
	for s := range b.sequences.all() {
		b.relations[s.Name] = relation{kind: relSequence}
	}
	for c := range b.composites.all() {
		b.relations[c.Name] = relation{kind: relComposite}
	}
	for d := range b.domains.all() {
		for _, c := range d.Constraints {
			b.constraints[Name{d.Name.Schema, c.Name}]++
		}
	}
}

func (b *Builder) registerTable(t *Table) {
	if b.relations == nil {
		return
	}
	b.relations[t.Name] = relation{kind: relTable}
	for _, c := range t.Constraints {
		b.registerConstraint(t.Name, c)
	}
	for _, x := range t.Indexes {
		b.relations[Name{t.Name.Schema, x.Name}] = relation{relIndex, t.Name}
	}
}

func (b *Builder) unregisterTable(t *Table) {
	if b.relations == nil {
		return
	}
	delete(b.relations, t.Name)
	for _, c := range t.Constraints {
		b.unregisterConstraint(t.Name, c)
	}
	for _, x := range t.Indexes {
		delete(b.relations, Name{t.Name.Schema, x.Name})
	}
}

func (b *Builder) registerConstraint(table Name, c *Constraint) {
	if b.relations == nil {
		return
	}
	n := Name{table.Schema, c.Name}
	b.constraints[n]++
	if c.HasIndex() {
		b.relations[n] = relation{relIndex, table}
	}
}

func (b *Builder) unregisterConstraint(table Name, c *Constraint) {
	if b.relations == nil {
		return
	}
	n := Name{table.Schema, c.Name}
	if b.constraints[n]--; b.constraints[n] <= 0 {
		delete(b.constraints, n)
	}
	if c.HasIndex() {
		delete(b.relations, n)
	}
}

// FreeName tells whether no table, view, sequence, index or composite type
// has the name.
func (b *Builder) FreeName(n Name) bool {
	b.names()
	_, taken := b.relations[n]
	return !taken
}

// takeName fails where the name of a relation is taken.
func (b *Builder) takeName(n Name) error {
	b.names()
	if r, taken := b.relations[n]; taken {
		return &ExistsError{What: r.kind.String(), Name: n.String()}
	}
	return nil
}

// IndexOwner gives the table or materialized view that an index belongs to,
// also where the index stands behind a constraint.
func (b *Builder) IndexOwner(index Name) (Name, bool) {
	b.names()
	r, ok := b.relations[index]
	return r.owner, ok && r.kind == relIndex
}

// InventConstraintName gives the name that PostgreSQL gives a constraint which
// has none: table_columns_label, shortened and numbered as
// ChooseConstraintName and makeObjectName do it.
func (b *Builder) InventConstraintName(table Name, columns, label string) string {
	b.names()
	return b.invent(table, columns, label, func(n Name) bool { return b.constraints[n] > 0 })
}

// InventIndexName gives the name that PostgreSQL gives an index, or a
// constraint with an index behind it, which has none (ChooseRelationName).
func (b *Builder) InventIndexName(table Name, columns, label string, constraint bool) string {
	b.names()
	return b.invent(table, columns, label, func(n Name) bool {
		_, taken := b.relations[n]
		return taken || constraint && b.constraints[n] > 0
	})
}

func (b *Builder) invent(table Name, columns, label string, taken func(Name) bool) string {
	for i := 0; ; i++ {
		l := label
		if i > 0 {
			l += strconv.Itoa(i)
		}
		name := ObjectName(table.Name, columns, l)
		if !taken(Name{table.Schema, name}) {
			return name
		}
	}
}

// ObjectName joins two names and a label with underscores and shortens the
// longer of the two until the whole fits (makeObjectName of PostgreSQL).
func ObjectName(name1, name2, label string) string {
	overhead := 0
	if label != "" {
		overhead += len(label) + 1
	}
	if name2 != "" {
		overhead++
	}
	avail := ident.MaxBytes - overhead
	n1, n2 := len(name1), len(name2)
	for n1+n2 > avail {
		if n1 > n2 {
			n1--
		} else {
			n2--
		}
	}
	s := clip(name1, n1)
	if name2 != "" {
		s += "_" + clip(name2, n2)
	}
	if label != "" {
		s += "_" + label
	}
	return s
}

// clip cuts s to n bytes without splitting a character.
func clip(s string, n int) string {
	if n >= len(s) {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// JoinColumns joins column names for an invented name, as
// ChooseIndexNameAddition does: with underscores, cut at 63 bytes.
func JoinColumns(columns []string) string {
	var b strings.Builder
	for i, c := range columns {
		if i > 0 {
			b.WriteByte('_')
		}
		b.WriteString(c)
		if b.Len() >= ident.MaxBytes {
			break
		}
	}
	return ident.Truncate(b.String())
}
