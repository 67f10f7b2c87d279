package sql_test

import (
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/sql"
)

// TestRoundTrip reads real schemas, writes them as one script, and runs that:
// a server then says of itself, word for word, what it says after the files.
func TestRoundTrip(t *testing.T) {
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
			pgtest.Compare(t, "after the script", first.Facts(), again.Facts())
		})
	}
}

// TestCarriedStatements writes what is only carried where what rests on it
// finds it, and so that it can run again.
func TestCarriedStatements(t *testing.T) {
	schema := read(t, parse.File{Name: "carried.sql", Text: roles + `CREATE TABLE t (a int, b int);
		CREATE ROLE late; GRANT late TO reader; GRANT SELECT ON t TO late;
		CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (a int) SERVER s;
		CREATE STATISTICS st ON a, b FROM t; CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
		CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);`})
	script := sql.New(diff.Between(&model.Schema{}, schema, nil)).Text(sql.Header{Title: "carried"})
	db := cluster.Database(t, "")
	db.MustRun("roles", roles)
	db.MustRun("the script", script)
	db.MustRun("the script, again", script)
	const made = `SELECT (SELECT count(*) FROM pg_rules WHERE rulename = 'r'), (SELECT count(*) FROM pg_statistic_ext), (SELECT count(*) FROM pg_foreign_table),
		(SELECT count(*) FROM pg_operator WHERE oprname = '==='), pg_has_role('reader', 'late', 'member')`
	if got, want := db.Lines(made)[0], "1\t1\t1\t1\tt"; got != want {
		t.Errorf("it made %q, not %q", got, want)
	}
}
