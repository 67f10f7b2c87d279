package sql

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Lock says what a statement keeps others from while it runs.
type Lock struct {
	Mode  string     // "ACCESS EXCLUSIVE"; empty for none on a table that others use
	Table model.Name // the table it is on
	// Long tells that the statement reads or writes every row under the lock.
	Long string
}

// String says it in words.
func (l Lock) String() string {
	if l.Mode == "" {
		return "locks nothing that is in use"
	}
	s := "locks " + l.Table.String() + " (" + l.Mode + ")"
	if l.Long != "" {
		return s + " while it " + l.Long
	}
	return s + " for an instant"
}

const (
	accessExclusive      = "ACCESS EXCLUSIVE"
	shareRowExclusive    = "SHARE ROW EXCLUSIVE"
	share                = "SHARE"
	shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
)

// lockOf tells which lock a change takes on a table that was there before
// (PostgreSQL 15, chapter 13.3 and ALTER TABLE).
func lockOf(c diff.Change) Lock {
	switch x := c.(type) {
	case *diff.Rename:
		if x.What == "table" || x.What == "column" || x.What == "constraint" {
			return Lock{Mode: accessExclusive, Table: x.Of}
		}
	case *diff.DropTable:
		return Lock{Mode: accessExclusive, Table: x.Table.Name}
	case *diff.SetParents:
		return Lock{Mode: accessExclusive, Table: x.After.Name}
	case *diff.SetColumn:
		if x.Before.Storage != x.After.Storage || x.Before.Compression != x.After.Compression {
			return Lock{Mode: accessExclusive, Table: x.Table.Name}
		}
		return Lock{Mode: shareUpdateExclusive, Table: x.Table.Name}
	case *diff.SetTable:
		return Lock{Mode: accessExclusive, Table: x.After.Name}
	case *diff.AddColumn:
		l := Lock{Mode: accessExclusive, Table: x.Table}
		if x.Column.Generated != nil || isVolatile(x.Column) || x.Column.Identity != nil {
			l.Long = "writes every row anew"
		}
		return l
	case *diff.DropColumn:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.DropDefault:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.SetDefault:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.SetNotNull:
		l := Lock{Mode: accessExclusive, Table: x.Table}
		if x.NotNull {
			l.Long = "reads every row"
		}
		return l
	case *diff.SetType:
		l := Lock{Mode: accessExclusive, Table: x.Table}
		if !coercible(x.Before.Type, x.After.Type) {
			l.Long = "writes every row anew"
		}
		return l
	case *diff.SetIdentity:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.RebuildDomain:
		if len(x.Columns) > 0 {
			return Lock{Mode: accessExclusive, Table: x.Columns[0].Table, Long: "writes every row anew"}
		}
	case *diff.RebuildEnum:
		if len(x.Columns) > 0 {
			return Lock{Mode: accessExclusive, Table: x.Columns[0].Table, Long: "writes every row anew"}
		}
	case *diff.AddConstraint:
		if x.Constraint.Kind == model.ForeignKey {
			return Lock{Mode: shareRowExclusive, Table: x.Table, Long: "reads every row"}
		}
		if x.Constraint.HasIndex() {
			return Lock{Mode: accessExclusive, Table: x.Table, Long: "builds an index"}
		}
		return Lock{Mode: accessExclusive, Table: x.Table, Long: "reads every row"}
	case *diff.DropConstraint:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.CreateIndex:
		return Lock{Mode: share, Table: x.On, Long: "builds the index"}
	case *diff.DropIndex:
		return Lock{Mode: accessExclusive, Table: x.On}
	case *diff.SetRowSecurity:
		return Lock{Mode: accessExclusive, Table: x.After.Name}
	case *diff.CreatePolicy:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.DropPolicy:
		return Lock{Mode: accessExclusive, Table: x.Table}
	case *diff.CreateTrigger:
		return Lock{Mode: shareRowExclusive, Table: x.On}
	case *diff.DropTrigger:
		return Lock{Mode: accessExclusive, Table: x.On}
	case *diff.AddToPublication:
		return Lock{Mode: shareUpdateExclusive, Table: x.Table.Table}
	}
	return Lock{}
}

// isVolatile tells whether a default has to be worked out for each row, which
// rewrites the table; now() is the same for all.
func isVolatile(c *model.Column) bool {
	for _, call := range c.Default.Calls() {
		switch call.Name {
		case "gen_random_uuid", "uuid_generate_v4", "random", "clock_timestamp", "nextval", "timeofday":
			return true
		}
	}
	return false
}

// coercible tells whether PostgreSQL changes a type without writing the rows
// anew.
func coercible(from, to model.Type) bool {
	switch {
	case from.Array || to.Array:
		return from == to
	case from.Is("character varying") && to.Is("text"):
		return true
	case from.Is("character varying") && to.Is("character varying"):
		return to.Mods == "" || len(from.Mods) < len(to.Mods) || len(from.Mods) == len(to.Mods) && from.Mods <= to.Mods
	case from.Is("numeric") && to.Is("numeric"):
		return to.Mods == ""
	}
	return from == to
}

// lossOf says what of the data a change destroys.
func lossOf(c diff.Change) string {
	switch x := c.(type) {
	case *diff.DropTable:
		return "every row of " + x.Table.Name.String()
	case *diff.DropColumn:
		return "the values of " + x.Table.String() + "." + ident.Quote(x.Column.Name)
	}
	return ""
}
