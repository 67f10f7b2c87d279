package diff

import (
	"slices"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// types compares the types of all kinds.
func (d *differ) types() {
	for b, t := range model.Compare(d.from.Enums, d.target.Enums) {
		switch {
		case b == nil:
			d.add(&CreateEnum{t})
			d.typeParts("TYPE", t.Name, "", "", t.Owner, t.Comment)
		case t == nil:
			d.add(&DropType{Name: b.Name})
		default:
			d.enum(b, t)
			d.typeParts("TYPE", t.Name, b.Owner, b.Comment, t.Owner, t.Comment)
		}
	}
	for b, t := range model.Compare(d.from.Domains, d.target.Domains) {
		switch {
		case b == nil:
			d.add(&CreateDomain{t})
			for _, c := range t.Constraints {
				d.comment("CONSTRAINT "+ident.Quote(c.Name)+" ON DOMAIN "+t.Name.String(), "", c.Comment)
			}
			d.typeParts("DOMAIN", t.Name, "", "", t.Owner, t.Comment)
		case t == nil:
			d.add(&DropType{Name: b.Name, Domain: true})
		default:
			d.domain(b, t)
			d.typeParts("DOMAIN", t.Name, b.Owner, b.Comment, t.Owner, t.Comment)
		}
	}
	for b, t := range model.Compare(d.from.Composites, d.target.Composites) {
		switch {
		case b != nil && b.Extension != "" || t != nil && t.Extension != "": // it comes and goes with that
		case b == nil:
			d.add(&CreateComposite{t})
			d.typeParts("TYPE", t.Name, "", "", t.Owner, t.Comment)
		case t == nil:
			d.add(&DropType{Name: b.Name})
		default:
			d.composite(b, t)
			d.typeParts("TYPE", t.Name, b.Owner, b.Comment, t.Owner, t.Comment)
		}
	}
	for b, t := range model.Compare(d.from.Opaques, d.target.Opaques) {
		switch {
		case b == nil:
			if t.Kind == "base" { // its functions need its name before it needs them
				d.add(&CreateOpaque{&model.Opaque{Name: t.Name, Kind: "shell", SQL: "CREATE TYPE " + t.Name.String()}})
			}
			d.add(&CreateOpaque{t})
			d.typeParts("TYPE", t.Name, "", "", t.Owner, t.Comment)
		case t == nil:
			d.add(&DropType{Name: b.Name, Early: b.Kind == "base", Base: b.Kind == "base"})
		case !model.SameOpaque(b, t): // there is no ALTER for most of it; a shell is filled
			if b.Kind != "shell" {
				d.add(&DropType{Name: b.Name, Early: true})
			}
			d.add(&CreateOpaque{t})
			d.typeParts("TYPE", t.Name, "", "", t.Owner, t.Comment)
		default:
			d.typeParts("TYPE", t.Name, b.Owner, b.Comment, t.Owner, t.Comment)
		}
	}
}

// typeParts compares what a type has besides its definition; one that is made
// anew has nothing of it.
func (d *differ) typeParts(word string, n model.Name, owner, comment, toOwner, toComment string) {
	if slices.Contains(d.rebuilt, n) {
		owner, comment = "", ""
	}
	d.owner(word+" "+n.String(), owner, toOwner)
	d.comment(word+" "+n.String(), comment, toComment)
}

// enum adds the values that are new. Where values went or changed places the
// type has to be made anew, for PostgreSQL can do neither.
func (d *differ) enum(b, t *model.Enum) {
	if !isSubsequence(b.Values, t.Values) {
		r := &RebuildEnum{Before: b, After: t, Columns: d.columnsOf(t.Name)}
		d.add(r)
		d.rebuilt = append(d.rebuilt, t.Name)
		return
	}
	for i, v := range t.Values {
		if b.Has(v) {
			continue
		}
		add := &AddEnumValue{Enum: t.Name, Value: v}
		switch {
		case i > 0:
			add.After = t.Values[i-1]
		case len(b.Values) > 0: // not the next one, which may be new too
			add.Before = b.Values[0]
		}
		d.add(add)
	}
}

// isSubsequence tells whether part can be read in whole by leaving out.
func isSubsequence(part, whole []string) bool {
	i := 0
	for _, v := range whole {
		if i < len(part) && part[i] == v {
			i++
		}
	}
	return i == len(part)
}

// columnsOf lists the columns that keep a type which is made anew, and marks
// them as retyped.
func (d *differ) columnsOf(n model.Name) []ColumnUse {
	var out []ColumnUse
	for table := range d.target.Tables.All() {
		for _, c := range table.Columns {
			old := d.from.Tables.Get(table.Name)
			if c.Type.Named(n) && old != nil && old.Column(c.Name) != nil && old.Column(c.Name).Type == c.Type {
				out = append(out, ColumnUse{table.Name, c, old.Column(c.Name).Default != nil})
				d.markRetyped(table.Name, c.Name, true)
			}
		}
	}
	return out
}

// domain compares one domain. PostgreSQL cannot change what a domain is made
// of: then it is made anew.
func (d *differ) domain(b, t *model.Domain) {
	switch {
	case b.Base != t.Base || b.Collation != t.Collation:
		d.add(&RebuildDomain{Before: b, After: t, Columns: d.columnsOf(t.Name)})
		d.rebuilt = append(d.rebuilt, t.Name)
	case !d.target.SameDomain(b, t):
		c := &AlterDomain{Before: b, After: t, Default: !d.target.SameDefault(t.Base, b.Default, t.Default)}
		c.Gone = d.domainChecks(b, t)
		c.Added = d.domainChecks(t, b)
		d.add(c)
	}
	for _, c := range t.Constraints {
		old := ""
		for _, o := range b.Constraints {
			if o.Name == c.Name {
				old = o.Comment
			}
		}
		d.comment("CONSTRAINT "+ident.Quote(c.Name)+" ON DOMAIN "+t.Name.String(), old, c.Comment)
	}
}

// domainChecks lists the checks of a domain that the other does not have.
func (d *differ) domainChecks(of, other *model.Domain) []*model.Constraint {
	var out []*model.Constraint
	for _, c := range of.Constraints {
		if !slices.ContainsFunc(other.Constraints, func(o *model.Constraint) bool {
			return o.Name == c.Name && d.target.SameConstraint(model.Name{}, o, c)
		}) {
			out = append(out, c)
		}
	}
	return out
}

// composite compares the attributes of one composite type.
func (d *differ) composite(b, t *model.Composite) {
	find := func(c *model.Composite, name string) *model.Attribute {
		i := slices.IndexFunc(c.Attributes, func(a model.Attribute) bool { return a.Name == name })
		if i < 0 {
			return nil
		}
		return &c.Attributes[i]
	}
	c := &AlterComposite{Name: t.Name}
	for _, a := range b.Attributes {
		if find(t, a.Name) == nil {
			c.Gone = append(c.Gone, a)
		}
	}
	for _, a := range t.Attributes {
		switch old := find(b, a.Name); {
		case old == nil:
			c.Added = append(c.Added, a)
		case *old != a:
			c.Retyped = append(c.Retyped, a)
		}
	}
	if len(c.Gone)+len(c.Added)+len(c.Retyped) > 0 {
		d.add(c)
	}
}
