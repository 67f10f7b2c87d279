package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// rebuilds takes what is in the way of a change of type, and itself does not
// change, out before it and puts it back after: policies, triggers and views
// that use the column. PostgreSQL follows with indexes and constraints by
// itself.
func (d *differ) rebuilds() {
	if len(d.retyped) == 0 && len(d.rebuilt) == 0 {
		return
	}
	done := d.handled()
	d.remakeRoutines(done)
	for b := range d.from.Tables.All() {
		t := d.target.Tables.Get(b.Name)
		if t == nil {
			continue
		}
		for _, p := range b.Policies {
			if t.Policy(p.Name) != nil && !done[handle{"policy", b.Name, p.Name}] && d.usesRetyped(b.Name, p.Using, p.Check) {
				d.add(&DropPolicy{b.Name, p})
				d.add(&CreatePolicy{b.Name, t.Policy(p.Name)})
				if c := t.Policy(p.Name).Comment; c != "" {
					d.comment("POLICY "+ident.Quote(p.Name)+" ON "+b.Name.String(), "", c)
				}
			}
		}
		for _, g := range b.Triggers {
			if t.Trigger(g.Name) != nil && !done[handle{"trigger", b.Name, g.Name}] && d.triggerUsesRetyped(b.Name, g) {
				d.add(&DropTrigger{b.Name, g})
				d.add(&CreateTrigger{b.Name, t.Trigger(g.Name)})
			}
		}
	}
	var blocked []*model.View
	for v := range d.from.Views.All() {
		if d.target.Views.Get(v.Name) != nil && !done[handle{"view", v.Name, ""}] && d.usesRetyped(model.Name{}, v.Query) {
			blocked = append(blocked, v)
		}
	}
	for _, v := range d.standing(blocked) {
		if !done[handle{"view", v.Name, ""}] {
			blocked = append(blocked, v)
		}
	}
	ordered := byReading(blocked)
	for i := range ordered {
		d.add(&DropView{ordered[len(ordered)-1-i]})
	}
	for _, v := range ordered {
		t := d.target.Views.Get(v.Name)
		d.add(&CreateView{t, false})
		d.viewParts(&model.View{}, t)
	}
}

// remakeRoutines takes the functions that have an enum in their signature out
// before it is made anew: they would go on with the old one.
func (d *differ) remakeRoutines(done map[handle]bool) {
	d.remade = map[model.Name]bool{}
	for _, enum := range d.rebuilt {
		for r := range d.from.Routines.All() {
			t := d.target.Routines.Get(r.Key())
			if t == nil || done[handle{"function", r.Key(), ""}] || d.remade[r.Name] || !hasType(r, enum) {
				continue
			}
			d.remade[r.Name] = true
			d.changes = slices.DeleteFunc(d.changes, func(c Change) bool {
				x, ok := c.(*CreateRoutine)
				return ok && x.Routine == t
			})
			d.add(&DropRoutine{Routine: r, Early: true})
			d.add(&CreateRoutine{Routine: t, ofTables: d.usesTables(t)})
			d.routineParts(&model.Routine{}, t)
		}
	}
}

func hasType(r *model.Routine, n model.Name) bool {
	return r.ReturnType.Named(n) || slices.ContainsFunc(r.Args, func(a model.Arg) bool { return a.Type.Named(n) })
}

// namesRebuilt tells whether an expression calls a function that is made
// again, or casts to an enum that is.
func (d *differ) namesRebuilt(exprs ...*expr.Expr) bool {
	found := false
	for _, e := range exprs {
		for _, c := range e.Calls() {
			for n := range d.remade {
				found = found || c.Name == n.Name && (c.Schema == "" || c.Schema == n.Schema)
			}
		}
		for _, n := range d.rebuilt {
			found = found || e.RenameType(n.Schema, n.Name, n.Schema, n.Name+"_", "public") != e
		}
	}
	return found
}

// handle names what a change has dropped already.
type handle struct {
	what string
	on   model.Name
	name string
}

func (d *differ) handled() map[handle]bool {
	out := map[handle]bool{}
	for _, c := range d.changes {
		switch x := c.(type) {
		case *DropPolicy:
			out[handle{"policy", x.Table, x.Policy.Name}] = true
		case *DropTrigger:
			out[handle{"trigger", x.On, x.Trigger.Name}] = true
		case *DropView:
			out[handle{"view", x.View.Name, ""}] = true
		case *DropRoutine:
			out[handle{"function", x.Routine.Key(), ""}] = true
		}
	}
	return out
}

// usesRetyped tells whether an expression reads a column whose type changes;
// own is the table that an unqualified name is of.
func (d *differ) usesRetyped(own model.Name, exprs ...*expr.Expr) bool {
	if d.namesRebuilt(exprs...) {
		return true
	}
	for k := range d.retyped {
		for _, e := range exprs {
			if k.table == own && e.MentionsColumn(own.Name, k.column) {
				return true
			}
			for _, r := range e.Relations() {
				if r.Name == k.table.Name && (r.Schema == "" || r.Schema == k.table.Schema) && e.MentionsColumn(k.table.Name, k.column) {
					return true
				}
			}
		}
	}
	return false
}

func (d *differ) triggerUsesRetyped(on model.Name, g *model.Trigger) bool {
	for k := range d.retyped {
		if k.table != on {
			continue
		}
		for _, c := range g.UpdateOf {
			if c == k.column {
				return true
			}
		}
		if g.When.MentionsColumn("new", k.column) || g.When.MentionsColumn("old", k.column) {
			return true
		}
	}
	return false
}
