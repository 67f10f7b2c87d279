package edit

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// CreateEnum adds an enum.
type CreateEnum struct {
	Enum *model.Enum `json:"enum"`
}

// Op implements [Edit].
func (e *CreateEnum) Op() string { return "create enum" }

// Describe implements [Edit].
func (e *CreateEnum) Describe() string {
	return fmt.Sprintf("create enum %s with %d values", e.Enum.Name, len(e.Enum.Values))
}

func (e *CreateEnum) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Enum.Name.Name); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, v := range e.Enum.Values {
		if err := validName(v); err != nil {
			return err
		}
		if seen[v] {
			return &model.ExistsError{What: "value", Name: ident.Literal(v), In: e.Enum.Name.String()}
		}
		seen[v] = true
	}
	own := *e.Enum
	own.Values = append([]string(nil), e.Enum.Values...)
	return b.CreateEnum(&own)
}

// AddEnumValue adds a value after another, or at the end where After and
// Before are empty.
type AddEnumValue struct {
	Enum   model.Name `json:"enum"`
	Value  string     `json:"value"`
	After  string     `json:"after,omitempty"`
	Before string     `json:"before,omitempty"`
}

// Op implements [Edit].
func (e *AddEnumValue) Op() string { return "add enum value" }

// Describe implements [Edit].
func (e *AddEnumValue) Describe() string {
	s := fmt.Sprintf("add value %s to enum %s", ident.Literal(e.Value), e.Enum)
	switch {
	case e.After != "":
		s += " after " + ident.Literal(e.After)
	case e.Before != "":
		s += " before " + ident.Literal(e.Before)
	}
	return s
}

func (e *AddEnumValue) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Value); err != nil {
		return err
	}
	if e.Before != "" {
		return b.AddEnumValue(e.Enum, e.Value, e.Before, true)
	}
	return b.AddEnumValue(e.Enum, e.Value, e.After, false)
}

// RenameEnumValue gives a value another name; rows that hold it follow.
type RenameEnumValue struct {
	Enum  model.Name `json:"enum"`
	Value string     `json:"value"`
	To    string     `json:"to"`
}

// Op implements [Edit].
func (e *RenameEnumValue) Op() string { return "rename enum value" }

// Describe implements [Edit].
func (e *RenameEnumValue) Describe() string {
	return fmt.Sprintf("rename value %s of enum %s to %s", ident.Literal(e.Value), e.Enum, ident.Literal(e.To))
}

func (e *RenameEnumValue) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To); err != nil {
		return err
	}
	return b.RenameEnumValue(e.Enum, e.Value, e.To)
}

// RenameType gives an enum, domain or composite type another name.
type RenameType struct {
	Type model.Name `json:"type"`
	To   model.Name `json:"to"`
}

// Op implements [Edit].
func (e *RenameType) Op() string { return "rename type" }

// Describe implements [Edit].
func (e *RenameType) Describe() string { return fmt.Sprintf("rename type %s to %s", e.Type, e.To) }

func (e *RenameType) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To.Name); err != nil {
		return err
	}
	return b.RenameType(e.Type, e.To)
}

// DropType takes a type out. It is refused while something has the type.
type DropType struct {
	Type model.Name `json:"type"`
}

// Op implements [Edit].
func (e *DropType) Op() string { return "drop type" }

// Describe implements [Edit].
func (e *DropType) Describe() string { return "drop type " + e.Type.String() }

func (e *DropType) apply(s *model.Schema, b *model.Builder) error {
	if err := refuse("type", e.Type.String(), s.TypeUsers(e.Type)); err != nil {
		return err
	}
	return b.DropType(e.Type)
}
