package edit

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// CreateSchema adds a schema (a namespace).
type CreateSchema struct {
	Name string `json:"name"`
}

// Op implements [Edit].
func (e *CreateSchema) Op() string { return "create schema" }

// Describe implements [Edit].
func (e *CreateSchema) Describe() string { return "create schema " + ident.Quote(e.Name) }

func (e *CreateSchema) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Name); err != nil {
		return err
	}
	return b.CreateNamespace(&model.Namespace{Name: e.Name})
}

// CreateTable adds a table with everything that belongs to it.
type CreateTable struct {
	Table *model.Table `json:"table"`
}

// Op implements [Edit].
func (e *CreateTable) Op() string { return "create table" }

// Describe implements [Edit].
func (e *CreateTable) Describe() string {
	s := "create table " + e.Table.Name.String()
	if e.Table.Kind != "" {
		s += " (" + string(e.Table.Kind) + ")"
	}
	return s
}

func (e *CreateTable) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Table.Name.Name); err != nil {
		return err
	}
	bare := *e.Table
	bare.Constraints, bare.Indexes = nil, nil
	bare.Columns = append([]*model.Column(nil), e.Table.Columns...)
	bare.Policies = append([]*model.Policy(nil), e.Table.Policies...)
	bare.Triggers = append([]*model.Trigger(nil), e.Table.Triggers...)
	for _, c := range bare.Columns {
		if err := validColumn(b, e.Table.Name, c); err != nil {
			return err
		}
	}
	if err := b.CreateTable(&bare); err != nil {
		return err
	}
	for _, c := range e.Table.Constraints {
		if err := addConstraint(b, e.Table.Name, c); err != nil {
			return err
		}
	}
	for _, x := range e.Table.Indexes {
		if err := b.CreateIndex(e.Table.Name, x); err != nil {
			return err
		}
	}
	return nil
}

// RenameTable gives a table another name, or another schema.
type RenameTable struct {
	Table model.Name `json:"table"`
	To    model.Name `json:"to"`
}

// Op implements [Edit].
func (e *RenameTable) Op() string { return "rename table" }

// Describe implements [Edit].
func (e *RenameTable) Describe() string {
	return fmt.Sprintf("rename table %s to %s", e.Table, e.To)
}

func (e *RenameTable) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To.Name); err != nil {
		return err
	}
	return b.RenameTable(e.Table, e.To)
}

// DropTable takes a table out. It is refused while others need the table.
type DropTable struct {
	Table model.Name `json:"table"`
}

// Op implements [Edit].
func (e *DropTable) Op() string { return "drop table" }

// Describe implements [Edit].
func (e *DropTable) Describe() string { return "drop table " + e.Table.String() }

func (e *DropTable) apply(s *model.Schema, b *model.Builder) error {
	if err := refuse("table", e.Table.String(), s.TableUsers(e.Table)); err != nil {
		return err
	}
	return b.DropTable(e.Table)
}

// SetKind says what a table is for; the empty kind leaves it to be guessed.
type SetKind struct {
	Table model.Name `json:"table"`
	Kind  model.Kind `json:"kind"`
}

// Op implements [Edit].
func (e *SetKind) Op() string { return "set kind" }

// Describe implements [Edit].
func (e *SetKind) Describe() string {
	if e.Kind == "" {
		return "forget the kind of " + e.Table.String()
	}
	return fmt.Sprintf("%s is a %s table", e.Table, e.Kind)
}

func (e *SetKind) apply(_ *model.Schema, b *model.Builder) error {
	t, err := b.OwnTable(e.Table)
	if err == nil {
		t.Kind = e.Kind
	}
	return err
}

// SetRowSecurity switches row level security of a table.
type SetRowSecurity struct {
	Table   model.Name `json:"table"`
	Enabled bool       `json:"enabled"`
	Forced  bool       `json:"forced,omitempty"`
}

// Op implements [Edit].
func (e *SetRowSecurity) Op() string { return "set row security" }

// Describe implements [Edit].
func (e *SetRowSecurity) Describe() string {
	word := "disable"
	if e.Enabled {
		word = "enable"
	}
	s := word + " row level security on " + e.Table.String()
	if e.Forced {
		s += ", for its owner too"
	}
	return s
}

func (e *SetRowSecurity) apply(_ *model.Schema, b *model.Builder) error {
	t, err := b.OwnTable(e.Table)
	if err == nil {
		t.RowSecurity, t.ForceRowSecurity = e.Enabled, e.Forced
	}
	return err
}
