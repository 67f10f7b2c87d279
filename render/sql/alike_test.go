package sql_test

import (
	"testing"

	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// TestReadAlike reads many small schemas from their text and from a server
// that holds them: what comes out is the same. A server of another version, or
// without an extension, refuses some; those are named, and must be few.
func TestReadAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: it makes some four hundred databases; leave -short out")
	}
	texts := sharedtest.Pairs(t)
	db := cluster.Database(t, "")
	db.MustRun("roles", "CREATE ROLE testuser")
	refused := 0
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			db := cluster.Database(t, "")
			if err := db.Run(text); err != nil {
				refused++
				t.Logf("the server refuses it: %v", err)
				return
			}
			holds(t, db, "the text", read(t, parse.File{Name: name, Text: text}))
		})
	}
	t.Logf("%d of %d texts were refused", refused, len(texts))
	if refused*20 > len(texts) {
		t.Errorf("the server refuses %d of %d texts", refused, len(texts))
	}
}
