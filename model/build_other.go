package model

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

// Sequence gives a sequence for reading, nil where there is none.
func (b *Builder) Sequence(n Name) *Sequence { return b.sequences.get(n) }

// CreateSequence adds a sequence.
func (b *Builder) CreateSequence(s *Sequence) error {
	if err := b.takeName(s.Name); err != nil {
		return err
	}
	if s.OwnedBy.Column == "" { // else it has the table's owner
		b.makeOwner(&s.Owner)
	}
	s.Grants = b.newGrants(SequenceKind, s.Name.Schema, s.Grants)
	b.sequences.put(s)
	b.relations[s.Name] = relation{kind: relSequence}
	return nil
}

// OwnSequence gives a sequence for writing.
func (b *Builder) OwnSequence(n Name) (*Sequence, error) {
	if s := b.sequences.own(n, (*Sequence).clone); s != nil {
		return s, nil
	}
	return nil, &NotFoundError{What: "sequence", Name: n.String()}
}

// DropSequence takes a sequence out.
func (b *Builder) DropSequence(n Name) error {
	if b.sequences.get(n) == nil {
		return &NotFoundError{What: "sequence", Name: n.String()}
	}
	b.dropSequence(n)
	return nil
}

func (b *Builder) dropSequence(n Name) {
	b.sequences.drop(n)
	if b.relations != nil {
		delete(b.relations, n)
	}
}

// RenameSequence gives a sequence another name or schema.
func (b *Builder) RenameSequence(from, to Name) error {
	s, err := b.OwnSequence(from)
	if err != nil {
		return err
	}
	if err := b.takeName(to); err != nil {
		return err
	}
	b.dropSequence(from)
	s.Name = to
	b.sequences.put(s)
	b.relations[to] = relation{kind: relSequence}
	b.rewriteExprs(renameSequence(from, to))
	return nil
}

// View gives a view for reading, nil where there is none.
func (b *Builder) View(n Name) *View { return b.views.get(n) }

// CreateView adds a view; with replace it takes the place of one of the same
// name, which keeps its grants, comment and triggers.
func (b *Builder) CreateView(v *View, replace bool) error {
	if old := b.views.get(v.Name); old != nil && replace && !old.Materialized {
		v.Owner, v.Grants, v.Comment, v.Triggers = old.Owner, old.Grants, old.Comment, old.Triggers
		b.views.put(v)
		return nil
	}
	if err := b.takeRowName(v.Name); err != nil {
		return err
	}
	b.makeOwner(&v.Owner)
	v.Grants = b.newGrants(TableKind, v.Name.Schema, v.Grants)
	b.views.put(v)
	b.relations[v.Name] = relation{kind: relView}
	return nil
}

// OwnView gives a view for writing.
func (b *Builder) OwnView(n Name) (*View, error) {
	if v := b.views.own(n, (*View).clone); v != nil {
		return v, nil
	}
	return nil, &NotFoundError{What: "view", Name: n.String()}
}

// DropView takes a view out.
func (b *Builder) DropView(n Name) error {
	v := b.views.get(n)
	if v == nil {
		return &NotFoundError{What: "view", Name: n.String()}
	}
	b.names()
	b.views.drop(n)
	b.dropCarriedOf(n)
	delete(b.relations, n)
	for _, x := range v.Indexes {
		delete(b.relations, Name{n.Schema, x.Name})
	}
	return nil
}

// RenameView gives a view another name or schema; views and policies that
// read it follow.
func (b *Builder) RenameView(from, to Name) error {
	v, err := b.OwnView(from)
	if err != nil {
		return err
	}
	if err := b.takeRowName(to); err != nil {
		return err
	}
	b.views.drop(from)
	delete(b.relations, from)
	v.Name = to
	b.views.put(v)
	b.relations[to] = relation{kind: relView}
	b.relationRenamed(from, to)
	return nil
}

// Routine finds a routine by its key, nil where there is none.
func (b *Builder) Routine(key Name) *Routine { return b.routines.get(key) }

// RoutinesNamed lists the overloads of a name.
func (b *Builder) RoutinesNamed(n Name) []*Routine {
	var out []*Routine
	for r := range b.routines.all() {
		if r.Name == n {
			out = append(out, r)
		}
	}
	return out
}

// CreateRoutine adds a routine; with replace it takes the place of one with
// the same name and input types, which keeps its grants and comment.
func (b *Builder) CreateRoutine(r *Routine, replace bool) error {
	if old := b.routines.get(r.Key()); old != nil {
		if !replace {
			return &ExistsError{What: strings.ToLower(string(old.Kind)), Name: old.Ref()}
		}
		r.Owner, r.Grants, r.Comment = old.Owner, old.Grants, old.Comment
	} else {
		b.makeOwner(&r.Owner)
		r.Grants = b.newGrants(FunctionKind, r.Name.Schema, r.Grants)
	}
	b.routines.put(r)
	return nil
}

// OwnRoutine gives a routine for writing everything but what makes its key.
func (b *Builder) OwnRoutine(key Name) (*Routine, error) {
	if r := b.ownRoutine(key); r != nil {
		return r, nil
	}
	return nil, &NotFoundError{What: "function", Name: key.Schema + "." + key.Name}
}

func (b *Builder) ownRoutine(key Name) *Routine {
	return b.routines.own(key, func(r *Routine) *Routine {
		c := r.clone()
		c.Args = slices.Clone(r.Args)
		c.Config = slices.Clone(r.Config)
		c.Grants = slices.Clone(r.Grants)
		return c
	})
}

// DropRoutine takes a routine out.
func (b *Builder) DropRoutine(key Name) error {
	if b.routines.get(key) == nil {
		return &NotFoundError{What: "function", Name: key.Schema + "." + key.Name}
	}
	b.routines.drop(key)
	return nil
}

// RenameRoutine gives a routine another name or schema; triggers, defaults,
// policies and views follow.
func (b *Builder) RenameRoutine(key, to Name) error {
	r, err := b.OwnRoutine(key)
	if err != nil {
		return err
	}
	from := r.Name
	b.routines.drop(key)
	r.Name = to
	if b.routines.get(r.Key()) != nil {
		return &ExistsError{What: "function", Name: r.Ref()}
	}
	b.routines.put(r)
	follow := func(on Name, triggers []*Trigger) {
		for i, g := range triggers {
			if g.Function == from {
				n := *g
				n.Function = to
				(*b.triggerList(on))[i] = &n
			}
		}
	}
	for _, t := range b.Tables() {
		follow(t.Name, t.Triggers)
	}
	for _, v := range b.Views() {
		follow(v.Name, v.Triggers)
	}
	b.rewriteExprs(renameFunction(from, to))
	return nil
}

// Namespace gives a namespace for reading, nil where there is none.
func (b *Builder) Namespace(name string) *Namespace { return b.namespaces.get(Name{name, name}) }

// CreateNamespace adds a namespace.
func (b *Builder) CreateNamespace(n *Namespace) error {
	if b.namespaces.get(n.Key()) != nil {
		return &ExistsError{What: "schema", Name: ident.Quote(n.Name)}
	}
	b.makeOwner(&n.Owner)
	b.namespaces.put(n)
	return nil
}

// OwnNamespace gives a namespace for writing, adding it where the sources
// only use it.
func (b *Builder) OwnNamespace(name string) (*Namespace, error) {
	if n := b.namespaces.own(Name{name, name}, (*Namespace).clone); n != nil {
		return n, nil
	}
	return nil, &NotFoundError{What: "schema", Name: ident.Quote(name)}
}

// DropNamespace takes a namespace out with everything in it.
func (b *Builder) DropNamespace(name string) error {
	if b.Namespace(name) == nil {
		return &NotFoundError{What: "schema", Name: ident.Quote(name)}
	}
	b.namespaces.drop(Name{name, name})
	for _, t := range b.Tables() {
		if t.Name.Schema == name && b.Table(t.Name) != nil {
			if err := b.DropTable(t.Name); err != nil {
				return err
			}
		}
	}
	for v := range b.views.all() {
		if v.Name.Schema == name {
			if err := b.DropView(v.Name); err != nil {
				return err
			}
		}
	}
	dropAllIn(&b.enums, name)
	dropAllIn(&b.domains, name)
	dropAllIn(&b.composites, name)
	dropAllIn(&b.opaques, name)
	dropAllIn(&b.routines, name)
	for s := range b.sequences.all() {
		if s.Name.Schema == name {
			b.dropSequence(s.Name)
		}
	}
	return nil
}

func dropAllIn[T Object](e *editor[T], schema string) {
	for o := range e.all() {
		if o.Key().Schema == schema {
			e.drop(o.Key())
		}
	}
}

// Extension gives an extension for reading, nil where there is none.
func (b *Builder) Extension(name string) *Extension { return b.extensions.get(Name{Name: name}) }

// Extensions lists the extensions as they are now.
func (b *Builder) Extensions() []*Extension { return slices.Collect(b.extensions.all()) }

// CreateExtension adds an extension.
func (b *Builder) CreateExtension(x *Extension) error {
	if b.Extension(x.Name) != nil {
		return &ExistsError{What: "extension", Name: ident.Quote(x.Name)}
	}
	b.extensions.put(x)
	return nil
}

// OwnExtension gives an extension for writing.
func (b *Builder) OwnExtension(name string) (*Extension, error) {
	if x := b.extensions.own(Name{Name: name}, (*Extension).clone); x != nil {
		return x, nil
	}
	return nil, &NotFoundError{What: "extension", Name: ident.Quote(name)}
}

// DropExtension takes an extension out.
func (b *Builder) DropExtension(name string) error {
	if b.Extension(name) == nil {
		return &NotFoundError{What: "extension", Name: ident.Quote(name)}
	}
	b.extensions.drop(Name{Name: name})
	return nil
}

// Publication gives a publication for reading, nil where there is none.
func (b *Builder) Publication(name string) *Publication { return b.publications.get(Name{Name: name}) }

// CreatePublication adds a publication.
func (b *Builder) CreatePublication(p *Publication) error {
	if b.Publication(p.Name) != nil {
		return &ExistsError{What: "publication", Name: ident.Quote(p.Name)}
	}
	b.makeOwner(&p.Owner)
	b.publications.put(p)
	return nil
}

// OwnPublication gives a publication for writing, adding an external one
// where the sources only use it.
func (b *Builder) OwnPublication(name string) *Publication {
	if p := b.publications.own(Name{Name: name}, (*Publication).clone); p != nil {
		return p
	}
	p := &Publication{Name: name, External: true}
	b.publications.put(p)
	return p
}

// RenamePublication gives a publication another name.
func (b *Builder) RenamePublication(from, to string) error {
	p := b.Publication(from)
	if p == nil {
		return &NotFoundError{What: "publication", Name: ident.Quote(from)}
	}
	renamed := *p
	renamed.Name = to
	if err := b.CreatePublication(&renamed); err != nil {
		return err
	}
	return b.DropPublication(from)
}

// DropPublication takes a publication out.
func (b *Builder) DropPublication(name string) error {
	if b.Publication(name) == nil {
		return &NotFoundError{What: "publication", Name: ident.Quote(name)}
	}
	b.publications.drop(Name{Name: name})
	return nil
}

// Views lists the views as they are now.
func (b *Builder) Views() []*View { return slices.Collect(b.views.all()) }

// Sequences lists the sequences as they are now.
func (b *Builder) Sequences() []*Sequence { return slices.Collect(b.sequences.all()) }

// Routines lists the routines as they are now.
func (b *Builder) Routines() []*Routine { return slices.Collect(b.routines.all()) }

// SequenceOf gives the sequence that a column owns, nil where it owns none.
func (b *Builder) SequenceOf(column ColumnRef) *Sequence {
	for s := range b.sequences.all() {
		if s.OwnedBy == column {
			return s
		}
	}
	return nil
}

// MoveAll moves everything of one namespace to another.
func (b *Builder) MoveAll(from, to string) error {
	moved := func(n Name) Name { return Name{to, n.Name} }
	for _, t := range b.Tables() {
		if t.Name.Schema == from {
			if err := b.RenameTable(t.Name, moved(t.Name)); err != nil {
				return err
			}
		}
	}
	for _, v := range b.Views() {
		if v.Name.Schema == from {
			if err := b.RenameView(v.Name, moved(v.Name)); err != nil {
				return err
			}
		}
	}
	for _, s := range b.Sequences() {
		if s.Name.Schema == from {
			if err := b.RenameSequence(s.Name, moved(s.Name)); err != nil {
				return err
			}
		}
	}
	var types []Name
	for e := range b.enums.all() {
		types = append(types, e.Name)
	}
	for d := range b.domains.all() {
		types = append(types, d.Name)
	}
	for c := range b.composites.all() {
		types = append(types, c.Name)
	}
	for o := range b.opaques.all() {
		types = append(types, o.Name)
	}
	for _, n := range types {
		if n.Schema == from {
			if err := b.RenameType(n, moved(n)); err != nil {
				return err
			}
		}
	}
	for _, r := range b.Routines() {
		if r.Name.Schema == from {
			if err := b.RenameRoutine(r.Key(), moved(r.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}
