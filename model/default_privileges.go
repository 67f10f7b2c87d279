package model

import "slices"

// ObjectKind is a kind of object as ALTER DEFAULT PRIVILEGES names it.
type ObjectKind string

// The kinds that default privileges are for.
const (
	TableKind    ObjectKind = "TABLES" // views too
	SequenceKind ObjectKind = "SEQUENCES"
	FunctionKind ObjectKind = "FUNCTIONS" // procedures and aggregates too
	TypeKind     ObjectKind = "TYPES"
	SchemaKind   ObjectKind = "SCHEMAS"
)

// public is what PUBLIC may do with a new object of the kind when nobody said
// anything (PostgreSQL's documentation, table 5.2); empty for nothing.
func (k ObjectKind) public() string {
	switch k {
	case FunctionKind:
		return "EXECUTE"
	case TypeKind:
		return "USAGE"
	}
	return ""
}

// Privileges are all that there are for the kind, sorted.
func (k ObjectKind) Privileges() []string {
	switch k {
	case TableKind:
		return TablePrivileges()
	case SequenceKind:
		return []string{"SELECT", "UPDATE", "USAGE"}
	case FunctionKind:
		return []string{"EXECUTE"}
	case SchemaKind:
		return []string{"CREATE", "USAGE"}
	}
	return []string{"USAGE"}
}

// DefaultPrivileges are what others may do with the objects of a kind that a
// role makes from then on.
type DefaultPrivileges struct {
	Role   string     `json:"role,omitempty"`   // whose objects; empty for those of who runs the migrations
	Schema string     `json:"schema,omitempty"` // where; empty for everywhere
	Kind   ObjectKind `json:"kind"`
	// Grants are those that objects get. For PUBLIC, an empty list of
	// privileges takes away what it has without saying; see [Routine.Grants].
	Grants []Grant `json:"grants,omitempty"`
	Origin Origin  `json:"-"`
}

// Key tells default privileges apart; it is no name in SQL.
func (d *DefaultPrivileges) Key() Name {
	return Name{Schema: d.Schema, Name: string(d.Kind) + " of " + d.Role}
}

func (d *DefaultPrivileges) clone() *DefaultPrivileges {
	c := *d
	c.Grants = slices.Clone(d.Grants)
	return &c
}

// As makes what is created from now on the role's; the empty name is that of
// who runs the migrations. It counts for default privileges.
func (b *Builder) As(role string) { b.creator = role }

// ChangeDefaultPrivileges gives or takes privileges on objects to come. at
// says for which; its grants are not used.
func (b *Builder) ChangeDefaultPrivileges(at DefaultPrivileges, grant bool, g Grant) {
	key := at.Key()
	d := b.defaults.own(key, (*DefaultPrivileges).clone)
	if d == nil {
		at.Grants = nil
		d = &at
	}
	switch hidden := at.Kind.public(); {
	case g.Role == "PUBLIC" && hidden != "" && at.Schema == "":
		d.Grants = withoutRole(d.Grants, g.Role)
		if !grant {
			d.Grants = AddGrant(d.Grants, g.Role, nil, false)
		}
	case grant:
		d.Grants = AddGrant(d.Grants, g.Role, g.Privileges, g.Grantable)
	default:
		d.Grants = RemoveGrant(d.Grants, g.Role, g.Privileges)
	}
	if len(d.Grants) == 0 {
		b.defaults.drop(key)
		return
	}
	b.defaults.put(d)
}

// DefaultGrants are what a new object of the kind in the schema gets, when who
// runs the migrations makes it.
func (s *Schema) DefaultGrants(kind ObjectKind, schema string) []Grant {
	return defaultGrants(s.DefaultPrivileges.Get, "", kind, schema)
}

// newGrants adds what a new object gets to the grants that it came with.
func (b *Builder) newGrants(kind ObjectKind, schema string, own []Grant) []Grant {
	if b.defaults.isEmpty() {
		return own
	}
	for _, g := range defaultGrants(b.defaults.get, b.creator, kind, schema) {
		own = AddGrant(own, g.Role, g.Privileges, g.Grantable)
	}
	return own
}

// NewGrants are what a new object of the kind gets from who makes it now.
func (b *Builder) NewGrants(kind ObjectKind, schema string) []Grant {
	return b.newGrants(kind, schema, nil)
}

// defaultGrants joins what holds everywhere with what holds in the schema.
func defaultGrants(get func(Name) *DefaultPrivileges, role string, kind ObjectKind, schema string) []Grant {
	var out []Grant
	if d := get((&DefaultPrivileges{Role: role, Kind: kind}).Key()); d != nil {
		out = slices.Clone(d.Grants)
	}
	d := get((&DefaultPrivileges{Role: role, Kind: kind, Schema: schema}).Key())
	if d == nil || schema == "" {
		return out
	}
	for _, g := range d.Grants {
		if g.Role == "PUBLIC" && kind.public() != "" {
			out = withoutRole(out, g.Role)
			continue
		}
		out = AddGrant(out, g.Role, g.Privileges, g.Grantable)
	}
	return out
}

func withoutRole(grants []Grant, role string) []Grant {
	return slices.DeleteFunc(slices.Clone(grants), func(g Grant) bool { return g.Role == role })
}

// RestoreDefaultPrivileges puts default privileges back.
func (b *Builder) RestoreDefaultPrivileges(put []*DefaultPrivileges, gone []Name) {
	restore(&b.defaults, put, gone)
}
