package sql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// tableStatements writes the changes of tables, columns, constraints and
// indexes; nil for any other.
func tableStatements(c diff.Change) []string {
	switch x := c.(type) {
	case *diff.CreateTable:
		return []string{createTable(x.Table, x.Inline)}
	case *diff.DropTable:
		if x.Table.Server != "" {
			return []string{"DROP FOREIGN TABLE IF EXISTS " + x.Table.Name.String()}
		}
		return []string{"DROP TABLE IF EXISTS " + x.Table.Name.String()}
	case *diff.SetColumn:
		return setColumn(x)
	case *diff.SetParents:
		return setParents(x)
	case *diff.SetTable:
		return setTable(x)
	case *diff.AddColumn:
		if x.Fill != nil {
			filled := *x.Column
			filled.Default = x.Fill
			return []string{
				fmt.Sprintf("ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s", x.Table, ident.Quote(x.Column.Name), filled.Definition()),
				alterColumn(x.Table, x.Column.Name) + "DROP DEFAULT"}
		}
		return []string{fmt.Sprintf("ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s", x.Table, ident.Quote(x.Column.Name), x.Column.Definition())}
	case *diff.DropColumn:
		return []string{fmt.Sprintf("ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS %s", x.Table, ident.Quote(x.Column.Name))}
	case *diff.DropDefault:
		return []string{alterColumn(x.Table, x.Column) + "DROP DEFAULT"}
	case *diff.SetDefault:
		if x.Default == nil {
			return []string{alterColumn(x.Table, x.Column) + "DROP DEFAULT"}
		}
		return []string{alterColumn(x.Table, x.Column) + "SET DEFAULT " + x.Default.Text()}
	case *diff.SetNotNull:
		word := "DROP NOT NULL"
		if x.NotNull {
			word = "SET NOT NULL"
		}
		return []string{alterColumn(x.Table, x.Column) + word}
	case *diff.SetType:
		return []string{setType(x)}
	case *diff.SetIdentity:
		return setIdentity(x)
	case *diff.AddConstraint:
		add := fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s %s", x.Table, ident.Quote(x.Constraint.Name), x.Constraint.Definition())
		return []string{guard("NOT "+hasConstraint(x.Table, x.Constraint.Name), add)}
	case *diff.DropConstraint:
		return []string{fmt.Sprintf("ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %s", x.Table, ident.Quote(x.Constraint.Name))}
	case *diff.CreateIndex:
		return []string{x.Index.Create(x.On, "IF NOT EXISTS")}
	case *diff.DropIndex:
		return []string{"DROP INDEX IF EXISTS " + model.Name{Schema: x.On.Schema, Name: x.Index.Name}.String()}
	}
	return nil
}

func alterColumn(table model.Name, column string) string {
	return fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s ", table, ident.Quote(column))
}

func createTable(t *model.Table, inline []*model.Constraint) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	switch {
	case t.Unlogged:
		b.WriteString("UNLOGGED ")
	case t.Server != "":
		b.WriteString("FOREIGN ")
	}
	b.WriteString("TABLE IF NOT EXISTS " + t.Name.String())
	if t.PartitionOf != nil {
		b.WriteString(" PARTITION OF " + t.PartitionOf.Parent.String())
	}
	var lines []string
	for _, c := range t.Columns {
		switch {
		case c.Inherited:
		case t.PartitionOf != nil:
			lines = append(lines, partitionColumn(c)...)
		default:
			typ := c.Type.String()
			lines = append(lines, ident.Quote(c.Name)+" "+typ+foreignOptions(c.ForeignOptions)+strings.TrimPrefix(c.Definition(), typ))
		}
	}
	for _, c := range inline {
		lines = append(lines, "CONSTRAINT "+ident.Quote(c.Name)+" "+c.Definition())
	}
	if len(lines) > 0 || t.PartitionOf == nil {
		b.WriteString(" (")
		if len(lines) > 0 {
			b.WriteString("\n  " + strings.Join(lines, ",\n  ") + "\n")
		}
		b.WriteString(")")
	}
	if len(t.Inherits) > 0 {
		parents := make([]string, len(t.Inherits))
		for i, p := range t.Inherits {
			parents[i] = p.String()
		}
		b.WriteString(" INHERITS (" + strings.Join(parents, ", ") + ")")
	}
	if t.PartitionOf != nil {
		b.WriteString(" " + t.PartitionOf.Bound)
	}
	if t.PartitionBy != "" {
		b.WriteString(" PARTITION BY " + t.PartitionBy)
	}
	if t.Server != "" {
		b.WriteString(" SERVER " + ident.Quote(t.Server) + foreignOptions(t.Options))
	}
	if t.AccessMethod != "" {
		b.WriteString(" USING " + ident.Quote(t.AccessMethod))
	}
	if len(t.Options) > 0 && t.Server == "" {
		b.WriteString(" WITH (" + strings.Join(t.Options, ", ") + ")")
	}
	if t.Tablespace != "" {
		b.WriteString(" TABLESPACE " + ident.Quote(t.Tablespace))
	}
	return b.String()
}

// partitionColumn spells what a partition has otherwise than its parent about
// a column, whose type is the parent's; nothing where that is nothing.
func partitionColumn(c *model.Column) []string {
	s := ident.Quote(c.Name)
	if c.Default != nil {
		s += " DEFAULT " + c.Default.Operand()
	}
	if c.NotNull {
		s += " NOT NULL"
	}
	if c.Default == nil && !c.NotNull {
		return nil
	}
	return []string{s}
}

func setTable(x *diff.SetTable) []string {
	var out []string
	alter := "ALTER TABLE " + x.After.Name.String() + " "
	if x.Before.Unlogged != x.After.Unlogged {
		if x.After.Unlogged {
			out = append(out, alter+"SET UNLOGGED")
		} else {
			out = append(out, alter+"SET LOGGED")
		}
	}
	if x.Before.ReplicaIdentity != x.After.ReplicaIdentity {
		if x.After.ReplicaIdentity == "" {
			out = append(out, alter+"REPLICA IDENTITY DEFAULT")
		} else {
			out = append(out, alter+"REPLICA IDENTITY "+x.After.ReplicaIdentity)
		}
	}
	if x.Before.Tablespace != x.After.Tablespace {
		out = append(out, alter+"SET TABLESPACE "+ident.Quote(orDefault(x.After.Tablespace, "pg_default")))
	}
	if x.Before.AccessMethod != x.After.AccessMethod {
		out = append(out, alter+"SET ACCESS METHOD "+ident.Quote(orDefault(x.After.AccessMethod, "heap")))
	}
	if x.After.Server != "" {
		return append(out, alterOptions("ALTER FOREIGN TABLE "+x.After.Name.String()+" OPTIONS ", tableOptions(x.After.Name), x.Before.Options, x.After.Options)...)
	}
	return append(out, parameters(alter, x.Before.Options, x.After.Options)...)
}

func orDefault(name, none string) string {
	if name == "" {
		return none
	}
	return name
}

// parameters sets and resets parameters, with what ALTER says before SET.
func parameters(alter string, before, after []string) []string {
	var out, reset []string
	for _, o := range before {
		name, _, _ := strings.Cut(o, "=")
		if !hasOption(after, name) {
			reset = append(reset, name)
		}
	}
	if len(reset) > 0 {
		out = append(out, alter+"RESET ("+strings.Join(reset, ", ")+")")
	}
	var set []string
	for _, o := range after {
		if !contains(before, o) {
			set = append(set, o)
		}
	}
	if len(set) > 0 {
		out = append(out, alter+"SET ("+strings.Join(set, ", ")+")")
	}
	return out
}

func hasOption(options []string, name string) bool {
	for _, o := range options {
		if n, _, _ := strings.Cut(o, "="); n == name {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// setType converts a column where it does not have the type yet: a
// conversion that ran twice could change the values twice.
func setType(x *diff.SetType) string {
	s := alterColumn(x.Table, x.After.Name) + "TYPE " + x.After.Type.String()
	if x.After.Collation != "" {
		s += " COLLATE " + x.After.Collation
	}
	switch {
	case x.Using != nil:
		s += " USING " + x.Using.Text()
	case needsUsing(x.Before.Type, x.After.Type):
		s += " USING " + cast(x)
	}
	if x.Before.Type == x.After.Type { // the collation only
		return s
	}
	return guard(isTyped(x.Table, x.After.Name, "NOT IN", x.After.Type), s)
}

// needsUsing tells whether PostgreSQL has no cast that it would use by
// itself. It casts anything to text, and numbers and times among each other;
// an explicit cast is avoided there, because it would cut values short.
func needsUsing(from, to model.Type) bool {
	text := func(t model.Type) bool { return t.Is("text", "character varying", "character", "name") }
	kind := func(t model.Type) int {
		switch {
		case t.Is("smallint", "integer", "bigint", "numeric", "real", "double precision"):
			return 1
		case t.Is("timestamp with time zone", "timestamp without time zone", "date"):
			return 2
		case t.Is("json", "jsonb"):
			return 3
		}
		return 0
	}
	switch {
	case text(to) && !from.Array:
		return false
	case text(from):
		return true
	case from.Schema == to.Schema && from.Name == to.Name && from.Array == to.Array:
		return false
	}
	return kind(from) == 0 || kind(from) != kind(to) || from.Array != to.Array
}

func cast(x *diff.SetType) string {
	col, from, to := ident.Quote(x.After.Name), x.Before.Type, x.After.Type
	if from.Array && to.Array || from.Schema != "" && to.Schema != "" {
		middle := "::text"
		if from.Array {
			middle += "[]"
		}
		return col + middle + "::" + to.String()
	}
	return col + "::" + to.String()
}

func setIdentity(x *diff.SetIdentity) []string {
	alter := alterColumn(x.Table, x.After.Name)
	kind := func(i *model.Identity) string {
		if i.Always {
			return "GENERATED ALWAYS"
		}
		return "GENERATED BY DEFAULT"
	}
	isIdentity := "EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + regclass(x.Table) + " AND attname = " +
		ident.Literal(x.After.Name) + " AND attidentity <> '')"
	switch {
	case x.After.Identity == nil:
		return []string{alter + "DROP IDENTITY IF EXISTS"}
	case x.Before.Identity == nil:
		options := ""
		if o := x.After.Identity.Options.String(); o != "" {
			options = " (" + o + ")"
		}
		lines := []string{alter + "ADD " + kind(x.After.Identity) + " AS IDENTITY" + options}
		if x.Before.Default != nil {
			lines = append([]string{alter + "DROP DEFAULT"}, lines...)
			lines = append(lines, "PERFORM "+setLast("pg_get_serial_sequence("+ident.Literal(x.Table.String())+", "+ident.Literal(x.After.Name)+")", x.Table, x.After.Name))
		}
		if x.Replaces != nil {
			lines = slices.Insert(lines, 1, "DROP SEQUENCE "+x.Replaces.Name.String())
		}
		return []string{guard("NOT "+isIdentity, strings.Join(lines, ";\n"))}
	}
	return []string{alter + "SET " + kind(x.After.Identity)}
}
