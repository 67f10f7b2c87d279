package sql_test

import (
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// TestReadAlike reads many small schemas from their text and from a server
// that holds them: what comes out is the same. A server of another version, or
// without an extension, refuses some; those are named, and must be few.
func TestReadAlike(t *testing.T) {
	texts := sharedtest.Pairs(t)
	db := cluster.Database(t, "")
	db.MustRun("roles", "CREATE ROLE testuser")
	refused := 0
	for name, text := range texts {
		if err := db.Run(text); err != nil {
			refused++
			t.Logf("%s: the server refuses it: %v", name, err)
		} else if !holds(t, db, name, read(t, parse.File{Name: name, Text: text})) {
			t.Logf("the text:\n%s", text)
		}
		if !emptied(db) {
			db = cluster.Database(t, "")
		}
	}
	t.Logf("%d of %d texts were refused", refused, len(texts))
	if refused*20 > len(texts) {
		t.Errorf("the server refuses %d of %d texts", refused, len(texts))
	}
}

// emptied empties the public schema, which is much cheaper than a new
// database, and tells whether that left the database empty.
func emptied(db *pgtest.DB) bool {
	db.MustRun("empty it", `ROLLBACK; DISCARD ALL; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;`)
	left := db.Lines(`SELECT (SELECT count(*) FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('public', 'information_schema'))
		+ (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_event_trigger) + (SELECT count(*) FROM pg_default_acl)
		+ (SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql')`)
	return left[0] == "0"
}
