package parse

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
		skipped    []string
	}{
		{"plain", "select 1; select 2 ;\n\nselect 3", []string{"select 1", "select 2", "select 3"}, nil},
		{"comments", "-- a;b\n/* x; /* y; */ */ select 1; -- end", []string{"select 1"}, nil},
		{"quotes", `select 'a;''b', ";""x", E'\';' ; select 'e\';`, []string{`select 'a;''b', ";""x", E'\';'`, `select 'e\'`}, nil},
		{"dollar", "create function f() returns int as $x$ a; $$ ; $x$ language sql; select $1; select a$b;", []string{"create function f() returns int as $x$ a; $$ ; $x$ language sql", "select $1", "select a$b"}, nil},
		{"atomic", "create function f() returns int language sql begin atomic; select case when a then 1 end; select 2; end; select 3", []string{"create function f() returns int language sql begin atomic; select case when a then 1 end; select 2; end", "select 3"}, nil},
		{"psql", "\\set x 1\nselect 1;\n\\connect db\nselect 2 \\gexec\nselect 3;", []string{"select 1", "select 2", "select 3"}, []string{`psql command \set`, `psql command \connect`, `psql command \gexec`}},
		{"copy", "copy t (a) from stdin;\n1;\n'2\n\\.\nselect 1;", []string{"select 1"}, []string{"COPY with its data, 2 rows"}},
		{"copy from file", "copy t from '/x'; select 1", []string{"copy t from '/x'", "select 1"}, nil},
		{"transaction", "begin; select 1; end; commit", []string{"begin", "select 1", "end", "commit"}, nil},
		{"empty", " ; ;\n-- nothing\n", nil, nil},
		{"rule", "create rule r as on insert to t do (select 1; select 2); select 3", []string{"create rule r as on insert to t do (select 1; select 2)", "select 3"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st, sk := split(tt.text)
			var got, gotSkipped []string
			for _, s := range st {
				got = append(got, tt.text[s.start:s.end])
				if want := 1 + strings.Count(tt.text[:s.start], "\n"); s.line != want {
					t.Errorf("%q is at line %d, want %d", tt.text[s.start:s.end], s.line, want)
				}
			}
			for _, s := range sk {
				gotSkipped = append(gotSkipped, s.what)
			}
			if !slices.Equal(got, tt.want) || !slices.Equal(gotSkipped, tt.skipped) {
				t.Errorf("got  %q %q\nwant %q %q", got, gotSkipped, tt.want, tt.skipped)
			}
		})
	}
}

func TestSplitLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab;'\"$-/*\\\n ()ECOPYstdin"))).Draw(t, "text")
		st, _ := split(text)
		last := 0
		for _, s := range st {
			if s.start < last || s.end < s.start || s.end > len(text) || s.header > s.start {
				t.Fatalf("%q: statement %+v after %d", text, s, last)
			}
			last = s.end
		}
	})
}
