package model

import (
	"iter"
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
				out = append(out, constraintRef("foreign key", t, c))
			}
		}
		if t.PartitionOf != nil && t.PartitionOf.Parent == n || slices.Contains(t.Inherits, n) {
			out = append(out, Ref{What: "table", Name: t.Name.String(), take: func(b *Builder) error { return b.CascadeTable(t.Name) }})
		}
	}
	return append(append(out, s.relationReaders(n)...), s.rowTypeUsers(n)...)
}

// ViewUsers lists what else needs a view; see [Schema.TableUsers].
func (s *Schema) ViewUsers(n Name) []Ref {
	return append(s.relationReaders(n), s.rowTypeUsers(n)...)
}

// relationReaders lists the policies, views and functions that read a table or
// view.
func (s *Schema) relationReaders(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		for _, p := range t.Policies {
			if t.Name != n && (readsRelation(p.Using, n) || readsRelation(p.Check, n)) {
				out = append(out, policyRef(t, p))
			}
		}
	}
	for v := range s.Views.All() {
		if v.Name != n && readsRelation(v.Query, n) {
			out = append(out, viewRef(v))
		}
	}
	for r := range s.Routines.All() {
		if slices.ContainsFunc(expr.Body(r.SQLBody), func(e *expr.Expr) bool { return readsRelation(e, n) }) {
			out = append(out, routineRef(r))
		}
	}
	return out
}

// rowTypeUsers lists the columns and functions that have the row type of a
// table or view.
func (s *Schema) rowTypeUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		for _, c := range t.Columns {
			if t.Name != n && c.Type.Named(n) {
				out = append(out, columnRef("column", t, c))
			}
		}
	}
	return append(out, s.routinesTyped(n)...)
}

func (s *Schema) routinesTyped(n Name) []Ref {
	var out []Ref
	for r := range s.Routines.All() {
		uses := r.ReturnType.Named(n)
		for _, a := range r.Args {
			uses = uses || a.Type.Named(n)
		}
		if uses {
			out = append(out, routineRef(r))
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
			out = append(out, policyRef(own, p))
		}
	}
	for _, g := range own.Triggers {
		if triggerUses(g, column) {
			out = append(out, triggerRef(own, g))
		}
	}
	for _, c := range own.Columns {
		if c.Generated.MentionsColumn(table.Name, column) {
			out = append(out, columnRef("generated column", own, c))
		}
	}
	for t := range s.Tables.All() {
		for _, c := range t.Constraints {
			if c.RefTable == table && slices.Contains(c.RefColumns, column) {
				out = append(out, constraintRef("foreign key", t, c))
			}
		}
		if t == own {
			continue
		}
		for _, p := range t.Policies {
			if readsColumn(p.Using, table, column) || readsColumn(p.Check, table, column) {
				out = append(out, policyRef(t, p))
			}
		}
	}
	for v := range s.Views.All() {
		if readsColumn(v.Query, table, column) {
			out = append(out, viewRef(v))
		}
	}
	for r := range s.Routines.All() {
		if slices.ContainsFunc(expr.Body(r.SQLBody), func(e *expr.Expr) bool { return readsColumn(e, table, column) }) {
			out = append(out, routineRef(r))
		}
	}
	return out
}

func readsColumn(e *expr.Expr, table Name, column string) bool {
	return readsRelation(e, table) && e.MentionsColumn(table.Name, column)
}

// TypeUsers lists what has the type, or casts to it.
func (s *Schema) TypeUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		for _, c := range t.Columns {
			if c.Type.Named(n) {
				out = append(out, columnRef("column", t, c))
			}
		}
	}
	for d := range s.Domains.All() {
		if d.Base.Named(n) {
			out = append(out, Ref{What: "domain", Name: d.Name.String(), take: func(b *Builder) error { return b.CascadeType(d.Name) }})
		}
	}
	for c := range s.Composites.All() {
		for _, a := range c.Attributes {
			if a.Type.Named(n) {
				out = append(out, Ref{What: "attribute", Name: ident.Quote(a.Name), On: c.Name.String(),
					take: func(b *Builder) error { return b.dropAttribute(c.Name, a.Name) }})
			}
		}
	}
	out = append(out, s.routinesTyped(n)...)
	return append(out, s.expressionsWith(func(e *expr.Expr) bool { return e.MentionsType(n.Schema, n.Name, defaultSchema) })...)
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
				out = append(out, constraintRef("foreign key", t, c))
			}
		}
	}
	return out
}

// SequenceUsers lists the defaults that call a sequence.
func (s *Schema) SequenceUsers(n Name) []Ref {
	return s.expressionsWith(func(e *expr.Expr) bool { return e.MentionsSequence(n.Schema, n.Name, defaultSchema) })
}

// typeNames runs over the names of all types but row types.
func (s *Schema) typeNames() iter.Seq[Name] {
	return func(yield func(Name) bool) {
		for e := range s.Enums.All() {
			if !yield(e.Name) {
				return
			}
		}
		for d := range s.Domains.All() {
			if !yield(d.Name) {
				return
			}
		}
		for c := range s.Composites.All() {
			if !yield(c.Name) {
				return
			}
		}
		for o := range s.Opaques.All() {
			if !yield(o.Name) {
				return
			}
		}
	}
}

// RoutineUsers lists what calls a function, so that PostgreSQL would not drop
// it without CASCADE: triggers, policies, defaults, generated columns, checks,
// indexes, views and domains. A call says a name and no types: of overloaded
// functions each counts as called.
func (s *Schema) RoutineUsers(n Name) []Ref {
	var out []Ref
	for t := range s.Tables.All() {
		for _, g := range t.Triggers {
			if g.Function == n {
				out = append(out, triggerRef(t, g))
			}
		}
	}
	for v := range s.Views.All() {
		for _, g := range v.Triggers {
			if g.Function == n {
				out = append(out, Ref{What: "trigger", Name: ident.Quote(g.Name), On: v.Name.String(),
					take: func(b *Builder) error { return b.DropTrigger(v.Name, g.Name) }})
			}
		}
	}
	return append(out, s.expressionsWith(func(e *expr.Expr) bool { return calls(n, e) })...)
}

// expressionsWith lists what has an expression that matches.
func (s *Schema) expressionsWith(match func(*expr.Expr) bool) []Ref {
	var out []Ref
	any := func(exprs ...*expr.Expr) bool { return slices.ContainsFunc(exprs, match) }
	for t := range s.Tables.All() {
		out = append(out, tableExpressions(t, any)...)
	}
	for v := range s.Views.All() {
		if any(v.Query) {
			out = append(out, viewRef(v))
		}
	}
	for d := range s.Domains.All() {
		checks := slices.DeleteFunc(slices.Clone(d.Constraints), func(c *Constraint) bool { return !any(c.Expr) })
		if len(checks) > 0 || any(d.Default) {
			out = append(out, Ref{What: "domain", Name: d.Name.String(), take: func(b *Builder) error {
				own, err := b.OwnDomain(d.Name)
				if err != nil {
					return err
				}
				own.Constraints = slices.DeleteFunc(own.Constraints, func(c *Constraint) bool { return slices.Contains(checks, c) })
				if any(own.Default) {
					own.Default = nil
				}
				return nil
			}})
		}
	}
	for r := range s.Routines.All() {
		if any(expr.Body(r.SQLBody)...) {
			out = append(out, routineRef(r))
		}
	}
	return out
}

func tableExpressions(t *Table, any func(...*expr.Expr) bool) []Ref {
	var out []Ref
	for _, g := range t.Triggers {
		if any(g.When) {
			out = append(out, triggerRef(t, g))
		}
	}
	for _, p := range t.Policies {
		if any(p.Using, p.Check) {
			out = append(out, policyRef(t, p))
		}
	}
	for _, c := range t.Columns {
		switch {
		case any(c.Default):
			out = append(out, Ref{What: "default of column", Name: ident.Quote(c.Name), On: t.Name.String(), take: func(b *Builder) error {
				return b.ChangeColumn(t.Name, c.Name, func(c *Column) { c.Default = nil })
			}})
		case any(c.Generated):
			out = append(out, columnRef("generated column", t, c))
		}
	}
	for _, c := range t.Constraints {
		if any(c.Expr) {
			out = append(out, constraintRef("check", t, c))
		}
	}
	for _, x := range t.Indexes {
		uses := any(x.Where)
		for _, k := range x.Keys {
			uses = uses || any(k.Expr)
		}
		if uses {
			out = append(out, Ref{What: "index", Name: ident.Quote(x.Name), On: t.Name.String(),
				take: func(b *Builder) error { return b.DropIndex(Name{t.Name.Schema, x.Name}) }})
		}
	}
	return out
}

func columnRef(what string, t *Table, c *Column) Ref {
	return Ref{What: what, Name: ident.Quote(c.Name), On: t.Name.String(), take: func(b *Builder) error { return b.CascadeColumn(t.Name, c.Name) }}
}

func constraintRef(what string, t *Table, c *Constraint) Ref {
	return Ref{What: what, Name: ident.Quote(c.Name), On: t.Name.String(), take: func(b *Builder) error { return b.DropConstraint(t.Name, c.Name) }}
}

func policyRef(t *Table, p *Policy) Ref {
	return Ref{What: "policy", Name: ident.Quote(p.Name), On: t.Name.String(), take: func(b *Builder) error { return b.DropPolicy(t.Name, p.Name) }}
}

func triggerRef(t *Table, g *Trigger) Ref {
	return Ref{What: "trigger", Name: ident.Quote(g.Name), On: t.Name.String(), take: func(b *Builder) error { return b.DropTrigger(t.Name, g.Name) }}
}

func viewRef(v *View) Ref {
	return Ref{What: "view", Name: v.Name.String(), take: func(b *Builder) error { return b.CascadeView(v.Name) }}
}

func routineRef(r *Routine) Ref {
	return Ref{What: "function", Name: r.Ref(), take: func(b *Builder) error { return b.CascadeRoutine(r.Key()) }}
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
