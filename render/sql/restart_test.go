package sql_test

import (
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/sql"
)

// TestRestarts stops each of many migrations after each of its statements and
// runs it again from the top: it ends where it would have without the stop.
func TestRestarts(t *testing.T) {
	texts := sharedtest.Pairs(t)
	db := cluster.Database(t, "")
	db.MustRun("roles", `DO $$ BEGIN CREATE ROLE testuser; EXCEPTION WHEN duplicate_object THEN NULL; END $$`)
	refused := 0
	for name, target := range texts {
		pair, isNew := strings.CutSuffix(name, "/new.sql")
		if !isNew {
			continue
		}
		if db.Run(target) != nil { // of another version, or without its extension
			refused++
			continue
		}
		db = restarts(t, db, pair, texts[pair+"/old.sql"], target)
	}
	if refused*20 > len(texts) {
		t.Errorf("the server refuses %d of %d texts", refused, len(texts))
	}
}

// restarts tries every stop of one migration. It gives a database that may be
// used for the next.
func restarts(t *testing.T, db *pgtest.DB, name, old, target string) *pgtest.DB {
	t.Helper()
	from, to := read(t, parse.File{Name: name, Text: old}), read(t, parse.File{Name: name, Text: target})
	statements := parse.Statements(sql.New(diff.Between(from, to, nil)).Text(sql.Header{Title: name}))
	for stop := 1; stop < len(statements); stop++ {
		if !emptied(db) {
			db = cluster.Database(t, "")
		}
		db.MustRun(name, old)
		if !runsTo(t, db, name, to, append(statements[:stop:stop], statements...)) {
			t.Errorf("%s: it was stopped after %.100q", name, statements[stop-1].SQL)
			return db
		}
	}
	if !emptied(db) {
		db = cluster.Database(t, "")
	}
	return db
}

func runsTo(t *testing.T, db *pgtest.DB, name string, to *model.Schema, statements []parse.Statement) bool {
	t.Helper()
	for _, s := range statements {
		if err := db.Run(s.SQL); err != nil {
			t.Errorf("%s: %v", name, err)
			return false
		}
	}
	return holds(t, db, name, to)
}
