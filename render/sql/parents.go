package sql

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
)

// setParents attaches a table to its parents or detaches it. PostgreSQL has no
// IF for either.
func setParents(x *diff.SetParents) []string {
	var out []string
	table := x.After.Name
	isChild := func(parent model.Name) string {
		return "EXISTS (SELECT FROM pg_inherits WHERE inhrelid = " + regclass(table) + " AND inhparent = " + regclass(parent) + ")"
	}
	if x.Leave {
		if p := x.Before.PartitionOf; p != nil {
			out = append(out, guard(isChild(p.Parent), "ALTER TABLE "+p.Parent.String()+" DETACH PARTITION "+table.String()))
		}
		for _, p := range x.Before.Inherits {
			if !slices.Contains(x.After.Inherits, p) {
				out = append(out, guard(isChild(p), "ALTER TABLE "+table.String()+" NO INHERIT "+p.String()))
			}
		}
		return out
	}
	if p := x.After.PartitionOf; p != nil {
		out = append(out, guard("NOT "+isChild(p.Parent), "ALTER TABLE "+p.Parent.String()+" ATTACH PARTITION "+table.String()+" "+p.Bound))
	}
	for _, p := range x.After.Inherits {
		if !slices.Contains(x.Before.Inherits, p) {
			out = append(out, guard("NOT "+isChild(p), "ALTER TABLE "+table.String()+" INHERIT "+p.String()))
		}
	}
	return out
}
