package model

import "strings"

// BodiesMentioning lists the functions in whose text a name occurs as a word.
// PostgreSQL keeps such text as it was written: it follows no rename, and
// drops do not look into it.
func (s *Schema) BodiesMentioning(word string) []*Routine {
	var out []*Routine
	for r := range s.Routines.All() {
		if mentions(r.Body, word) {
			out = append(out, r)
		}
	}
	return out
}

// mentions tells whether text holds a word, whatever its case: names that are
// not quoted have none.
func mentions(text, word string) bool {
	if word == "" {
		return false
	}
	text, word = strings.ToLower(text), strings.ToLower(word)
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(word)
		if (from == 0 || !partOfName(text[from-1])) && (to == len(text) || !partOfName(text[to])) {
			return true
		}
		at = from + 1
	}
}

func partOfName(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80
}
