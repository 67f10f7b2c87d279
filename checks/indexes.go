package checks

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
)

// LeadsIndex tells whether some full index of the table begins with the
// columns, in any order: that is what a foreign key check or a filter on them
// needs. A partial index does not count, for neither can use it.
func LeadsIndex(t *model.Table, columns []string) bool {
	leads := func(keys []string) bool {
		if len(keys) < len(columns) {
			return false
		}
		for _, k := range keys[:len(columns)] {
			if !slices.Contains(columns, k) {
				return false
			}
		}
		return true
	}
	for _, c := range t.Constraints {
		if (c.Kind == model.PrimaryKey || c.Kind == model.Unique) && leads(c.Columns) {
			return true
		}
	}
	for _, x := range t.Indexes {
		if x.Where == nil && (x.Method == "" || x.Method == "hash") && leads(x.ColumnNames()) {
			return true
		}
	}
	return false
}
