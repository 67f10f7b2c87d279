package model

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

func noColumn(t *Table, name string) error {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	near := nearest(name, names)
	if near != "" {
		near = ident.Quote(near)
	}
	return &NotFoundError{What: "column", Name: ident.Quote(name), In: t.Name.String(), Near: near}
}

// AddColumn adds a column at the end of a table, and to the tables that
// inherit from it.
func (b *Builder) AddColumn(table Name, c *Column) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	if t.Column(c.Name) != nil {
		return &ExistsError{What: "column", Name: ident.Quote(c.Name), In: table.String()}
	}
	t.Columns = append(t.Columns, c)
	for _, child := range b.Children(table) {
		if b.Table(child).Column(c.Name) != nil {
			continue
		}
		n := *c
		n.Inherited = true
		if err := b.AddColumn(child, &n); err != nil {
			return err
		}
	}
	return nil
}

// Children lists the partitions of a table and the tables that inherit from it.
func (b *Builder) Children(table Name) []Name {
	if !b.inherits() {
		return nil
	}
	var out []Name
	for t := range b.tables.all() {
		if t.PartitionOf != nil && t.PartitionOf.Parent == table || slices.Contains(t.Inherits, table) {
			out = append(out, t.Name)
		}
	}
	return out
}

// inherits tells whether any table may have a parent; most schemas have none,
// and looking for children would cost every column change a walk.
func (b *Builder) inherits() bool {
	if b.inheritance == unknown {
		b.inheritance = no
		for t := range b.tables.all() {
			if t.PartitionOf != nil || len(t.Inherits) > 0 {
				b.inheritance = yes
			}
		}
	}
	return b.inheritance == yes
}

type answer int

const (
	unknown answer = iota
	no
	yes
)

// Attach makes a table a partition of another.
func (b *Builder) Attach(table Name, p *Partition) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	t.PartitionOf = p
	b.inheritance = yes
	return nil
}

// Inherit makes a table a child of another.
func (b *Builder) Inherit(table, parent Name) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	t.Inherits = append(t.Inherits, parent)
	b.inheritance = yes
	return nil
}

// ChangeColumn replaces a column by what change makes of a copy of it.
func (b *Builder) ChangeColumn(table Name, column string, change func(*Column)) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	for i, c := range t.Columns {
		if c.Name == column {
			n := *c
			change(&n)
			t.Columns[i] = &n
			return nil
		}
	}
	return noColumn(t, column)
}

// DropColumn takes a column out, with everything that cannot be without it:
// constraints, indexes, policies and triggers that mention it, foreign keys
// that point at it, sequences it owns. Whether that is allowed is the
// caller's question ([Schema.ColumnUsers]).
func (b *Builder) DropColumn(table Name, column string) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	if t.Column(column) == nil {
		return noColumn(t, column)
	}
	for _, c := range slices.Clone(t.Constraints) {
		if constraintUses(c, t, column) {
			if err := b.DropConstraint(table, c.Name); err != nil {
				return err
			}
		}
	}
	for _, x := range slices.Clone(t.Indexes) {
		if x.MentionsColumn(table.Name, column) {
			if err := b.DropIndex(Name{table.Schema, x.Name}); err != nil {
				return err
			}
		}
	}
	t.Policies = slices.DeleteFunc(slices.Clone(t.Policies), func(p *Policy) bool { return p.MentionsColumn(table.Name, column) })
	t.Triggers = slices.DeleteFunc(slices.Clone(t.Triggers), func(g *Trigger) bool { return triggerUses(g, column) })
	t.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c *Column) bool {
		return c.Name == column || c.Generated.MentionsColumn(table.Name, column)
	})
	ref := ColumnRef{table, column}
	for s := range b.sequences.all() {
		if s.OwnedBy == ref {
			b.dropSequence(s.Name)
		}
	}
	b.dropCarriedUsing(table, column)
	for _, o := range b.Tables() {
		b.dropReferences(o, func(c *Constraint) bool {
			return c.RefTable == table && slices.Contains(c.RefColumns, column)
		})
	}
	return b.dropInherited(table, column)
}

func (b *Builder) dropInherited(table Name, column string) error {
	for _, child := range b.Children(table) {
		if c := b.Table(child).Column(column); c != nil && c.Inherited {
			if err := b.DropColumn(child, column); err != nil {
				return err
			}
		}
	}
	return nil
}

func constraintUses(c *Constraint, t *Table, column string) bool {
	if slices.Contains(c.Columns, column) || slices.Contains(c.Include, column) || slices.Contains(c.SetColumns, column) {
		return true
	}
	for _, x := range c.Exclusions {
		if x.Key.Column == column || x.Key.Expr.MentionsColumn(t.Name.Name, column) {
			return true
		}
	}
	return c.Expr.MentionsColumn(t.Name.Name, column)
}

func triggerUses(g *Trigger, column string) bool {
	return slices.Contains(g.UpdateOf, column) ||
		g.When.MentionsColumn("new", column) || g.When.MentionsColumn("old", column)
}

// RenameColumn gives a column another name. What PostgreSQL itself lets
// follow follows: keys, indexes, checks, policies, triggers, views,
// generated columns, foreign keys of other tables, inherited columns. Bodies
// of functions do not.
func (b *Builder) RenameColumn(table Name, from, to string) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	if t.Column(from) == nil {
		return noColumn(t, from)
	}
	if t.Column(to) != nil {
		return &ExistsError{What: "column", Name: ident.Quote(to), In: table.String()}
	}
	rename := func(names []string) []string { return replaced(names, from, to) }
	for i, c := range t.Columns {
		if c.Name == from {
			n := *c
			n.Name = to
			t.Columns[i] = &n
		}
	}
	t.PartitionBy = renamedKey(t.PartitionBy, from, to)
	for i, c := range t.Constraints {
		n := *c
		n.Columns, n.Include, n.SetColumns = rename(c.Columns), rename(c.Include), rename(c.SetColumns)
		n.Exclusions = slices.Clone(c.Exclusions)
		for j, x := range n.Exclusions {
			if x.Key.Column == from {
				k := *x.Key
				k.Column = to
				n.Exclusions[j] = &Exclusion{Key: &k, Operator: x.Operator}
			}
		}
		t.Constraints[i] = &n
	}
	for i, x := range t.Indexes {
		n := *x
		n.Include = rename(x.Include)
		n.Keys = slices.Clone(x.Keys)
		for j, k := range n.Keys {
			if k.Column == from {
				nk := *k
				nk.Column = to
				n.Keys[j] = &nk
			}
		}
		t.Indexes[i] = &n
	}
	for i, g := range t.Triggers {
		n := *g
		n.UpdateOf = rename(g.UpdateOf)
		n.When = g.When.RenameColumn("new", from, to, false).RenameColumn("old", from, to, false)
		t.Triggers[i] = &n
	}
	b.columnRenamed(table, from, to)
	for _, child := range b.Children(table) {
		if b.Table(child).Column(from) != nil {
			if err := b.RenameColumn(child, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// renamedKey gives a partition key with a column called by its new name.
func renamedKey(key, from, to string) string {
	strategy, list, ok := strings.Cut(strings.TrimSuffix(key, ")"), " (")
	if !ok {
		return key
	}
	parts := strings.Split(list, ", ")
	for i, p := range parts {
		name, rest, spaced := strings.Cut(p, " ") // an operator class may follow
		if name == ident.Quote(from) {
			parts[i] = ident.Quote(to)
			if spaced {
				parts[i] += " " + rest
			}
		}
	}
	return strategy + " (" + strings.Join(parts, ", ") + ")"
}

// columnRenamed makes everything outside the table's own lists follow.
func (b *Builder) columnRenamed(table Name, from, to string) {
	for _, o := range b.Tables() {
		for i, c := range o.Constraints {
			if c.RefTable == table && slices.Contains(c.RefColumns, from) {
				own, _ := b.OwnTable(o.Name)
				n := *c
				n.RefColumns = replaced(c.RefColumns, from, to)
				own.Constraints[i] = &n
			}
		}
	}
	for s := range b.sequences.all() {
		if s.OwnedBy == (ColumnRef{table, from}) {
			b.sequences.own(s.Name, (*Sequence).clone).OwnedBy.Column = to
		}
	}
	for p := range b.publications.all() {
		for i, x := range p.Tables {
			if x.Table == table && slices.Contains(x.Columns, from) {
				b.publications.own(p.Key(), (*Publication).clone).Tables[i].Columns = replaced(x.Columns, from, to)
			}
		}
	}
	b.rewriteExprs(renameColumn(table, from, to))
	b.carriedRenamed(table, table, from, to)
}

func replaced(names []string, from, to string) []string {
	if !slices.Contains(names, from) {
		return names
	}
	out := slices.Clone(names)
	for i, n := range out {
		if n == from {
			out[i] = to
		}
	}
	return out
}
