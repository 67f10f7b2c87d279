package expr

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

// builtin gives, for the internal name of a built-in type, the name that
// PostgreSQL's format_type prints. Types that are not here print as they are.
var builtin = map[string]string{
	"int2": "smallint", "int4": "integer", "int8": "bigint",
	"float4": "real", "float8": "double precision", "bool": "boolean",
	"varchar": "character varying", "bpchar": "character",
	"varbit": "bit varying", "bit": "bit",
	"timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
	"timetz": "time with time zone", "time": "time without time zone",
	"decimal": "numeric",
}

// BuiltinName gives format_type's name of the built-in type with this
// internal name, and the name itself where the two are the same.
func BuiltinName(internal string) string {
	if n, ok := builtin[internal]; ok {
		return n
	}
	return internal
}

// FormatTypeName writes a type as the source named it, built-in types under
// format_type's name, with modifiers and array brackets.
func FormatTypeName(t *pg.TypeName) string {
	names := Names(t.GetNames())
	base, mods := "", Modifiers(t)
	switch {
	case len(names) == 0:
		return "unknown"
	case lastName(t.Names) == "bpchar" && len(names) <= 2 && mods == "":
		base = "bpchar" // "character" would be character(1)
	case len(names) == 2 && names[0] == "pg_catalog":
		base = FormatType(BuiltinName(names[1]), mods)
	case len(names) == 1 && (builtin[names[0]] != "" && names[0] != "decimal"):
		base = FormatType(builtin[names[0]], mods)
	default:
		base = quoteNames(names)
		if mods != "" {
			base += "(" + mods + ")"
		}
	}
	if t.PctType {
		base += "%TYPE"
	}
	if len(t.ArrayBounds) > 0 {
		base += "[]"
	}
	if t.Setof {
		base = "SETOF " + base
	}
	return base
}

// FormatType joins a built-in type's name and its modifiers as format_type
// does: behind the name, but inside "timestamp(3) with time zone".
func FormatType(name, mods string) string {
	if name == "char" || name == "any" { // the one-byte internal type and the pseudo-type, whose names are keywords
		return `"` + name + `"`
	}
	if mods == "" {
		return name
	}
	for _, word := range []string{"timestamp", "time"} {
		if rest, ok := strings.CutPrefix(name, word+" "); ok {
			return word + "(" + mods + ") " + rest
		}
	}
	if name == "interval" {
		if mods[0] >= '0' && mods[0] <= '9' {
			return "interval(" + mods + ")"
		}
		return "interval " + mods
	}
	return name + "(" + mods + ")"
}

// Modifiers gives a type's modifiers as they stand between the parentheses
// ("12,2"), empty for none. Those of interval may be words ("day to second(3)").
func Modifiers(t *pg.TypeName) string {
	name := lastName(t.GetNames())
	mods := make([]string, 0, 2)
	for _, m := range t.GetTypmods() {
		switch x := m.Node.(type) {
		case *pg.Node_AConst:
			mods = append(mods, strings.Trim(constant(x.AConst), "'"))
		case *pg.Node_ColumnRef:
			mods = append(mods, ident.Quote(lastName(x.ColumnRef.Fields)))
		}
	}
	switch {
	case len(mods) == 0:
		return ""
	case name == "interval":
		return intervalModifiers(mods)
	case name == "numeric" && len(mods) == 1:
		mods = append(mods, "0")
	case name == "bpchar" && len(t.Names) == 2 && len(mods) == 1:
	}
	return strings.Join(mods, ",")
}

// intervalModifiers undoes the parser's packing of interval fields: a bit
// mask (datetime.h, INTERVAL_MASK) and an optional precision.
func intervalModifiers(mods []string) string {
	const full = 0x7FFF
	mask, _ := strconv.Atoi(mods[0])
	words := map[int]string{
		4: "year", 2: "month", 8: "day", 1024: "hour", 2048: "minute", 4096: "second",
		4 | 2: "year to month", 8 | 1024: "day to hour", 8 | 1024 | 2048: "day to minute",
		8 | 1024 | 2048 | 4096: "day to second", 1024 | 2048: "hour to minute",
		1024 | 2048 | 4096: "hour to second", 2048 | 4096: "minute to second",
	}
	fields := words[mask]
	if len(mods) == 1 || mask == full && len(mods) < 2 {
		return fields
	}
	if fields == "" {
		return mods[1]
	}
	return fields + "(" + mods[1] + ")"
}
