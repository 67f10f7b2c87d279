package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// table compares one table; either side may be missing.
func (d *differ) table(b, t *model.Table) {
	switch {
	case b == nil:
		d.newTable(t)
	case t == nil:
		d.oldTable(b)
	case !b.Equal(t):
		d.changedTable(b, t)
	}
}

func (d *differ) newTable(t *model.Table) {
	if !t.External {
		d.created = append(d.created, t)
		if t.RowSecurity || t.ForceRowSecurity {
			d.add(&SetRowSecurity{&model.Table{Name: t.Name}, t})
		}
		d.owner(tableWord(t)+" "+t.Name.String(), "", t.Owner)
		d.comment(tableWord(t)+" "+t.Name.String(), "", t.Comment)
		for _, c := range t.Columns {
			d.comment("COLUMN "+t.Name.String()+"."+ident.Quote(c.Name), "", c.Comment)
			d.grants("", c.Grants, nil, columnGrant(t.Name, c.Name))
			if !c.Inherited {
				d.columnSettings(t, &model.Column{ForeignOptions: c.ForeignOptions}, c)
			}
		}
		if t.ReplicaIdentity != "" {
			d.add(&SetTable{&model.Table{Name: t.Name, Options: t.Options, Unlogged: t.Unlogged, Tablespace: t.Tablespace, AccessMethod: t.AccessMethod}, t})
		}
	}
	empty := &model.Table{Name: t.Name}
	for _, c := range t.Constraints {
		d.comment("CONSTRAINT "+ident.Quote(c.Name)+" ON "+t.Name.String(), "", c.Comment)
	}
	d.indexes(t.Name, nil, t.Indexes, false)
	d.policies(empty, t)
	d.triggers(t.Name, nil, t.Triggers)
	d.grants("TABLE "+t.Name.String(), t.Grants, d.newTableGrants(t), nil)
}

// tableWord is what COMMENT ON calls a table.
func tableWord(t *model.Table) string {
	if t.Server != "" {
		return "FOREIGN TABLE"
	}
	return "TABLE"
}

// newTableGrants are the grants that a table has when it was made.
func (d *differ) newTableGrants(t *model.Table) []model.Grant {
	if t.External {
		return nil
	}
	return d.from.DefaultGrants(model.TableKind, t.Name.Schema)
}

// oldTable drops a table. What is in the way of that, or of other drops, goes
// first: its policies and triggers, and every foreign key.
func (d *differ) oldTable(b *model.Table) {
	for _, p := range b.Policies {
		d.add(&DropPolicy{b.Name, p})
	}
	for _, g := range b.Triggers {
		d.add(&DropTrigger{b.Name, g})
	}
	if b.External {
		return
	}
	for _, c := range b.ForeignKeys() {
		d.add(&DropConstraint{b.Name, c})
	}
	d.dropped = append(d.dropped, b)
}

func (d *differ) changedTable(b, t *model.Table) {
	d.parents(b, t)
	d.columns(b, t)
	d.constraints(b, t)
	d.indexes(t.Name, b.Indexes, t.Indexes, false)
	if b.RowSecurity != t.RowSecurity || b.ForceRowSecurity != t.ForceRowSecurity {
		d.add(&SetRowSecurity{b, t})
	}
	d.policies(b, t)
	d.triggers(t.Name, b.Triggers, t.Triggers)
	d.grants("TABLE "+t.Name.String(), t.Grants, b.Grants, nil)
	d.owner(tableWord(t)+" "+t.Name.String(), b.Owner, t.Owner)
	d.comment(tableWord(t)+" "+t.Name.String(), b.Comment, t.Comment)
	if b.Unlogged != t.Unlogged || b.ReplicaIdentity != t.ReplicaIdentity || !slices.Equal(b.Options, t.Options) ||
		b.Tablespace != t.Tablespace || b.AccessMethod != t.AccessMethod {
		d.add(&SetTable{b, t})
	}
}

func (d *differ) columns(b, t *model.Table) {
	for _, c := range b.Columns {
		if t.Column(c.Name) == nil && !c.Inherited {
			d.add(&DropColumn{t.Name, c})
		}
	}
	for _, c := range t.Columns {
		on := "COLUMN " + t.Name.String() + "." + ident.Quote(c.Name)
		old := b.Column(c.Name)
		if old == nil {
			if !c.Inherited {
				d.add(&AddColumn{Table: t.Name, Column: c})
				d.columnSettings(t, &model.Column{}, c)
			}
			d.comment(on, "", c.Comment)
			d.grants("", c.Grants, nil, columnGrant(t.Name, c.Name))
			continue
		}
		if old != c {
			d.column(t.Name, old, c)
			d.columnSettings(t, old, c)
			d.comment(on, old.Comment, c.Comment)
			d.grants("", c.Grants, leftOf(old.Grants, b.Grants, t.Grants), columnGrant(t.Name, c.Name))
		}
	}
}

// parents compares what a table is a part or a child of.
func (d *differ) parents(b, t *model.Table) {
	stays := d.target.SamePartition(b.PartitionOf, t.PartitionOf)
	if stays && slices.Equal(b.Inherits, t.Inherits) {
		return
	}
	gone := slices.ContainsFunc(b.Inherits, func(n model.Name) bool { return !slices.Contains(t.Inherits, n) })
	if gone || b.PartitionOf != nil && !stays {
		d.add(&SetParents{b, t, true})
	}
	come := slices.ContainsFunc(t.Inherits, func(n model.Name) bool { return !slices.Contains(b.Inherits, n) })
	if come || t.PartitionOf != nil && !stays {
		d.add(&SetParents{b, t, false})
	}
}

func (d *differ) columnSettings(t *model.Table, b, now *model.Column) {
	if !b.SameSettings(now) {
		d.add(&SetColumn{t, b, now})
	}
}

func (d *differ) column(table model.Name, b, t *model.Column) {
	if !b.Generated.Same(t.Generated, d.target.Around(table)) || b.Virtual != t.Virtual { // there is no ALTER for it
		d.remakeColumn(table, b, t)
		return
	}
	if b.Type != t.Type || b.Collation != t.Collation {
		d.retype(table, b, t)
	} else if !d.target.SameDefault(t.Type, b.Default, t.Default) && (t.Identity == nil || b.Identity != nil) {
		d.add(&SetDefault{table, t.Name, t.Default})
	}
	if b.NotNull != t.NotNull && !(t.Identity != nil && b.Identity == nil) {
		d.add(&SetNotNull{table, t.Name, t.NotNull})
	}
	if (b.Identity == nil) != (t.Identity == nil) || b.Identity != nil && b.Identity.Always != t.Identity.Always {
		if b.NotNull != t.NotNull && t.NotNull {
			d.add(&SetNotNull{table, t.Name, true})
		}
		d.add(&SetIdentity{Table: table, Before: b, After: t, Replaces: d.replacedSequence(table, b, t)})
	}
}

// replacedSequence finds the sequence that a column numbered itself with, where
// the one inside of its identity takes its name.
func (d *differ) replacedSequence(table model.Name, b, t *model.Column) *model.Sequence {
	if b.Identity != nil || t.Identity == nil {
		return nil
	}
	for q := range d.target.Sequences.In(table.Schema) {
		if old := d.from.Sequences.Get(q.Name); q.Identity && q.OwnedBy == (model.ColumnRef{Table: table, Column: t.Name}) && old != nil && !old.Identity {
			return old
		}
	}
	return nil
}

// retype changes a type. A default is taken off for the while: PostgreSQL
// would have to cast it too, and often cannot.
func (d *differ) retype(table model.Name, b, t *model.Column) {
	if b.Default != nil {
		d.add(&DropDefault{table, t.Name})
	}
	using := d.using[columnKey{table, t.Name}]
	d.add(&SetType{Table: table, Before: b, After: t, Using: using})
	if t.Default != nil {
		d.add(&SetDefault{table, t.Name, t.Default})
	}
	d.markRetyped(table, t.Name, b.Type.Schema != t.Type.Schema || b.Type.Name != t.Type.Name && !sameFamily(b.Type, t.Type) || b.Type.Array != t.Type.Array)
}

// sameFamily tells whether PostgreSQL, which writes expressions anew when a
// type changes, comes back to the same ones when it changes back. Between
// integers and numeric it adds casts that stay.
func sameFamily(a, b model.Type) bool {
	for _, family := range [][]string{
		{"text", "character varying"},
		{"smallint", "integer", "bigint"},
	} {
		if a.Is(family...) && b.Is(family...) {
			return true
		}
	}
	return false
}

// markRetyped notes that a column's type changes; altogether tells that
// expressions may not fit the new one.
func (d *differ) markRetyped(table model.Name, column string, altogether bool) {
	if d.retyped == nil {
		d.retyped = map[columnKey]bool{}
	}
	d.retyped[columnKey{table, column}] = altogether
}

func (d *differ) constraints(b, t *model.Table) {
	for _, c := range b.Constraints {
		now := t.Constraint(c.Name)
		if c.Inherited || now != nil && d.target.SameConstraint(t.Name, c, now) {
			continue
		}
		d.add(&DropConstraint{t.Name, c})
	}
	for _, c := range t.Constraints {
		old := b.Constraint(c.Name)
		if c.Inherited {
			continue
		}
		if old == nil || !d.target.SameConstraint(t.Name, old, c) {
			d.add(&AddConstraint{t.Name, c})
			old = &model.Constraint{}
		}
		d.comment("CONSTRAINT "+ident.Quote(c.Name)+" ON "+t.Name.String(), old.Comment, c.Comment)
	}
}

func (d *differ) indexes(on model.Name, before, after []*model.Index, ofView bool) {
	find := func(list []*model.Index, name string) *model.Index {
		i := slices.IndexFunc(list, func(x *model.Index) bool { return x.Name == name })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	for _, x := range before {
		now := find(after, x.Name)
		if x.Parent == "" && (now == nil || !d.target.SameIndex(on, x, now)) {
			d.add(&DropIndex{on, x})
		}
	}
	for _, x := range after {
		if x.Parent != "" {
			continue
		}
		old := find(before, x.Name)
		if old == nil || !d.target.SameIndex(on, old, x) {
			d.add(&CreateIndex{on, x, ofView})
			old = &model.Index{}
		}
		d.comment("INDEX "+model.Name{Schema: on.Schema, Name: x.Name}.String(), old.Comment, x.Comment)
	}
}

func (d *differ) policies(b, t *model.Table) {
	for _, p := range b.Policies {
		now := t.Policy(p.Name)
		if now == nil || !d.target.SamePolicy(t.Name, p, now) {
			d.add(&DropPolicy{t.Name, p})
		}
	}
	for _, p := range t.Policies {
		old := b.Policy(p.Name)
		if old == nil || !d.target.SamePolicy(t.Name, old, p) {
			d.add(&CreatePolicy{t.Name, p})
			old = &model.Policy{}
		}
		d.comment("POLICY "+ident.Quote(p.Name)+" ON "+t.Name.String(), old.Comment, p.Comment)
	}
}

func (d *differ) triggers(on model.Name, before, after []*model.Trigger) {
	find := func(list []*model.Trigger, name string) *model.Trigger {
		i := slices.IndexFunc(list, func(g *model.Trigger) bool { return g.Name == name })
		if i < 0 {
			return nil
		}
		return list[i]
	}
	same := func(a, b *model.Trigger) bool { return d.target.SameTrigger(on, a, b) }
	for _, g := range before {
		if now := find(after, g.Name); now == nil || now.Constraint && !same(g, now) {
			d.add(&DropTrigger{on, g})
		}
	}
	for _, g := range after {
		old := find(before, g.Name)
		if old == nil || !same(old, g) {
			d.add(&CreateTrigger{on, g})
			if old == nil {
				old = &model.Trigger{}
			}
		}
		d.comment("TRIGGER "+ident.Quote(g.Name)+" ON "+on.String(), old.Comment, g.Comment)
	}
}

func (d *differ) comment(on, before, after string) {
	if before != after {
		d.add(&SetComment{on, after})
	}
}
