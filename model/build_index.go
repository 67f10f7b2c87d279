package model

import (
	"slices"
)

// CreateIndex adds an index to a table or materialized view. Its name must be
// set.
func (b *Builder) CreateIndex(on Name, x *Index) error {
	if err := b.takeName(Name{on.Schema, x.Name}); err != nil {
		return err
	}
	if v := b.views.own(on, (*View).clone); v != nil {
		v.Indexes = append(v.Indexes, x)
	} else {
		t, err := b.OwnTable(on)
		if err != nil {
			return err
		}
		for _, k := range x.Keys {
			if k.Column != "" && !t.External && t.Column(k.Column) == nil {
				return noColumn(t, k.Column)
			}
		}
		t.Indexes = append(t.Indexes, x)
	}
	b.relations[Name{on.Schema, x.Name}] = relation{relIndex, on}
	return nil
}

// DropIndex takes an index out. An index behind a constraint goes with the
// constraint only and is reported as not found here.
func (b *Builder) DropIndex(name Name) error {
	list, i, err := b.indexList(name)
	if err != nil {
		return err
	}
	*list = slices.Delete(*list, i, i+1)
	delete(b.relations, name)
	return nil
}

// ChangeIndex replaces an index by what change makes of a copy, which may
// have another name.
func (b *Builder) ChangeIndex(name Name, change func(*Index)) error {
	list, i, err := b.indexList(name)
	if err != nil {
		return err
	}
	n := *(*list)[i]
	change(&n)
	to := Name{name.Schema, n.Name}
	if to != name {
		if err := b.takeName(to); err != nil {
			return err
		}
		b.relations[to] = b.relations[name]
		delete(b.relations, name)
	}
	(*list)[i] = &n
	return nil
}

// RenameIndex gives an index another name; the constraint that it stands
// behind, if any, is renamed with it.
func (b *Builder) RenameIndex(name Name, to string) error {
	owner, ok := b.IndexOwner(name)
	if ok {
		if t := b.Table(owner); t != nil && t.Constraint(name.Name) != nil && t.Index(name.Name) == nil {
			return b.RenameConstraint(owner, name.Name, to)
		}
	}
	return b.ChangeIndex(name, func(x *Index) { x.Name = to })
}

// indexList finds the list, owned for writing, that holds an index.
func (b *Builder) indexList(name Name) (*[]*Index, int, error) {
	owner, ok := b.IndexOwner(name)
	if ok {
		var list *[]*Index
		if v := b.views.own(owner, (*View).clone); v != nil {
			list = &v.Indexes
		} else if t := b.tables.own(owner, (*Table).clone); t != nil {
			list = &t.Indexes
		}
		if list != nil {
			if i := slices.IndexFunc(*list, func(x *Index) bool { return x.Name == name.Name }); i >= 0 {
				return list, i, nil
			}
		}
	}
	return nil, 0, &NotFoundError{What: "index", Name: name.String()}
}
