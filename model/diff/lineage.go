package diff

import (
	"cmp"
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

// Thing is an object, or a part of one, that can be renamed.
type Thing struct {
	What string     // "table", "view", "sequence", "index", "type", "column", "constraint" or "enum value"
	Of   model.Name // the object itself, or the table or type that Sub is a part of
	Sub  string     // the name of a part; empty for an object
}

// descent says that a thing of one schema is the same as a thing of another
// under another name. Where From is a part, its object has the name it has in
// the first schema, and in To the one it has in the second.
type descent struct{ From, To Thing }

func (d descent) back() descent { return descent{d.To, d.From} }

// Trace follows the edits from base and tells who each thing of the outcome
// was there.
func Trace(base *model.Schema, edits []edit.Edit) *Lineage {
	l := &Lineage{base: base}
	if !slices.ContainsFunc(slices.Collect(flat(edits)), func(e edit.Edit) bool { _, _, ok := renamed(e); return ok }) {
		return l // everything is what its name says
	}
	l.origin, l.claimed = map[Thing]Thing{}, map[Thing]bool{}
	cur := base
	for e := range flat(edits) {
		next, err := edit.Apply(cur, e)
		if err != nil {
			continue // the edits of a design apply; one of a foreign list that does not has renamed nothing
		}
		if from, to, ok := renamed(e); ok {
			l.rename(cur, from, to)
		} else {
			l.forget(cur, next)
		}
		cur = next
	}
	for _, from := range l.origin {
		l.claimed[from] = true
	}
	return l
}

// renamed gives what an edit renames; ok is false for any other edit.
func renamed(e edit.Edit) (from, to Thing, ok bool) {
	switch x := e.(type) {
	case *edit.RenameTable:
		return Thing{"table", x.Table, ""}, Thing{"table", x.To, ""}, true
	case *edit.RenameType:
		return Thing{"type", x.Type, ""}, Thing{"type", x.To, ""}, true
	case *edit.RenameIndex:
		return Thing{"index", x.Index, ""}, Thing{"index", model.Name{Schema: x.Index.Schema, Name: x.To}, ""}, true
	case *edit.RenameColumn:
		return Thing{"column", x.Table, x.Column}, Thing{"column", x.Table, x.To}, true
	case *edit.RenameConstraint:
		return Thing{"constraint", x.Table, x.Constraint}, Thing{"constraint", x.Table, x.To}, true
	case *edit.RenameEnumValue:
		return Thing{"enum value", x.Enum, x.Value}, Thing{"enum value", x.Enum, x.To}, true
	}
	return from, to, false
}

// Lineage knows, for the things of an edited schema, which thing of the base
// each one is.
type Lineage struct {
	base *model.Schema
	// origin holds what was renamed, or is not what the base has under this
	// name; the zero Thing stands for what the base does not have at all.
	origin  map[Thing]Thing
	claimed map[Thing]bool // things of the base that live on under another name
}

// Of gives the thing of the base that t is. Something new that has the name
// of something dropped is taken for the same. ok is false where it is new.
func (l *Lineage) Of(t Thing) (was Thing, ok bool) {
	if was = l.of(t); was != (Thing{}) {
		return was, true
	}
	if t.Sub != "" {
		object, ok := l.Of(t.object())
		if !ok {
			return Thing{}, false
		}
		t.Of = object.Of
	}
	return t, exists(l.base, t) && !l.claimed[t]
}

// object gives the thing that a part belongs to.
func (t Thing) object() Thing {
	what := "table"
	if t.What == "enum value" {
		what = "type"
	}
	return Thing{what, t.Of, ""}
}

// of gives the thing of the base that t is; the zero Thing where it is new.
func (l *Lineage) of(t Thing) Thing {
	if o, known := l.origin[t]; known {
		return o
	}
	if t.Sub != "" {
		object := l.of(t.object())
		if object == (Thing{}) {
			return Thing{}
		}
		t.Of = object.Of
	}
	if !exists(l.base, t) {
		return Thing{}
	}
	return t
}

func (l *Lineage) rename(before *model.Schema, from, to Thing) {
	o := l.of(from)
	parts := map[Thing]Thing{}
	for t, origin := range l.origin {
		if t.Sub != "" && t.object() == from {
			parts[t] = origin
		}
	}
	l.vacate(from)
	l.vacate(to)
	l.origin[to] = o
	for t, origin := range parts {
		t.Of = to.Of
		l.origin[t] = origin
	}
	if from.What == "table" && from.Of.Schema != to.Of.Schema { // its indexes move along
		for _, x := range before.Tables.Get(from.Of).Indexes {
			l.rename(before, Thing{"index", model.Name{Schema: from.Of.Schema, Name: x.Name}, ""},
				Thing{"index", model.Name{Schema: to.Of.Schema, Name: x.Name}, ""})
		}
	}
}

// vacate says that whatever has this name from now on is new.
func (l *Lineage) vacate(t Thing) {
	l.origin[t] = Thing{}
	if t.Sub != "" {
		return
	}
	for part := range l.origin {
		if part.Sub != "" && part.object() == t {
			delete(l.origin, part)
		}
	}
}

// forget notes what an edit that renames nothing has dropped.
func (l *Lineage) forget(before, after *model.Schema) {
	for b, a := range model.Compare(before.Tables, after.Tables) {
		if b == nil {
			continue
		}
		if a == nil {
			l.vacate(Thing{"table", b.Name, ""})
			a = &model.Table{Name: b.Name}
		}
		for _, c := range b.Columns {
			if a.Column(c.Name) == nil {
				l.vacate(Thing{"column", b.Name, c.Name})
			}
		}
		for _, c := range b.Constraints {
			if a.Constraint(c.Name) == nil {
				l.vacate(Thing{"constraint", b.Name, c.Name})
			}
		}
		for _, x := range b.Indexes {
			if a.Index(x.Name) == nil {
				l.vacate(Thing{"index", model.Name{Schema: b.Name.Schema, Name: x.Name}, ""})
			}
		}
	}
	for b, a := range model.Compare(before.Enums, after.Enums) {
		switch {
		case b == nil:
		case a == nil:
			l.vacate(Thing{"type", b.Name, ""})
		default:
			for _, v := range b.Values {
				if !a.Has(v) {
					l.vacate(Thing{"enum value", b.Name, v})
				}
			}
		}
	}
	vacateTypes(l, before.Domains, after.Domains)
	vacateTypes(l, before.Composites, after.Composites)
	vacateTypes(l, before.Opaques, after.Opaques)
}

func vacateTypes[T model.Object](l *Lineage, before, after model.Objects[T]) {
	var none T
	for b, a := range model.Compare(before, after) {
		if b != none && a == none {
			l.vacate(Thing{"type", b.Key(), ""})
		}
	}
}

// moved lists what has another name than in the base, in a fixed order:
// objects before parts, as the parts are then found under the new name.
func (l *Lineage) moved() []descent {
	var out []descent
	for to, from := range l.origin {
		if from == (Thing{}) || from == to || to.Sub != "" && from.Sub == to.Sub {
			continue
		}
		if from.What == "index" && from.Of.Name == to.Of.Name { // it went with its table
			continue
		}
		out = append(out, descent{from, to})
	}
	slices.SortFunc(out, func(a, b descent) int {
		return cmp.Or(cmp.Compare(rank(a.From), rank(b.From)), cmp.Compare(a.From.Of.Schema, b.From.Of.Schema),
			cmp.Compare(a.From.Of.Name, b.From.Of.Name), cmp.Compare(a.From.Sub, b.From.Sub))
	})
	return out
}

func rank(t Thing) int {
	return slices.Index([]string{"table", "view", "sequence", "type", "index", "column", "constraint", "enum value"}, t.What)
}

// exists tells whether a schema has the thing.
func exists(s *model.Schema, t Thing) bool {
	switch t.What {
	case "table":
		return s.Tables.Has(t.Of)
	case "view":
		return s.Views.Has(t.Of)
	case "sequence":
		return s.Sequences.Has(t.Of)
	case "type":
		return s.Enums.Has(t.Of) || s.Domains.Has(t.Of) || s.Composites.Has(t.Of) || s.Opaques.Has(t.Of)
	case "index":
		_, found := indexNamed(s, t.Of)
		return found
	case "enum value":
		e := s.Enums.Get(t.Of)
		return e != nil && e.Has(t.Sub)
	}
	table := s.Tables.Get(t.Of)
	switch {
	case table == nil:
		return false
	case t.What == "column":
		return table.Column(t.Sub) != nil
	}
	return table.Constraint(t.Sub) != nil
}

// indexNamed finds what has the name among indexes: an index, or a constraint
// that one stands behind.
func indexNamed(s *model.Schema, n model.Name) (Thing, bool) {
	for t := range s.Tables.In(n.Schema) {
		if t.Index(n.Name) != nil {
			return Thing{"index", n, ""}, true
		}
		if c := t.Constraint(n.Name); c != nil && c.HasIndex() {
			return Thing{"constraint", t.Name, n.Name}, true
		}
	}
	return Thing{}, false
}
