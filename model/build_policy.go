package model

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/ident"
)

// CreatePolicy adds a policy to a table; a table that the sources do not make
// is noted as external.
func (b *Builder) CreatePolicy(table Name, p *Policy) error {
	t := b.External(table)
	if t.Policy(p.Name) != nil {
		return &ExistsError{What: "policy", Name: ident.Quote(p.Name), In: table.String()}
	}
	t.Policies = append(t.Policies, p)
	return nil
}

// ChangePolicy replaces a policy by what change makes of a copy.
func (b *Builder) ChangePolicy(table Name, name string, change func(*Policy)) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(t.Policies, func(p *Policy) bool { return p.Name == name })
	if i < 0 {
		return noPolicy(t, name)
	}
	n := *t.Policies[i]
	change(&n)
	if n.Name != name && t.Policy(n.Name) != nil {
		return &ExistsError{What: "policy", Name: ident.Quote(n.Name), In: table.String()}
	}
	t.Policies[i] = &n
	return nil
}

// DropPolicy takes a policy out.
func (b *Builder) DropPolicy(table Name, name string) error {
	t, err := b.OwnTable(table)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(t.Policies, func(p *Policy) bool { return p.Name == name })
	if i < 0 {
		return noPolicy(t, name)
	}
	t.Policies = slices.Delete(t.Policies, i, i+1)
	return nil
}

func noPolicy(t *Table, name string) error {
	var names []string
	for _, p := range t.Policies {
		names = append(names, p.Name)
	}
	near := nearest(name, names)
	if near != "" {
		near = ident.Quote(near)
	}
	return &NotFoundError{What: "policy", Name: ident.Quote(name), In: t.Name.String(), Near: near}
}

// CreateTrigger adds a trigger to a table or view; a table that the sources
// do not make is noted as external.
func (b *Builder) CreateTrigger(on Name, g *Trigger, replace bool) error {
	list := b.triggerList(on)
	i := slices.IndexFunc(*list, func(x *Trigger) bool { return x.Name == g.Name })
	switch {
	case i >= 0 && replace:
		(*list)[i] = g
	case i >= 0:
		return &ExistsError{What: "trigger", Name: ident.Quote(g.Name), In: on.String()}
	default:
		*list = append(*list, g)
	}
	return nil
}

func (b *Builder) triggerList(on Name) *[]*Trigger {
	if v := b.views.own(on, (*View).clone); v != nil {
		return &v.Triggers
	}
	return &b.External(on).Triggers
}

// ChangeTrigger replaces a trigger by what change makes of a copy.
func (b *Builder) ChangeTrigger(on Name, name string, change func(*Trigger)) error {
	list := b.triggerList(on)
	i := slices.IndexFunc(*list, func(g *Trigger) bool { return g.Name == name })
	if i < 0 {
		return &NotFoundError{What: "trigger", Name: ident.Quote(name), In: on.String()}
	}
	n := *(*list)[i]
	change(&n)
	(*list)[i] = &n
	return nil
}

// DropTrigger takes a trigger out.
func (b *Builder) DropTrigger(on Name, name string) error {
	list := b.triggerList(on)
	i := slices.IndexFunc(*list, func(g *Trigger) bool { return g.Name == name })
	if i < 0 {
		return &NotFoundError{What: "trigger", Name: ident.Quote(name), In: on.String()}
	}
	*list = slices.Delete(*list, i, i+1)
	return nil
}
