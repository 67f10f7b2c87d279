package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// rebuilds takes what is in the way of a change, and itself does not change,
// out before it and puts it back after. PostgreSQL follows a new type with
// plain indexes and most constraints by itself; policies, triggers, views,
// generated columns, and expressions that no longer fit are left to us.
func (d *differ) rebuilds() {
	done := d.handled()
	d.remakeRoutines(done)
	if len(d.retyped) > 0 || len(d.rebuilt) > 0 || len(d.remade) > 0 {
		for b := range d.from.Tables.All() {
			if t := d.target.Tables.Get(b.Name); t != nil {
				d.rebuildGenerated(b, t)
			}
		}
		for b := range d.from.Tables.All() {
			if t := d.target.Tables.Get(b.Name); t != nil {
				d.rebuildParts(b, t, done)
			}
		}
		d.rebuildViews(done)
	}
	d.rebuildReferences(done)
}

// rebuildGenerated makes generated columns anew that are worked out from what
// changes its type: PostgreSQL does not change a type under one.
func (d *differ) rebuildGenerated(b, t *model.Table) {
	for _, c := range b.Columns {
		now := t.Column(c.Name)
		if now == nil || now.Generated == nil || c.Generated == nil || d.remadeColumns[columnKey{t.Name, c.Name}] ||
			!d.usesRetyped(b.Name, c.Generated) {
			continue
		}
		d.changes = slices.DeleteFunc(d.changes, func(x Change) bool {
			st, ok := x.(*SetType)
			return ok && st.Table == t.Name && st.After == now
		})
		d.remakeColumn(t.Name, c, now)
		if now.Comment != "" {
			d.comment("COLUMN "+t.Name.String()+"."+ident.Quote(now.Name), "", now.Comment)
		}
	}
}

// remakeColumn drops a column and adds it again.
func (d *differ) remakeColumn(table model.Name, b, t *model.Column) {
	d.add(&DropColumn{table, b})
	d.add(&AddColumn{Table: table, Column: t})
	if d.remadeColumns == nil {
		d.remadeColumns = map[columnKey]bool{}
	}
	d.remadeColumns[columnKey{table, t.Name}] = true
	d.markRetyped(table, t.Name, true)
}

func (d *differ) rebuildParts(b, t *model.Table, done map[handle]bool) {
	for _, p := range b.Policies {
		now := t.Policy(p.Name)
		if now != nil && !done[handle{"policy", b.Name, p.Name}] && d.usesRetyped(b.Name, p.Using, p.Check) {
			d.add(&DropPolicy{b.Name, p})
			d.add(&CreatePolicy{b.Name, now})
			d.comment("POLICY "+ident.Quote(p.Name)+" ON "+b.Name.String(), "", now.Comment)
		}
	}
	for _, g := range b.Triggers {
		now := t.Trigger(g.Name)
		if now != nil && !done[handle{"trigger", b.Name, g.Name}] && d.triggerUsesRetyped(b.Name, g) {
			d.add(&DropTrigger{b.Name, g})
			d.add(&CreateTrigger{b.Name, now})
			d.comment("TRIGGER "+ident.Quote(g.Name)+" ON "+b.Name.String(), "", now.Comment)
		}
	}
	for _, c := range b.Constraints {
		now := t.Constraint(c.Name)
		if now != nil && !now.Inherited && !done[handle{"constraint", b.Name, c.Name}] && d.constraintNeedsRebuild(b.Name, c) {
			d.add(&DropConstraint{b.Name, c})
			d.add(&AddConstraint{b.Name, now})
			d.comment("CONSTRAINT "+ident.Quote(c.Name)+" ON "+b.Name.String(), "", now.Comment)
			done[handle{"constraint", b.Name, c.Name}] = true
		}
	}
	for _, x := range b.Indexes {
		now := t.Index(x.Name)
		if now != nil && now.Parent == "" && !done[handle{"index", b.Name, x.Name}] && d.indexNeedsRebuild(b.Name, x) {
			d.add(&DropIndex{b.Name, x})
			d.add(&CreateIndex{b.Name, now, false})
			d.comment("INDEX "+model.Name{Schema: b.Name.Schema, Name: x.Name}.String(), "", now.Comment)
		}
	}
	for _, c := range b.Columns {
		if now := t.Column(c.Name); now != nil && now.Default != nil && c.Default.Equal(now.Default) &&
			!d.retypedColumn(t.Name, c.Name) && d.namesRebuilt(c.Default) {
			d.add(&DropDefault{t.Name, c.Name})
			d.add(&SetDefault{t.Name, c.Name, now.Default})
		}
	}
}

func (d *differ) retypedColumn(table model.Name, column string) bool {
	_, retyped := d.retyped[columnKey{table, column}]
	return retyped
}

func (d *differ) constraintNeedsRebuild(table model.Name, c *model.Constraint) bool {
	for _, col := range c.Columns {
		if d.remadeColumns[columnKey{table, col}] {
			return true
		}
	}
	return d.noLongerFits(table, c.Expr)
}

func (d *differ) indexNeedsRebuild(table model.Name, x *model.Index) bool {
	for _, k := range x.Keys {
		key := columnKey{table, k.Column}
		if d.remadeColumns[key] || d.retyped[key] && k.OpClass != "" || d.noLongerFits(table, k.Expr) {
			return true
		}
	}
	return d.noLongerFits(table, x.Where)
}

// noLongerFits tells whether an expression of a table's own columns may have
// other operators and casts after the change: where the type is another one
// altogether, not only wider or narrower.
func (d *differ) noLongerFits(table model.Name, e *expr.Expr) bool {
	if e == nil {
		return false
	}
	if d.namesRebuilt(e) {
		return true
	}
	for k, altogether := range d.retyped {
		if altogether && k.table == table && e.MentionsColumn(table.Name, k.column) {
			return true
		}
	}
	return false
}

func (d *differ) rebuildViews(done map[handle]bool) {
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
	if len(blocked) == 0 {
		return
	}
	rebuilt := map[model.Name]bool{}
	for _, v := range blocked {
		rebuilt[v.Name] = true
	}
	// One that was to be replaced in place is now made from nothing.
	d.changes = slices.DeleteFunc(d.changes, func(c Change) bool {
		x, ok := c.(*CreateView)
		return ok && rebuilt[x.View.Name]
	})
	ordered := byReading(blocked)
	for _, v := range slices.Backward(ordered) {
		d.add(&DropView{v, d.target.Views.Get(v.Name)})
	}
	for _, v := range ordered {
		t := d.target.Views.Get(v.Name)
		d.add(&CreateView{t, false})
		d.viewParts(&model.View{}, t)
	}
}

// rebuildReferences takes foreign keys out that stay but rest on a key which
// is dropped, and puts them back when its successor is there.
func (d *differ) rebuildReferences(done map[handle]bool) {
	dropped := map[model.Name][]*model.Constraint{}
	for _, c := range d.changes {
		if x, ok := c.(*DropConstraint); ok && (x.Constraint.Kind == model.PrimaryKey || x.Constraint.Kind == model.Unique) {
			dropped[x.Table] = append(dropped[x.Table], x.Constraint)
		}
	}
	if len(dropped) == 0 {
		return
	}
	for b := range d.from.Tables.All() {
		t := d.target.Tables.Get(b.Name)
		if t == nil {
			continue
		}
		for _, fk := range b.ForeignKeys() {
			now := t.Constraint(fk.Name)
			if now == nil || now.Inherited || done[handle{"constraint", b.Name, fk.Name}] {
				continue
			}
			if slices.ContainsFunc(dropped[fk.RefTable], func(key *model.Constraint) bool { return restsOn(fk, key) }) {
				d.add(&DropConstraint{b.Name, fk})
				d.add(&AddConstraint{b.Name, now})
				d.comment("CONSTRAINT "+ident.Quote(fk.Name)+" ON "+b.Name.String(), "", now.Comment)
			}
		}
	}
}

// restsOn tells whether a foreign key points at the columns of a key.
func restsOn(fk, key *model.Constraint) bool {
	a, b := slices.Sorted(slices.Values(fk.RefColumns)), slices.Sorted(slices.Values(key.Columns))
	return slices.Equal(a, b)
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
			d.routineParts(d.newRoutine(t), t)
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
		case *DropConstraint:
			out[handle{"constraint", x.Table, x.Constraint.Name}] = true
		case *DropIndex:
			out[handle{"index", x.On, x.Index.Name}] = true
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
