package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/ident"
)

// Table gives a table for reading, nil where there is none.
func (b *Builder) Table(n Name) *Table { return b.tables.get(n) }

// OwnTable gives a table for writing its own fields and lists. What the lists
// point at stays shared and must be replaced, not written to.
func (b *Builder) OwnTable(n Name) (*Table, error) {
	t := b.tables.own(n, (*Table).clone)
	if t == nil {
		return nil, b.noTable(n)
	}
	return t, nil
}

func (b *Builder) noTable(n Name) error {
	var names []string
	for t := range b.tables.all() {
		if t.Name.Schema == n.Schema {
			names = append(names, t.Name.Name)
		}
	}
	near := nearest(n.Name, names)
	if near != "" {
		near = ident.Quote(near)
	}
	return &NotFoundError{What: "table", Name: n.String(), Near: near}
}

// Tables lists the tables as they are now.
func (b *Builder) Tables() []*Table { return slices.Collect(b.tables.all()) }

// CreateTable adds a table. The builder takes t over.
func (b *Builder) CreateTable(t *Table) error {
	if err := b.takeRowName(t.Name); err != nil {
		return err
	}
	if !t.External {
		b.makeOwner(&t.Owner)
		t.Grants = b.newGrants(TableKind, t.Name.Schema, t.Grants)
	}
	b.tables.put(t)
	b.registerTable(t)
	if t.PartitionOf != nil || len(t.Inherits) > 0 {
		b.inheritance = yes
	}
	return nil
}

// External gives the table for writing; where there is none it adds one that
// the sources do not make themselves.
func (b *Builder) External(n Name) *Table {
	if t := b.tables.own(n, (*Table).clone); t != nil {
		return t
	}
	t := &Table{Name: n, External: true}
	b.tables.put(t)
	b.registerTable(t)
	return t
}

// DropTable takes a table out, with what belongs to it: its sequences, its
// partitions, its place in publications, and the foreign keys that point at it.
func (b *Builder) DropTable(n Name) error {
	t := b.tables.get(n)
	if t == nil {
		return b.noTable(n)
	}
	b.unregisterTable(t)
	b.tables.drop(n)
	b.dropCarriedOf(n)
	for s := range b.sequences.all() {
		if s.OwnedBy.Table == n {
			b.dropSequence(s.Name)
		}
	}
	for p := range b.publications.all() {
		if p.Has(n) {
			own := b.publications.own(p.Key(), (*Publication).clone)
			own.Tables = slices.DeleteFunc(own.Tables, func(x PublicationTable) bool { return x.Table == n })
		}
	}
	for _, o := range b.Tables() {
		if o.PartitionOf != nil && o.PartitionOf.Parent == n {
			if err := b.DropTable(o.Name); err != nil {
				return err
			}
			continue
		}
		b.dropReferences(o, func(c *Constraint) bool { return c.RefTable == n })
	}
	return nil
}

// dropReferences takes the foreign keys that match out of a table.
func (b *Builder) dropReferences(t *Table, match func(*Constraint) bool) {
	for _, c := range t.Constraints {
		if c.Kind == ForeignKey && match(c) {
			_ = b.DropConstraint(t.Name, c.Name) // it was just seen to be there
		}
	}
}

// RenameTable gives a table another name or schema. Foreign keys, policies,
// views, sequences and publications that speak of it follow; the names of its
// indexes and constraints stay, as they do in PostgreSQL.
func (b *Builder) RenameTable(from, to Name) error {
	t, err := b.OwnTable(from)
	if err != nil {
		return err
	}
	if err := b.takeRowName(to); err != nil {
		return err
	}
	b.unregisterTable(t)
	b.tables.drop(from)
	t.Name = to
	b.tables.put(t)
	b.registerTable(t)
	b.relationRenamed(from, to)
	if from.Schema != to.Schema { // what a column owns moves along
		for s := range b.sequences.all() {
			if s.OwnedBy.Table == to && s.Name.Schema != to.Schema {
				if err := b.RenameSequence(s.Name, Name{to.Schema, s.Name.Name}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// relationRenamed makes everything else follow a table or view.
func (b *Builder) relationRenamed(from, to Name) {
	for _, o := range b.Tables() {
		b.followRelation(o, from, to)
	}
	for s := range b.sequences.all() {
		if s.OwnedBy.Table == from {
			b.sequences.own(s.Name, (*Sequence).clone).OwnedBy.Table = to
		}
	}
	for p := range b.publications.all() {
		if p.Has(from) {
			own := b.publications.own(p.Key(), (*Publication).clone)
			for i := range own.Tables {
				if own.Tables[i].Table == from {
					own.Tables[i].Table = to
				}
			}
		}
	}
	b.rewriteExprs(renameRelation(from, to))
	b.retype(from, to)
	b.carriedRenamed(from, to, "", "")
}

func (b *Builder) followRelation(o *Table, from, to Name) {
	for i, c := range o.Constraints {
		if c.RefTable == from {
			own, _ := b.OwnTable(o.Name)
			n := *c
			n.RefTable = to
			own.Constraints[i] = &n
		}
	}
	if o.PartitionOf != nil && o.PartitionOf.Parent == from {
		own, _ := b.OwnTable(o.Name)
		own.PartitionOf = &Partition{Parent: to, Bound: o.PartitionOf.Bound}
	}
	for i, p := range o.Inherits {
		if p == from {
			own, _ := b.OwnTable(o.Name)
			own.Inherits[i] = to
		}
	}
	for i, g := range o.Triggers {
		if g.From == from {
			own, _ := b.OwnTable(o.Name)
			n := *g
			n.From = to
			own.Triggers[i] = &n
		}
	}
}
