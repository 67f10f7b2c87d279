package sql

import (
	"strconv"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// alterSequence writes what is otherwise about a sequence.
func alterSequence(x *diff.AlterSequence) []string {
	s := "ALTER SEQUENCE " + x.After.Name.String()
	if was, is := orDefault(x.Before.Type, "bigint"), orDefault(x.After.Type, "bigint"); was != is {
		s += " AS " + is
	}
	before, after := x.Before.Options, x.After.Options
	option := func(b, a *int64, set, reset string) {
		switch {
		case a == nil && b != nil:
			s += " " + reset
		case a != nil && (b == nil || *a != *b):
			s += " " + set + " " + strconv.FormatInt(*a, 10)
		}
	}
	option(before.Increment, after.Increment, "INCREMENT BY", "INCREMENT BY 1")
	option(before.Min, after.Min, "MINVALUE", "NO MINVALUE")
	option(before.Max, after.Max, "MAXVALUE", "NO MAXVALUE")
	option(before.Start, after.Start, "START WITH", "START WITH "+first(after))
	option(before.Cache, after.Cache, "CACHE", "CACHE 1")
	if before.Cycle != after.Cycle {
		s += map[bool]string{true: " CYCLE", false: " NO CYCLE"}[after.Cycle]
	}
	if x.Before.OwnedBy != x.After.OwnedBy {
		s += " OWNED BY " + x.After.OwnedBy.String()
	}
	out := []string{s}
	if x.GoOn {
		out = append(out, "SELECT "+setLast(ident.Literal(x.After.Name.String()), x.After.OwnedBy.Table, x.After.OwnedBy.Column))
	}
	return out
}

// first is the number that a sequence starts with when nobody says.
func first(o model.SequenceOptions) string {
	switch {
	case o.Increment != nil && *o.Increment < 0 && o.Max != nil:
		return strconv.FormatInt(*o.Max, 10)
	case o.Increment != nil && *o.Increment < 0:
		return "-1"
	case o.Min != nil:
		return strconv.FormatInt(*o.Min, 10)
	}
	return "1"
}

// setLast lets a sequence go on behind the numbers that a column has. For a
// table without rows setval gets a null, and does nothing.
func setLast(sequence string, table model.Name, column string) string {
	last := "(SELECT max(" + ident.Quote(column) + ") FROM " + table.String() + ")"
	return "setval(" + sequence + ", greatest(coalesce(" + last + ", 1), 1), " + last + " >= 1)"
}
