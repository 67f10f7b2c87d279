package model

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
)

// Verbatim is a statement that was read but is not modelled. It is kept as it
// stands, in its order.
type Verbatim struct {
	SQL    string
	What   string // the statement in words: "CREATE CAST"
	Reason string // why it was not modelled
	Origin Origin
	// Undo takes back what the statement makes; it also says what that is.
	// Empty where that is not known: such statements are not compared.
	Undo string
	// Canonical is the statement as comparisons see it.
	Canonical string
	// On is the table, view or type that it belongs to and goes with; zero for
	// none.
	On Name
	// With is the Undo of the carried statement that it goes with: a comment
	// on a cast goes with the cast.
	With string
}

// Makes gives the kind and the name of the object that the statement makes, as
// DROP takes them; both are empty for one that makes none.
func (v *Verbatim) Makes() (kind, name string) {
	head, name, found := strings.Cut(strings.TrimPrefix(v.Undo, "DROP "), " IF EXISTS ")
	if !found || !strings.HasPrefix(v.Undo, "DROP ") {
		return "", ""
	}
	return head, name
}

// Place is where people look for what the statement makes: the schema of its
// table, or its own, or public where it has none, and its kind with its name,
// "collation german". ok is false for a statement that makes nothing.
func (v *Verbatim) Place() (place Name, ok bool) {
	kind, name := v.Makes()
	if kind == "" {
		return Name{}, false
	}
	schema := v.On.Schema
	if own, rest, found := strings.Cut(name, "."); found && schema == "" && !strings.ContainsAny(own, " (") {
		schema, name = strings.Trim(own, `"`), rest
	}
	if schema == "" {
		schema = defaultSchema
	}
	return Name{schema, strings.ToLower(kind) + " " + strings.ReplaceAll(name, schema+".", "")}, true
}

// CarriedIn lists the things of a schema that are carried, as [Verbatim.Place]
// places them.
func (s *Schema) CarriedIn(schema string) []*Verbatim {
	var out []*Verbatim
	for _, v := range s.Verbatim {
		if n, ok := v.Place(); ok && n.Schema == schema {
			out = append(out, v)
		}
	}
	return out
}

// Carry keeps a statement verbatim. Where one with the same Undo is there
// already it takes its place.
func (b *Builder) Carry(v *Verbatim) {
	if v.Undo != "" {
		if i := b.carriedIndex(v.Undo); i >= 0 {
			b.verbatim = slices.Clone(b.verbatim)
			b.verbatim[i] = v
			return
		}
	}
	b.verbatim = append(b.verbatim, v)
}

// Carried finds the statement that undo takes back, nil where there is none.
func (b *Builder) Carried(undo string) *Verbatim {
	if i := b.carriedIndex(undo); i >= 0 {
		return b.verbatim[i]
	}
	return nil
}

// CarriedWith lists the statements that go with the one that undo takes back.
func (b *Builder) CarriedWith(undo string) []*Verbatim {
	var out []*Verbatim
	for _, v := range b.verbatim {
		if v.With == undo {
			out = append(out, v)
		}
	}
	return out
}

// CarriedOn lists the statements that belong to a table or view.
func (b *Builder) CarriedOn(n Name) []*Verbatim {
	var out []*Verbatim
	for _, v := range b.verbatim {
		if v.On == n {
			out = append(out, v)
		}
	}
	return out
}

func (b *Builder) carriedIndex(undo string) int {
	return slices.IndexFunc(b.verbatim, func(v *Verbatim) bool { return v.Undo == undo })
}

// DropCarried forgets what a carried statement made, and what goes with that.
// It tells whether there was one that undo takes back.
func (b *Builder) DropCarried(undo string) bool {
	n := len(b.verbatim)
	b.verbatim = slices.DeleteFunc(slices.Clone(b.verbatim), func(v *Verbatim) bool { return v.Undo == undo || v.With == undo })
	return len(b.verbatim) < n
}

// ChangeCarried puts another statement where one is, under a new name for
// instance; what goes with it follows.
func (b *Builder) ChangeCarried(undo string, v *Verbatim) {
	b.verbatim = slices.Clone(b.verbatim)
	for i, old := range b.verbatim {
		switch {
		case old.Undo == undo:
			b.verbatim[i] = v
		case old.With == undo && v.Undo != undo:
			n := *old
			n.With = v.Undo
			target, to := strings.TrimPrefix(undo, carriedDrop(undo)), strings.TrimPrefix(v.Undo, carriedDrop(v.Undo))
			n.SQL, n.Undo = strings.ReplaceAll(n.SQL, target, to), strings.ReplaceAll(n.Undo, target, to)
			n.Canonical = strings.ReplaceAll(n.Canonical, strings.ReplaceAll(target, "public.", ""), strings.ReplaceAll(to, "public.", ""))
			b.verbatim[i] = &n
		}
	}
}

// carriedDrop is the part of a DROP before the object's name.
func carriedDrop(undo string) string {
	head, _, found := strings.Cut(undo, " IF EXISTS ")
	if !found {
		return ""
	}
	return head + " IF EXISTS "
}

// dropCarriedOf forgets what belongs to a table or view that is gone.
func (b *Builder) dropCarriedOf(n Name) {
	for _, v := range b.verbatim {
		if v.On == n {
			b.verbatim = slices.DeleteFunc(slices.Clone(b.verbatim), func(v *Verbatim) bool { return v.On == n })
			return
		}
	}
}

// carriedTypeRenamed lets what is carried of a type follow its new name.
func (b *Builder) carriedTypeRenamed(from, to Name) {
	bare := func(n Name) string { return strings.TrimPrefix(n.String(), defaultSchema+".") }
	for i, v := range b.verbatim {
		if v.On != from {
			continue
		}
		n := *v
		n.On = to
		n.SQL, n.Undo = strings.ReplaceAll(v.SQL, from.String(), to.String()), strings.ReplaceAll(v.Undo, from.String(), to.String())
		n.Canonical = strings.ReplaceAll(v.Canonical, bare(from), bare(to))
		b.verbatim = slices.Clone(b.verbatim)
		b.verbatim[i] = &n
	}
}

// Holds tells whether a table, view or type of this name is there.
func (s *Schema) Holds(n Name) bool {
	return s.Tables.Has(n) || s.Views.Has(n) || s.Enums.Has(n) || s.Domains.Has(n) || s.Composites.Has(n) || s.Opaques.Has(n)
}

// carriedRenamed lets carried statements follow a table, view or column.
func (b *Builder) carriedRenamed(from, to Name, column, toColumn string) {
	for i, v := range b.verbatim {
		text, canonical, ok := expr.RenameInStatement(v.SQL, expr.StatementRename{From: expr.Relation(from), To: expr.Relation(to),
			Column: column, ToColumn: toColumn, DefaultSchema: defaultSchema})
		if !ok {
			continue
		}
		n := *v
		n.SQL, n.Canonical = text, canonical
		if v.On == from {
			n.On = to
			n.Undo = strings.ReplaceAll(v.Undo+" ", " "+from.String()+" ", " "+to.String()+" ")
			n.Undo = strings.TrimSuffix(n.Undo, " ")
			n.With = strings.TrimSuffix(strings.ReplaceAll(v.With+" ", " "+from.String()+" ", " "+to.String()+" "), " ")
		}
		b.verbatim = slices.Clone(b.verbatim)
		b.verbatim[i] = &n
	}
}

// dropCarriedUsing forgets the statistics that name a column which is gone.
func (b *Builder) dropCarriedUsing(table Name, column string) {
	var gone []string
	for _, v := range b.verbatim {
		if v.On == table && strings.HasPrefix(v.Undo, "DROP STATISTICS") {
			if _, _, uses := expr.RenameInStatement(v.SQL, expr.StatementRename{From: expr.Relation(table), To: expr.Relation(table),
				Column: column, ToColumn: column, DefaultSchema: defaultSchema}); uses {
				gone = append(gone, v.Undo)
			}
		}
	}
	for _, undo := range gone {
		b.DropCarried(undo)
	}
}
