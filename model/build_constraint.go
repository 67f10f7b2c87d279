package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/ident"
)

// AddConstraint adds a constraint to a table. Its name must be set; a primary
// key makes its columns NOT NULL.
func (b *Builder) AddConstraint(table Name, c *Constraint) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	if old := t.Constraint(c.Name); old != nil && old.Inherited && !c.Inherited && old.Kind == Check && c.Kind == Check &&
		old.Expr.Equal(c.Expr) { // now it is the table's own too
		return b.ChangeConstraint(table, c.Name, func(k *Constraint) { k.Inherited = false })
	} else if old != nil {
		return &ExistsError{What: "constraint", Name: ident.Quote(c.Name), In: table.String()}
	}
	if c.Kind == PrimaryKey && t.PrimaryKey() != nil {
		return &ExistsError{What: "a primary key,", Name: ident.Quote(t.PrimaryKey().Name) + ",", In: table.String()}
	}
	if !t.External {
		for _, col := range c.Columns {
			if t.Column(col) == nil {
				return noColumn(t, col)
			}
		}
	}
	if c.HasIndex() {
		if err := b.takeName(Name{table.Schema, c.Name}); err != nil {
			return err
		}
	}
	t.Constraints = append(t.Constraints, c)
	b.registerConstraint(table, c)
	if c.Kind == PrimaryKey {
		for _, col := range c.Columns {
			if err := b.ChangeColumn(table, col, func(c *Column) { c.NotNull = true }); err != nil {
				return err
			}
		}
	}
	return nil
}

// ChangeConstraint replaces a constraint by what change makes of a copy.
func (b *Builder) ChangeConstraint(table Name, name string, change func(*Constraint)) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	for i, c := range t.Constraints {
		if c.Name == name {
			n := *c
			change(&n)
			t.Constraints[i] = &n
			return nil
		}
	}
	return noConstraint(t, name)
}

func noConstraint(t *Table, name string) error {
	var names []string
	for _, c := range t.Constraints {
		names = append(names, c.Name)
	}
	near := nearest(name, names)
	if near != "" {
		near = ident.Quote(near)
	}
	return &NotFoundError{What: "constraint", Name: ident.Quote(name), In: t.Name.String(), Near: near}
}

// DropConstraint takes a constraint out, and the foreign keys of other tables
// that rest on it. Columns of a primary key stay NOT NULL, as in PostgreSQL.
func (b *Builder) DropConstraint(table Name, name string) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	c := t.Constraint(name)
	if c == nil {
		return noConstraint(t, name)
	}
	t.Constraints = slices.DeleteFunc(t.Constraints, func(x *Constraint) bool { return x == c })
	b.unregisterConstraint(table, c)
	if c.Kind == PrimaryKey || c.Kind == Unique {
		for _, o := range b.Tables() {
			b.dropReferences(o, func(f *Constraint) bool {
				return f.RefTable == table && sameSet(f.RefColumns, c.Columns) && !t.IsUnique(c.Columns)
			})
		}
	}
	return nil
}

func sameSet(a, b []string) bool { return len(a) == len(b) && subset(a, b) && subset(b, a) }

// RenameConstraint gives a constraint, and the index behind it, another name.
func (b *Builder) RenameConstraint(table Name, from, to string) error {
	t := b.Table(table)
	if t == nil {
		return b.noTable(table)
	}
	c := t.Constraint(from)
	if c == nil {
		return noConstraint(t, from)
	}
	if t.Constraint(to) != nil {
		return &ExistsError{What: "constraint", Name: ident.Quote(to), In: table.String()}
	}
	if c.HasIndex() {
		if err := b.takeName(Name{table.Schema, to}); err != nil {
			return err
		}
	}
	b.names()
	b.unregisterConstraint(table, c)
	if err := b.ChangeConstraint(table, from, func(c *Constraint) { c.Name = to }); err != nil {
		return err
	}
	b.registerConstraint(table, b.Table(table).Constraint(to))
	return nil
}
