package catalog

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/parse"
)

// Newest is the newest major version of PostgreSQL whose catalog is known.
const Newest = 18

// Oldest is the oldest one.
const Oldest = 13

// Result is what was read.
type Result struct {
	Schema      *model.Schema
	Diagnostics []parse.Diagnostic
	Version     string // of the server, as it says itself: "15.18"
	Queries     int    // how many were sent
}

// Read reads the schema that a connection leads to. source names it in
// messages. The error is one of the server's, of the connection, or ctx's;
// what a role may not read, and what a newer server has that is not known
// here, is among the diagnostics.
func Read(ctx context.Context, conn *pgx.Conn, source string) (*Result, error) {
	res, err := readAll(ctx, conn, source, false)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == insufficientPrivilege {
		return readAll(ctx, conn, source, true)
	}
	return res, err
}

// readAll reads in one transaction. Where it is to step over what the role may
// not read each query gets a savepoint, which costs two more round trips.
func readAll(ctx context.Context, conn *pgx.Conn, source string, stepOver bool) (*Result, error) {
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it wrote nothing
	return readIn(ctx, tx, source, stepOver)
}

// ReadIn reads within a transaction of the caller's, what that changed
// included. It leaves settings of the transaction changed, search_path among
// them: a savepoint around it puts them back.
func ReadIn(ctx context.Context, tx pgx.Tx, source string) (*Result, error) {
	return readIn(ctx, tx, source, false)
}

func readIn(ctx context.Context, tx pgx.Tx, source string, stepOver bool) (*Result, error) {
	r := &reader{tx: tx, source: source, stepOver: stepOver}
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	folded, err := parse.ReadTrusted(ctx, r.files(ctx))
	if err = errors.Join(r.err, err); err != nil {
		return nil, err
	}
	schema, err := r.correct(ctx, folded.Schema)
	if err != nil {
		return nil, err
	}
	return &Result{Schema: schema, Diagnostics: append(r.diagnostics, folded.Diagnostics...), Version: r.versionText, Queries: r.sent}, nil
}

type reader struct {
	tx          pgx.Tx
	source      string
	stepOver    bool // what the role may not read
	version     int  // the major one
	versionText string
	own         []uint32 // the namespaces of the project
	err         error    // what ended the queries
	diagnostics []parse.Diagnostic
	sent        int
}

// begin finds out what the server is and which namespaces are the project's.
// Compiling the queries would take longer than running them: jit is off.
func (r *reader) begin(ctx context.Context) error {
	var number int
	r.sent += 2
	err := r.tx.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		set_config('search_path', '', true), set_config('jit', 'off', true)`).Scan(&number, &r.versionText, new(string), new(string))
	if err != nil {
		return err
	}
	r.version = number / 10000
	if err := r.checkVersion(); err != nil {
		return err
	}
	rows, err := r.tx.Query(ctx, `SELECT oid, nspname FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
		AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
		ORDER BY nspname`)
	if err != nil {
		return err
	}
	var oid uint32
	var name string
	_, err = pgx.ForEachRow(rows, []any{&oid, &name}, func() error {
		if !model.IsManagedSchema(name) {
			r.own = append(r.own, oid)
		}
		return nil
	})
	return err
}

// checkVersion refuses a server that is too old to be read, and says of one
// that is newer than what is known here what that means.
func (r *reader) checkVersion() error {
	switch {
	case r.version < Oldest:
		return fmt.Errorf("the server is PostgreSQL %s: versions from %d on can be read", r.versionText, Oldest)
	case r.version > Newest:
		r.warn("the server is PostgreSQL "+r.versionText+", newer than pgdraft knows", "What version "+
			fmt.Sprint(Newest)+" has was read; what came after it was not.")
	}
	return nil
}

func (r *reader) warn(message, fix string) {
	r.diagnostics = append(r.diagnostics, parse.Diagnostic{Level: parse.Warning, Origin: model.Origin{File: r.source}, Message: message, Fix: fix})
}

// files gives the statements of each kind as texts. What ends it early is in
// r.err. The server is asked for more while what it gave before is read.
func (r *reader) files(ctx context.Context) iter.Seq[parse.File] {
	return func(yield func(parse.File) bool) {
		ctx, stop := context.WithCancel(ctx)
		all := queries(r.version)
		texts := make(chan string, mostWaiting)
		go func() {
			defer close(texts)
			for _, q := range all {
				if r.err = r.statements(ctx, q, func(text string) { texts <- text }); r.err != nil {
					return
				}
			}
		}()
		defer func() {
			stop()
			for range texts { // until nobody uses the connection any more
			}
		}()
		for text := range texts {
			if !yield(parse.File{Name: r.source, Text: text}) {
				return
			}
		}
	}
}

// mostWaiting is how many texts may wait to be read before the server waits.
const mostWaiting = 1024

// pieceSize is how many bytes of statements are read together: few enough that
// reading begins while the server still works on the rest.
const pieceSize = 64 << 10

// statements runs a query whose rows are statements. Where the role may not
// read a catalog that is said, and the rest is read: the query runs in a
// savepoint, as an error would end the transaction.
func (r *reader) statements(ctx context.Context, q query, give func(string)) error {
	r.sent++
	if !r.stepOver {
		if err := collect(ctx, r.tx, q, r.own, give); err != nil {
			return fmt.Errorf("read %s: %w", q.what, err)
		}
		return nil
	}
	inner, err := r.tx.Begin(ctx)
	if err != nil {
		return err
	}
	err = collect(ctx, inner, q, r.own, give)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == insufficientPrivilege {
		r.warn("the role may not read "+q.what+": "+refused.Message, "Connect as one that may, or as the owner; they were left out.")
		return inner.Rollback(ctx)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("read %s: %w", q.what, err), inner.Rollback(ctx))
	}
	return inner.Commit(ctx)
}

// collect gives the statements of a query, joined to pieces.
func collect(ctx context.Context, tx pgx.Tx, q query, own []uint32, give func(string)) error {
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			give(b.String())
			b.Reset()
		}
	}
	rows, err := tx.Query(ctx, q.sql, own)
	if err == nil {
		var statement *string
		_, err = pgx.ForEachRow(rows, []any{&statement}, func() error {
			if statement != nil {
				b.WriteString(strings.TrimSuffix(strings.TrimSpace(*statement), ";") + ";\n")
			}
			if b.Len() >= pieceSize {
				flush()
			}
			return nil
		})
	}
	if err == nil {
		flush()
	}
	return err
}

// insufficientPrivilege is the SQLSTATE of what a role may not do.
const insufficientPrivilege = "42501"

// correct puts right what statements cannot say: the output columns of views,
// which constraints came from a parent table, and which types from an
// extension.
func (r *reader) correct(ctx context.Context, s *model.Schema) (*model.Schema, error) {
	b := s.Edit()
	if err := r.viewColumns(ctx, s, b); err != nil {
		return nil, err
	}
	if err := errors.Join(r.inherited(ctx, b), r.extensionTypes(ctx, b)); err != nil {
		return nil, err
	}
	r.sent++
	var owner string
	if err := r.tx.QueryRow(ctx, commonOwner, r.own).Scan(&owner); err != nil {
		return nil, fmt.Errorf("read who owns the schema: %w", err)
	}
	b.OwnMost(owner)
	for x := range s.Extensions.All() {
		if model.IsManagedExtension(x) {
			own, err := b.OwnExtension(x.Name)
			if err != nil {
				return nil, err
			}
			own.External = true
		}
	}
	for p := range s.Publications.All() {
		if model.IsManagedPublication(p.Name) {
			b.OwnPublication(p.Name).External = true
		}
	}
	return b.Schema(), nil
}

func (r *reader) viewColumns(ctx context.Context, s *model.Schema, b *model.Builder) error {
	r.sent++
	rows, err := r.tx.Query(ctx, viewColumns, r.own)
	if err != nil {
		return fmt.Errorf("read the columns of views: %w", err)
	}
	var schema, view, column, typ string
	columns := map[model.Name][]*model.Column{}
	_, err = pgx.ForEachRow(rows, []any{&schema, &view, &column, &typ}, func() error {
		t, err := parse.Type(s, typ)
		if err != nil { // a type that only the server knows
			t = model.Type{}
		}
		n := model.Name{Schema: schema, Name: view}
		columns[n] = append(columns[n], &model.Column{Name: column, Type: t})
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the columns of views: %w", err)
	}
	for n, cols := range columns {
		v, err := b.OwnView(n)
		if err != nil {
			continue // it was reported when it was folded
		}
		for _, c := range cols {
			for _, old := range v.Columns {
				if old.Name == c.Name {
					c.Comment, c.Default = old.Comment, old.Default
				}
			}
		}
		v.Columns = cols
	}
	return nil
}

func (r *reader) inherited(ctx context.Context, b *model.Builder) error {
	return r.triples(ctx, "which constraints are inherited", inheritedConstraints, func(schema, table, name string) error {
		return b.ChangeConstraint(model.Name{Schema: schema, Name: table}, name, func(c *model.Constraint) { c.Inherited = true })
	})
}

func (r *reader) extensionTypes(ctx context.Context, b *model.Builder) error {
	return r.triples(ctx, "which types extensions make", extensionTypes, func(schema, name, extension string) error {
		c, err := b.OwnComposite(model.Name{Schema: schema, Name: name})
		if err == nil {
			c.Extension = extension
		}
		return err
	})
}

// triples runs a query for three names a row. What do does not find was
// reported when it was folded.
func (r *reader) triples(ctx context.Context, what, sql string, do func(a, b, c string) error) error {
	r.sent++
	rows, err := r.tx.Query(ctx, sql, r.own)
	if err == nil {
		var a, b, c string
		_, err = pgx.ForEachRow(rows, []any{&a, &b, &c}, func() error {
			err := do(a, b, c)
			var missing *model.NotFoundError
			if errors.As(err, &missing) {
				return nil
			}
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}
