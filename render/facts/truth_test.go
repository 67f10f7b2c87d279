package facts_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/render/sql"
)

// TestAnswerKeys compares what is read from the files with what PostgreSQL
// made of them: kinds and identities exactly, and for columns, enums and their
// values the definitions too, without defaults.
func TestAnswerKeys(t *testing.T) {
	for corpus := range sharedtest.Corpora() {
		t.Run(corpus, func(t *testing.T) {
			want := map[string]int{}
			for line := range strings.SplitSeq(strings.TrimSpace(sharedtest.Text(t, "truth", corpus+".tsv")), "\n") {
				want[comparable(line)]++
			}
			for _, f := range facts.List(readCorpus(t, corpus)) {
				want[comparable(f.String())]--
			}
			for line, n := range want {
				if n == 0 {
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

func readCorpus(t *testing.T, corpus string) *model.Schema {
	t.Helper()
	res, err := parse.Read(context.Background(), nil, sharedtest.Files(t, corpus)...)
	if err != nil {
		t.Fatal(err)
	}
	return res.Schema
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

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

// TestLiveServer reads real schemas from a server that holds them and compares
// with what the server's own catalog says, and with what the files say.
func TestLiveServer(t *testing.T) {
	for corpus := range sharedtest.Corpora() {
		t.Run(corpus, func(t *testing.T) {
			db := cluster.Database(t, "")
			for _, script := range pgtest.Corpus(t, corpus) {
				db.MustRun("the schema", script)
			}
			want := db.Facts()
			db.MustRun("what the keys are made with", "DROP SCHEMA _truth CASCADE")
			server := live(t, db)
			for _, s := range sql.New(diff.Between(server, readCorpus(t, corpus), nil)).Statements {
				if !beyond.MatchString(s.SQL) {
					t.Errorf("the server lacks what the files say: %s", s.SQL)
				}
			}
			var got []string
			for _, f := range facts.List(server) {
				got = append(got, f.String())
			}
			want, got = slices.DeleteFunc(want, platform), slices.DeleteFunc(got, platform)
			pgtest.Compare(t, "from the server", pgtest.Identities(want), pgtest.Identities(got))
		})
	}
}

// beyond matches what a server of the tests cannot hold: extensions, in whose
// place stand-ins are made, and a virtual column, which needs PostgreSQL 18.
var beyond = regexp.MustCompile(`^CREATE EXTENSION|^DROP (ACCESS METHOD|OPERATOR.*) IF EXISTS .*(vector|ivfflat|hnsw)|^DROP \w+ IF EXISTS public\.(half)?vec(tor)?(_| |$)|^ALTER TABLE .*length_hours`)

// platform tells whether a fact is about what Supabase has from the start.
func platform(line string) bool {
	kind, rest, _ := strings.Cut(line, "\t")
	return kind == "extension" || strings.HasPrefix(rest, "extensions.")
}

// live reads a database, which must leave nothing to remark.
func live(t *testing.T, db *pgtest.DB) *model.Schema {
	t.Helper()
	res := db.Read()
	for _, d := range res.Diagnostics {
		t.Error(d)
	}
	return res.Schema
}
