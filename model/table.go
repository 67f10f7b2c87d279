package model

import (
	"slices"
)

// Table is a table, partitioned table or foreign table with everything that
// belongs to it.
type Table struct {
	Name        Name          `json:"name"`
	Columns     []*Column     `json:"columns,omitempty"`
	Constraints []*Constraint `json:"constraints,omitempty"`
	Indexes     []*Index      `json:"indexes,omitempty"` // without those behind constraints
	Policies    []*Policy     `json:"policies,omitempty"`
	Triggers    []*Trigger    `json:"triggers,omitempty"`
	Grants      []Grant       `json:"grants,omitempty"`

	RowSecurity      bool `json:"rowSecurity,omitempty"`
	ForceRowSecurity bool `json:"forceRowSecurity,omitempty"`
	Unlogged         bool `json:"unlogged,omitempty"`

	Inherits    []Name     `json:"inherits,omitempty"`
	PartitionBy string     `json:"partitionBy,omitempty"` // "RANGE (created_at)"
	PartitionOf *Partition `json:"partitionOf,omitempty"`

	Options         []string `json:"options,omitempty"` // storage parameters, "fillfactor=70"
	Tablespace      string   `json:"tablespace,omitempty"`
	AccessMethod    string   `json:"accessMethod,omitempty"`
	ReplicaIdentity string   `json:"replicaIdentity,omitempty"` // "FULL", "NOTHING", "USING INDEX x"; empty for the default
	Server          string   `json:"server,omitempty"`          // of a foreign table

	Owner   string `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment string `json:"comment,omitempty"`
	// Kind is what the table is for, as the architect set it; empty where it
	// is left to be guessed.
	Kind Kind `json:"kind,omitempty"`

	// External says that the sources use the table but do not make it:
	// auth.users, storage.objects. Its columns are not known.
	External bool   `json:"external,omitempty"`
	Origin   Origin `json:"-"`
}

// Partition says which part of which table a partition holds.
type Partition struct {
	Parent Name   `json:"parent"`
	Bound  string `json:"bound"` // "FOR VALUES FROM (1) TO (10)" or "DEFAULT"
}

// Kind is what a table is for.
type Kind string

// The kinds of table. A rule says which of them it judges.
const (
	KindTenant     Kind = "tenant"      // rows of an organisation
	KindTenantRoot Kind = "tenant-root" // the organisations themselves
	KindLookup     Kind = "lookup"      // values that all organisations share
	KindJoin       Kind = "join"        // links two tables
	KindChild      Kind = "child"       // belongs to a row of a tenant table, without a tenant column
	KindLog        Kind = "log"         // only ever appended to
	KindSystem     Kind = "system"      // no user touches it
)

// Kinds lists every kind, the most common first.
func Kinds() []Kind {
	return []Kind{KindTenant, KindTenantRoot, KindLookup, KindJoin, KindChild, KindLog, KindSystem}
}

// Key is the table's name.
func (t *Table) Key() Name { return t.Name }

// Column finds a column by name, nil where there is none.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Constraint finds a constraint by name, nil where there is none.
func (t *Table) Constraint(name string) *Constraint {
	for _, c := range t.Constraints {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Index finds an index by name, nil where there is none.
func (t *Table) Index(name string) *Index {
	for _, x := range t.Indexes {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// Policy finds a policy by name, nil where there is none.
func (t *Table) Policy(name string) *Policy {
	for _, p := range t.Policies {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Trigger finds a trigger by name, nil where there is none.
func (t *Table) Trigger(name string) *Trigger {
	for _, g := range t.Triggers {
		if g.Name == name {
			return g
		}
	}
	return nil
}

// PrimaryKey is the primary key constraint, nil where there is none.
func (t *Table) PrimaryKey() *Constraint {
	for _, c := range t.Constraints {
		if c.Kind == PrimaryKey {
			return c
		}
	}
	return nil
}

// ForeignKeys lists the foreign keys of the table.
func (t *Table) ForeignKeys() []*Constraint {
	var out []*Constraint
	for _, c := range t.Constraints {
		if c.Kind == ForeignKey {
			out = append(out, c)
		}
	}
	return out
}

// IsUnique tells whether no two rows can agree in these columns: a primary
// key, unique constraint or full unique index has no others.
func (t *Table) IsUnique(columns []string) bool {
	for _, c := range t.Constraints {
		if (c.Kind == PrimaryKey || c.Kind == Unique) && subset(c.Columns, columns) {
			return true
		}
	}
	for _, x := range t.Indexes {
		if x.Unique && x.Where == nil && !x.HasExpression() && subset(x.ColumnNames(), columns) {
			return true
		}
	}
	return false
}

func subset(some, of []string) bool {
	for _, s := range some {
		if !slices.Contains(of, s) {
			return false
		}
	}
	return true
}

// clone copies the table so that its lists can be written to; what the lists
// point at is shared.
func (t *Table) clone() *Table {
	c := *t
	c.Columns = slices.Clone(t.Columns)
	c.Constraints = slices.Clone(t.Constraints)
	c.Indexes = slices.Clone(t.Indexes)
	c.Policies = slices.Clone(t.Policies)
	c.Triggers = slices.Clone(t.Triggers)
	c.Grants = slices.Clone(t.Grants)
	c.Inherits = slices.Clone(t.Inherits)
	c.Options = slices.Clone(t.Options)
	return &c
}
