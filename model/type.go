package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Type is a data type as a column or an argument has it.
type Type struct {
	// Schema is empty for the types of pg_catalog, whose Name is the one that
	// format_type prints ("integer", "timestamp with time zone").
	Schema, Name string
	Mods         string // "12,2" of numeric(12,2), empty for none
	Array        bool   // PostgreSQL does not keep the number of dimensions
}

// Builtin gives a type of pg_catalog by the name that format_type prints.
func Builtin(name string) Type { return Type{Name: name} }

// String spells the type as format_type does with an empty search path.
func (t Type) String() string {
	s := t.Base()
	if t.Array {
		s += "[]"
	}
	return s
}

// Base spells the type without the array brackets.
func (t Type) Base() string {
	if t.Schema == "" {
		return expr.FormatType(t.Name, t.Mods)
	}
	s := ident.Qualified(t.Schema, t.Name)
	if t.Mods != "" {
		s += "(" + t.Mods + ")"
	}
	return s
}

// WithoutMods is the type with its modifiers left out, as arguments have it.
func (t Type) WithoutMods() Type {
	t.Mods = ""
	if t.Schema == "" && t.Name == unlimited {
		t.Name = "character"
	}
	return t
}

// unlimited is character without a length, which as a column's type must not
// be spelled "character": that is character(1).
const unlimited = "bpchar"

// Is tells whether t is the built-in type of this name, not an array of it.
func (t Type) Is(names ...string) bool {
	if t.Schema != "" || t.Array {
		return false
	}
	for _, n := range names {
		if t.Name == n {
			return true
		}
	}
	return false
}

// Named tells whether t is, or is an array of, the type of this name.
func (t Type) Named(n Name) bool { return t.Schema == n.Schema && t.Name == n.Name }

// MarshalText gives the spelling of String.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what [Type.MarshalText] wrote.
func (t *Type) UnmarshalText(text []byte) error {
	s := string(text)
	*t = Type{}
	s, t.Array = strings.CutSuffix(s, "[]")
	if parts := splitQuoted(s, '.'); len(parts) == 2 {
		t.Schema, t.Name = parts[0], parts[1]
		if strings.HasSuffix(s, ")") && !strings.HasSuffix(s, `"`) {
			if i := strings.LastIndexByte(t.Name, '('); i >= 0 {
				t.Name, t.Mods = t.Name[:i], strings.TrimSuffix(t.Name[i+1:], ")")
			}
		}
		return nil
	}
	if s == `"char"` {
		t.Name = "char"
		return nil
	}
	if rest, ok := strings.CutPrefix(s, "interval "); ok {
		t.Name, t.Mods = "interval", rest
		return nil
	}
	if i := strings.IndexByte(s, '('); i >= 0 {
		j := i + strings.IndexByte(s[i:], ')')
		t.Name, t.Mods = s[:i]+s[j+1:], s[i+1:j]
		return nil
	}
	t.Name = s
	return nil
}
