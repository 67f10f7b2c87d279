package erd

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// ambientNames are columns that nearly every table has; two uses make them
// ambient.
func ambientNames() []string {
	return []string{"created_by", "updated_by", "deleted_by", "tenant_id", "org_id", "organization_id", "account_id"}
}

// ambientKeys finds the foreign keys that are too common to draw: those of a
// column name to one table that a good part of all tables has. Keys that make
// the structure are kept: those in a key of their table, and the only one of
// a table.
func ambientKeys(s *model.Schema) map[*model.Constraint]bool {
	type use struct {
		to     model.Name
		column string
	}
	uses := map[use]int{}
	tables := 0
	for t := range s.Tables.All() {
		if t.External || t.PartitionOf != nil {
			continue
		}
		tables++
		for _, fk := range t.ForeignKeys() {
			uses[use{fk.RefTable, fk.Columns[len(fk.Columns)-1]}]++
		}
	}
	many := max(4, tables*15/100)
	out := map[*model.Constraint]bool{}
	for t := range s.Tables.All() {
		keys := t.ForeignKeys()
		for _, fk := range keys {
			column := fk.Columns[len(fk.Columns)-1]
			n := uses[use{fk.RefTable, column}]
			switch {
			case fk.RefTable == t.Name:
			case slices.Contains(ambientNames(), column):
				out[fk] = n >= 2 && !inKey(t, column)
			case tables >= small && n >= many:
				out[fk] = !inKey(t, column) && len(keys) > 1
			}
		}
	}
	if tables < small {
		keepTogether(s, out)
	}
	return out
}

// small is the number of tables below which every table keeps a line: there
// is room for it, and folding would leave little to see.
const small = 12

// keepTogether draws one folded key of each table that would stand alone,
// rather that of an owner than one that only says who wrote the row.
func keepTogether(s *model.Schema, folded map[*model.Constraint]bool) {
	joined := map[model.Name]bool{}
	for t := range s.Tables.All() {
		for _, fk := range t.ForeignKeys() {
			to := s.Tables.Get(fk.RefTable)
			if !folded[fk] && fk.RefTable != t.Name && to != nil && !to.External {
				joined[t.Name], joined[fk.RefTable] = true, true
			}
		}
	}
	for t := range s.Tables.All() {
		if joined[t.Name] {
			continue
		}
		for _, fk := range t.ForeignKeys() {
			if folded[fk] && !strings.HasSuffix(fk.Columns[len(fk.Columns)-1], "_by") {
				delete(folded, fk)
				joined[t.Name], joined[fk.RefTable] = true, true
				break
			}
		}
	}
}

// inKey tells whether a column is of the primary key or a unique constraint
// of the table's own making.
func inKey(t *model.Table, column string) bool {
	for _, c := range t.Constraints {
		switch c.Kind {
		case model.PrimaryKey:
			if slices.Contains(c.Columns, column) {
				return true
			}
		case model.Unique: // (org_id, id) exists for the sake of foreign keys
			if slices.Contains(c.Columns, column) && !slices.Contains(c.Columns, "id") {
				return true
			}
		}
	}
	return false
}
