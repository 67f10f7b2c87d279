package listing_test

import (
	"context"
	"testing"

	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/render/listing"
)

// TestLedger counts each statement once, in the column where it belongs.
func TestLedger(t *testing.T) {
	res, err := parse.ReadString(context.Background(), "a.sql", `CREATE TABLE t (id int);
CREATE ROLE app;
CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
SELECT make();
CALL anything();
ALTER TABLE missing ADD COLUMN a int;
CREATE TABLE wrong id;
INSERT INTO t VALUES (1);`)
	if err != nil {
		t.Fatal(err)
	}
	l := listing.NewLedger(res.Schema, res.Statements, len(facts.List(res.Schema)), res.Diagnostics)
	const want = "8 statements read: 3 objects modelled; 1 carried verbatim, 2 refused, 2 of unknown effect"
	if got := l.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	places := map[string]string{l.Carried[0].Place: "a.sql:2", l.Refused[0].Place: "a.sql:6", l.Refused[1].Place: "a.sql:7",
		l.Unknown[0].Place: "a.sql:4", l.Unknown[1].Place: "a.sql:5"}
	for got, want := range places {
		if got != want {
			t.Errorf("%s stands where %s should", got, want)
		}
	}
}
