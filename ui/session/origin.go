package session

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
)

// BaseTable is what a table was in the base, nil where it was not there.
func (s *Snapshot) BaseTable(t *model.Table) *model.Table {
	if was, ok := s.lineage.Of(diff.Thing{What: "table", Of: t.Name}); ok {
		return s.Base.Tables.Get(was.Of)
	}
	return nil
}

// BaseColumn is what a column of a table was in the base, nil where it was
// not there.
func (s *Snapshot) BaseColumn(t *model.Table, name string) *model.Column {
	if was, ok := s.lineage.Of(diff.Thing{What: "column", Of: t.Name, Sub: name}); ok {
		return s.Base.Tables.Get(was.Of).Column(was.Sub)
	}
	return nil
}

// BaseConstraint is what a constraint of a table was in the base, nil where
// it was not there.
func (s *Snapshot) BaseConstraint(t *model.Table, name string) *model.Constraint {
	if was, ok := s.lineage.Of(diff.Thing{What: "constraint", Of: t.Name, Sub: name}); ok {
		return s.Base.Tables.Get(was.Of).Constraint(was.Sub)
	}
	return nil
}

// BaseIndex is what an index of a table was in the base, nil where it was
// not there.
func (s *Snapshot) BaseIndex(t *model.Table, name string) *model.Index {
	was, ok := s.lineage.Of(diff.Thing{What: "index", Of: model.Name{Schema: t.Name.Schema, Name: name}})
	if base := s.BaseTable(t); ok && base != nil {
		return base.Index(was.Of.Name)
	}
	return nil
}

// BaseEnum is what an enum was in the base, nil where it was not there.
func (s *Snapshot) BaseEnum(e *model.Enum) *model.Enum {
	if was, ok := s.lineage.Of(diff.Thing{What: "type", Of: e.Name}); ok {
		return s.Base.Enums.Get(was.Of)
	}
	return nil
}

// BaseValue is what a value of an enum was in the base, empty where it was
// not there.
func (s *Snapshot) BaseValue(e *model.Enum, value string) string {
	was, _ := s.lineage.Of(diff.Thing{What: "enum value", Of: e.Name, Sub: value})
	return was.Sub
}
