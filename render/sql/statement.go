package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// statements writes a change so that running it again does no harm.
func statements(c diff.Change) []string {
	switch x := c.(type) {
	case *diff.Rename:
		return []string{rename(x)}
	case *diff.CreateNamespace:
		return []string{"CREATE SCHEMA IF NOT EXISTS " + ident.Quote(x.Namespace.Name)}
	case *diff.DropNamespace:
		return []string{"DROP SCHEMA IF EXISTS " + ident.Quote(x.Namespace.Name)}
	case *diff.CreateExtension:
		s := "CREATE EXTENSION IF NOT EXISTS " + ident.Quote(x.Extension.Name)
		if x.Extension.Schema != "" {
			s += " WITH SCHEMA " + ident.Quote(x.Extension.Schema)
		}
		return []string{s}
	case *diff.DropExtension:
		return []string{"DROP EXTENSION IF EXISTS " + ident.Quote(x.Extension.Name)}
	case *diff.SetExtension:
		return []string{"ALTER EXTENSION " + ident.Quote(x.After.Name) + " SET SCHEMA " + ident.Quote(x.After.Schema)}
	case *diff.SetViewDefault:
		alter := "ALTER VIEW " + x.View.String() + " ALTER COLUMN " + ident.Quote(x.Column.Name)
		if x.Column.Default == nil {
			return []string{alter + " DROP DEFAULT"}
		}
		return []string{alter + " SET DEFAULT " + x.Column.Default.Text()}
	case *diff.CreateEnum:
		return []string{guardType(x.Enum.Name, createEnum(x.Enum))}
	case *diff.AddEnumValue:
		return []string{addEnumValue(x)}
	case *diff.RebuildEnum:
		return []string{rebuildEnum(x)}
	case *diff.CreateDomain:
		return []string{guardType(x.Domain.Name, createDomain(x.Domain))}
	case *diff.AlterDomain:
		return alterDomain(x)
	case *diff.RebuildDomain:
		return []string{rebuildDomain(x)}
	case *diff.AlterComposite:
		return alterComposite(x)
	case *diff.CreateComposite:
		return []string{guardType(x.Composite.Name, createComposite(x.Composite))}
	case *diff.CreateOpaque:
		return []string{guard("NOT "+hasOpaque(x.Opaque), x.Opaque.SQL)}
	case *diff.DropType:
		if x.Domain {
			return []string{"DROP DOMAIN IF EXISTS " + x.Name.String()}
		}
		if x.Base { // PostgreSQL lets go of it in no other way
			return []string{"DROP TYPE IF EXISTS " + x.Name.String() + " CASCADE"}
		}
		return []string{"DROP TYPE IF EXISTS " + x.Name.String()}
	case *diff.CreateSequence:
		return []string{join("CREATE SEQUENCE IF NOT EXISTS "+x.Sequence.Name.String(), x.Sequence.Definition())}
	case *diff.AlterSequence:
		return alterSequence(x)
	case *diff.DropSequence:
		return []string{"DROP SEQUENCE IF EXISTS " + x.Sequence.Name.String()}
	case *diff.CreateRoutine:
		return createRoutine(x)
	case *diff.DropRoutine:
		return []string{"DROP " + dropWord(x.Routine) + " IF EXISTS " + routineRef(x.Routine)}
	case *diff.CreateView:
		return createView(x)
	case *diff.DropView:
		return []string{dropView(x)}
	case *diff.SetRowSecurity:
		return rowSecurity(x)
	case *diff.CreatePolicy:
		return []string{dropPolicy(x.Table, x.Policy), x.Policy.Definition(x.Table)}
	case *diff.DropPolicy:
		return []string{dropPolicy(x.Table, x.Policy)}
	case *diff.CreateTrigger:
		return createTrigger(x)
	case *diff.DropTrigger:
		return []string{"DROP TRIGGER IF EXISTS " + ident.Quote(x.Trigger.Name) + " ON " + x.On.String()}
	case *diff.Grant:
		return []string{grant("GRANT", x.On, "TO", x.Grant)}
	case *diff.Revoke:
		verb := "REVOKE"
		if x.OptionOnly {
			verb = "REVOKE GRANT OPTION FOR"
		}
		return []string{grant(verb, x.On, "FROM", x.Grant)}
	case *diff.Carry:
		return carry(x.Statement)
	case *diff.TakeBack:
		return takeBack(x.Statement)
	case *diff.AlterDefaultPrivileges:
		return []string{defaultPrivileges(x)}
	case *diff.SetOwner:
		owner := "CURRENT_USER"
		if x.Owner != "" {
			owner = ident.Quote(x.Owner)
		}
		return []string{"ALTER " + x.On + " OWNER TO " + owner}
	case *diff.SetComment:
		return []string{"COMMENT ON " + x.On + " IS " + commentText(x.Comment)}
	}
	if s := tableStatements(c); s != nil {
		return s
	}
	return publicationStatements(c)
}

func commentText(s string) string {
	if s == "" {
		return "NULL"
	}
	return ident.Literal(s)
}

func join(parts ...string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}

// hasOpaque tells whether a type is there, and more than a shell where it is to
// be. to_regtype does not take a shell.
func hasOpaque(o *model.Opaque) string {
	s := "EXISTS (SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace\n    WHERE nspname = " + ident.Literal(o.Name.Schema) +
		" AND typname = " + ident.Literal(o.Name.Name)
	if o.Kind != "shell" {
		s += " AND typisdefined"
	}
	return s + ")"
}

// guard runs a statement only where a condition holds.
func guard(condition, statement string) string {
	return do("IF " + condition + " THEN\n    " + strings.ReplaceAll(statement, "\n", "\n    ") + ";\n  END IF;")
}

// do wraps PL/pgSQL; the tag is one that the text does not hold.
func do(body string) string {
	return "DO " + ident.DollarQuote("\nBEGIN\n  "+body+"\nEND\n")
}

// regclass, regtype and hasColumn write look-ups that give NULL or false
// where the thing is not there. The quoted name inside a literal is what
// to_regclass and to_regtype parse.
func regclass(n model.Name) string { return "to_regclass(" + ident.Literal(n.String()) + ")" }
func regtype(n model.Name) string  { return "to_regtype(" + ident.Literal(n.String()) + ")" }

func hasColumn(table model.Name, column string) string {
	return "EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + regclass(table) + " AND attname = " +
		ident.Literal(column) + " AND NOT attisdropped)"
}

func hasConstraint(table model.Name, name string) string {
	return "EXISTS (SELECT FROM pg_constraint WHERE conrelid = " + regclass(table) + " AND conname = " + ident.Literal(name) + ")"
}

func hasEnumValue(enum model.Name, value string) string {
	return "EXISTS (SELECT FROM pg_enum WHERE enumtypid = " + regtype(enum) + " AND enumlabel = " + ident.Literal(value) + ")"
}

func dropWord(r *model.Routine) string { return string(r.Kind) }

func routineRef(r *model.Routine) string {
	if r.Kind == model.Aggregate && r.Signature() == "" {
		return r.Name.String() + "(*)"
	}
	return r.Ref()
}

func createRoutine(x *diff.CreateRoutine) []string {
	var out []string
	if x.Replaces != nil {
		out = append(out, "DROP "+dropWord(x.Replaces)+" IF EXISTS "+routineRef(x.Replaces))
	}
	return append(out, x.Routine.Create("CREATE OR REPLACE"))
}

// dropView drops a view. One that is made again with other columns is dropped
// only while it has not got those: the second time something made by this
// migration may rest on it.
func dropView(x *diff.DropView) string {
	drop := "DROP " + x.View.What() + " IF EXISTS " + x.View.Name.String()
	if x.Into == nil || x.View.Materialized || x.Into.Materialized || shape(x.View) == shape(x.Into) {
		return drop
	}
	return guard("(SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute\n"+
		"    WHERE attrelid = "+regclass(x.View.Name)+" AND attnum > 0 AND NOT attisdropped) IS DISTINCT FROM "+ident.Literal(shape(x.Into)), drop)
}

// shape lists the columns of a view with their types as a server spells them;
// empty where that depends on the search path, or is not known.
func shape(v *model.View) string {
	var parts []string
	for _, c := range v.Columns {
		if c.Type.Schema != "" || c.Type.Name == "" {
			return ""
		}
		parts = append(parts, ident.Quote(c.Name)+" "+c.Type.String())
	}
	return strings.Join(parts, ", ")
}

func createView(x *diff.CreateView) []string {
	if x.View.Materialized {
		def := x.View.Definition("CREATE")
		return []string{strings.Replace(def, "CREATE MATERIALIZED VIEW ", "CREATE MATERIALIZED VIEW IF NOT EXISTS ", 1)}
	}
	return []string{x.View.Definition("CREATE OR REPLACE")}
}

func rowSecurity(x *diff.SetRowSecurity) []string {
	var out []string
	alter := "ALTER TABLE " + x.After.Name.String() + " "
	if x.Before.RowSecurity != x.After.RowSecurity {
		if x.After.RowSecurity {
			out = append(out, alter+"ENABLE ROW LEVEL SECURITY")
		} else {
			out = append(out, alter+"DISABLE ROW LEVEL SECURITY")
		}
	}
	if x.Before.ForceRowSecurity != x.After.ForceRowSecurity {
		if x.After.ForceRowSecurity {
			out = append(out, alter+"FORCE ROW LEVEL SECURITY")
		} else {
			out = append(out, alter+"NO FORCE ROW LEVEL SECURITY")
		}
	}
	return out
}

func dropPolicy(table model.Name, p *model.Policy) string {
	return "DROP POLICY IF EXISTS " + ident.Quote(p.Name) + " ON " + table.String()
}

func createTrigger(x *diff.CreateTrigger) []string {
	var out []string
	if x.Trigger.Constraint { // it has no OR REPLACE
		out = append(out, "DROP TRIGGER IF EXISTS "+ident.Quote(x.Trigger.Name)+" ON "+x.On.String())
	}
	out = append(out, x.Trigger.CreateOrReplace(x.On))
	if x.Trigger.Enabled != "" {
		word := map[string]string{"DISABLE": "DISABLE TRIGGER ", "ENABLE REPLICA": "ENABLE REPLICA TRIGGER ",
			"ENABLE ALWAYS": "ENABLE ALWAYS TRIGGER "}[x.Trigger.Enabled]
		out = append(out, "ALTER TABLE "+x.On.String()+" "+word+ident.Quote(x.Trigger.Name))
	}
	return out
}

func grant(verb, on, word string, g model.Grant) string {
	privileges := slices.Clone(g.Privileges)
	slices.Sort(privileges)
	s := verb + " " + strings.Join(privileges, ", ") + " ON " + on + " " + word + " " + model.QuoteRole(g.Role)
	if verb == "GRANT" && g.Grantable {
		s += " WITH GRANT OPTION"
	}
	return s
}

func defaultPrivileges(x *diff.AlterDefaultPrivileges) string {
	s := "ALTER DEFAULT PRIVILEGES "
	if x.On.Role != "" {
		s += "FOR ROLE " + model.QuoteRole(x.On.Role) + " "
	}
	if x.On.Schema != "" {
		s += "IN SCHEMA " + ident.Quote(x.On.Schema) + " "
	}
	if x.Revoke {
		return s + grant("REVOKE", string(x.On.Kind), "FROM", x.Grant)
	}
	return s + grant("GRANT", string(x.On.Kind), "TO", x.Grant)
}

func publicationStatements(c diff.Change) []string {
	member := func(publication string, t model.Name) string {
		return fmt.Sprintf("EXISTS (SELECT FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid\n    WHERE p.pubname = %s AND r.prrelid = %s)",
			ident.Literal(publication), regclass(t))
	}
	switch x := c.(type) {
	case *diff.AddToPublication:
		s := "ALTER PUBLICATION " + ident.Quote(x.Publication) + " ADD TABLE " + publicationTable(x.Table)
		exists := "EXISTS (SELECT FROM pg_publication WHERE pubname = " + ident.Literal(x.Publication) + ")"
		return []string{guard(exists+"\n    AND NOT "+member(x.Publication, x.Table.Table), s)}
	case *diff.DropFromPublication:
		s := "ALTER PUBLICATION " + ident.Quote(x.Publication) + " DROP TABLE " + x.Table.String()
		return []string{guard(member(x.Publication, x.Table), s)}
	case *diff.SetPublication:
		return []string{"ALTER PUBLICATION " + ident.Quote(x.Publication.Name) + " SET (" + publicationOptions(x.Publication) + ")"}
	case *diff.PublishSchema:
		has := "EXISTS (SELECT FROM pg_publication_namespace n JOIN pg_publication p ON p.oid = n.pnpubid\n    WHERE p.pubname = " + ident.Literal(x.Publication) +
			" AND n.pnnspid = to_regnamespace(" + ident.Literal(ident.Quote(x.Schema)) + "))"
		if x.Drop {
			return []string{guard(has, "ALTER PUBLICATION "+ident.Quote(x.Publication)+" DROP TABLES IN SCHEMA "+ident.Quote(x.Schema))}
		}
		return []string{guard("NOT "+has, "ALTER PUBLICATION "+ident.Quote(x.Publication)+" ADD TABLES IN SCHEMA "+ident.Quote(x.Schema))}
	case *diff.CreatePublication:
		p := x.Publication
		s := "CREATE PUBLICATION " + ident.Quote(p.Name)
		switch {
		case p.AllTables:
			s += " FOR ALL TABLES"
		case len(p.Tables)+len(p.Schemas) > 0:
			var parts []string
			for _, t := range p.Tables {
				parts = append(parts, "TABLE "+publicationTable(t))
			}
			for _, schema := range p.Schemas {
				parts = append(parts, "TABLES IN SCHEMA "+ident.Quote(schema))
			}
			s += " FOR " + strings.Join(parts, ", ")
		}
		if len(p.Publish()) < 4 || p.ViaRoot() {
			s += " WITH (" + publicationOptions(p) + ")"
		}
		return []string{guard("NOT EXISTS (SELECT FROM pg_publication WHERE pubname = "+ident.Literal(p.Name)+")", s)}
	case *diff.DropPublication:
		return []string{"DROP PUBLICATION IF EXISTS " + ident.Quote(x.Publication.Name)}
	}
	return nil
}

func publicationOptions(p *model.Publication) string {
	return "publish = " + ident.Literal(strings.Join(p.Publish(), ", ")) + ", publish_via_partition_root = " + strconv.FormatBool(p.ViaRoot())
}

func publicationTable(t model.PublicationTable) string {
	s := t.Table.String()
	if len(t.Columns) > 0 {
		s += " (" + ident.List(t.Columns) + ")"
	}
	if t.Where != nil {
		s += " WHERE (" + t.Where.Text() + ")"
	}
	return s
}
