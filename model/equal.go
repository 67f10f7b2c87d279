package model

import (
	"slices"
)

// The functions of this file tell whether two objects are equal to the letter,
// their places in the sources aside. They are quick, and say no where
// PostgreSQL would see no difference: that is what the functions beside
// [Schema.SameConstraint] are for.

// Equal tells whether two tables are equal with all their parts.
func (t *Table) Equal(o *Table) bool {
	return t.Name == o.Name && t.RowSecurity == o.RowSecurity && t.ForceRowSecurity == o.ForceRowSecurity && t.Unlogged == o.Unlogged &&
		t.PartitionBy == o.PartitionBy && t.Tablespace == o.Tablespace && t.AccessMethod == o.AccessMethod &&
		t.ReplicaIdentity == o.ReplicaIdentity && t.Server == o.Server && t.Owner == o.Owner && t.Comment == o.Comment && t.Kind == o.Kind && t.External == o.External &&
		equalPointers(t.PartitionOf, o.PartitionOf) && slices.Equal(t.Inherits, o.Inherits) && slices.Equal(t.Options, o.Options) &&
		slices.EqualFunc(t.Columns, o.Columns, (*Column).Equal) && slices.EqualFunc(t.Constraints, o.Constraints, (*Constraint).Equal) &&
		slices.EqualFunc(t.Indexes, o.Indexes, (*Index).Equal) && slices.EqualFunc(t.Policies, o.Policies, (*Policy).Equal) &&
		slices.EqualFunc(t.Triggers, o.Triggers, (*Trigger).Equal) && slices.EqualFunc(t.Grants, o.Grants, Grant.Equal)
}

// Equal tells whether two columns are equal.
func (c *Column) Equal(o *Column) bool {
	return c == o || c.Name == o.Name && c.Type == o.Type && c.NotNull == o.NotNull && c.Virtual == o.Virtual && c.Collation == o.Collation &&
		c.Comment == o.Comment && c.Inherited == o.Inherited && c.Default.Equal(o.Default) && c.Generated.Equal(o.Generated) &&
		c.SameSettings(o) && slices.EqualFunc(c.Grants, o.Grants, Grant.Equal) && c.Identity.equal(o.Identity)
}

func (i *Identity) equal(o *Identity) bool {
	return i == o || i != nil && o != nil && i.Always == o.Always && i.Options.equal(o.Options)
}

func (o SequenceOptions) equal(p SequenceOptions) bool {
	return o.Cycle == p.Cycle && equalPointers(o.Start, p.Start) && equalPointers(o.Increment, p.Increment) &&
		equalPointers(o.Min, p.Min) && equalPointers(o.Max, p.Max) && equalPointers(o.Cache, p.Cache)
}

// Equal tells whether two constraints are equal.
func (c *Constraint) Equal(o *Constraint) bool {
	return c == o || c.Name == o.Name && c.Kind == o.Kind && c.RefTable == o.RefTable && c.OnDelete == o.OnDelete && c.OnUpdate == o.OnUpdate &&
		c.MatchFull == o.MatchFull && c.NoInherit == o.NoInherit && c.NullsNotDistinct == o.NullsNotDistinct && c.Method == o.Method &&
		c.Tablespace == o.Tablespace && c.Deferrable == o.Deferrable && c.InitiallyDeferred == o.InitiallyDeferred && c.NotValid == o.NotValid &&
		c.NotEnforced == o.NotEnforced && c.WithoutOverlaps == o.WithoutOverlaps && c.Inherited == o.Inherited && c.Comment == o.Comment &&
		c.Expr.Equal(o.Expr) && slices.Equal(c.Columns, o.Columns) && slices.Equal(c.RefColumns, o.RefColumns) &&
		slices.Equal(c.SetColumns, o.SetColumns) && slices.Equal(c.Include, o.Include) && slices.Equal(c.Options, o.Options) &&
		slices.EqualFunc(c.Exclusions, o.Exclusions, func(a, b *Exclusion) bool { return a.Operator == b.Operator && a.Key.Equal(b.Key) })
}

// Equal tells whether two indexes are equal.
func (x *Index) Equal(o *Index) bool {
	return x == o || x.Name == o.Name && x.Unique == o.Unique && x.Method == o.Method && x.NullsNotDistinct == o.NullsNotDistinct &&
		x.Tablespace == o.Tablespace && x.Only == o.Only && x.Parent == o.Parent && x.Comment == o.Comment && x.Where.Equal(o.Where) &&
		slices.Equal(x.Include, o.Include) && slices.Equal(x.Options, o.Options) && slices.EqualFunc(x.Keys, o.Keys, (*IndexKey).Equal)
}

// Equal tells whether two keys of indexes are equal.
func (k *IndexKey) Equal(o *IndexKey) bool {
	return k == o || k.Column == o.Column && k.Expr.Equal(o.Expr) && k.Collation == o.Collation && k.OpClass == o.OpClass &&
		k.Desc == o.Desc && k.NullsFirst == o.NullsFirst
}

// Equal tells whether two policies are equal.
func (p *Policy) Equal(o *Policy) bool {
	return p == o || p.Name == o.Name && p.Restrictive == o.Restrictive && p.Command == o.Command && p.Comment == o.Comment &&
		slices.Equal(p.Roles, o.Roles) && p.Using.Equal(o.Using) && p.Check.Equal(o.Check)
}

// Equal tells whether two triggers are equal.
func (g *Trigger) Equal(o *Trigger) bool {
	return g == o || g.Name == o.Name && g.Timing == o.Timing && g.ForEachRow == o.ForEachRow && g.Function == o.Function &&
		g.Constraint == o.Constraint && g.Deferrable == o.Deferrable && g.InitiallyDeferred == o.InitiallyDeferred && g.From == o.From &&
		g.OldTable == o.OldTable && g.NewTable == o.NewTable && g.Enabled == o.Enabled && g.Comment == o.Comment &&
		slices.Equal(g.Events, o.Events) && slices.Equal(g.UpdateOf, o.UpdateOf) && slices.Equal(g.Args, o.Args) && g.When.Equal(o.When)
}

// Equal tells whether two grants are equal.
func (g Grant) Equal(o Grant) bool {
	return g.Role == o.Role && g.Grantable == o.Grantable && slices.Equal(g.Privileges, o.Privileges)
}

func equalPointers[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }
