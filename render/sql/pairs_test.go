package sql_test

import (
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/sql"
)

// roles belong to the whole server: one may be there already.
const roles = `
DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE writer; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE maker; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
`

// TestPairs leads a server from one text to another, and back. Each time what
// the server then holds, as its catalog tells, is what the text says.
func TestPairs(t *testing.T) {
	tests := []struct{ name, old, new string }{
		{"default privileges appear", `CREATE TABLE t (id int);`,
			`CREATE TABLE t (id int); ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO writer WITH GRANT OPTION;
			ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO reader; ALTER DEFAULT PRIVILEGES FOR ROLE maker GRANT USAGE ON SEQUENCES TO reader;`},
		{"default privileges lose their option", `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO writer WITH GRANT OPTION;`,
			`ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO writer;`},
		{"functions are closed from now on", `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
			`CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
			CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 2';`},
		{"new objects under default privileges", `ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
			ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO writer;`,
			`ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
			ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO writer;
			CREATE TABLE seen (id serial); CREATE TABLE hidden (id int GENERATED ALWAYS AS IDENTITY); REVOKE SELECT ON hidden FROM reader;
			CREATE VIEW v AS SELECT id FROM seen; CREATE FUNCTION shut() RETURNS int LANGUAGE sql AS 'SELECT 1';
			CREATE FUNCTION open() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION open() TO PUBLIC;`},
		{"default privileges of another role", `CREATE TABLE t (id int);`,
			`CREATE TABLE t (id int); SET ROLE maker; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader; RESET ROLE; CREATE TABLE mine (id int);`},
		{"a grant on a table becomes one on a column", `CREATE TABLE t (id int, name text); GRANT UPDATE ON t TO writer;`,
			`CREATE TABLE t (id int, name text); GRANT UPDATE (name) ON t TO writer;`},
		{"a grant on a column outlives that on its table", `CREATE TABLE t (id int, name text); GRANT UPDATE, SELECT ON t TO writer; GRANT UPDATE (name) ON t TO writer;`,
			`CREATE TABLE t (id int, name text); GRANT SELECT ON t TO writer; GRANT UPDATE (name) ON t TO writer;`},
		{"a grant option comes", `CREATE TABLE t (id int); GRANT SELECT ON t TO reader;`,
			`CREATE TABLE t (id int); GRANT SELECT, UPDATE ON t TO reader WITH GRANT OPTION;`},
		{"a function that is made anew keeps its grants", `CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO reader;`,
			`CREATE FUNCTION f(a int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO reader;`},
		{"a view that is replaced loses a grant", `CREATE VIEW v AS SELECT 1 AS a; GRANT SELECT ON v TO reader, writer;`,
			`CREATE VIEW v AS SELECT 1 AS a, 2 AS b; GRANT SELECT ON v TO reader;`},
		{"a domain asks for more", `CREATE DOMAIN d AS integer DEFAULT 1 CHECK (VALUE >= 1); CREATE TABLE t (a d);`,
			`CREATE DOMAIN d AS integer DEFAULT 3 NOT NULL CHECK (VALUE >= 1 AND VALUE <= 10) CONSTRAINT odd CHECK (VALUE % 2 = 1); CREATE TABLE t (a d);`},
		{"a domain is of another type", `CREATE DOMAIN d AS varchar(10); CREATE TABLE t (a d, b d DEFAULT 'x');`,
			`CREATE DOMAIN d AS text CHECK (VALUE <> ''); CREATE TABLE t (a d, b d DEFAULT 'x');`},
		{"a composite type changes", `CREATE TYPE c AS (a int, b text, gone date);`,
			`CREATE TYPE c AS (a bigint, b text, "New" numeric(4,1));`},
		{"aggregates", `CREATE FUNCTION step(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
			`CREATE FUNCTION step(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION other(int, int) RETURNS int LANGUAGE sql AS 'SELECT 2';
			CREATE AGGREGATE total(int) (sfunc = other, stype = int, initcond = '0', parallel = safe);
			CREATE AGGREGATE middle(float8 ORDER BY float8) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);`},
		{"expressions that the server spells in its own way", `CREATE TABLE t (id int, at timestamptz);`,
			`CREATE TABLE t (id int CHECK (id IN (1, 2, 3)), at timestamptz DEFAULT now() + interval '1 day', since timestamp DEFAULT '2020-01-01',
				length interval DEFAULT '90 minutes', name varchar(9) CHECK (name NOT IN ('a', 'b') AND name LIKE 'x%' AND length(name) BETWEEN 2 AND 8), nothing text DEFAULT NULL);
			CREATE INDEX few ON t (lower(name)) WHERE id IN (1, 2) AND name IS NOT NULL;
			CREATE POLICY p ON t USING (at > now() - '24 hours'::interval AND EXISTS (SELECT 1 FROM t AS o WHERE o.id = t.id AND name = ANY ('{a,b}')));
			CREATE VIEW v AS SELECT *, id + 1 AS next FROM t WHERE name IN ('a', 'b') ORDER BY 1 DESC;`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			base, target := read(t, parse.File{Name: "old.sql", Text: test.old}), read(t, parse.File{Name: "new.sql", Text: test.new})
			db := cluster.Database(t, "")
			db.MustRun("the old text", roles+test.old)
			holds(t, db, "the old text", base)
			migration := sql.New(diff.Between(base, target, nil)).Text(sql.Header{Title: "there"})
			rollback := sql.New(diff.Between(target, base, nil)).Text(sql.Header{Title: "back"})
			for _, step := range []struct {
				what, script string
				leadsTo      *model.Schema
			}{
				{"the migration", migration, target}, {"the migration, again", migration, target},
				{"the rollback", rollback, base}, {"the migration, after the rollback", migration, target},
			} {
				db.MustRun(step.what, step.script)
				holds(t, db, step.what, step.leadsTo)
			}
			fresh := cluster.Database(t, "")
			fresh.MustRun("the new text", test.new)
			holds(t, fresh, "the new text", target)
		})
	}
}

// TestNewValuesAreUsed adds values to enums and uses them, under a runner that
// puts one transaction around the whole migration and under one that does not.
func TestNewValuesAreUsed(t *testing.T) {
	const old = `CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (id int, m mood DEFAULT 'ok');`
	const target = `CREATE TYPE mood AS ENUM ('bad', 'ok', 'it''s'); CREATE DOMAIN d AS mood DEFAULT 'bad' CHECK (VALUE <> 'it''s');
		CREATE TABLE t (id int, m mood DEFAULT 'bad', CONSTRAINT k CHECK (m <> 'it''s')); CREATE INDEX i ON t (id) WHERE m = 'bad';
		CREATE VIEW v AS SELECT id FROM t WHERE m = 'it''s'; CREATE POLICY p ON t USING (m = 'bad');`
	base, want := read(t, parse.File{Name: "old.sql", Text: old}), read(t, parse.File{Name: "new.sql", Text: target})
	migration := sql.New(diff.Between(base, want, nil))
	if last := migration.Statements[len(migration.Statements)-1]; last.Group != 1 || migration.Statements[0].Group != 0 {
		t.Errorf("the groups go to %d", last.Group)
	}
	for _, around := range []struct{ name, begin, end string }{{"no transaction", "", ""}, {"one transaction", "BEGIN;", "COMMIT;"}} {
		t.Run(around.name, func(t *testing.T) {
			db := cluster.Database(t, "")
			db.MustRun("the old text", old)
			for range 2 {
				db.MustRun("the migration", around.begin+migration.Text(sql.Header{Title: "values"})+around.end)
				holds(t, db, "the migration", want)
			}
		})
	}
	plain := sql.New(diff.Between(base, read(t, parse.File{Name: "new.sql", Text: `CREATE TYPE mood AS ENUM ('ok', 'new'); CREATE TABLE t (id int, m mood DEFAULT 'ok');`}), nil))
	if text := plain.Text(sql.Header{Title: "values"}); strings.Contains(text, "COMMIT") {
		t.Errorf("a transaction of its own for nothing:\n%s", text)
	}
}

// holds tells whether what a database holds is the schema, and reports where
// it is not.
func holds(t *testing.T, db *pgtest.DB, when string, want *model.Schema) bool {
	t.Helper()
	m := sql.New(diff.Between(db.Read().Schema, want, nil))
	for _, s := range m.Statements {
		t.Errorf("after %s the server lacks: %s", when, s.SQL)
	}
	return m.Empty()
}
