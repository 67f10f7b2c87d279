package edit

import (
	"fmt"
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// AddConstraint adds a primary key, unique, foreign key, check or exclusion
// constraint.
type AddConstraint struct {
	Table      model.Name        `json:"table"`
	Constraint *model.Constraint `json:"constraint"`
}

// Op implements [Edit].
func (e *AddConstraint) Op() string { return "add constraint" }

// Describe implements [Edit].
func (e *AddConstraint) Describe() string {
	return fmt.Sprintf("add %s to %s: %s", ident.Quote(e.Constraint.Name), e.Table, e.Constraint.Definition())
}

func (e *AddConstraint) apply(_ *model.Schema, b *model.Builder) error {
	return addConstraint(b, e.Table, e.Constraint)
}

func addConstraint(b *model.Builder, table model.Name, c *model.Constraint) error {
	if err := validName(c.Name); err != nil {
		return err
	}
	if c.Kind == model.ForeignKey {
		if err := checkReference(b, b.Table(table), c); err != nil {
			return err
		}
	}
	if t := b.Table(table); t != nil && c.Kind == model.Check {
		if err := validCondition(t, "check "+ident.Quote(c.Name), c.Expr); err != nil {
			return err
		}
	}
	if seen := repeated(c.Columns); seen != "" {
		return fmt.Errorf("%s names column %s twice", ident.Quote(c.Name), ident.Quote(seen))
	}
	return b.AddConstraint(table, c)
}

// repeated gives a name that a list holds twice, empty for none.
func repeated(names []string) string {
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return n
		}
	}
	return ""
}

// checkReference tells what PostgreSQL would say about the other end of a
// foreign key.
func checkReference(b *model.Builder, from *model.Table, c *model.Constraint) error {
	ref := b.Table(c.RefTable)
	if ref == nil || ref.External {
		if ref == nil && c.RefTable.Schema != "auth" {
			return &model.NotFoundError{What: "table", Name: c.RefTable.String()}
		}
		return checkTypes(b, from, c)
	}
	if len(c.RefColumns) != len(c.Columns) {
		return fmt.Errorf("foreign key %s has %d columns and points at %d", ident.Quote(c.Name), len(c.Columns), len(c.RefColumns))
	}
	if err := checkTypes(b, from, c); err != nil {
		return err
	}
	if !keyed(ref, c.RefColumns) {
		return fmt.Errorf("foreign key %s points at (%s) of %s, which no primary key or unique constraint covers; add one there first",
			ident.Quote(c.Name), ident.List(c.RefColumns), c.RefTable)
	}
	return nil
}

// authUsers is Supabase's own table of users, whose key is known.
var authUsers = model.Name{Schema: "auth", Name: "users"}

// checkTypes tells whether both ends of a foreign key are there and can be
// compared.
func checkTypes(b *model.Builder, from *model.Table, c *model.Constraint) error {
	ref := b.Table(c.RefTable)
	if c.RefTable == authUsers {
		ref = &model.Table{Name: authUsers, Columns: []*model.Column{{Name: "id", Type: model.Builtin("uuid")}}}
	}
	if ref == nil || ref.External {
		return nil
	}
	for i, col := range c.RefColumns {
		to := ref.Column(col)
		if to == nil && c.RefTable == authUsers {
			continue // of its other columns nothing is known
		}
		if to == nil {
			return &model.NotFoundError{What: "column", Name: ident.Quote(col), In: c.RefTable.String()}
		}
		if from == nil || i >= len(c.Columns) || from.Column(c.Columns[i]) == nil {
			continue // adding the constraint says so
		}
		if t := from.Column(c.Columns[i]).Type; !comparable(b, t, to.Type) {
			return fmt.Errorf("foreign key %s points from %s, a %s, at %s, a %s; give both the same type",
				ident.Quote(c.Name), columnName(from.Name, c.Columns[i]), t, columnName(c.RefTable, col), to.Type)
		}
	}
	return nil
}

// comparable tells whether PostgreSQL has an equality between two types, as
// far as it is known here: of the types of extensions it says yes.
func comparable(in *model.Builder, a, b model.Type) bool {
	a, b = underDomains(in, a), underDomains(in, b)
	family := func(t model.Type) int {
		switch {
		case t.Is("smallint", "integer", "bigint", "numeric", "real", "double precision"):
			return 1
		case t.Is("text", "character varying", "character", "name"):
			return 2
		case t.Is("timestamp with time zone", "timestamp without time zone", "date"):
			return 3
		}
		return 0
	}
	if a == b {
		return true
	}
	if in.Enum(model.Name{Schema: a.Schema, Name: a.Name}) != nil || in.Enum(model.Name{Schema: b.Schema, Name: b.Name}) != nil {
		return false
	}
	if a.Schema != "" || b.Schema != "" {
		return true
	}
	return a.WithoutMods() == b.WithoutMods() || family(a) != 0 && family(a) == family(b)
}

// underDomains gives the type that a domain is made of in the end.
func underDomains(in *model.Builder, t model.Type) model.Type {
	for !t.Array {
		d := in.Domain(model.Name{Schema: t.Schema, Name: t.Name})
		if d == nil {
			break
		}
		t = d.Base
	}
	return t
}

// keyed tells whether exactly these columns are a key that a foreign key can
// point at.
func keyed(t *model.Table, columns []string) bool {
	same := func(other []string) bool {
		if len(other) != len(columns) {
			return false
		}
		for _, c := range columns {
			found := false
			for _, o := range other {
				found = found || c == o
			}
			if !found {
				return false
			}
		}
		return true
	}
	for _, c := range t.Constraints {
		if (c.Kind == model.PrimaryKey || c.Kind == model.Unique) && same(c.Columns) {
			return true
		}
	}
	for _, x := range t.Indexes {
		if x.Unique && x.Where == nil && !x.HasExpression() && same(x.ColumnNames()) {
			return true
		}
	}
	return false
}

// RenameConstraint gives a constraint, and the index behind it, another name.
type RenameConstraint struct {
	Table      model.Name `json:"table"`
	Constraint string     `json:"constraint"`
	To         string     `json:"to"`
}

// Op implements [Edit].
func (e *RenameConstraint) Op() string { return "rename constraint" }

// Describe implements [Edit].
func (e *RenameConstraint) Describe() string {
	return fmt.Sprintf("rename constraint %s of %s to %s", ident.Quote(e.Constraint), e.Table, ident.Quote(e.To))
}

func (e *RenameConstraint) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To); err != nil {
		return err
	}
	return b.RenameConstraint(e.Table, e.Constraint, e.To)
}

// DropConstraint takes a constraint out. It is refused while a foreign key
// rests on it.
type DropConstraint struct {
	Table      model.Name `json:"table"`
	Constraint string     `json:"constraint"`
}

// Op implements [Edit].
func (e *DropConstraint) Op() string { return "drop constraint" }

// Describe implements [Edit].
func (e *DropConstraint) Describe() string {
	return fmt.Sprintf("drop constraint %s of %s", ident.Quote(e.Constraint), e.Table)
}

func (e *DropConstraint) apply(s *model.Schema, b *model.Builder) error {
	by := s.ConstraintUsers(e.Table, e.Constraint)
	if err := refuse("constraint", ident.Quote(e.Constraint)+" of "+e.Table.String(), by); err != nil {
		return err
	}
	return b.DropConstraint(e.Table, e.Constraint)
}

// CreateIndex adds an index to a table or materialized view.
type CreateIndex struct {
	Table model.Name   `json:"table"`
	Index *model.Index `json:"index"`
}

// Op implements [Edit].
func (e *CreateIndex) Op() string { return "create index" }

// Describe implements [Edit].
func (e *CreateIndex) Describe() string {
	return e.Index.Definition(e.Table)
}

func (e *CreateIndex) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.Index.Name); err != nil {
		return err
	}
	if t := b.Table(e.Table); t != nil {
		if err := validIndex(t, e.Index); err != nil {
			return err
		}
	}
	return b.CreateIndex(e.Table, e.Index)
}

// validIndex tells whether the expressions of an index can be read.
func validIndex(t *model.Table, x *model.Index) error {
	what := "index " + ident.Quote(x.Name)
	for _, k := range x.Keys {
		if err := validCondition(t, what, k.Expr); err != nil {
			return err
		}
	}
	return validCondition(t, what, x.Where)
}

// RenameIndex gives an index another name.
type RenameIndex struct {
	Index model.Name `json:"index"`
	To    string     `json:"to"`
}

// Op implements [Edit].
func (e *RenameIndex) Op() string { return "rename index" }

// Describe implements [Edit].
func (e *RenameIndex) Describe() string {
	return fmt.Sprintf("rename index %s to %s", e.Index, ident.Quote(e.To))
}

func (e *RenameIndex) apply(_ *model.Schema, b *model.Builder) error {
	if err := validName(e.To); err != nil {
		return err
	}
	return b.RenameIndex(e.Index, e.To)
}

// DropIndex takes an index out.
type DropIndex struct {
	Index model.Name `json:"index"`
}

// Op implements [Edit].
func (e *DropIndex) Op() string { return "drop index" }

// Describe implements [Edit].
func (e *DropIndex) Describe() string { return "drop index " + e.Index.String() }

func (e *DropIndex) apply(_ *model.Schema, b *model.Builder) error { return b.DropIndex(e.Index) }
