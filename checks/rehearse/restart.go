package rehearse

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/parse"
)

// proveRestarts stops the migration after each of its statements and runs it
// again from the top. Where everything can be done in a transaction that is
// rolled back, one database serves for all; where something goes wrong in
// that it is tried on a copy of its own, whose word counts.
func (r *rehearsal) proveRestarts(ctx context.Context, filled string) error {
	_, err := r.step(StepRestarts, func(step *Step) error {
		statements := statementsOf(r.Migration)
		stops := len(statements) - 1
		step.Evidence = fmt.Sprintf("%s, each run again from the top", counted(max(stops, 0), "stop"))
		next := 1
		if inTransaction(statements) {
			err := r.onCopy(ctx, filled, func(ctx context.Context, s *session) (err error) {
				next, err = r.restartsInside(ctx, s, statements)
				return err
			})
			if err != nil {
				return err
			}
		}
		for ; next <= stops; next++ {
			if err := r.restartOnCopy(ctx, filled, statements, next, step); err != nil {
				return err
			}
			if !step.Holds() {
				return nil
			}
		}
		return nil
	})
	return err
}

// inTransaction tells whether all statements can run inside of one transaction.
func inTransaction(statements []parse.Statement) bool {
	for _, s := range statements {
		if alone.MatchString(s.SQL) {
			return false
		}
	}
	return true
}

// restartsInside tries the stops in one transaction. next is the first that
// did not go well there, or one more than there are.
func (r *rehearsal) restartsInside(ctx context.Context, s *session, statements []parse.Statement) (next int, err error) {
	if err := s.begin(ctx); err != nil {
		return 1, err
	}
	tx, err := s.conn.Begin(ctx)
	if err != nil {
		return 1, err
	}
	for stop := 1; stop < len(statements); stop++ {
		if s.statement(ctx, statements[stop-1].SQL) != nil {
			return stop, ctx.Err()
		}
		fine, err := r.restartInside(ctx, s, tx, statements)
		if err != nil || !fine {
			return stop, err
		}
	}
	return len(statements), nil
}

// restartInside runs the migration from the top and undoes that.
func (r *rehearsal) restartInside(ctx context.Context, s *session, tx pgx.Tx, statements []parse.Statement) (fine bool, err error) {
	inner, err := tx.Begin(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, inner.Rollback(ctx)) }()
	if err := s.exec(ctx, "SET LOCAL search_path = "+s.path); err != nil {
		return false, err
	}
	for _, st := range statements {
		if s.statement(ctx, st.SQL) != nil {
			return false, ctx.Err()
		}
	}
	res, err := catalog.ReadIn(ctx, inner, "the rehearsal")
	if err != nil {
		return false, ctx.Err() // the copy will tell
	}
	return len(differences(r.after, res.Schema)) == 0, nil
}

// restartOnCopy tries one stop on a copy of the base.
func (r *rehearsal) restartOnCopy(ctx context.Context, filled string, statements []parse.Statement, stop int, step *Step) (err error) {
	name, err := r.cluster.CreateDatabase(ctx, filled)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.cluster.DropDatabase(context.WithoutCancel(ctx), name)) }()
	s, err := r.open(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.begin(ctx); err != nil {
		return err
	}
	for _, st := range statements[:stop] {
		if err := s.statement(ctx, st.SQL); err != nil {
			return &StatementError{File: r.Migration.Name, Line: st.Line, SQL: st.SQL, Err: err}
		}
	}
	if s.conn.PgConn().TxStatus() != 'I' { // killed there: nothing of it stays
		if err := s.exec(ctx, "ROLLBACK"); err != nil {
			return err
		}
	}
	if err := s.run(ctx, r.Migration); err != nil {
		return err
	}
	got, err := r.read(ctx, s)
	if err != nil {
		return err
	}
	step.Problems = append(step.Problems, stoppedAt(statements[stop-1], differences(r.after, got))...)
	return nil
}

func stoppedAt(st parse.Statement, problems []string) []string {
	var out []string
	for _, p := range problems {
		first, _, _ := strings.Cut(st.SQL, "\n")
		out = append(out, fmt.Sprintf("stopped after line %d (%s): %s", st.Line, first, p))
	}
	return out
}
