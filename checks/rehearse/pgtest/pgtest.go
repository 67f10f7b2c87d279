// Package pgtest gives tests a throw-away PostgreSQL. Where no server
// binaries are installed the test fails and says how to install them.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/parse"
)

// Cluster is one server for all tests of a package, started when the first
// asks for it.
type Cluster struct {
	once   sync.Once
	server *rehearse.Server
	err    error
}

// Run runs the tests of a package and stops the server after them. It is for
// TestMain.
func (c *Cluster) Run(m *testing.M) int {
	code := m.Run()
	if c.server != nil {
		if err := c.server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
			code = 1
		}
	}
	return code
}

// Server gives the server.
func (c *Cluster) Server(t testing.TB) *rehearse.Server {
	t.Helper()
	c.once.Do(func() { c.server, c.err = rehearse.Start(context.Background()) })
	if c.err != nil {
		t.Fatalf("this test needs PostgreSQL: %v", c.err)
	}
	return c.server
}

// DB is a database that goes when its test ends.
type DB struct {
	t      testing.TB
	server *rehearse.Server
	conn   *pgx.Conn
	Name   string
}

// URL is how the database is reached, as keywords and values.
func (d *DB) URL() string { return d.server.URL(d.Name) }

// SocketURL is how the database is reached, as a URL.
func (d *DB) SocketURL() string {
	return "postgres://" + rehearse.Superuser + "@/" + d.Name + "?host=" + d.server.Dir()
}

// Database makes an empty database, or a copy of another.
func (c *Cluster) Database(t testing.TB, template string) *DB {
	t.Helper()
	s := c.Server(t)
	ctx := context.Background()
	name, err := s.CreateDatabase(ctx, template)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, s.URL(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(conn.Close(ctx), s.DropDatabase(ctx, name)); err != nil {
			t.Error(err)
		}
	})
	return &DB{t: t, server: s, conn: conn, Name: name}
}

// Close ends the connection, so that the database can be copied.
func (d *DB) Close() { _ = d.conn.Close(context.Background()) }

// Run runs a script, statement by statement as psql does, and gives the first
// error with the statement.
func (d *DB) Run(script string) error {
	for _, s := range parse.Statements(script) {
		if _, err := d.conn.PgConn().Exec(context.Background(), s.SQL).ReadAll(); err != nil {
			var pe *pgconn.PgError
			if errors.As(err, &pe) && pe.Where != "" {
				err = fmt.Errorf("%w (%s)", err, pe.Where)
			}
			return fmt.Errorf("line %d: %w\n%s", s.Line, err, s.SQL)
		}
	}
	return nil
}

// MustRun is Run for scripts that have to work.
func (d *DB) MustRun(what, script string) {
	d.t.Helper()
	if err := d.Run(script); err != nil {
		d.t.Fatalf("%s: %v", what, err)
	}
}

// Lines runs a query and gives its rows, columns joined by tabs.
func (d *DB) Lines(query string) []string {
	d.t.Helper()
	results, err := d.conn.PgConn().Exec(context.Background(), query).ReadAll()
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, row := range results[len(results)-1].Rows {
		line := ""
		for i, cell := range row {
			if i > 0 {
				line += "\t"
			}
			line += string(cell)
		}
		out = append(out, line)
	}
	return out
}

// Read reads what the database holds, through a connection of its own.
func (d *DB) Read() *catalog.Result {
	d.t.Helper()
	ctx := context.Background()
	conn, err := catalog.Open(ctx, d.SocketURL())
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	res, err := catalog.Read(ctx, conn, "the server")
	if err != nil {
		d.t.Fatal(err)
	}
	return res
}
