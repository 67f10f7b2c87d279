package facts_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/facts"
)

// expected tells, for each corpus, the kinds of object whose answer key the
// reader does not reach yet, with the reason. Every other kind must be equal.
var expected = map[string]map[string]string{
	"chatbot-ui": {
		"composite_type": "types that the extension http makes",
		"composite_attr": "types that the extension http makes",
	},
	"pagila": {
		"column": "virtual generated columns are newer than the parser", "constraint_foreign_key": "the same table",
		"constraint_primary_key": "the same table", "index": "the same table", "index_on_constraint": "the same table",
		"table": "the same table", "trigger": "the same table",
	},
}

// TestAnswerKeys compares what is read from the files with what PostgreSQL
// made of them: kinds and identities exactly, and for columns, enums and their
// values the definitions too, without defaults.
func TestAnswerKeys(t *testing.T) {
	for corpus := range sharedtest.Corpora() {
		t.Run(corpus, func(t *testing.T) {
			res, err := parse.Read(context.Background(), nil, sharedtest.Files(t, corpus)...)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int{}
			for line := range strings.SplitSeq(strings.TrimSpace(sharedtest.Text(t, "truth", corpus+".tsv")), "\n") {
				want[comparable(line)]++
			}
			for _, f := range facts.List(res.Schema) {
				want[comparable(f.String())]--
			}
			for line, n := range want {
				kind, _, _ := strings.Cut(line, "\t")
				if n == 0 || expected[corpus][kind] != "" {
					continue
				}
				word := "missing"
				if n < 0 {
					word = "surplus"
				}
				t.Errorf("%s: %s", word, line)
			}
		})
	}
}

var defaults = regexp.MustCompile(` DEFAULT .*$`)

// comparable strips from a line what PostgreSQL spells in its own way.
func comparable(line string) string {
	parts := strings.SplitN(line, "\t", 3)
	switch parts[0] {
	case "column":
		parts[2] = defaults.ReplaceAllString(parts[2], "")
	case "enum", "enum_value":
	default:
		parts = parts[:2]
	}
	return strings.Join(parts, "\t")
}
