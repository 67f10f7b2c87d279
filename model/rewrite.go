package model

import (
	"github.com/pgdraft/pgdraft/model/expr"
)

// rewriter gives an expression in its new form; owner is the table whose
// columns an unqualified name in it means, zero for views. Where nothing
// changes it gives the same pointer.
type rewriter func(owner Name, e *expr.Expr) *expr.Expr

const defaultSchema = "public"

func renameColumn(table Name, from, to string) rewriter {
	return func(owner Name, e *expr.Expr) *expr.Expr {
		return e.RenameColumn(table.Name, from, to, owner == table)
	}
}

func renameRelation(from, to Name) rewriter {
	return func(_ Name, e *expr.Expr) *expr.Expr {
		return e.RenameRelation(from.Schema, from.Name, to.Schema, to.Name, defaultSchema)
	}
}

func renameType(from, to Name) rewriter {
	return func(_ Name, e *expr.Expr) *expr.Expr {
		return e.RenameType(from.Schema, from.Name, to.Schema, to.Name, defaultSchema)
	}
}

func renameSequence(from, to Name) rewriter {
	return func(_ Name, e *expr.Expr) *expr.Expr {
		return e.RenameSequence(from.Schema, from.Name, to.Schema, to.Name, defaultSchema)
	}
}

func renameFunction(from, to Name) rewriter {
	return func(_ Name, e *expr.Expr) *expr.Expr {
		return e.RenameFunction(from.Schema, from.Name, to.Schema, to.Name, defaultSchema)
	}
}

// rewriteExprs puts every expression of the schema through f.
func (b *Builder) rewriteExprs(f rewriter) {
	for _, t := range b.Tables() {
		b.rewriteTable(t, f)
	}
	for v := range b.views.all() {
		if q := f(Name{}, v.Query); q != v.Query {
			b.views.own(v.Name, (*View).clone).Query = q
		}
	}
	for d := range b.domains.all() {
		for i, c := range d.Constraints {
			if e := f(Name{}, c.Expr); e != c.Expr {
				n := *c
				n.Expr = e
				b.domains.own(d.Name, (*Domain).clone).Constraints[i] = &n
			}
		}
		if e := f(Name{}, d.Default); e != d.Default {
			b.domains.own(d.Name, (*Domain).clone).Default = e
		}
	}
	for r := range b.routines.all() {
		for i, a := range r.Args {
			if e := f(Name{}, a.Default); e != a.Default {
				own := b.ownRoutine(r.Key())
				own.Args[i].Default = e
			}
		}
	}
}

// rewriteTable puts the expressions of one table through f, and copies no
// more than what changes.
func (b *Builder) rewriteTable(t *Table, f rewriter) {
	own := func() *Table { return b.tables.own(t.Name, (*Table).clone) }
	for i, c := range t.Columns {
		def, gen := f(t.Name, c.Default), f(t.Name, c.Generated)
		if def != c.Default || gen != c.Generated {
			n := *c
			n.Default, n.Generated = def, gen
			own().Columns[i] = &n
		}
	}
	for i, c := range t.Constraints {
		if e := f(t.Name, c.Expr); e != c.Expr {
			n := *c
			n.Expr = e
			own().Constraints[i] = &n
		}
	}
	for i, x := range t.Indexes {
		if n := rewriteIndex(x, t.Name, f); n != x {
			own().Indexes[i] = n
		}
	}
	for i, p := range t.Policies {
		using, check := f(t.Name, p.Using), f(t.Name, p.Check)
		if using != p.Using || check != p.Check {
			n := *p
			n.Using, n.Check = using, check
			own().Policies[i] = &n
		}
	}
	for i, g := range t.Triggers {
		if e := f(Name{}, g.When); e != g.When {
			n := *g
			n.When = e
			own().Triggers[i] = &n
		}
	}
}

func rewriteIndex(x *Index, table Name, f rewriter) *Index {
	where := f(table, x.Where)
	changed := where != x.Where
	keys := make([]*IndexKey, len(x.Keys))
	for i, k := range x.Keys {
		keys[i] = k
		if e := f(table, k.Expr); e != k.Expr {
			n := *k
			n.Expr = e
			keys[i], changed = &n, true
		}
	}
	if !changed {
		return x
	}
	n := *x
	n.Where, n.Keys = where, keys
	return &n
}

// retype lets every use of a type follow its new name.
func (b *Builder) retype(from, to Name) {
	follow := func(t Type) Type {
		if t.Named(from) {
			t.Schema, t.Name = to.Schema, to.Name
		}
		return t
	}
	for _, t := range b.Tables() {
		for i, c := range t.Columns {
			if c.Type.Named(from) {
				n := *c
				n.Type = follow(c.Type)
				b.tables.own(t.Name, (*Table).clone).Columns[i] = &n
			}
		}
	}
	for v := range b.views.all() {
		for i, c := range v.Columns {
			if c.Type.Named(from) {
				n := *c
				n.Type = follow(c.Type)
				b.views.own(v.Name, (*View).clone).Columns[i] = &n
			}
		}
	}
	for d := range b.domains.all() {
		if d.Base.Named(from) {
			b.domains.own(d.Name, (*Domain).clone).Base = follow(d.Base)
		}
	}
	for c := range b.composites.all() {
		for i, a := range c.Attributes {
			if a.Type.Named(from) {
				b.composites.own(c.Name, (*Composite).clone).Attributes[i].Type = follow(a.Type)
			}
		}
	}
	for r := range b.routines.all() {
		b.retypeRoutine(r, from, follow)
	}
}

func (b *Builder) retypeRoutine(r *Routine, from Name, follow func(Type) Type) {
	uses := r.ReturnType.Named(from)
	for _, a := range r.Args {
		uses = uses || a.Type.Named(from)
	}
	if !uses {
		return
	}
	key := r.Key()
	own := b.ownRoutine(key)
	b.routines.drop(key) // its key holds the argument types
	for i := range own.Args {
		own.Args[i].Type = follow(own.Args[i].Type)
	}
	if own.ReturnType.Named(from) {
		old := own.ReturnType
		own.ReturnType = follow(old)
		own.Returns = own.Returns[:len(own.Returns)-len(old.String())] + own.ReturnType.String()
	}
	b.routines.put(own)
}
