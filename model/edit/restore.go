package edit

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
)

// Restore puts objects back to what they were: those under Put get exactly
// these definitions, those under Gone are taken out. It is how an edit is
// inverted without a second implementation of each.
type Restore struct {
	What string    `json:"what"` // what is being undone
	Put  Snapshots `json:"put,omitzero"`
	Gone Names     `json:"gone,omitzero"`
}

// Snapshots are whole objects by kind.
type Snapshots struct {
	Namespaces   []*model.Namespace   `json:"namespaces,omitempty"`
	Extensions   []*model.Extension   `json:"extensions,omitempty"`
	Tables       []*model.Table       `json:"tables,omitempty"`
	Views        []*model.View        `json:"views,omitempty"`
	Enums        []*model.Enum        `json:"enums,omitempty"`
	Domains      []*model.Domain      `json:"domains,omitempty"`
	Composites   []*model.Composite   `json:"composites,omitempty"`
	Opaques      []*model.Opaque      `json:"opaques,omitempty"`
	Sequences    []*model.Sequence    `json:"sequences,omitempty"`
	Routines     []*model.Routine     `json:"routines,omitempty"`
	Publications []*model.Publication `json:"publications,omitempty"`

	DefaultPrivileges []*model.DefaultPrivileges `json:"defaultPrivileges,omitempty"`
}

// Names are the names of objects by kind.
type Names struct {
	Namespaces   []model.Name `json:"namespaces,omitempty"`
	Extensions   []model.Name `json:"extensions,omitempty"`
	Tables       []model.Name `json:"tables,omitempty"`
	Views        []model.Name `json:"views,omitempty"`
	Enums        []model.Name `json:"enums,omitempty"`
	Domains      []model.Name `json:"domains,omitempty"`
	Composites   []model.Name `json:"composites,omitempty"`
	Opaques      []model.Name `json:"opaques,omitempty"`
	Sequences    []model.Name `json:"sequences,omitempty"`
	Routines     []model.Name `json:"routines,omitempty"`
	Publications []model.Name `json:"publications,omitempty"`

	DefaultPrivileges []model.Name `json:"defaultPrivileges,omitempty"`
}

// Invert gives the edit that leads from after back to before. Only objects
// that differ are in it.
func Invert(what string, before, after *model.Schema) *Restore {
	r := &Restore{What: what}
	r.Put.Namespaces, r.Gone.Namespaces = changed(after.Namespaces, before.Namespaces)
	r.Put.Extensions, r.Gone.Extensions = changed(after.Extensions, before.Extensions)
	r.Put.Tables, r.Gone.Tables = changed(after.Tables, before.Tables)
	r.Put.Views, r.Gone.Views = changed(after.Views, before.Views)
	r.Put.Enums, r.Gone.Enums = changed(after.Enums, before.Enums)
	r.Put.Domains, r.Gone.Domains = changed(after.Domains, before.Domains)
	r.Put.Composites, r.Gone.Composites = changed(after.Composites, before.Composites)
	r.Put.Opaques, r.Gone.Opaques = changed(after.Opaques, before.Opaques)
	r.Put.Sequences, r.Gone.Sequences = changed(after.Sequences, before.Sequences)
	r.Put.Routines, r.Gone.Routines = changed(after.Routines, before.Routines)
	r.Put.Publications, r.Gone.Publications = changed(after.Publications, before.Publications)
	r.Put.DefaultPrivileges, r.Gone.DefaultPrivileges = changed(after.DefaultPrivileges, before.DefaultPrivileges)
	return r
}

// changed gives what has to be put into from, and what has to go, to get to.
func changed[T model.Object](from, to model.Objects[T]) (put []T, gone []model.Name) {
	var none T
	for f, t := range model.Compare(from, to) {
		if t == none {
			gone = append(gone, f.Key())
		} else {
			put = append(put, t)
		}
	}
	return put, gone
}

// Op implements [Edit].
func (e *Restore) Op() string { return "restore" }

// Describe implements [Edit].
func (e *Restore) Describe() string { return fmt.Sprintf("take back: %s", e.What) }

func (e *Restore) apply(_ *model.Schema, b *model.Builder) error {
	p, g := e.Put, e.Gone
	b.RestoreNamespaces(p.Namespaces, g.Namespaces)
	b.RestoreExtensions(p.Extensions, g.Extensions)
	b.RestoreTables(p.Tables, g.Tables)
	b.RestoreViews(p.Views, g.Views)
	b.RestoreEnums(p.Enums, g.Enums)
	b.RestoreDomains(p.Domains, g.Domains)
	b.RestoreComposites(p.Composites, g.Composites)
	b.RestoreOpaques(p.Opaques, g.Opaques)
	b.RestoreSequences(p.Sequences, g.Sequences)
	b.RestoreRoutines(p.Routines, g.Routines)
	b.RestorePublications(p.Publications, g.Publications)
	b.RestoreDefaultPrivileges(p.DefaultPrivileges, g.DefaultPrivileges)
	return nil
}
