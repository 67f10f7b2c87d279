package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// ConstraintKind is one of PostgreSQL's kinds of table constraint.
type ConstraintKind string

// The kinds of constraint. NOT NULL is a property of the column.
const (
	PrimaryKey ConstraintKind = "primary key"
	Unique     ConstraintKind = "unique"
	ForeignKey ConstraintKind = "foreign key"
	Check      ConstraintKind = "check"
	Exclude    ConstraintKind = "exclude"
)

// Action is what a foreign key does when the row it points at goes or changes.
type Action string

// The actions; the empty one is NO ACTION left unsaid.
const (
	NoAction   Action = ""
	Restrict   Action = "RESTRICT"
	Cascade    Action = "CASCADE"
	SetNull    Action = "SET NULL"
	SetDefault Action = "SET DEFAULT"
)

// Constraint is a constraint of a table or, with Kind [Check], of a domain.
type Constraint struct {
	Name    string         `json:"name"`
	Kind    ConstraintKind `json:"kind"`
	Columns []string       `json:"columns,omitempty"`

	// A foreign key:
	RefTable   Name     `json:"refTable,omitzero"`
	RefColumns []string `json:"refColumns,omitempty"` // empty: the primary key of an external table
	OnDelete   Action   `json:"onDelete,omitempty"`
	OnUpdate   Action   `json:"onUpdate,omitempty"`
	SetColumns []string `json:"setColumns,omitempty"` // of ON DELETE SET NULL (...)
	MatchFull  bool     `json:"matchFull,omitempty"`

	// A check, and the predicate of an exclusion:
	Expr      *expr.Expr `json:"expr,omitempty"`
	NoInherit bool       `json:"noInherit,omitempty"`

	// What stands behind a primary key, unique or exclusion constraint:
	Include          []string     `json:"include,omitempty"`
	NullsNotDistinct bool         `json:"nullsNotDistinct,omitempty"`
	Exclusions       []*Exclusion `json:"exclusions,omitempty"`
	Method           string       `json:"method,omitempty"`
	Options          []string     `json:"options,omitempty"`
	Tablespace       string       `json:"tablespace,omitempty"`

	Deferrable        bool `json:"deferrable,omitempty"`
	InitiallyDeferred bool `json:"initiallyDeferred,omitempty"`
	NotValid          bool `json:"notValid,omitempty"`
	NotEnforced       bool `json:"notEnforced,omitempty"` // PostgreSQL 18
	// WithoutOverlaps tells that the last column is a range: no two rows of a
	// key may overlap in it, and a foreign key points at rows that cover it,
	// which it spells PERIOD (PostgreSQL 18).
	WithoutOverlaps bool   `json:"withoutOverlaps,omitempty"`
	Inherited       bool   `json:"inherited,omitempty"` // came from a parent table
	Comment         string `json:"comment,omitempty"`
	Origin          Origin `json:"-"`
}

// Exclusion is one element of an exclusion constraint.
type Exclusion struct {
	Key      *IndexKey `json:"key"`
	Operator string    `json:"operator"`
}

// HasIndex tells whether an index stands behind the constraint.
func (c *Constraint) HasIndex() bool {
	return c.Kind == PrimaryKey || c.Kind == Unique || c.Kind == Exclude
}

// Definition writes the constraint as pg_get_constraintdef does: everything
// but its name.
func (c *Constraint) Definition() string {
	var b strings.Builder
	switch c.Kind {
	case PrimaryKey:
		b.WriteString("PRIMARY KEY (" + ident.List(c.Columns) + c.overlaps() + ")")
	case Unique:
		b.WriteString("UNIQUE ")
		if c.NullsNotDistinct {
			b.WriteString("NULLS NOT DISTINCT ")
		}
		b.WriteString("(" + ident.List(c.Columns) + c.overlaps() + ")")
	case ForeignKey:
		c.writeForeignKey(&b)
	case Check:
		b.WriteString("CHECK (" + c.Expr.Text() + ")")
		if c.NoInherit {
			b.WriteString(" NO INHERIT")
		}
	case Exclude:
		c.writeExclusion(&b)
	}
	if len(c.Include) > 0 {
		b.WriteString(" INCLUDE (" + ident.List(c.Include) + ")")
	}
	if len(c.Options) > 0 {
		b.WriteString(" WITH (" + strings.Join(c.Options, ", ") + ")")
	}
	if c.Kind == Exclude && c.Expr != nil {
		b.WriteString(" WHERE (" + c.Expr.Text() + ")")
	}
	if c.Deferrable {
		b.WriteString(" DEFERRABLE")
	}
	if c.InitiallyDeferred {
		b.WriteString(" INITIALLY DEFERRED")
	}
	if c.NotEnforced {
		b.WriteString(" NOT ENFORCED")
	}
	if c.NotValid {
		b.WriteString(" NOT VALID")
	}
	return b.String()
}

func (c *Constraint) overlaps() string {
	if c.WithoutOverlaps {
		return " WITHOUT OVERLAPS"
	}
	return ""
}

// periods lists the columns of one end of a foreign key.
func (c *Constraint) periods(columns []string) string {
	if !c.WithoutOverlaps || len(columns) == 0 {
		return ident.List(columns)
	}
	last := len(columns) - 1
	return ident.List(columns[:last]) + ", PERIOD " + ident.Quote(columns[last])
}

func (c *Constraint) writeForeignKey(b *strings.Builder) {
	b.WriteString("FOREIGN KEY (" + c.periods(c.Columns) + ") REFERENCES " + c.RefTable.String())
	if len(c.RefColumns) > 0 {
		b.WriteString("(" + c.periods(c.RefColumns) + ")")
	}
	if c.MatchFull {
		b.WriteString(" MATCH FULL")
	}
	if c.OnUpdate != NoAction {
		b.WriteString(" ON UPDATE " + string(c.OnUpdate))
	}
	if c.OnDelete != NoAction {
		b.WriteString(" ON DELETE " + string(c.OnDelete))
		if len(c.SetColumns) > 0 {
			b.WriteString(" (" + ident.List(c.SetColumns) + ")")
		}
	}
}

func (c *Constraint) writeExclusion(b *strings.Builder) {
	b.WriteString("EXCLUDE USING " + orDefault(c.Method, "btree") + " (")
	for i, x := range c.Exclusions {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(x.Key.String() + " WITH " + x.Operator)
	}
	b.WriteString(")")
}

func orDefault(s, def string) string {
	if s == "" {
		return def
	}
	return s
}
