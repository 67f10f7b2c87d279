package sql_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/sql"
)

// rehearsed are changes that go wrong where tables hold rows, or where a
// migration is stopped, unless they are written with care.
var rehearsed = []struct{ name, old, new string }{
	{"indexes and constraints",
		`CREATE TABLE orgs (id uuid PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY, org_id uuid REFERENCES orgs, email text, n int, a date, b date);`,
		`CREATE TABLE orgs (id uuid PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs ON DELETE CASCADE, email text NOT NULL,
			n int CHECK (n > 0), a date, b date, CONSTRAINT emails UNIQUE (org_id, email), CONSTRAINT later UNIQUE (n) INCLUDE (a) DEFERRABLE INITIALLY DEFERRED);
			CREATE INDEX users_org ON users (org_id) WHERE n > 0; CREATE UNIQUE INDEX users_lower ON users (lower(email)); COMMENT ON CONSTRAINT emails ON users IS 'one of each';`},
	{"of a partitioned table",
		`CREATE TABLE e (id int, at date NOT NULL, k int) PARTITION BY RANGE (at); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE r (id int PRIMARY KEY);`,
		`CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE e (id int NOT NULL CHECK (id > 0), at date NOT NULL, k int REFERENCES r, UNIQUE (id, at)) PARTITION BY RANGE (at); CREATE TABLE e1 PARTITION OF e FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
			CREATE INDEX ON e (k);`},
	{"a new enum value as a default",
		`CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL);`,
		`CREATE TYPE mood AS ENUM ('ok', 'bad', 'meh'); CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL DEFAULT 'meh'); CREATE INDEX t_meh ON t (id) WHERE m = 'meh';`},
	{"what has to hold a value goes",
		`CREATE TYPE k AS ENUM ('x', 'y'); CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b numeric(3, 1) NOT NULL, c uuid NOT NULL, d timestamptz NOT NULL, e k NOT NULL, f jsonb NOT NULL, g int[] NOT NULL, h boolean NOT NULL, i date NOT NULL);`,
		`CREATE TABLE t (id int PRIMARY KEY);`},
	{"a table in use gets what only new ones have",
		`CREATE TABLE t (id int PRIMARY KEY);`,
		`CREATE TABLE u (id int PRIMARY KEY, n int NOT NULL CHECK (n > 0)); CREATE TABLE t (id int PRIMARY KEY, u int REFERENCES u); CREATE INDEX ON u (n); CREATE INDEX ON t (u);`},
}

// TestRehearsed tries each, forth and back, as it is written for a database
// that nobody uses and for one that is in use.
func TestRehearsed(t *testing.T) {
	for _, tt := range rehearsed {
		from, to := read(t, parse.File{Name: "old.sql", Text: tt.old}), read(t, parse.File{Name: "new.sql", Text: tt.new})
		forth, back := diff.Between(from, to, nil), diff.Back(from, to, nil)
		for name, migration := range map[string]sql.Migration{"": sql.New(forth), ", online": sql.Online(forth, from)} {
			t.Run(tt.name+name, func(t *testing.T) {
				text := migration.Text(sql.Header{Title: tt.name})
				report, err := rehearse.Run(context.Background(), cluster.Server(t), rehearse.Plan{Base: []parse.File{{Name: "old.sql", Text: tt.old}},
					Migration: parse.File{Name: "migration.sql", Text: text}, Target: to, Rows: 4, Limit: time.Minute, Now: time.Now,
					Rollback: &parse.File{Name: "rollback.sql", Text: sql.New(back).Text(sql.Header{Title: tt.name})}}, nil)
				if err != nil {
					t.Fatal(err)
				}
				pgtest.Holds(t, report)
				if t.Failed() {
					t.Log(text)
				}
				if migration.LockTimeout != "" && tt.name != "of a partitioned table" {
					onlyBriefLocks(t, report)
				}
			})
		}
	}
}

// onlyBriefLocks holds what is written for a database in use to what it says:
// nothing takes a lock that keeps writers out while it builds an index, looks
// at every row or writes them anew. Partitioned tables do not take the steps.
func onlyBriefLocks(t *testing.T, r *rehearse.Report) {
	t.Helper()
	for _, m := range r.Statements {
		if len(m.Rewrote) > 0 {
			t.Errorf("line %d writes rows anew: %s", m.Line, m.SQL)
		}
		long := strings.Contains(m.SQL, "VALIDATE CONSTRAINT") || strings.Contains(m.SQL, "CREATE INDEX")
		for _, l := range m.Locks {
			if long && !strings.HasPrefix(l, "SHARE UPDATE EXCLUSIVE ") && !strings.HasPrefix(l, "ROW SHARE ") {
				t.Errorf("line %d keeps writers out with %s: %s", m.Line, l, m.SQL)
			}
		}
	}
}
