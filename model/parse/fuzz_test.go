package parse

import (
	"context"
	"testing"
)

// FuzzRead reads whatever comes: nothing may make the reader panic or hang, and
// what was read must be readable on.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		supabaseDump,
		"CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x' CHECK (a <> ''));\nALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (id * 2) VIRTUAL;",
		"CREATE TABLE p (id int, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);",
		"DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$; ALTER TYPE e ADD VALUE 'b' BEFORE 'a';",
		"CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT * FROM r, LATERAL (SELECT n) x;",
		"CREATE FUNCTION f(VARIADIC a int[], OUT b text) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 1; END; CREATE AGGREGATE g(*) (SFUNC = f, STYPE = int);",
		"GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC; ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC; DROP TABLE t CASCADE;",
		"\\restrict x\nCOPY t (a) FROM stdin;\n1\tx\n\\.\nSELECT pg_catalog.set_config('search_path', '', false); {{ template }} :variable",
		"ALTER TABLE t RENAME a TO b; ALTER TABLE t ADD CONSTRAINT k EXCLUDE USING gist (c WITH &&, d WITH =) WHERE (true) NOT ENFORCED;",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		res, err := ReadString(context.Background(), "fuzz.sql", text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(context.Background(), res.Schema, File{Name: "next.sql", Text: text}); err != nil {
			t.Fatal(err)
		}
	})
}
