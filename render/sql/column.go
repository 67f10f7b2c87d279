package sql

import (
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// setColumn writes how a column is kept. Each statement can run again.
func setColumn(x *diff.SetColumn) []string {
	alter := alterColumn(x.Table.Name, x.After.Name)
	var out []string
	if x.Before.Storage != x.After.Storage {
		if word := orDefault(x.After.Storage, x.After.Type.DefaultStorage()); word != "" {
			out = append(out, alter+"SET STORAGE "+word)
		}
	}
	if x.Before.Compression != x.After.Compression {
		out = append(out, alter+"SET COMPRESSION "+orDefault(x.After.Compression, "default"))
	}
	if b, a := x.Before.Statistics, x.After.Statistics; (b == nil) != (a == nil) || a != nil && *a != *b {
		target := -1
		if a != nil {
			target = *a
		}
		out = append(out, alter+"SET STATISTICS "+strconv.Itoa(target))
	}
	out = append(out, parameters(alter, x.Before.Options, x.After.Options)...)
	return append(out, alterOptions("ALTER FOREIGN TABLE "+x.Table.Name.String()+" ALTER COLUMN "+ident.Quote(x.After.Name)+" OPTIONS ",
		columnOptions(x.Table.Name, x.After.Name), x.Before.ForeignOptions, x.After.ForeignOptions)...)
}

// foreignOptions writes the options of what a foreign data wrapper serves.
func foreignOptions(options []string) string {
	if len(options) == 0 {
		return ""
	}
	parts := make([]string, len(options))
	for i, o := range options {
		name, value, _ := strings.Cut(o, "=")
		parts[i] = ident.Quote(name) + " " + ident.Literal(value)
	}
	return " OPTIONS (" + strings.Join(parts, ", ") + ")"
}

// alterOptions changes such options one by one; has is the condition that
// there is one of a name. ADD fails where there is one and SET and DROP where
// there is none, so each looks first.
func alterOptions(alter string, has func(string) string, before, after []string) []string {
	var out []string
	for _, o := range before {
		if name, _, _ := strings.Cut(o, "="); !hasOption(after, name) {
			out = append(out, guard(has(name), alter+"(DROP "+ident.Quote(name)+")"))
		}
	}
	for _, o := range after {
		if contains(before, o) {
			continue
		}
		name, value, _ := strings.Cut(o, "=")
		if hasOption(before, name) {
			out = append(out, alter+"(SET "+ident.Quote(name)+" "+ident.Literal(value)+")")
		} else {
			out = append(out, guard("NOT "+has(name), alter+"(ADD "+ident.Quote(name)+" "+ident.Literal(value)+")"))
		}
	}
	return out
}

func tableOptions(t model.Name) func(string) string {
	return func(option string) string {
		return "EXISTS (SELECT FROM pg_foreign_table, pg_options_to_table(ftoptions) WHERE ftrelid = " + regclass(t) +
			" AND option_name = " + ident.Literal(option) + ")"
	}
}

func columnOptions(t model.Name, column string) func(string) string {
	return func(option string) string {
		return "EXISTS (SELECT FROM pg_attribute, pg_options_to_table(attfdwoptions) WHERE attrelid = " + regclass(t) +
			" AND attname = " + ident.Literal(column) + " AND option_name = " + ident.Literal(option) + ")"
	}
}
