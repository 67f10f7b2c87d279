package model

import (
	"iter"
	"slices"
)

// Runner is the role that runs migrations on Supabase and in a new
// PostgreSQL: that a file says so of an owner says nothing new.
const Runner = "postgres"

// CommonOwner is the role that owns most of the schema; the empty name is
// that of whoever makes it. A dump names the owner of each object: who made the
// database is the deployment's matter, and only what is owned by somebody else
// is the design's.
func (s *Schema) CommonOwner() string {
	count := map[string]int{}
	for owner := range s.owners() {
		count[owner]++
	}
	names := make([]string, 0, len(count))
	for owner := range count {
		names = append(names, owner)
	}
	slices.Sort(names) // so that of two as many the answer is one
	common, most := "", 0
	for _, n := range names {
		if count[n] > most {
			common, most = n, count[n]
		}
	}
	return common
}

// makeOwner makes who creates an object its owner, where it has none.
func (b *Builder) makeOwner(owner *string) {
	if *owner == "" {
		*owner = b.creator
	}
}

// OwnMost says which role owns what names no owner; see [Schema].
func (b *Builder) OwnMost(role string) { b.owner = role }

// SetTypeOwner sets the owner of a type of any kind.
func (b *Builder) SetTypeOwner(n Name, owner string) error {
	switch {
	case b.enums.get(n) != nil:
		b.enums.own(n, (*Enum).clone).Owner = owner
	case b.domains.get(n) != nil:
		b.domains.own(n, (*Domain).clone).Owner = owner
	case b.composites.get(n) != nil:
		b.composites.own(n, (*Composite).clone).Owner = owner
	case b.opaques.get(n) != nil:
		b.opaques.own(n, (*Opaque).clone).Owner = owner
	default:
		return &NotFoundError{What: "type", Name: n.String()}
	}
	return nil
}

// Reassign gives to another what some roles own.
func (b *Builder) Reassign(from func(owner string) bool, to string) {
	reassign(&b.tables, (*Table).clone, func(t *Table) *string { return &t.Owner }, from, to)
	reassign(&b.views, (*View).clone, func(v *View) *string { return &v.Owner }, from, to)
	reassign(&b.sequences, (*Sequence).clone, func(q *Sequence) *string { return &q.Owner }, from, to)
	reassign(&b.routines, (*Routine).clone, func(r *Routine) *string { return &r.Owner }, from, to)
	reassign(&b.enums, (*Enum).clone, func(e *Enum) *string { return &e.Owner }, from, to)
	reassign(&b.domains, (*Domain).clone, func(d *Domain) *string { return &d.Owner }, from, to)
	reassign(&b.composites, (*Composite).clone, func(c *Composite) *string { return &c.Owner }, from, to)
	reassign(&b.opaques, (*Opaque).clone, func(o *Opaque) *string { return &o.Owner }, from, to)
	reassign(&b.namespaces, (*Namespace).clone, func(n *Namespace) *string { return &n.Owner }, from, to)
	reassign(&b.publications, (*Publication).clone, func(p *Publication) *string { return &p.Owner }, from, to)
}

func reassign[T Object](e *editor[T], clone func(T) T, owner func(T) *string, from func(string) bool, to string) {
	for t := range e.all() {
		if from(*owner(t)) {
			*owner(e.own(t.Key(), clone)) = to
		}
	}
}

// owners runs over the owner of each object that has one of its own.
func (s *Schema) owners() iter.Seq[string] {
	return func(yield func(string) bool) {
		for t := range s.Tables.All() {
			if !t.External && !yield(t.Owner) {
				return
			}
		}
		for q := range s.Sequences.All() {
			if q.OwnedBy.Column == "" && !yield(q.Owner) {
				return
			}
		}
		_ = each(s.Views, yield, func(v *View) string { return v.Owner }) &&
			each(s.Routines, yield, func(r *Routine) string { return r.Owner }) &&
			each(s.Enums, yield, func(e *Enum) string { return e.Owner }) &&
			each(s.Domains, yield, func(d *Domain) string { return d.Owner }) &&
			each(s.Composites, yield, func(c *Composite) string { return c.Owner }) &&
			each(s.Opaques, yield, func(o *Opaque) string { return o.Owner }) &&
			each(s.Namespaces, yield, func(n *Namespace) string { return n.Owner })
	}
}

// each yields a property of each object, and tells whether more is wanted.
func each[T Object](of Objects[T], yield func(string) bool, property func(T) string) bool {
	for t := range of.All() {
		if !yield(property(t)) {
			return false
		}
	}
	return true
}
