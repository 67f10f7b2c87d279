package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// TableUsers lists what else needs a table, so that PostgreSQL would not drop
// it without CASCADE.
func (s *Schema) TableUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		if t.Name == n {
			continue
		}
		for _, c := range t.Constraints {
			if c.RefTable == n {
				out = append(out, Ref{"foreign key", ident.Quote(c.Name), t.Name.String()})
			}
		}
		for _, p := range t.Policies {
			if readsRelation(p.Using, n) || readsRelation(p.Check, n) {
				out = append(out, Ref{"policy", ident.Quote(p.Name), t.Name.String()})
			}
		}
		if t.PartitionOf != nil && t.PartitionOf.Parent == n || slices.Contains(t.Inherits, n) {
			out = append(out, Ref{What: "table", Name: t.Name.String()})
		}
		for _, c := range t.Columns {
			if c.Type.Named(n) {
				out = append(out, Ref{"column", ident.Quote(c.Name), t.Name.String()})
			}
		}
	}
	out = append(out, s.viewsReading(n)...)
	return append(out, s.routinesTyped(n)...)
}

func (s *Schema) viewsReading(n Name) []Ref {
	var out []Ref
	for v := range s.Views.All() {
		if readsRelation(v.Query, n) {
			out = append(out, Ref{What: "view", Name: v.Name.String()})
		}
	}
	return out
}

func (s *Schema) routinesTyped(n Name) []Ref {
	var out []Ref
	for r := range s.Routines.All() {
		uses := r.ReturnType.Named(n)
		for _, a := range r.Args {
			uses = uses || a.Type.Named(n)
		}
		if uses {
			out = append(out, Ref{What: "function", Name: r.Ref()})
		}
	}
	return out
}

func readsRelation(e *expr.Expr, n Name) bool {
	return slices.ContainsFunc(e.Relations(), func(r expr.Relation) bool {
		return r.Name == n.Name && (r.Schema == n.Schema || r.Schema == "" && n.Schema == defaultSchema)
	})
}

// ColumnUsers lists what else needs a column, so that PostgreSQL would not
// drop it without CASCADE. Indexes and constraints of the table itself go
// with the column and are not among them.
func (s *Schema) ColumnUsers(table Name, column string) []Ref {
	var out []Ref
	own := s.Tables.Get(table)
	if own == nil {
		return nil
	}
	for _, p := range own.Policies {
		if p.MentionsColumn(table.Name, column) {
			out = append(out, Ref{"policy", ident.Quote(p.Name), table.String()})
		}
	}
	for _, g := range own.Triggers {
		if triggerUses(g, column) {
			out = append(out, Ref{"trigger", ident.Quote(g.Name), table.String()})
		}
	}
	for _, c := range own.Columns {
		if c.Generated.MentionsColumn(table.Name, column) {
			out = append(out, Ref{"generated column", ident.Quote(c.Name), table.String()})
		}
	}
	for t := range s.Tables.All() {
		for _, c := range t.Constraints {
			if c.RefTable == table && slices.Contains(c.RefColumns, column) {
				out = append(out, Ref{"foreign key", ident.Quote(c.Name), t.Name.String()})
			}
		}
		if t == own {
			continue
		}
		for _, p := range t.Policies {
			if readsColumn(p.Using, table, column) || readsColumn(p.Check, table, column) {
				out = append(out, Ref{"policy", ident.Quote(p.Name), t.Name.String()})
			}
		}
	}
	for v := range s.Views.All() {
		if readsColumn(v.Query, table, column) {
			out = append(out, Ref{What: "view", Name: v.Name.String()})
		}
	}
	return out
}

func readsColumn(e *expr.Expr, table Name, column string) bool {
	return readsRelation(e, table) && e.MentionsColumn(table.Name, column)
}

// TypeUsers lists what has the type.
func (s *Schema) TypeUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		for _, c := range t.Columns {
			if c.Type.Named(n) {
				out = append(out, Ref{"column", ident.Quote(c.Name), t.Name.String()})
			}
		}
	}
	for d := range s.Domains.All() {
		if d.Base.Named(n) {
			out = append(out, Ref{What: "domain", Name: d.Name.String()})
		}
	}
	for c := range s.Composites.All() {
		for _, a := range c.Attributes {
			if a.Type.Named(n) {
				out = append(out, Ref{"attribute", ident.Quote(a.Name), c.Name.String()})
			}
		}
	}
	return append(out, s.routinesTyped(n)...)
}

// ConstraintUsers lists the foreign keys that rest on a primary key or unique
// constraint.
func (s *Schema) ConstraintUsers(table Name, name string) []Ref {
	own := s.Tables.Get(table)
	if own == nil {
		return nil
	}
	key := own.Constraint(name)
	if key == nil || key.Kind != PrimaryKey && key.Kind != Unique {
		return nil
	}
	for _, c := range own.Constraints {
		if c != key && (c.Kind == PrimaryKey || c.Kind == Unique) && sameSet(c.Columns, key.Columns) {
			return nil // another key serves them
		}
	}
	var out []Ref
	for t := range s.Tables.All() {
		for _, c := range t.Constraints {
			if c.RefTable == table && sameSet(c.RefColumns, key.Columns) {
				out = append(out, Ref{"foreign key", ident.Quote(c.Name), t.Name.String()})
			}
		}
	}
	return out
}

// RoutineUsers lists what calls a function, so that PostgreSQL would not drop
// it without CASCADE: triggers, policies, defaults, generated columns, checks,
// indexes, views and domains. A call says a name and no types: of overloaded
// functions each counts as called.
func (s *Schema) RoutineUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		out = append(out, tableCalls(t, n)...)
	}
	for v := range s.Views.All() {
		if calls(n, v.Query) {
			out = append(out, Ref{What: "view", Name: v.Name.String()})
		}
	}
	for d := range s.Domains.All() {
		called := calls(n, d.Default)
		for _, c := range d.Constraints {
			called = called || calls(n, c.Expr)
		}
		if called {
			out = append(out, Ref{What: "domain", Name: d.Name.String()})
		}
	}
	return out
}

func tableCalls(t *Table, n Name) []Ref {
	var out []Ref
	add := func(what, name string) { out = append(out, Ref{what, ident.Quote(name), t.Name.String()}) }
	for _, g := range t.Triggers {
		if g.Function == n || calls(n, g.When) {
			add("trigger", g.Name)
		}
	}
	for _, p := range t.Policies {
		if calls(n, p.Using, p.Check) {
			add("policy", p.Name)
		}
	}
	for _, c := range t.Columns {
		switch {
		case calls(n, c.Default):
			add("default of column", c.Name)
		case calls(n, c.Generated):
			add("generated column", c.Name)
		}
	}
	for _, c := range t.Constraints {
		if calls(n, c.Expr) {
			add("check", c.Name)
		}
	}
	for _, x := range t.Indexes {
		called := calls(n, x.Where)
		for _, k := range x.Keys {
			called = called || calls(n, k.Expr)
		}
		if called {
			add("index", x.Name)
		}
	}
	return out
}

// calls tells whether an expression calls a function of this name.
func calls(n Name, exprs ...*expr.Expr) bool {
	for _, e := range exprs {
		for _, c := range e.Calls() {
			if c.Name == n.Name && (c.Schema == n.Schema || c.Schema == "" && n.Schema == defaultSchema) {
				return true
			}
		}
	}
	return false
}
