package model

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
)

// Namespace is what SQL calls a schema: a space of names.
type Namespace struct {
	Name    string  `json:"name"`
	Owner   string  `json:"owner,omitempty"`
	Grants  []Grant `json:"grants,omitempty"`
	Comment string  `json:"comment,omitempty"`
	Origin  Origin  `json:"-"`
}

// Key has the namespace's name in both parts, so that it sorts beside what
// it holds.
func (n *Namespace) Key() Name { return Name{Schema: n.Name, Name: n.Name} }

func (n *Namespace) clone() *Namespace { c := *n; c.Grants = slices.Clone(n.Grants); return &c }

// Extension is an installed extension.
type Extension struct {
	Name    string `json:"name"`
	Schema  string `json:"schema,omitempty"` // empty: where the extension wants to be
	Version string `json:"version,omitempty"`
	Comment string `json:"comment,omitempty"`
	// External tells that the platform brought it, before the project.
	External bool   `json:"external,omitempty"`
	Origin   Origin `json:"-"`
}

// Key is the extension's name; extensions live in no schema.
func (x *Extension) Key() Name { return Name{Name: x.Name} }

func (x *Extension) clone() *Extension { c := *x; return &c }

// Publication is what logical replication sends: on Supabase, realtime.
type Publication struct {
	Name      string             `json:"name"`
	AllTables bool               `json:"allTables,omitempty"`
	Schemas   []string           `json:"schemas,omitempty"`
	Tables    []PublicationTable `json:"tables,omitempty"`
	Options   []string           `json:"options,omitempty"`
	Owner     string             `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment   string             `json:"comment,omitempty"`
	External  bool               `json:"external,omitempty"` // used, not made, by the sources
	Origin    Origin             `json:"-"`
}

// PublicationTable is a table of a publication, with what of it is sent.
type PublicationTable struct {
	Table   Name       `json:"table"`
	Columns []string   `json:"columns,omitempty"`
	Where   *expr.Expr `json:"where,omitempty"`
}

// Publish lists the commands that are sent, sorted; all where nothing is said.
func (p *Publication) Publish() []string {
	for _, o := range p.Options {
		if list, ok := strings.CutPrefix(o, "publish="); ok {
			var out []string
			for word := range strings.SplitSeq(list, ",") {
				out = append(out, strings.TrimSpace(word))
			}
			slices.Sort(out)
			return out
		}
	}
	return []string{"delete", "insert", "truncate", "update"}
}

// ViaRoot tells whether changes of partitions are sent as the root's.
func (p *Publication) ViaRoot() bool {
	return slices.ContainsFunc(p.Options, func(o string) bool {
		value, ok := strings.CutPrefix(o, "publish_via_partition_root=")
		return ok && (value == "true" || value == "on" || value == "1")
	})
}

// Key is the publication's name; publications live in no schema.
func (p *Publication) Key() Name { return Name{Name: p.Name} }

// Has tells whether the publication names the table.
func (p *Publication) Has(table Name) bool {
	return slices.ContainsFunc(p.Tables, func(t PublicationTable) bool { return t.Table == table })
}

func (p *Publication) clone() *Publication {
	c := *p
	c.Tables = slices.Clone(p.Tables)
	c.Schemas = slices.Clone(p.Schemas)
	return &c
}

// Grant is what one role may do with an object.
type Grant struct {
	Role       string   `json:"role"` // "PUBLIC" for everybody
	Privileges []string `json:"privileges"`
	Grantable  bool     `json:"grantable,omitempty"`
}

// AddGrant gives grants with the privileges added to the role's own.
func AddGrant(grants []Grant, role string, privileges []string, grantable bool) []Grant {
	out := slices.Clone(grants)
	for i, g := range out {
		if g.Role == role {
			out[i].Privileges = union(g.Privileges, privileges)
			out[i].Grantable = g.Grantable || grantable
			return out
		}
	}
	out = append(out, Grant{Role: role, Privileges: union(nil, privileges), Grantable: grantable})
	slices.SortFunc(out, func(a, b Grant) int { return strings.Compare(a.Role, b.Role) })
	return out
}

// RemoveGrant gives grants without these privileges of the role.
func RemoveGrant(grants []Grant, role string, privileges []string) []Grant {
	var out []Grant
	for _, g := range grants {
		if g.Role == role {
			var left []string
			for _, p := range g.Privileges {
				if !slices.Contains(privileges, p) {
					left = append(left, p)
				}
			}
			if len(left) == 0 {
				continue
			}
			g.Privileges = left
		}
		out = append(out, g)
	}
	return out
}

// RemoveGrantOption gives grants with the role's such that it may not pass them on.
func RemoveGrantOption(grants []Grant, role string) []Grant {
	out := slices.Clone(grants)
	for i := range out {
		out[i].Grantable = out[i].Grantable && out[i].Role != role
	}
	return out
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return out
}

// TablePrivileges are all privileges that ALL stands for on a table
// (PostgreSQL 15).
func TablePrivileges() []string {
	return []string{"DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"}
}
