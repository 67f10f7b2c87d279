package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Enum gives an enum for reading, nil where there is none.
func (b *Builder) Enum(n Name) *Enum { return b.enums.get(n) }

// Domain gives a domain for reading, nil where there is none.
func (b *Builder) Domain(n Name) *Domain { return b.domains.get(n) }

// Composite gives a composite type for reading, nil where there is none.
func (b *Builder) Composite(n Name) *Composite { return b.composites.get(n) }

// Opaque gives a range or base type for reading, nil where there is none.
func (b *Builder) Opaque(n Name) *Opaque { return b.opaques.get(n) }

// HasType tells whether the schema itself makes a type of this name; the row
// types of tables and views are types too.
func (b *Builder) HasType(n Name) bool {
	return b.enums.get(n) != nil || b.domains.get(n) != nil || b.composites.get(n) != nil ||
		b.opaques.get(n) != nil || b.tables.get(n) != nil || b.views.get(n) != nil
}

func (b *Builder) takeTypeName(n Name) error {
	if b.HasType(n) {
		return &ExistsError{What: "type", Name: n.String()}
	}
	return nil
}

// takeRowName fails where the name of a table or view is taken, be it by a
// type: each has a row type of its own name.
func (b *Builder) takeRowName(n Name) error {
	if err := b.takeName(n); err != nil {
		return err
	}
	return b.takeTypeName(n)
}

// CreateEnum adds an enum.
func (b *Builder) CreateEnum(e *Enum) error {
	if err := b.takeTypeName(e.Name); err != nil {
		return err
	}
	b.makeOwner(&e.Owner)
	b.enums.put(e)
	return nil
}

// OwnEnum gives an enum for writing.
func (b *Builder) OwnEnum(n Name) (*Enum, error) {
	if e := b.enums.own(n, (*Enum).clone); e != nil {
		return e, nil
	}
	return nil, &NotFoundError{What: "enum", Name: n.String()}
}

// AddEnumValue adds a value before or after a neighbour, or at the end where
// neighbour is empty.
func (b *Builder) AddEnumValue(enum Name, value, neighbour string, before bool) error {
	e, err := b.OwnEnum(enum)
	if err != nil {
		return err
	}
	if e.Has(value) {
		return &ExistsError{What: "value", Name: ident.Literal(value), In: enum.String()}
	}
	at := len(e.Values)
	if neighbour != "" {
		if at = slices.Index(e.Values, neighbour); at < 0 {
			return &NotFoundError{What: "value", Name: ident.Literal(neighbour), In: enum.String()}
		}
		if !before {
			at++
		}
	}
	e.Values = slices.Insert(e.Values, at, value)
	return nil
}

// RenameEnumValue gives a value another name. Defaults, and expressions that
// compare it with something of the type, follow, as they do in PostgreSQL;
// bodies of functions do not.
func (b *Builder) RenameEnumValue(enum Name, from, to string) error {
	e, err := b.OwnEnum(enum)
	if err != nil {
		return err
	}
	i := slices.Index(e.Values, from)
	if i < 0 {
		return &NotFoundError{What: "value", Name: ident.Literal(from), In: enum.String()}
	}
	if e.Has(to) {
		return &ExistsError{What: "value", Name: ident.Literal(to), In: enum.String()}
	}
	e.Values[i] = to
	b.valueRenamed(enum, from, to)
	return nil
}

func (b *Builder) valueRenamed(enum Name, from, to string) {
	rename := func(owner Name, e *expr.Expr, whole bool) *expr.Expr {
		if e == nil {
			return nil
		}
		return e.RenameValue(expr.Enum{Schema: enum.Schema, Name: enum.Name, DefaultSchema: defaultSchema,
			IsColumn: func(parts []string) bool { return b.mayHaveType(owner, e, parts[len(parts)-1], enum) }}, from, to, whole)
	}
	for _, t := range b.Tables() {
		for i, c := range t.Columns {
			if e := rename(t.Name, c.Default, c.Type.Named(enum)); e != c.Default {
				n := *c
				n.Default = e
				b.tables.own(t.Name, (*Table).clone).Columns[i] = &n
			}
		}
	}
	b.rewriteExprs(func(owner Name, e *expr.Expr) *expr.Expr { return rename(owner, e, false) })
}

// mayHaveType tells whether some table that an expression can read, its owner
// or one in a query, has a column of this name and type.
func (b *Builder) mayHaveType(owner Name, e *expr.Expr, column string, typ Name) bool {
	has := func(n Name) bool {
		if t := b.tables.get(n); t != nil {
			c := t.Column(column)
			return c != nil && c.Type.Named(typ)
		}
		v := b.views.get(n)
		return v != nil && slices.ContainsFunc(v.Columns, func(c *Column) bool { return c.Name == column && c.Type.Named(typ) })
	}
	if has(owner) {
		return true
	}
	for _, r := range e.Relations() {
		n := Name{r.Schema, r.Name}
		if n.Schema == "" {
			n.Schema = defaultSchema
		}
		if has(n) {
			return true
		}
	}
	return false
}

// CreateDomain adds a domain.
func (b *Builder) CreateDomain(d *Domain) error {
	if err := b.takeTypeName(d.Name); err != nil {
		return err
	}
	b.makeOwner(&d.Owner)
	b.domains.put(d)
	if b.constraints != nil {
		for _, c := range d.Constraints {
			b.constraints[Name{d.Name.Schema, c.Name}]++
		}
	}
	return nil
}

// OwnDomain gives a domain for writing.
func (b *Builder) OwnDomain(n Name) (*Domain, error) {
	if d := b.domains.own(n, (*Domain).clone); d != nil {
		return d, nil
	}
	return nil, &NotFoundError{What: "domain", Name: n.String()}
}

// CreateComposite adds a composite type.
func (b *Builder) CreateComposite(c *Composite) error {
	if err := b.takeTypeName(c.Name); err != nil {
		return err
	}
	if err := b.takeName(c.Name); err != nil {
		return err
	}
	b.makeOwner(&c.Owner)
	b.composites.put(c)
	b.relations[c.Name] = relation{kind: relComposite}
	return nil
}

// OwnComposite gives a composite type for writing.
func (b *Builder) OwnComposite(n Name) (*Composite, error) {
	if c := b.composites.own(n, (*Composite).clone); c != nil {
		return c, nil
	}
	return nil, &NotFoundError{What: "type", Name: n.String()}
}

// CreateOpaque adds a range or base type; a shell type is filled by what follows.
func (b *Builder) CreateOpaque(o *Opaque) error {
	if old := b.opaques.get(o.Name); old == nil || old.Kind != "shell" {
		if err := b.takeTypeName(o.Name); err != nil {
			return err
		}
	}
	b.makeOwner(&o.Owner)
	b.opaques.put(o)
	return nil
}

// DropType takes a type of any kind out.
func (b *Builder) DropType(n Name) error {
	switch {
	case b.enums.get(n) != nil:
		b.enums.drop(n)
	case b.domains.get(n) != nil:
		b.domains.drop(n)
	case b.composites.get(n) != nil:
		b.composites.drop(n)
		if b.relations != nil {
			delete(b.relations, n)
		}
	case b.opaques.get(n) != nil:
		b.opaques.drop(n)
	default:
		return &NotFoundError{What: "type", Name: n.String()}
	}
	b.dropCarriedOf(n)
	return nil
}

// RenameType gives an enum, domain, composite or other type another name or
// schema; columns, arguments and casts follow.
func (b *Builder) RenameType(from, to Name) error {
	if err := b.takeTypeName(to); err != nil {
		return err
	}
	switch {
	case b.enums.get(from) != nil:
		moved := b.enums.own(from, (*Enum).clone)
		b.enums.drop(from)
		moved.Name = to
		b.enums.put(moved)
	case b.domains.get(from) != nil:
		moved := b.domains.own(from, (*Domain).clone)
		b.domains.drop(from)
		moved.Name = to
		b.domains.put(moved)
	case b.composites.get(from) != nil:
		moved := b.composites.own(from, (*Composite).clone)
		b.composites.drop(from)
		moved.Name = to
		b.composites.put(moved)
		b.names()
		delete(b.relations, from)
		b.relations[to] = relation{kind: relComposite}
	case b.opaques.get(from) != nil:
		moved := b.opaques.own(from, (*Opaque).clone)
		b.opaques.drop(from)
		moved.Name = to
		b.opaques.put(moved)
	default:
		return &NotFoundError{What: "type", Name: from.String()}
	}
	b.retype(from, to)
	b.rewriteExprs(renameType(from, to))
	b.carriedTypeRenamed(from, to)
	return nil
}

// CommentType sets the comment of a type of any kind.
func (b *Builder) CommentType(n Name, comment string) error {
	switch {
	case b.enums.get(n) != nil:
		b.enums.own(n, (*Enum).clone).Comment = comment
	case b.domains.get(n) != nil:
		b.domains.own(n, (*Domain).clone).Comment = comment
	case b.composites.get(n) != nil:
		b.composites.own(n, (*Composite).clone).Comment = comment
	case b.opaques.get(n) != nil:
		b.opaques.own(n, (*Opaque).clone).Comment = comment
	default:
		return &NotFoundError{What: "type", Name: n.String()}
	}
	return nil
}
