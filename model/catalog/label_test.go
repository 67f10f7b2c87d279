package catalog_test

import (
	"context"
	"testing"

	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
)

// TestSecurityLabels reads labels from text and from a server. No module that
// takes labels is at hand, so they are put into the catalog by hand.
func TestSecurityLabels(t *testing.T) {
	const schema = `CREATE TABLE people (id int, name text); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE mood AS ENUM ('ok');`
	db := cluster.Database(t, "")
	db.MustRun("the schema", schema+`SET allow_system_table_mods = on;
		INSERT INTO pg_seclabel VALUES
			('people'::regclass, 'pg_class'::regclass, 0, 'anon', 'TABLESAMPLE (10)'), ('people'::regclass, 'pg_class'::regclass, 2, 'anon', 'it''s masked'),
			('f'::regproc, 'pg_proc'::regclass, 0, 'anon', 'TRUSTED'), ('mood'::regtype, 'pg_type'::regclass, 0, 'Other', 'x');`)
	live := db.Read().Schema
	read := func(labels string) []diff.Change {
		res, err := parse.ReadString(context.Background(), "a.sql", schema+labels)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range res.Diagnostics {
			t.Error(d)
		}
		return diff.Between(live, res.Schema, nil)
	}
	const labels = `SECURITY LABEL FOR anon ON TABLE people IS 'TABLESAMPLE (10)'; SECURITY LABEL FOR anon ON COLUMN people.name IS 'it''s masked';
		SECURITY LABEL FOR anon ON FUNCTION f(int) IS 'TRUSTED'; SECURITY LABEL FOR "Other" ON TYPE mood IS 'x';`
	for _, c := range read(labels) {
		t.Errorf("what is the same differs: %s", c.Describe())
	}
	for name, more := range map[string]string{
		"taken away": `SECURITY LABEL FOR anon ON FUNCTION f(int) IS NULL;`,
		"another":    `SECURITY LABEL FOR anon ON TABLE people IS 'TABLESAMPLE (5)';`,
	} {
		if got := read(labels + more); len(got) == 0 {
			t.Errorf("%s: no change is seen", name)
		}
	}
}
