package session

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/edit"
)

// origins leads from the names that things have now to the names that the
// base knows them by. Only what a recorded edit renamed is in it.
type origins struct {
	tables map[model.Name]model.Name
	parts  map[part]string
}

// part names something inside a table of the base. Columns, constraints and
// indexes have names of their own each.
type part struct {
	kind  string
	table model.Name // by its name in the base; of an index, only the schema
	name  string
}

const (
	columnPart     = "column"
	constraintPart = "constraint"
	indexPart      = "index"
)

// follow reads the origins out of edits.
func follow(edits []design.Applied) origins {
	o := origins{tables: map[model.Name]model.Name{}, parts: map[part]string{}}
	for _, a := range edits {
		o.add(a.Edit)
	}
	return o
}

func (o origins) add(e edit.Edit) {
	switch x := e.(type) {
	case *edit.Batch:
		for _, inner := range x.Edits {
			o.add(inner)
		}
	case *edit.RenameTable:
		first := o.table(x.Table)
		delete(o.tables, x.Table)
		if first != x.To {
			o.tables[x.To] = first
		}
	case *edit.RenameColumn:
		o.rename(part{columnPart, o.table(x.Table), x.Column}, x.To)
	case *edit.RenameConstraint:
		o.rename(part{constraintPart, o.table(x.Table), x.Constraint}, x.To)
	case *edit.RenameIndex:
		o.rename(part{indexPart, model.Name{Schema: x.Index.Schema}, x.Index.Name}, x.To)
	}
}

func (o origins) rename(p part, to string) {
	first := o.part(p)
	delete(o.parts, p)
	if p.name = to; first != to {
		o.parts[p] = first
	}
}

func (o origins) table(now model.Name) model.Name {
	if first, ok := o.tables[now]; ok {
		return first
	}
	return now
}

func (o origins) part(p part) string {
	if first, ok := o.parts[p]; ok {
		return first
	}
	return p.name
}

// BaseTable is what a table was in the base, nil where it was not there.
func (s *Snapshot) BaseTable(t *model.Table) *model.Table {
	return s.Base.Tables.Get(s.origins.table(t.Name))
}

// BaseColumn is what a column of a table was in the base, nil where it was
// not there.
func (s *Snapshot) BaseColumn(t *model.Table, name string) *model.Column {
	base := s.BaseTable(t)
	if base == nil {
		return nil
	}
	return base.Column(s.origins.part(part{columnPart, base.Name, name}))
}

// BaseConstraint is what a constraint of a table was in the base, nil where
// it was not there.
func (s *Snapshot) BaseConstraint(t *model.Table, name string) *model.Constraint {
	base := s.BaseTable(t)
	if base == nil {
		return nil
	}
	return base.Constraint(s.origins.part(part{constraintPart, base.Name, name}))
}

// BaseIndex is what an index of a table was in the base, nil where it was
// not there.
func (s *Snapshot) BaseIndex(t *model.Table, name string) *model.Index {
	base := s.BaseTable(t)
	if base == nil {
		return nil
	}
	return base.Index(s.origins.part(part{indexPart, model.Name{Schema: t.Name.Schema}, name}))
}
