package diff

import (
	"fmt"
	"slices"

	"github.com/pgdraft/pgdraft/model"
)

// Rename says that a thing has another name from now on. It is never guessed:
// it was recorded as an edit, or makes room for one that was.
//
// A rename must not be done twice: after a swap, or where a new object took
// the old name, both names are there again. So it asks before it works whether
// the old name is there and the new one is not, and whether If holds.
type Rename struct {
	Thing           // as it is called when its turn comes
	To    Thing     // as it is called afterwards
	If    []Premise // what also holds as long as this was not done
	// Once tells that nothing in the catalog shows whether this was done: the
	// migration cannot be run twice.
	Once bool
}

// Premise is something that holds in a database before a rename and not
// after it.
type Premise struct {
	Thing
	Is PremiseKind
	// Than is, for Earlier, the column or value it comes before.
	Than string
	Type model.Type // for Typed
}

// PremiseKind says what a premise is about.
type PremiseKind int

// The kinds of premise.
const (
	Present PremiseKind = iota // the thing is there
	Absent                     // it is not
	Earlier                    // the column or value comes before another
	Typed                      // the column has the type
)

// renames brings the things of base to the names that their descendants have
// in the target, and gives the schema that comes of it. A name may be in the
// way: another thing has it that moves on, which then goes first, or one that
// is dropped, which is put aside under a name of its own until its turn comes.
func (d *differ) renames(base *model.Schema, moves []descent) *model.Schema {
	if len(moves) == 0 {
		return base
	}
	p := &renamer{d: d, base: base, b: base.Edit(), moves: map[Thing]Thing{}, object: map[Thing]model.Name{},
		waiting: map[Thing][]Thing{}, state: map[Thing]renameState{}, parked: map[Thing]Thing{}}
	for _, m := range moves {
		p.moves[m.From] = m.To
	}
	for _, m := range moves {
		p.place(m.From)
	}
	return p.b.Schema()
}

type renameState int

const (
	untouched renameState = iota
	underway
	done
)

// renamer orders renames. Things are named as in the base.
type renamer struct {
	d       *differ
	base    *model.Schema
	b       *model.Builder
	moves   map[Thing]Thing
	object  map[Thing]model.Name // what tables and types are called by now, where that has changed
	waiting map[Thing][]Thing    // who waits for a thing to make room
	state   map[Thing]renameState
	parked  map[Thing]Thing // what was put aside, under the name it has there
}

// place renames a thing after those that have to make room for it.
func (p *renamer) place(t Thing) {
	if p.state[t] != untouched {
		return
	}
	p.state[t] = underway
	for _, other := range p.occupants(t) {
		p.waiting[other] = append(p.waiting[other], t)
		switch _, moves := p.moves[other]; {
		case !moves || p.state[other] == underway: // it is dropped, or waits for t itself
			p.park(other)
		default:
			p.place(other)
		}
	}
	p.rename(t, p.moves[t])
	p.state[t] = done
}

// occupants lists the things of the base that have the name that t gets.
func (p *renamer) occupants(t Thing) []Thing {
	to := p.moves[t]
	var out []Thing
	add := func(o Thing) {
		if o != t && p.state[o] != done && exists(p.base, o) {
			if _, aside := p.parked[o]; !aside {
				out = append(out, o)
			}
		}
	}
	switch t.What {
	case "column", "enum value":
		add(Thing{t.What, t.Of, to.Sub})
		return out
	case "constraint":
		add(Thing{t.What, t.Of, to.Sub})
		if c := p.base.Tables.Get(t.Of).Constraint(t.Sub); c.HasIndex() {
			out = append(out, p.relations(t, model.Name{Schema: to.Of.Schema, Name: to.Sub}, add)...)
		}
		return out
	case "table", "index":
		p.relations(t, to.Of, add)
	}
	if t.What != "index" {
		add(Thing{"type", to.Of, ""})
	}
	if t.What == "type" {
		add(Thing{"table", to.Of, ""}) // its row type has the name
	}
	return out
}

// relations adds what has a name among tables, views, sequences and indexes.
func (p *renamer) relations(t Thing, n model.Name, add func(Thing)) []Thing {
	add(Thing{"table", n, ""})
	add(Thing{"view", n, ""})
	add(Thing{"sequence", n, ""})
	if x, found := indexNamed(p.base, n); found && !(x.What == "constraint" && t.What == "constraint" && x.Of == t.Of) {
		add(x)
	}
	return nil
}

// park puts a thing aside under a name that nothing else has.
func (p *renamer) park(t Thing) {
	aside := t
	for label, n := "replaced", 2; ; label, n = fmt.Sprintf("replaced%d", n), n+1 {
		if t.Sub != "" {
			aside.Sub = model.ObjectName(t.Sub, "", label)
		} else {
			aside.Of.Name = model.ObjectName(t.Of.Name, "", label)
		}
		if !exists(p.base, aside) && !exists(p.d.target, aside) {
			break
		}
	}
	p.rename(t, aside)
	p.parked[t] = aside
}

// rename adds one rename and does it.
func (p *renamer) rename(t, to Thing) {
	c := &Rename{Thing: p.now(t), To: to}
	if t.Sub != "" {
		c.To.Of = c.Of
	}
	for _, first := range p.upstream(t) {
		c.If = append(c.If, Premise{Thing: p.now(first), Is: Present})
	}
	if p.looksUndone(c) {
		if mark, found := p.mark(t); found {
			c.If = append(c.If, mark)
		} else {
			c.Once = true
		}
	}
	if err := p.apply(c); err != nil {
		// Names are free by construction. Should one not be, what is left is
		// found by comparing, and dropped and made anew with a warning.
		return
	}
	p.d.add(c)
	if t.What == "table" || t.What == "type" {
		p.object[t] = to.Of
	}
}

// upstream lists those that wait for t to make room, and those that wait for
// them: as long as t was not renamed they have not been renamed either.
func (p *renamer) upstream(t Thing) []Thing {
	var out []Thing
	seen := map[Thing]bool{t: true}
	todo := slices.Clone(p.waiting[t])
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		if seen[next] || p.state[next] == done {
			continue
		}
		seen[next] = true
		out = append(out, next)
		todo = append(todo, p.waiting[next]...)
	}
	return out
}

// now gives what a thing of the base is called by now.
func (p *renamer) now(t Thing) Thing {
	aside, parked := p.parked[t]
	switch {
	case t.Sub != "":
		object := t.object()
		if n, changed := p.object[object]; changed {
			t.Of = n
		}
		if parked {
			t.Sub = aside.Sub
		} else if p.state[t] == done {
			t.Sub = p.moves[t].Sub
		}
		return t
	case parked:
		return aside
	case p.state[t] == done:
		return p.moves[t]
	}
	return t
}

// looksUndone tells whether what a rename asks holds in the target too, where
// the rename has been done.
func (p *renamer) looksUndone(c *Rename) bool {
	for _, premise := range c.If {
		if !exists(p.d.target, premise.Thing) {
			return false
		}
	}
	return exists(p.d.target, c.Thing) && !exists(p.d.target, c.To)
}

// mark finds something in the catalog that tells the thing of the base from
// the one that has its name in the target.
func (p *renamer) mark(t Thing) (Premise, bool) {
	here := p.now(t)
	switch t.What {
	case "table":
		return tableMark(p.base.Tables.Get(t.Of), p.d.target.Tables.Get(here.Of))
	case "column":
		b, a := p.base.Tables.Get(t.Of), p.d.target.Tables.Get(here.Of)
		old, now := b.Column(t.Sub), a.Column(here.Sub)
		if old.Type != now.Type {
			return Premise{Thing: here, Is: Typed, Type: old.Type}, true
		}
		names := func(t *model.Table) []string {
			out := make([]string, len(t.Columns))
			for i, c := range t.Columns {
				out[i] = c.Name
			}
			return out
		}
		return orderMark(here, names(b), names(a))
	case "enum value":
		return orderMark(here, p.base.Enums.Get(t.Of).Values, p.d.target.Enums.Get(here.Of).Values)
	case "type":
		b, a := p.base.Enums.Get(t.Of), p.d.target.Enums.Get(here.Of)
		if b == nil || a == nil {
			return Premise{}, false
		}
		for _, v := range b.Values {
			if !a.Has(v) {
				return Premise{Thing: Thing{"enum value", here.Of, v}, Is: Present}, true
			}
		}
		for _, v := range a.Values {
			if !b.Has(v) {
				return Premise{Thing: Thing{"enum value", here.Of, v}, Is: Absent}, true
			}
		}
	}
	return Premise{}, false
}

// tableMark finds a column or constraint that one of two tables has and the
// other has not.
func tableMark(b, a *model.Table) (Premise, bool) {
	for _, c := range b.Columns {
		if a.Column(c.Name) == nil {
			return Premise{Thing: Thing{"column", a.Name, c.Name}, Is: Present}, true
		}
	}
	for _, c := range a.Columns {
		if b.Column(c.Name) == nil {
			return Premise{Thing: Thing{"column", a.Name, c.Name}, Is: Absent}, true
		}
	}
	for _, c := range b.Columns {
		if a.Column(c.Name).Type != c.Type {
			return Premise{Thing: Thing{"column", a.Name, c.Name}, Is: Typed, Type: c.Type}, true
		}
	}
	for _, c := range b.Constraints {
		if a.Constraint(c.Name) == nil {
			return Premise{Thing: Thing{"constraint", a.Name, c.Name}, Is: Present}, true
		}
	}
	return Premise{}, false
}

// orderMark finds a name that t comes before in one list and not in the other.
func orderMark(t Thing, before, after []string) (Premise, bool) {
	at := slices.Index(before, t.Sub)
	now := slices.Index(after, t.Sub)
	for i, other := range before {
		j := slices.Index(after, other)
		if j < 0 || i == at || (i < at) == (j < now) {
			continue
		}
		if at < i {
			return Premise{Thing: t, Is: Earlier, Than: other}, true
		}
		return Premise{Thing: Thing{t.What, t.Of, other}, Is: Earlier, Than: t.Sub}, true
	}
	return Premise{}, false
}

// apply does a rename on the schema that is being led to the new names.
func (p *renamer) apply(c *Rename) error {
	switch c.What {
	case "table":
		return p.b.RenameTable(c.Of, c.To.Of)
	case "view":
		return p.b.RenameView(c.Of, c.To.Of)
	case "sequence":
		return p.b.RenameSequence(c.Of, c.To.Of)
	case "type":
		return p.b.RenameType(c.Of, c.To.Of)
	case "index":
		return p.b.RenameIndex(c.Of, c.To.Of.Name)
	case "column":
		return p.b.RenameColumn(c.Of, c.Sub, c.To.Sub)
	case "constraint":
		return p.b.RenameConstraint(c.Of, c.Sub, c.To.Sub)
	}
	return p.b.RenameEnumValue(c.Of, c.Sub, c.To.Sub)
}
