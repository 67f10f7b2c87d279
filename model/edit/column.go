package edit

import (
	"fmt"
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

func columnName(table model.Name, column string) string {
	return table.String() + "." + ident.Quote(column)
}

// AddColumn adds a column at the end of a table.
type AddColumn struct {
	Table  model.Name    `json:"table"`
	Column *model.Column `json:"column"`
}

// Op implements [Edit].
func (e *AddColumn) Op() string { return "add column" }

// Describe implements [Edit].
func (e *AddColumn) Describe() string {
	return fmt.Sprintf("add column %s %s", columnName(e.Table, e.Column.Name), e.Column.Definition())
}

func (e *AddColumn) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Column.Name); err != nil {
		return err
	}
	if err := validColumn(b, e.Table, e.Column); err != nil {
		return err
	}
	return b.AddColumn(e.Table, e.Column)
}

// RenameColumn gives a column another name.
type RenameColumn struct {
	Table  model.Name `json:"table"`
	Column string     `json:"column"`
	To     string     `json:"to"`
}

// Op implements [Edit].
func (e *RenameColumn) Op() string { return "rename column" }

// Describe implements [Edit].
func (e *RenameColumn) Describe() string {
	return fmt.Sprintf("rename column %s to %s", columnName(e.Table, e.Column), ident.Quote(e.To))
}

func (e *RenameColumn) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To); err != nil {
		return err
	}
	return b.RenameColumn(e.Table, e.Column, e.To)
}

// SetType gives a column another type. Using says how rows are converted; nil
// leaves it to the cast between the two types.
type SetType struct {
	Table  model.Name `json:"table"`
	Column string     `json:"column"`
	Type   model.Type `json:"type"`
	Using  *expr.Expr `json:"using,omitempty"`
}

// Op implements [Edit].
func (e *SetType) Op() string { return "set type" }

// Describe implements [Edit].
func (e *SetType) Describe() string {
	s := fmt.Sprintf("change type of %s to %s", columnName(e.Table, e.Column), e.Type)
	if e.Using != nil {
		s += " using " + e.Using.Text()
	}
	return s
}

func (e *SetType) apply(_ *model.Schema, b *model.Builder) error {
	if err := validType(b, e.Column, e.Type); err != nil {
		return err
	}
	if t := b.Table(e.Table); t != nil && t.Column(e.Column) != nil {
		if err := e.convertible(b, t.Column(e.Column)); err != nil {
			return err
		}
	}
	if err := b.ChangeColumn(e.Table, e.Column, func(c *model.Column) { c.Type = e.Type }); err != nil {
		return err
	}
	return keysStillFit(b, e.Table, e.Column)
}

// convertible tells whether the column can have the type, and its rows be
// brought to it.
func (e *SetType) convertible(b *model.Builder, c *model.Column) error {
	switch {
	case c.Identity != nil && !e.Type.Is("smallint", "integer", "bigint"):
		return fmt.Errorf("column %s is an identity column, which is a smallint, integer or bigint", columnName(e.Table, e.Column))
	case e.Using == nil && !castable(b, c.Type, e.Type):
		return fmt.Errorf("PostgreSQL has no cast from %s to %s; say with using how the values are to be converted", c.Type, e.Type)
	}
	return nil
}

// keysStillFit tells whether the foreign keys from and to a column still join
// values that can be compared.
func keysStillFit(b *model.Builder, table model.Name, column string) error {
	for _, t := range b.Tables() {
		for _, fk := range t.ForeignKeys() {
			uses := t.Name == table && slices.Contains(fk.Columns, column) || fk.RefTable == table && slices.Contains(fk.RefColumns, column)
			if uses {
				if err := checkTypes(b, t, fk); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// SetNotNull sets or drops NOT NULL.
type SetNotNull struct {
	Table   model.Name `json:"table"`
	Column  string     `json:"column"`
	NotNull bool       `json:"notNull"`
}

// Op implements [Edit].
func (e *SetNotNull) Op() string { return "set not null" }

// Describe implements [Edit].
func (e *SetNotNull) Describe() string {
	if e.NotNull {
		return columnName(e.Table, e.Column) + " must not be null"
	}
	return columnName(e.Table, e.Column) + " may be null"
}

func (e *SetNotNull) apply(s *model.Schema, b *model.Builder) error {
	t := b.Table(e.Table)
	if t != nil && !e.NotNull {
		if c := t.Column(e.Column); c != nil && c.Identity != nil {
			return fmt.Errorf("column %s is an identity column, which is never null", columnName(e.Table, e.Column))
		}
		if pk := t.PrimaryKey(); pk != nil {
			for _, c := range pk.Columns {
				if c == e.Column {
					return fmt.Errorf("column %s is in the primary key, which is never null; drop %s first",
						columnName(e.Table, e.Column), ident.Quote(pk.Name))
				}
			}
		}
	}
	return b.ChangeColumn(e.Table, e.Column, func(c *model.Column) { c.NotNull = e.NotNull })
}

// SetDefault sets the default of a column; nil drops it.
type SetDefault struct {
	Table   model.Name `json:"table"`
	Column  string     `json:"column"`
	Default *expr.Expr `json:"default,omitempty"`
}

// Op implements [Edit].
func (e *SetDefault) Op() string { return "set default" }

// Describe implements [Edit].
func (e *SetDefault) Describe() string {
	if e.Default == nil {
		return "drop default of " + columnName(e.Table, e.Column)
	}
	return fmt.Sprintf("set default of %s to %s", columnName(e.Table, e.Column), e.Default.Text())
}

func (e *SetDefault) apply(_ *model.Schema, b *model.Builder) error {
	if t := b.Table(e.Table); t != nil && e.Default != nil {
		if c := t.Column(e.Column); c != nil {
			if c.Generated != nil || c.Identity != nil {
				return fmt.Errorf("column %s is generated and cannot have a default", columnName(e.Table, e.Column))
			}
			if err := validDefault(b, e.Table, c.Name, c.Type, e.Default); err != nil {
				return err
			}
		}
	}
	return b.ChangeColumn(e.Table, e.Column, func(c *model.Column) { c.Default = e.Default })
}

// DropColumn takes a column out. It is refused while others need the column;
// indexes and constraints of its own table go with it.
type DropColumn struct {
	Table  model.Name `json:"table"`
	Column string     `json:"column"`
}

// Op implements [Edit].
func (e *DropColumn) Op() string { return "drop column" }

// Describe implements [Edit].
func (e *DropColumn) Describe() string { return "drop column " + columnName(e.Table, e.Column) }

func (e *DropColumn) apply(s *model.Schema, b *model.Builder) error {
	if err := refuse("column", columnName(e.Table, e.Column), s.ColumnUsers(e.Table, e.Column)); err != nil {
		return err
	}
	return b.DropColumn(e.Table, e.Column)
}
