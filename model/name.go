package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

// Name is the name of an object in a schema.
type Name struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
}

// String spells the name as SQL: quoted where that is necessary.
func (n Name) String() string { return ident.Qualified(n.Schema, n.Name) }

// MarshalText gives the name as SQL.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what [Name.MarshalText] wrote.
func (n *Name) UnmarshalText(text []byte) error {
	parts := splitQuoted(string(text), '.')
	switch len(parts) {
	case 1:
		*n = Name{Name: parts[0]}
	default:
		*n = Name{Schema: parts[0], Name: strings.Join(parts[1:], ".")}
	}
	return nil
}

// Less orders names by schema, then by name.
func (n Name) Less(o Name) bool {
	if n.Schema != o.Schema {
		return n.Schema < o.Schema
	}
	return n.Name < o.Name
}

// ParseName reads a name as a person types it, quoted or not; without a
// schema it gets defaultSchema.
func ParseName(text, defaultSchema string) Name {
	var n Name
	_ = n.UnmarshalText([]byte(strings.TrimSpace(text))) // it has no error to give
	if n.Schema == "" {
		n.Schema = defaultSchema
	}
	return n
}

// splitQuoted splits at sep outside of double quotes and takes the quotes off.
func splitQuoted(s string, sep byte) []string {
	var parts []string
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && quoted && i+1 < len(s) && s[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == sep && !quoted:
			parts = append(parts, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(parts, b.String())
}
