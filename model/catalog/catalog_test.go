package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

// TestQueriesDoNotGrow holds the number of queries to one, whatever there is.
func TestQueriesDoNotGrow(t *testing.T) {
	empty := cluster.Database(t, "").Read()
	db := cluster.Database(t, "")
	for _, script := range pgtest.Corpus(t, "crates-io") {
		db.MustRun("the schema", script)
	}
	if full := db.Read(); full.Queries != empty.Queries {
		t.Errorf("%d queries for a schema, %d for none", full.Queries, empty.Queries)
	}
}

// TestAgree has the server say which expressions mean the same to it.
func TestAgree(t *testing.T) {
	const schema = `CREATE FUNCTION f(numeric) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1; END';
		CREATE TABLE t (a int, b smallint, c varchar(9), d numeric DEFAULT 1 + 2, g numeric GENERATED ALWAYS AS (%[1]s / 60.0) STORED,
			CONSTRAINT k CHECK (%[1]s > 1.5), CONSTRAINT o CHECK (a %[2]s 1.5));
		CREATE INDEX i ON t ((%[1]s * 2.5)) WHERE %[1]s < 3.5; CREATE POLICY p ON t USING (f(%[1]s) = 1);
		CREATE DOMAIN dom AS int CONSTRAINT dom_k CHECK (%[3]s > 1.5); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
		CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (%[4]s > OLD.b + 1.5) EXECUTE FUNCTION g();
		CREATE VIEW v AS SELECT f(%[1]s) AS x, %[1]s / 2.0 AS y FROM t; CREATE VIEW w AS SELECT a %[2]s 1.5 AS z FROM t;`
	db := cluster.Database(t, "")
	db.MustRun("the schema", fmt.Sprintf(schema, "a", "<", "VALUE", "NEW.a"))
	live := db.Read().Schema
	res, err := parse.ReadString(context.Background(), "a.sql", fmt.Sprintf(schema, "a::numeric", "<", "VALUE::numeric", "NEW.a::numeric"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := parse.ReadString(context.Background(), "b.sql", fmt.Sprintf(schema, "a", "<=", "VALUE + 1", "NEW.b"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	conn, err := catalog.Open(ctx, db.SocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	agreed, err := catalog.Agree(ctx, conn, live, res.Schema)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range diff.Between(live, agreed, nil) {
		t.Errorf("what means the same differs: %s", c.Describe())
	}
	if agreed, err = catalog.Agree(ctx, conn, live, other.Schema); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range diff.Between(live, agreed, nil) {
		got = append(got, c.Describe())
	}
	if len(got) != 5 { // the check is dropped and made, the view replaced, the domain altered, the trigger made anew
		t.Errorf("what means something else: %q", got)
	}
}

func TestTheSessionCannotWrite(t *testing.T) {
	ctx := context.Background()
	conn, err := catalog.Open(ctx, cluster.Database(t, "").SocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "CREATE TABLE t (id int)"); err == nil || !strings.Contains(err.Error(), "25006") {
		t.Errorf("got %v, want read_only_sql_transaction", err)
	}
}

// TestWhatARoleMayNotReadIsSaid takes a catalog away from everybody.
func TestWhatARoleMayNotReadIsSaid(t *testing.T) {
	db := cluster.Database(t, "")
	db.MustRun("the schema", `CREATE TABLE t (id int PRIMARY KEY); CREATE ROLE nobody_special LOGIN;
		REVOKE SELECT ON pg_catalog.pg_policy FROM PUBLIC;`)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, strings.Replace(db.URL(), "user=postgres", "user=nobody_special", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	res, err := catalog.Read(ctx, conn, "the server")
	if err != nil {
		t.Fatal(err)
	}
	if res.Schema.Tables.Len() != 1 {
		t.Errorf("%d tables, want the one", res.Schema.Tables.Len())
	}
	if len(res.Diagnostics) != 2 || !strings.Contains(res.Diagnostics[0].String(), "may not read policies") {
		t.Errorf("diagnostics: %v", res.Diagnostics)
	}
}

func TestACancelledReadEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	conn, err := pgx.Connect(ctx, cluster.Database(t, "").URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	cancel()
	if _, err := catalog.Read(ctx, conn, "the server"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestRefusedConnections holds every refusal to saying why and what to try,
// and none to saying the password.
func TestRefusedConnections(t *testing.T) {
	socket := cluster.Database(t, "").SocketURL()
	tests := []struct{ name, url, why, try string }{
		{"no such database", strings.Replace(socket, "/scratch", "/nowhere", 1), "there is no database", "psql -l"},
		{"no such role", strings.Replace(socket, "postgres@", "stranger:secret@", 1), "stranger", "role"},
		{"nobody listens", "postgres://u:secret@127.0.0.1:1/db", "nothing answers at 127.0.0.1, port 1", "check host and port"},
		{"no socket", "postgres://u:secret@/db?host=/nowhere", "there is no socket", "unix_socket_directories"},
		{"bad URL", "postgres://u:secret@host:port/db", "cannot be read", "postgres://user@host"},
		{"bad setting", "postgres://u:secret@host/db?sslmode=sometimes", "cannot be read", "sslmode"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := catalog.Open(context.Background(), tt.url)
			var refused *catalog.ConnectError
			if !errors.As(err, &refused) {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(refused.Why, tt.why) || !strings.Contains(refused.Try, tt.try) {
				t.Errorf("why: %s\ntry: %s", refused.Why, refused.Try)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is in %q", err)
			}
		})
	}
}

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"postgres://ann:secret@h:5432/db?sslmode=require":      "postgres://ann@h:5432/db?sslmode=require",
		"postgresql://h/db?user=ann&password=secret":           "postgresql://h/db?user=ann",
		"postgres://ann@h/db?sslpassword=secret&passfile=/p/x": "postgres://ann@h/db",
		"postgres://%zz:secret@h/db":                           "the URL that was given",
	} {
		if got := catalog.Redact(in); got != want {
			t.Errorf("Redact(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestAServerThatGoesAway ends the session from the server's side: the read
// says so and gives nothing half.
func TestAServerThatGoesAway(t *testing.T) {
	db := cluster.Database(t, "")
	ctx := context.Background()
	conn, err := catalog.Open(ctx, db.SocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }() // it is closed already
	db.Lines(fmt.Sprintf("SELECT pg_terminate_backend(%d, 5000)", conn.PgConn().PID()))
	res, err := catalog.Read(ctx, conn, "the server")
	if err == nil || res != nil {
		t.Errorf("got %v, %v", res, err)
	}
}
