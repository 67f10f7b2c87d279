package model

import (
	"slices"
	"strings"
)

// platformSchemas are schemas that a Supabase database has and others hardly
// do; auth and storage alone could be anybody's.
var platformSchemas = []string{"auth", "storage", "realtime", "_realtime", "vault", "graphql", "graphql_public", "extensions",
	"supabase_functions", "supabase_migrations", "pgbouncer", "_analytics", "_supavisor"}

// platformAtLeast is how many of them tell that a text is the dump of a whole
// Supabase database.
const platformAtLeast = 3

// WithoutPlatform sets aside what the platform brings, where the schema is
// that of a whole Supabase database, so that what is left is the project's.
// Tables of the platform become external ones where the project has policies
// or triggers on them. It tells how many objects were set aside.
func (s *Schema) WithoutPlatform() (*Schema, int) {
	n := 0
	for _, name := range platformSchemas {
		if s.Namespaces.Has(Name{Schema: name, Name: name}) {
			n++
		}
	}
	if n < platformAtLeast {
		return s, 0
	}
	out := *s
	aside := 0
	count := func(managed bool) bool {
		if managed {
			aside++
		}
		return !managed
	}
	out.Namespaces = kept(s.Namespaces, func(x *Namespace) bool { return count(IsManagedSchema(x.Name)) })
	out.Views = kept(s.Views, func(x *View) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.Enums = kept(s.Enums, func(x *Enum) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.Domains = kept(s.Domains, func(x *Domain) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.Composites = kept(s.Composites, func(x *Composite) bool { return x.Extension != "" || count(IsManagedSchema(x.Name.Schema)) })
	out.Opaques = kept(s.Opaques, func(x *Opaque) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.Sequences = kept(s.Sequences, func(x *Sequence) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.Routines = kept(s.Routines, func(x *Routine) bool { return count(IsManagedSchema(x.Name.Schema)) })
	out.DefaultPrivileges = kept(s.DefaultPrivileges, func(x *DefaultPrivileges) bool { return count(IsManagedSchema(x.Schema)) })
	out.Tables = Objects[*Table]{}
	for t := range s.Tables.All() {
		if !IsManagedSchema(t.Name.Schema) {
			out.Tables.list = append(out.Tables.list, t)
			continue
		}
		aside++
		if x := external(t); len(x.Policies)+len(x.Triggers) > 0 {
			out.Tables.list = append(out.Tables.list, x)
		}
	}
	out.Extensions, out.Publications = Objects[*Extension]{}, Objects[*Publication]{}
	for x := range s.Extensions.All() {
		c := x.clone()
		c.External = c.External || IsManagedExtension(x)
		out.Extensions.list = append(out.Extensions.list, c)
	}
	for p := range s.Publications.All() {
		c := p.clone()
		c.External = c.External || IsManagedPublication(p.Name)
		c.Tables = slices.DeleteFunc(c.Tables, func(t PublicationTable) bool { return IsManagedSchema(t.Table.Schema) })
		out.Publications.list = append(out.Publications.list, c)
	}
	out.Verbatim = slices.DeleteFunc(slices.Clone(s.Verbatim), func(v *Verbatim) bool {
		return !count(strings.HasPrefix(v.Undo, "DROP EVENT TRIGGER") && callsPlatform(v))
	})
	return &out, aside
}

func kept[T Object](o Objects[T], keep func(T) bool) Objects[T] {
	var out Objects[T]
	for _, x := range o.list {
		if keep(x) {
			out.list = append(out.list, x)
		}
	}
	return out
}

// external is what a project has on a table of the platform.
func external(t *Table) *Table {
	x := &Table{Name: t.Name, External: true, Policies: t.Policies, Origin: t.Origin}
	for _, g := range t.Triggers {
		if !IsManagedSchema(g.Function.Schema) {
			x.Triggers = append(x.Triggers, g)
		}
	}
	return x
}

// callsPlatform tells whether an event trigger runs a function of the platform.
func callsPlatform(v *Verbatim) bool {
	return slices.ContainsFunc(platformSchemas, func(schema string) bool {
		return strings.Contains(v.Canonical, "FUNCTION "+schema+".")
	})
}
