package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
)

// createTables adds the new tables so that each comes after those that it
// inherits from or points at. Of a circle of foreign keys one is left to be
// added when all tables are there.
func (d *differ) createTables() {
	isNew := map[model.Name]*model.Table{}
	for _, t := range d.created {
		isNew[t.Name] = t
	}
	placed := map[model.Name]bool{}
	visiting := map[model.Name]bool{}
	var place func(t *model.Table)
	place = func(t *model.Table) {
		if placed[t.Name] || visiting[t.Name] {
			return
		}
		visiting[t.Name] = true
		for _, n := range rests(t) {
			if other := isNew[n]; other != nil {
				place(other)
			}
		}
		placed[t.Name] = true
		c := &CreateTable{Table: t}
		for _, k := range t.Constraints {
			switch {
			case k.Inherited:
			case k.NotValid: // which CREATE TABLE does not know
				d.add(&AddConstraint{t.Name, k})
			case k.Kind == model.Unique && slices.ContainsFunc(c.Inline, func(o *model.Constraint) bool { return o.HasIndex() && slices.Equal(o.Columns, k.Columns) }):
				d.add(&AddConstraint{t.Name, k}) // CREATE TABLE leaves out a key that it has already
			case k.Kind != model.ForeignKey || d.canInline(t, k, placed):
				c.Inline = append(c.Inline, k)
			default:
				d.add(&AddConstraint{t.Name, k})
			}
		}
		d.add(c)
	}
	for _, t := range d.created {
		place(t)
	}
}

// rests lists the tables that must be there before t: parents first, then
// those that it points at.
func rests(t *model.Table) []model.Name {
	out := slices.Clone(t.Inherits)
	if t.PartitionOf != nil {
		out = append(out, t.PartitionOf.Parent)
	}
	for _, c := range t.ForeignKeys() {
		out = append(out, c.RefTable)
	}
	return out
}

// canInline tells whether what a foreign key points at is there when the
// table is made: the table, and the key.
func (d *differ) canInline(t *model.Table, c *model.Constraint, placed map[model.Name]bool) bool {
	ref := d.from.Tables.Get(c.RefTable)
	switch {
	case c.RefTable == t.Name:
		ref = t
	case placed[c.RefTable]:
		ref = d.target.Tables.Get(c.RefTable)
	case ref == nil:
		return model.IsManagedSchema(c.RefTable.Schema)
	}
	return ref.External || len(c.RefColumns) == 0 || slices.ContainsFunc(ref.Constraints, func(key *model.Constraint) bool {
		return (key.Kind == model.PrimaryKey || key.Kind == model.Unique) && restsOn(c, key)
	})
}

// dropTables adds the drops, children before their parents. Foreign keys are
// gone by then.
func (d *differ) dropTables() {
	depth := func(t *model.Table) int {
		n := 0
		for t != nil && n < 100 {
			switch {
			case t.PartitionOf != nil:
				t = d.from.Tables.Get(t.PartitionOf.Parent)
			case len(t.Inherits) > 0:
				t = d.from.Tables.Get(t.Inherits[0])
			default:
				return n
			}
			n++
		}
		return n
	}
	slices.SortStableFunc(d.dropped, func(a, b *model.Table) int { return depth(b) - depth(a) })
	for _, t := range d.dropped {
		d.add(&DropTable{t})
	}
}
