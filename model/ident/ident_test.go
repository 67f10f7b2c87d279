package ident

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestQuote(t *testing.T) {
	tests := []struct{ name, want string }{
		{"users", "users"},
		{"_x1", "_x1"},
		{"1st", `"1st"`},
		{"Users", `"Users"`},
		{"two words", `"two words"`},
		{`say "hi"`, `"say ""hi"""`},
		{"user", `"user"`},
		{"left", `"left"`},
		{"values", `"values"`},
		{"name", "name"},
		{"größe", `"größe"`},
		{"", `""`},
	}
	for _, tt := range tests {
		if got := Quote(tt.name); got != tt.want {
			t.Errorf("Quote(%q) = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestLiteral(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a", "'a'"},
		{"it's", "'it''s'"},
		{`a\b`, `E'a\\b'`},
		{`'\`, `E'''\\'`},
	}
	for _, tt := range tests {
		if got := Literal(tt.in); got != tt.want {
			t.Errorf("Literal(%q) = %s, want %s", tt.in, got, tt.want)
		}
		if got := Unliteral(tt.want); got != tt.in {
			t.Errorf("Unliteral(%s) = %q, want %q", tt.want, got, tt.in)
		}
	}
}

func TestDollarQuoteHoldsAnyBody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[$a-z_ ]{0,20}|.*\$body_*\$.*|.*\$\$.*`).Draw(t, "body")
		q := DollarQuote(body)
		tag := q[:strings.Index(q[1:], "$")+2]
		inner := strings.TrimSuffix(strings.TrimPrefix(q, tag), tag)
		if inner != body || strings.Index(q[len(tag):], tag) != len(body) {
			t.Fatalf("DollarQuote(%q) = %q does not give the body back", body, q)
		}
	})
}

func TestTruncateKeepsWholeCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringN(0, 80, -1).Draw(t, "s")
		got := Truncate(s)
		if len(got) > MaxBytes || !strings.HasPrefix(s, got) || !utf8.ValidString(got) {
			t.Fatalf("Truncate(%q) = %q", s, got)
		}
	})
}
