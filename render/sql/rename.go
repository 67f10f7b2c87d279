package sql

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// rename does its work where the old name is there, the new one is not, and
// what the rename needs besides holds.
func rename(x *diff.Rename) string {
	conditions := []string{present(x.Thing), absent(x.To)}
	for _, p := range x.If {
		conditions = append(conditions, premise(p))
	}
	return guard(strings.Join(conditions, "\n    AND "), alterName(x))
}

func alterName(x *diff.Rename) string {
	switch x.What {
	case "column":
		return fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", x.Of, ident.Quote(x.Sub), ident.Quote(x.To.Sub))
	case "constraint":
		return fmt.Sprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", x.Of, ident.Quote(x.Sub), ident.Quote(x.To.Sub))
	case "enum value":
		return fmt.Sprintf("ALTER TYPE %s RENAME VALUE %s TO %s", x.Of, ident.Literal(x.Sub), ident.Literal(x.To.Sub))
	}
	alter := "ALTER " + strings.ToUpper(x.What) + " "
	if x.What == "view" { // which may be a materialized one; ALTER TABLE takes either
		alter = "ALTER TABLE "
	}
	var steps []string
	from := x.Of
	if from.Schema != x.To.Of.Schema {
		steps = append(steps, fmt.Sprintf("%s%s SET SCHEMA %s", alter, from, ident.Quote(x.To.Of.Schema)))
		from.Schema = x.To.Of.Schema
	}
	if from.Name != x.To.Of.Name {
		steps = append(steps, fmt.Sprintf("%s%s RENAME TO %s", alter, from, ident.Quote(x.To.Of.Name)))
	}
	return strings.Join(steps, ";\n")
}

// present asks whether a thing is there, and is what it is called.
func present(t diff.Thing) string {
	switch t.What {
	case "column":
		return hasColumn(t.Of, t.Sub)
	case "constraint":
		return hasConstraint(t.Of, t.Sub)
	case "enum value":
		return hasEnumValue(t.Of, t.Sub)
	case "type":
		return regtype(t.Of) + " IS NOT NULL"
	}
	kinds := map[string]string{"table": "'r', 'p', 'f'", "view": "'v', 'm'", "sequence": "'S'", "index": "'i', 'I'"}[t.What]
	return "EXISTS (SELECT FROM pg_class WHERE oid = " + regclass(t.Of) + " AND relkind IN (" + kinds + "))"
}

// absent asks whether a name is free.
func absent(t diff.Thing) string {
	switch t.What {
	case "table", "view", "sequence", "index":
		return regclass(t.Of) + " IS NULL"
	case "type":
		return regtype(t.Of) + " IS NULL"
	}
	return "NOT " + present(t)
}

func premise(p diff.Premise) string {
	switch p.Is {
	case diff.Absent:
		return absent(p.Thing)
	case diff.Typed:
		return isTyped(p.Of, p.Sub, "IN", p.Type)
	case diff.Earlier:
		return place(p.Thing, p.Sub) + " < " + place(p.Thing, p.Than)
	}
	return present(p.Thing)
}

// place gives where a column or an enum value stands among the others.
func place(t diff.Thing, name string) string {
	if t.What == "enum value" {
		return "(SELECT enumsortorder FROM pg_enum WHERE enumtypid = " + regtype(t.Of) + " AND enumlabel = " + ident.Literal(name) + ")"
	}
	return "(SELECT attnum FROM pg_attribute WHERE attrelid = " + regclass(t.Of) + " AND attname = " + ident.Literal(name) + ")"
}

// isTyped compares the type of a column; verb is IN or NOT IN. The schema is
// left out by format_type where the search path holds it.
func isTyped(table model.Name, column, verb string, t model.Type) string {
	names := []string{ident.Literal(t.String())}
	if t.Schema != "" {
		bare := t
		bare.Schema = ""
		unqualified := ident.Quote(bare.Name)
		if bare.Mods != "" {
			unqualified += "(" + bare.Mods + ")"
		}
		if bare.Array {
			unqualified += "[]"
		}
		names = append(names, ident.Literal(unqualified))
	}
	return fmt.Sprintf("(SELECT format_type(atttypid, atttypmod) FROM pg_attribute\n    WHERE attrelid = %s AND attname = %s) %s (%s)",
		regclass(table), ident.Literal(column), verb, strings.Join(names, ", "))
}
