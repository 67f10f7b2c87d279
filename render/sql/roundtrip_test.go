package sql_test

import (
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/sql"
)

// TestRoundTrip reads real schemas, writes them as one script, and runs that:
// a server then says of itself, word for word, what it says after the files.
func TestRoundTrip(t *testing.T) {
	facts := sharedtest.Text(t, "truth", "facts.sql")
	for corpus := range sharedtest.Corpora() {
		t.Run(corpus, func(t *testing.T) {
			first := cluster.Database(t, "")
			for _, script := range pgtest.Corpus(t, corpus) {
				first.MustRun("the files", script)
			}
			again := cluster.Database(t, "")
			for _, script := range pgtest.Before(t, corpus) {
				again.MustRun("what is there before", script)
			}
			schema := read(t, sharedtest.Files(t, corpus)...)
			script := sql.New(diff.Between(&model.Schema{}, schema, nil)).Text(sql.Header{Title: corpus})
			again.MustRun("the script", pgtest.StandIn(t, script))
			pgtest.Compare(t, "after the script", first.Lines(facts), again.Lines(facts))
		})
	}
}
