package rehearse

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgdraft/pgdraft/model/parse"
)

// StatementError is a statement that PostgreSQL did not take.
type StatementError struct {
	File string
	Line int
	SQL  string
	Err  error
}

func (e *StatementError) Error() string {
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message())
}

func (e *StatementError) Unwrap() error { return e.Err }

// Message is what the server says, with the place inside of functions that it
// names.
func (e *StatementError) Message() string {
	var pe *pgconn.PgError
	if !errors.As(e.Err, &pe) {
		return e.Err.Error()
	}
	s := pe.Message
	if pe.Detail != "" {
		s += ": " + pe.Detail
	}
	if pe.Hint != "" {
		s += " (" + pe.Hint + ")"
	}
	return s + " [" + pe.Code + "]"
}

// Try says what to do about it (appendix A of PostgreSQL's documentation names
// the codes).
func (e *StatementError) Try() string {
	var pe *pgconn.PgError
	if !errors.As(e.Err, &pe) {
		return "run it again"
	}
	switch {
	case pe.Code == "57014":
		return "it took longer than --timeout allows, or was cancelled: give it more time, or see what it waits for"
	case pe.Code == "42710" || pe.Code == "42P07" || pe.Code == "42701" || pe.Code == "42723" || pe.Code == "42P06":
		return "it is there already: make the statement idempotent (IF NOT EXISTS, or a guard)"
	case (pe.Code == "0A000" || pe.Code == "58P01") && strings.Contains(pe.Message, "extension"): // the latter before version 15
		return "install the extension on the server that is rehearsed on, or give one that has it with --scratch"
	case pe.Code == "42P01" || pe.Code == "42883" || pe.Code == "42704" || pe.Code == "3F000" || pe.Code == "42703":
		return "something is missing that it names: check the order, and that the base is the right one"
	case strings.HasPrefix(pe.Code, "23"):
		return "rows stand against it: put them right in the migration before this statement"
	case pe.Code == "42601":
		return "check the syntax there"
	case pe.Code == "53100":
		return "the disk is full: make room where temporary files are kept"
	case pe.Code == "2BP01":
		return "something rests on it: drop or change that first"
	}
	return "put the statement right and rehearse again"
}

// copyFromInput matches statements whose rows follow in the script, which
// psql sends after them: rows are not what is rehearsed.
var copyFromInput = regexp.MustCompile(`(?is)^\s*copy\s.*\sfrom\s+stdin\b`)

// ownLimit matches what would take away the limit on statements, as a dump does.
var ownLimit = regexp.MustCompile(`(?is)^\s*set\s+(session\s+|local\s+)?statement_timeout\b`)

// statementsOf cuts a script into what is run of it.
func statementsOf(f parse.File) []parse.Statement {
	var out []parse.Statement
	for _, s := range parse.Statements(f.Text) {
		if !copyFromInput.MatchString(s.SQL) && !ownLimit.MatchString(s.SQL) {
			out = append(out, s)
		}
	}
	return out
}

// session is a connection that runs scripts.
type session struct {
	conn *pgx.Conn
	path string // the search path that scripts begin with
	// limit is how long a statement may take.
	limit time.Duration
	// stoodIn collects the extensions that were stood in for.
	stoodIn *[]string
}

func (s *session) close() error { return s.conn.Close(context.Background()) }

// begin puts the session back to what a new one is.
func (s *session) begin(ctx context.Context) error {
	if s.conn.PgConn().TxStatus() != 'I' {
		if err := s.exec(ctx, "ROLLBACK"); err != nil {
			return err
		}
	}
	return s.exec(ctx, fmt.Sprintf("RESET SESSION AUTHORIZATION; RESET ALL; SET client_min_messages = warning; SET statement_timeout = %d; SET search_path = %s",
		s.limit.Milliseconds(), s.path))
}

func (s *session) exec(ctx context.Context, sql string) error {
	_, err := s.conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// run runs scripts one after the other, each as a session of its own. The
// error is a *[StatementError] where the server did not take a statement.
func (s *session) run(ctx context.Context, files ...parse.File) error {
	for _, f := range files {
		if !f.Continues {
			if err := s.begin(ctx); err != nil {
				return err
			}
		}
		for _, st := range statementsOf(f) {
			if err := s.statement(ctx, st.SQL); err != nil {
				return &StatementError{File: f.Name, Line: st.Line, SQL: st.SQL, Err: err}
			}
		}
		if s.conn.PgConn().TxStatus() == 'T' { // a script that begins and does not end
			if err := s.exec(ctx, "COMMIT"); err != nil {
				return &StatementError{File: f.Name, Line: lastLine(f), SQL: "COMMIT", Err: err}
			}
		}
	}
	return s.begin(ctx)
}

func lastLine(f parse.File) int { return strings.Count(f.Text, "\n") + 1 }
