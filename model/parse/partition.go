package parse

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
)

func (f *fold) partitionCommand(table model.Name, c *pg.AlterTableCmd) error {
	p := c.Def.GetPartitionCmd()
	child := f.relationName(p.Name)
	if c.Subtype == pg.AlterTableType_AT_DetachPartition {
		t, err := f.b.OwnTable(child)
		if err == nil {
			t.PartitionOf = nil
			t.Columns = asOwn(t.Columns)
		}
		return err
	}
	if err := f.b.Attach(child, &model.Partition{Parent: table, Bound: f.partitionBound(p.Bound)}); err != nil {
		return err
	}
	if err := f.fromParent(child, table); err != nil {
		return err
	}
	for _, k := range f.b.Table(table).Constraints {
		if own := f.b.Table(child).Constraint(k.Name); own != nil && k.Kind == model.Check {
			if err := f.b.ChangeConstraint(child, k.Name, func(c *model.Constraint) { c.Inherited = true }); err != nil {
				return err
			}
		}
	}
	return f.partitionParts(child, table)
}

// fromParent marks the columns of a new partition that are as its parent has
// them; the others keep their own default.
func (f *fold) fromParent(child, parent model.Name) error {
	t, err := f.b.OwnTable(child)
	p := f.b.Table(parent)
	if err != nil || p == nil {
		return err
	}
	for i, c := range t.Columns {
		if up := p.Column(c.Name); up != nil && up.Definition() == c.Definition() {
			n := *c
			n.Inherited = true
			t.Columns[i] = &n
		}
	}
	return nil
}

func asOwn(columns []*model.Column) []*model.Column {
	out := make([]*model.Column, len(columns))
	for i, c := range columns {
		n := *c
		n.Inherited = false
		out[i] = &n
	}
	return out
}

// partitionParts gives a new partition the keys, indexes and foreign keys of
// its parent, unless it has their like already.
func (f *fold) partitionParts(child, parent model.Name) error {
	p := f.b.Table(parent)
	for _, c := range p.Constraints {
		if err := f.partitionConstraint(child, c); err != nil {
			return err
		}
	}
	for _, x := range p.Indexes {
		if f.attachLike(child, x) {
			continue
		}
		if err := f.indexPartition(child, x); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) constraintPartitions(table model.Name) error {
	t := f.b.Table(table)
	if t.PartitionBy == "" || f.only {
		return nil
	}
	for _, child := range f.b.Children(table) {
		if err := f.partitionConstraint(child, t.Constraints[len(t.Constraints)-1]); err != nil {
			return err
		}
	}
	return nil
}

func (f *fold) partitionConstraint(child model.Name, c *model.Constraint) error {
	if c.Kind == model.Check {
		return nil
	}
	t := f.b.Table(child)
	for _, own := range t.Constraints {
		if own.Kind == c.Kind && own.Definition() == c.Definition() {
			return f.b.ChangeConstraint(child, own.Name, func(k *model.Constraint) { k.Inherited = true })
		}
	}
	n := *c
	n.Inherited, n.Comment, n.Origin = true, "", f.origin
	switch c.Kind {
	case model.ForeignKey:
		n.Name = c.Name
		if t.Constraint(n.Name) != nil {
			n.Name = f.b.InventConstraintName(child, model.JoinColumns(c.Columns), "fkey")
		}
	case model.PrimaryKey:
		n.Name = f.inventKeyName(child, &n, "pkey")
	case model.Unique:
		n.Name = f.inventKeyName(child, &n, "key")
	default:
		n.Name = f.inventKeyName(child, &n, "excl")
	}
	return f.b.AddConstraint(child, &n)
}

// attachLike makes an index that the partition has already a part of x.
func (f *fold) attachLike(child model.Name, x *model.Index) bool {
	for _, own := range f.b.Table(child).Indexes {
		a, b := *own, *x
		a.Name, b.Name, a.Only, b.Only = "", "", false, false
		if own.Parent == "" && a.Definition(child) == b.Definition(child) {
			_ = f.b.ChangeIndex(model.Name{Schema: child.Schema, Name: own.Name}, func(i *model.Index) { i.Parent = x.Name })
			return true
		}
	}
	return false
}
