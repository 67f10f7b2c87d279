// Package ident spells PostgreSQL identifiers and string literals. It is the
// one place where a name or a value from outside becomes SQL.
package ident

import "strings"

// MaxBytes is the longest identifier PostgreSQL keeps (NAMEDATALEN - 1);
// what is longer is truncated by the server with no more than a notice.
const MaxBytes = 63

// Quote spells name as an SQL identifier, quoted only where PostgreSQL's own
// quote_ident would quote it: when it is not a plain lower-case word or when
// it is a keyword that cannot stand as a name everywhere.
func Quote(name string) string {
	if plain(name) && !keywords[name] {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// Qualified spells schema.name; an empty schema is left out.
func Qualified(schema, name string) string {
	if schema == "" {
		return Quote(name)
	}
	return Quote(schema) + "." + Quote(name)
}

// List spells several identifiers, separated by a comma and a space.
func List(names []string) string {
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(Quote(n))
	}
	return b.String()
}

// Literal spells s as a string literal. Where s holds a backslash the form
// with E is used, so that the meaning does not depend on
// standard_conforming_strings.
func Literal(s string) string {
	q := strings.ReplaceAll(s, "'", "''")
	if strings.Contains(s, `\`) {
		return "E'" + strings.ReplaceAll(q, `\`, `\\`) + "'"
	}
	return "'" + q + "'"
}

// Unliteral gives the string that a literal made by [Literal] stands for.
func Unliteral(literal string) string {
	inner, escaped := strings.CutPrefix(literal, "E")
	inner = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(inner, "'"), "'"), "''", "'")
	if escaped {
		inner = strings.ReplaceAll(inner, `\\`, `\`)
	}
	return inner
}

// DollarQuote wraps body in dollar quotes with a tag that body does not hold.
func DollarQuote(body string) string {
	tag := "$$"
	for i := 0; strings.Contains(body+"$", tag); i++ {
		tag = "$body" + strings.Repeat("_", i) + "$"
	}
	return tag + body + tag
}

// Truncate cuts name to MaxBytes as the server does: at the last whole
// character that fits.
func Truncate(name string) string {
	if len(name) <= MaxBytes {
		return name
	}
	cut := MaxBytes
	for cut > 0 && name[cut]&0xC0 == 0x80 {
		cut--
	}
	return name[:cut]
}

// IsKeyword tells whether word, in lower case, has to be quoted as a name.
func IsKeyword(word string) bool { return keywords[word] }

func plain(s string) bool {
	if s == "" || !(s[0] >= 'a' && s[0] <= 'z' || s[0] == '_') {
		return false
	}
	for i := 1; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return true
}
