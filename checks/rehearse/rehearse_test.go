package rehearse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model/parse"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

const base = `
	CREATE TYPE mood AS ENUM ('ok', 'bad');
	CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{2}$');
	CREATE TABLE orgs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL CHECK (length(name) > 2), parent uuid REFERENCES orgs);
	CREATE TABLE users (id bigserial PRIMARY KEY, org_id uuid NOT NULL REFERENCES orgs, email text NOT NULL UNIQUE CHECK (email ~ '@'),
		m mood, starts date, ends date CHECK (ends > '2030-01-01'), status text NOT NULL CHECK (status IN ('on', 'off')), c code NOT NULL, hash bytea CHECK (octet_length(hash) = 32));
	CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
	CREATE TABLE events_2020 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
	CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
	CREATE TRIGGER boom BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION boom();`

// plan is a rehearsal of a migration of that base.
func plan(t *testing.T, migration, rollback string) rehearse.Plan {
	t.Helper()
	p := rehearse.Plan{Base: []parse.File{{Name: "base.sql", Text: base}}, Migration: parse.File{Name: "new.sql", Text: migration},
		Rows: 5, Limit: 5 * time.Second, Now: time.Now}
	if rollback != "" {
		p.Rollback = &parse.File{Name: "back.sql", Text: rollback}
	}
	res, err := parse.Read(context.Background(), nil, p.Base[0], p.Migration)
	if err != nil {
		t.Fatal(err)
	}
	p.Target = res.Schema
	return p
}

func run(t *testing.T, p rehearse.Plan) *rehearse.Report {
	t.Helper()
	r, err := rehearse.Run(context.Background(), cluster.Server(t), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestWhatHolds rehearses a migration that keeps its promise.
func TestWhatHolds(t *testing.T) {
	r := run(t, plan(t, `ALTER TABLE users ADD COLUMN IF NOT EXISTS note text NOT NULL DEFAULT '';
		DO $$ BEGIN IF (SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'status') = 'text' THEN ALTER TABLE users ALTER status TYPE varchar(9); END IF; END $$;
		CREATE INDEX IF NOT EXISTS users_org ON users (org_id); ALTER TABLE orgs DROP COLUMN IF EXISTS parent;`,
		`ALTER TABLE orgs ADD COLUMN IF NOT EXISTS parent uuid REFERENCES orgs; DROP INDEX IF EXISTS users_org; ALTER TABLE users ALTER status TYPE text, DROP COLUMN IF EXISTS note;`))
	for _, s := range r.Steps {
		if !s.Holds() {
			t.Errorf("%s: %s %v %v", s.Name, s.Skipped, s.Problems, s.Failure)
		}
	}
	if !r.Holds() {
		t.Error("the verdict is no")
	}
	if r.Tables != 3 || len(r.Unfilled) > 0 {
		t.Errorf("%d tables filled, not: %v", r.Tables, r.Unfilled)
	}
	locks := map[int]string{}
	for i, m := range r.Statements {
		locks[i] = strings.Join(m.Locks, ", ")
	}
	for i, want := range []string{"ACCESS EXCLUSIVE on public.users", "ACCESS EXCLUSIVE on public.users", "SHARE on public.users", "ACCESS EXCLUSIVE on public.orgs"} {
		if locks[i] != want {
			t.Errorf("statement %d took %q, want %q", i, locks[i], want)
		}
	}
	if !slices.Equal(r.Statements[1].Rewrote, []string{"public.users"}) || len(r.Statements[0].Rewrote) > 0 {
		t.Errorf("rewritten: %v, %v", r.Statements[0].Rewrote, r.Statements[1].Rewrote)
	}
}

// TestWhatDoesNotHold has every step find what is wrong with a migration.
func TestWhatDoesNotHold(t *testing.T) {
	const add = `ALTER TABLE users ADD COLUMN IF NOT EXISTS x int;`
	tests := []struct {
		name, migration, rollback string
		step                      rehearse.StepName
		want                      string // in the failure or the problems
	}{
		{"a syntax error", "SELECT 1;\nSELEC 2;", "", rehearse.StepMigrate, "new.sql:2: syntax error"},
		{"rows are in the way", `ALTER TABLE users ADD COLUMN IF NOT EXISTS y int NOT NULL;`, "", rehearse.StepMigrate, "contains null values"},
		{"it cannot run twice", `ALTER TABLE users ADD COLUMN y int;`, "", rehearse.StepAgain, "already exists"},
		{"the second run changes rows", `UPDATE users SET email = email || 'x';`, "", rehearse.StepAgain, "public.users.email"},
		{"the second run changes the schema", `DO $$ BEGIN IF to_regclass('a') IS NULL THEN CREATE TABLE a (); ELSE CREATE TABLE IF NOT EXISTS b (); END IF; END $$;`, "", rehearse.StepAgain, "drop table public.b"},
		{"it leads elsewhere", `DO $$ BEGIN EXECUTE 'CREATE TABLE IF NOT EXISTS ' || 'hid' || 'den ()'; END $$;`, "", rehearse.StepTarget, "drop table public.hidden"},
		{"the rollback fails", add, `ALTER TABLE nothing DROP COLUMN x;`, rehearse.StepRollback, "back.sql:1"},
		{"the rollback forgets", add, `SELECT 1;`, rehearse.StepRollback, "public.users.x"},
		{"the rollback changes rows", add, `ALTER TABLE users DROP COLUMN IF EXISTS x; UPDATE users SET email = 'gone@' || id;`, rehearse.StepRollback, "public.users.email"},
		{"it needs rows", `DO $$ BEGIN IF NOT EXISTS (SELECT FROM users) THEN RAISE EXCEPTION 'no users'; END IF; END $$;`, "", rehearse.StepEmpty, "no users"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := run(t, plan(t, tt.migration, tt.rollback))
			s, _ := r.Step(tt.step)
			said := strings.Join(s.Problems, "\n")
			if s.Failure != nil {
				said += s.Failure.Error()
				if s.Failure.Try() == "" {
					t.Error("nothing is said to do")
				}
			}
			if s.Holds() || !strings.Contains(said, tt.want) {
				t.Errorf("%s: %s%s", s.Name, s.Skipped, said)
			}
			if r.Holds() {
				t.Error("the verdict is yes")
			}
		})
	}
}

// TestAStopThatHurts finds a migration that works, and again, and does not
// after it was stopped in the middle.
func TestAStopThatHurts(t *testing.T) {
	const migration = `CREATE TABLE IF NOT EXISTS staging (id int);
		DO $$ BEGIN IF to_regclass('final') IS NULL THEN CREATE TABLE final (id int); INSERT INTO staging VALUES (1); END IF; END $$;
		DO $$ BEGIN IF (SELECT count(*) FROM staging) = 1 AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'final'::regclass AND attname = 'n') THEN TRUNCATE staging; ALTER TABLE final ADD n int; END IF; END $$;
		DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'final'::regclass AND attname = 'm') THEN ALTER TABLE final ADD m int; DROP TABLE staging; ELSE DROP TABLE IF EXISTS staging; END IF; END $$;`
	p := plan(t, migration, "")
	res, err := parse.ReadString(context.Background(), "target.sql", base+`CREATE TABLE final (id int, n int, m int);`)
	if err != nil {
		t.Fatal(err)
	}
	p.Target = res.Schema
	if r := run(t, p); !r.Holds() {
		t.Fatalf("it was to hold: %+v", r.Steps)
	}
	p.Migration.Text = strings.Replace(migration, "CREATE TABLE IF NOT EXISTS staging (id int)",
		"DO $$ BEGIN IF to_regclass('final') IS NULL THEN CREATE TABLE staging (id int); END IF; END $$", 1)
	p.Migration.Text = strings.Replace(p.Migration.Text, "IF (SELECT count(*) FROM staging) = 1", "IF to_regclass('staging') IS NOT NULL", 1)
	r := run(t, p)
	s, _ := r.Step(rehearse.StepRestarts)
	if s.Holds() || s.Failure == nil {
		t.Errorf("the stop was not found out: %+v", r.Steps)
	}
}

// TestAnEndlessStatement is ended by the limit, and by whoever waits.
func TestAnEndlessStatement(t *testing.T) {
	p := plan(t, `SELECT pg_sleep(600);`, "")
	p.Limit = 50 * time.Millisecond
	r := run(t, p)
	if s, _ := r.Step(rehearse.StepMigrate); s.Failure == nil || !strings.Contains(s.Failure.Error(), "statement timeout") || !strings.Contains(s.Failure.Try(), "--timeout") {
		t.Errorf("got %+v", s)
	}
	p.Limit = 0
	ctx, cancel := context.WithCancel(context.Background())
	_, err := rehearse.Run(ctx, cluster.Server(t), p, func(s rehearse.Step) {
		if s.Name == rehearse.StepRows { // the next one is endless
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestNothingIsLeft counts databases before and after.
func TestNothingIsLeft(t *testing.T) {
	db := cluster.Database(t, "")
	before := db.Lines("SELECT datname FROM pg_database ORDER BY 1")
	run(t, plan(t, `CREATE TABLE a (`, ""))
	run(t, plan(t, `CREATE TABLE IF NOT EXISTS a ();`, `DROP TABLE IF EXISTS a;`))
	if after := db.Lines("SELECT datname FROM pg_database ORDER BY 1"); !slices.Equal(before, after) {
		t.Errorf("before %v, after %v", before, after)
	}
}

// TestStandIns has every extension that is stood in for made, used and dropped.
func TestStandIns(t *testing.T) {
	files, err := filepath.Glob("standins/*.sql")
	if err != nil || len(files) < 6 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".sql")
		t.Run(name, func(t *testing.T) {
			r := run(t, plan(t, `CREATE EXTENSION IF NOT EXISTS `+name+`;`, `DROP EXTENSION IF EXISTS `+name+`;`))
			if !r.Holds() {
				t.Errorf("%+v", r.Steps)
			}
			if len(r.StoodIn) > 0 && r.StoodIn[0] != name {
				t.Errorf("stood in for %v", r.StoodIn)
			}
		})
	}
	r := run(t, plan(t, `CREATE EXTENSION IF NOT EXISTS nobody_knows_it;`, ""))
	if s, _ := r.Step(rehearse.StepMigrate); s.Failure == nil || !strings.Contains(s.Failure.Try(), "--scratch") {
		t.Errorf("an unknown extension: %+v", s)
	}
}

// TestScratch refuses a database that holds something, and leaves one alone
// that does not.
func TestScratch(t *testing.T) {
	ctx := context.Background()
	db := cluster.Database(t, "")
	c, err := rehearse.Scratch(ctx, db.SocketURL())
	if err != nil {
		t.Fatal(err)
	}
	r, err := rehearse.Run(ctx, c, plan(t, `CREATE TABLE IF NOT EXISTS a ();`, `DROP TABLE IF EXISTS a;`), nil)
	if err != nil || !r.Holds() {
		t.Errorf("%v, %+v", err, r)
	}
	if n := len(db.Lines("SELECT 1 FROM pg_database WHERE datname LIKE 'pgdraft_scratch_%'")); n != 0 {
		t.Errorf("%d databases were left", n)
	}
	db.MustRun("content", "CREATE TABLE precious ()")
	if _, err := rehearse.Scratch(ctx, db.SocketURL()); !errors.Is(err, rehearse.ErrNotEmpty) {
		t.Errorf("got %v", err)
	}
}
