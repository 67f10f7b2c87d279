package source

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/model/parse"
)

func TestFollow(t *testing.T) {
	files := map[string]string{
		"db/main.sql":   "a;\n\\ir parts/one.sql\nb;\n\\i db/two.sql\n\\ir gone.sql\nc;",
		"db/two.sql":    "two;",
		"db/circle.sql": "x;\n\\ir round.sql\ny;", "db/round.sql": "r;\n\\ir circle.sql",
		"db/parts/one.sql": "one;\n\\ir two.sql\n", "db/parts/two.sql": "deep;",
	}
	open := func(name string) (string, error) {
		if text, ok := files[name]; ok {
			return text, nil
		}
		return "", errors.New("no such file")
	}
	tests := []struct{ name, want, why string }{
		{"db/main.sql", `db/main.sql "a;" | db/parts/one.sql "one;" | db/parts/two.sql "deep;" | db/parts/one.sql "" | db/main.sql "b;" | db/two.sql "two;" | db/main.sql "\\ir gone.sql c;"`, "5: It could not be read: no such file."},
		{"db/circle.sql", `db/circle.sql "x;" | db/round.sql "r; \\ir circle.sql" | db/circle.sql "y;"`, "2: It is read by db/circle.sql, which reads db/round.sql: the circle ends here."},
		{"db/two.sql", `db/two.sql "two;"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got, why []string
			for i, f := range Follow([]parse.File{{Name: tt.name, Text: files[tt.name]}}, open) {
				got = append(got, fmt.Sprintf("%s %q", f.Name, strings.Join(strings.Fields(f.Text), " ")))
				if f.Continues != (i > 0) {
					t.Errorf("piece %d: Continues is %v", i, f.Continues)
				}
				for line, reason := range f.Unread {
					if w := fmt.Sprintf("%d: %s", line, reason); len(why) == 0 || why[len(why)-1] != w {
						why = append(why, w)
					}
				}
			}
			if s := strings.Join(got, " | "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
			if s := strings.Join(why, " "); s != tt.why {
				t.Errorf("got %q, want %q", s, tt.why)
			}
		})
	}
}

// TestFollowEnds reads two files that each read the same one many times over.
func TestFollowEnds(t *testing.T) {
	open := func(name string) (string, error) {
		depth := strings.Count(name, "x")
		return strings.Repeat("\\ir "+strings.Repeat("x", depth+1)+".sql\n", 10), nil
	}
	files := Follow([]parse.File{{Name: "x.sql", Text: "\\ir xx.sql"}}, open)
	if len(files) > 3*mostIncludes {
		t.Errorf("%d pieces", len(files))
	}
}
