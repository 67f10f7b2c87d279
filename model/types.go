package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/expr"
)

// Enum is an enumerated type.
type Enum struct {
	Name    Name     `json:"name"`
	Values  []string `json:"values"`          // in their order
	Owner   string   `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment string   `json:"comment,omitempty"`
	Origin  Origin   `json:"-"`
}

// Key is the type's name.
func (e *Enum) Key() Name { return e.Name }

// Has tells whether the enum has the value.
func (e *Enum) Has(value string) bool { return slices.Contains(e.Values, value) }

func (e *Enum) clone() *Enum {
	c := *e
	c.Values = slices.Clone(e.Values)
	return &c
}

// Domain is a type made of another one and constraints.
type Domain struct {
	Name        Name          `json:"name"`
	Base        Type          `json:"base"`
	NotNull     bool          `json:"notNull,omitempty"`
	Default     *expr.Expr    `json:"default,omitempty"`
	Collation   string        `json:"collation,omitempty"`
	Constraints []*Constraint `json:"constraints,omitempty"` // all of Kind Check
	Owner       string        `json:"owner,omitempty"`       // see [Schema.CommonOwner]
	Comment     string        `json:"comment,omitempty"`
	Origin      Origin        `json:"-"`
}

// Key is the type's name.
func (d *Domain) Key() Name { return d.Name }

func (d *Domain) clone() *Domain {
	c := *d
	c.Constraints = slices.Clone(d.Constraints)
	return &c
}

// Composite is a row type made by CREATE TYPE ... AS.
type Composite struct {
	Name       Name        `json:"name"`
	Attributes []Attribute `json:"attributes"`
	// Extension is the extension that makes the type, empty for the project.
	Extension string `json:"extension,omitempty"`
	Owner     string `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment   string `json:"comment,omitempty"`
	Origin    Origin `json:"-"`
}

// Attribute is one field of a composite type.
type Attribute struct {
	Name      string `json:"name"`
	Type      Type   `json:"type"`
	Collation string `json:"collation,omitempty"`
}

// Key is the type's name.
func (c *Composite) Key() Name { return c.Name }

func (c *Composite) clone() *Composite {
	n := *c
	n.Attributes = slices.Clone(c.Attributes)
	return &n
}

// Opaque is a type whose inside is not modelled: a range or a base type. Its
// definition is kept as it was written.
type Opaque struct {
	Name Name   `json:"name"`
	Kind string `json:"kind"` // "range", "base" or "shell"
	SQL  string `json:"sql"`
	// Canonical is the definition as comparisons see it; Like tells that a part
	// of it is another type's.
	Canonical string `json:"canonical,omitempty"`
	Like      bool   `json:"like,omitempty"`
	// Subtype is what a range is of, and Multirange the type of several.
	Subtype    Type   `json:"subtype,omitzero"`
	Multirange Name   `json:"multirange,omitzero"`
	Owner      string `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment    string `json:"comment,omitempty"`
	Origin     Origin `json:"-"`
}

// Key is the type's name.
func (o *Opaque) Key() Name { return o.Name }

func (o *Opaque) clone() *Opaque { c := *o; return &c }
