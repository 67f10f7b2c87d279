package sql

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

func createEnum(e *model.Enum) string {
	values := make([]string, len(e.Values))
	for i, v := range e.Values {
		values[i] = ident.Literal(v)
	}
	return "CREATE TYPE " + e.Name.String() + " AS ENUM (" + strings.Join(values, ", ") + ")"
}

func addEnumValue(x *diff.AddEnumValue) string {
	s := "ALTER TYPE " + x.Enum.String() + " ADD VALUE IF NOT EXISTS " + ident.Literal(x.Value)
	switch {
	case x.After != "":
		s += " AFTER " + ident.Literal(x.After)
	case x.Before != "":
		s += " BEFORE " + ident.Literal(x.Before)
	}
	return s
}

// rebuildEnum makes the type anew beside the old one and moves the columns
// over. It runs while the values are not the wanted ones, in their order.
func rebuildEnum(x *diff.RebuildEnum) string {
	old := model.Name{Schema: x.After.Name.Schema, Name: model.ObjectName(x.After.Name.Name, "", "replaced")}
	labels := make([]string, len(x.After.Values))
	for i, v := range x.After.Values {
		labels[i] = ident.Literal(v)
	}
	lines := []string{
		fmt.Sprintf("ALTER TYPE %s RENAME TO %s", x.After.Name, ident.Quote(old.Name)),
		createEnum(x.After),
	}
	lines = append(lines, retypeColumns(x.Columns)...)
	lines = append(lines, "DROP TYPE "+old.String())
	wanted := "ARRAY[" + strings.Join(labels, ", ") + "]::text[]"
	return guard("(SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = "+regtype(x.After.Name)+
		") IS DISTINCT FROM "+wanted, strings.Join(lines, ";\n"))
}

func createDomain(d *model.Domain) string {
	s := "CREATE DOMAIN " + d.Name.String() + " AS " + d.Base.String()
	if d.Collation != "" {
		s += " COLLATE " + d.Collation
	}
	if d.Default != nil {
		s += " DEFAULT " + d.Default.Operand()
	}
	if d.NotNull {
		s += " NOT NULL"
	}
	for _, c := range d.Constraints {
		s += " CONSTRAINT " + ident.Quote(c.Name) + " " + c.Definition()
	}
	return s
}

func createComposite(c *model.Composite) string {
	parts := make([]string, len(c.Attributes))
	for i, a := range c.Attributes {
		parts[i] = ident.Quote(a.Name) + " " + a.Type.String()
		if a.Collation != "" {
			parts[i] += " COLLATE " + a.Collation
		}
	}
	return "CREATE TYPE " + c.Name.String() + " AS (" + strings.Join(parts, ", ") + ")"
}

func guardType(n model.Name, sql string) string { return guard(regtype(n)+" IS NULL", sql) }

// retypeColumns leads columns over to the new type of the old name, through
// the text of their values.
func retypeColumns(columns []diff.ColumnUse) []string {
	var lines []string
	for _, u := range columns {
		col := ident.Quote(u.Column.Name)
		if u.HadDefault || u.Column.Default != nil {
			lines = append(lines, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", u.Table, col))
		}
		cast := "::text::" + u.Column.Type.String()
		if u.Column.Type.Array {
			cast = "::text[]::" + u.Column.Type.String()
		}
		lines = append(lines, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s%s", u.Table, col, u.Column.Type, col, cast))
		if u.Column.Default != nil {
			lines = append(lines, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s", u.Table, col, u.Column.Default.Text()))
		}
	}
	return lines
}

func alterDomain(x *diff.AlterDomain) []string {
	alter := "ALTER DOMAIN " + x.After.Name.String() + " "
	var out []string
	for _, c := range x.Gone {
		out = append(out, alter+"DROP CONSTRAINT IF EXISTS "+ident.Quote(c.Name))
	}
	switch {
	case x.Default && x.After.Default == nil:
		out = append(out, alter+"DROP DEFAULT")
	case x.Default:
		out = append(out, alter+"SET DEFAULT "+x.After.Default.Operand())
	}
	switch {
	case x.After.NotNull && !x.Before.NotNull:
		out = append(out, alter+"SET NOT NULL")
	case x.Before.NotNull && !x.After.NotNull:
		out = append(out, alter+"DROP NOT NULL")
	}
	for _, c := range x.Added {
		out = append(out, guard("NOT EXISTS (SELECT FROM pg_constraint WHERE contypid = "+regtype(x.After.Name)+" AND conname = "+ident.Literal(c.Name)+")",
			alter+"ADD CONSTRAINT "+ident.Quote(c.Name)+" "+c.Definition()))
	}
	return out
}

func rebuildDomain(x *diff.RebuildDomain) string {
	old := model.Name{Schema: x.After.Name.Schema, Name: model.ObjectName(x.After.Name.Name, "", "replaced")}
	lines := []string{
		fmt.Sprintf("ALTER DOMAIN %s RENAME TO %s", x.After.Name, ident.Quote(old.Name)),
		createDomain(x.After),
	}
	lines = append(lines, retypeColumns(x.Columns)...)
	lines = append(lines, "DROP DOMAIN "+old.String())
	return guard("(SELECT format_type(typbasetype, typtypmod) FROM pg_type WHERE oid = "+regtype(x.After.Name)+
		") IS DISTINCT FROM "+ident.Literal(x.After.Base.String()), strings.Join(lines, ";\n"))
}

func alterComposite(x *diff.AlterComposite) []string {
	alter := "ALTER TYPE " + x.Name.String() + " "
	attribute := func(a model.Attribute) string {
		s := a.Type.String()
		if a.Collation != "" {
			s += " COLLATE " + a.Collation
		}
		return s
	}
	var out []string
	for _, a := range x.Gone {
		out = append(out, alter+"DROP ATTRIBUTE IF EXISTS "+ident.Quote(a.Name))
	}
	for _, a := range x.Added {
		out = append(out, guard("NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.typrelid = a.attrelid WHERE t.oid = "+regtype(x.Name)+
			" AND attname = "+ident.Literal(a.Name)+" AND NOT attisdropped)", alter+"ADD ATTRIBUTE "+ident.Quote(a.Name)+" "+attribute(a)))
	}
	for _, a := range x.Retyped {
		out = append(out, alter+"ALTER ATTRIBUTE "+ident.Quote(a.Name)+" TYPE "+attribute(a))
	}
	return out
}
