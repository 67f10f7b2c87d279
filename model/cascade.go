package model

import (
	"errors"
	"slices"
)

// The functions of this file do what PostgreSQL's DROP ... CASCADE does: they
// take an object, what needs it, and what needs that. What needs an object is
// what the users of it are; see [Schema.TableUsers].

// CascadeTable drops a table with its users.
func (b *Builder) CascadeTable(n Name) error {
	users := b.Look().TableUsers(n)
	return b.cascade(b.DropTable(n), users)
}

// CascadeView drops a view with its users.
func (b *Builder) CascadeView(n Name) error {
	users := b.Look().ViewUsers(n)
	return b.cascade(b.DropView(n), users)
}

// CascadeColumn drops a column with its users.
func (b *Builder) CascadeColumn(table Name, column string) error {
	users := b.Look().ColumnUsers(table, column)
	return b.cascade(b.DropColumn(table, column), users)
}

// CascadeType drops a type of any kind with its users.
func (b *Builder) CascadeType(n Name) error {
	users := b.Look().TypeUsers(n)
	return b.cascade(b.DropType(n), users)
}

// CascadeSequence drops a sequence with the defaults that call it.
func (b *Builder) CascadeSequence(n Name) error {
	users := b.Look().SequenceUsers(n)
	return b.cascade(b.DropSequence(n), users)
}

// CascadeRoutine drops a routine with its users. While another of its name
// stays nobody can tell which of the two they call, and they stay.
func (b *Builder) CascadeRoutine(key Name) error {
	r := b.Routine(key)
	if r == nil {
		return b.DropRoutine(key)
	}
	users := b.Look().RoutineUsers(r.Name)
	err := b.DropRoutine(key)
	if len(b.RoutinesNamed(r.Name)) > 0 {
		return err
	}
	return b.cascade(err, users)
}

// CascadeNamespace drops a namespace with all that is in it, and the users of
// that elsewhere.
func (b *Builder) CascadeNamespace(name string) error {
	s := b.Look()
	var users []Ref
	for t := range s.Tables.All() {
		if t.Name.Schema == name {
			users = append(users, s.TableUsers(t.Name)...)
		}
	}
	for v := range s.Views.All() {
		if v.Name.Schema == name {
			users = append(users, s.ViewUsers(v.Name)...)
		}
	}
	for q := range s.Sequences.All() {
		if q.Name.Schema == name {
			users = append(users, s.SequenceUsers(q.Name)...)
		}
	}
	for n := range s.typeNames() {
		if n.Schema == name {
			users = append(users, s.TypeUsers(n)...)
		}
	}
	for r := range s.Routines.All() {
		if r.Name.Schema == name {
			users = append(users, s.RoutineUsers(r.Name)...)
		}
	}
	return b.cascade(b.DropNamespace(name), users)
}

// cascade takes the users of what was just dropped; an earlier one may have
// taken a later one along.
func (b *Builder) cascade(dropped error, users []Ref) error {
	if dropped != nil {
		return dropped
	}
	for _, u := range users {
		var gone *NotFoundError
		if err := u.take(b); err != nil && !errors.As(err, &gone) {
			return err
		}
	}
	return nil
}

func (b *Builder) dropAttribute(composite Name, attribute string) error {
	c, err := b.OwnComposite(composite)
	if err != nil {
		return err
	}
	c.Attributes = slices.DeleteFunc(c.Attributes, func(a Attribute) bool { return a.Name == attribute })
	return nil
}
