package rehearse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
)

// Cluster is a PostgreSQL in which databases can be made and dropped.
type Cluster interface {
	// CreateDatabase makes a database, as a copy of another unless template is
	// empty, and gives its name.
	CreateDatabase(ctx context.Context, template string) (string, error)
	DropDatabase(ctx context.Context, name string) error
	// Connect opens a connection to a database.
	Connect(ctx context.Context, database string) (*pgx.Conn, error)
}

// Plan is what is rehearsed.
type Plan struct {
	Base      []parse.File // in their order
	Migration parse.File
	// Rollback takes the migration back; nil where there is none.
	Rollback *parse.File
	// Target is what the migration is to lead to.
	Target *model.Schema
	Rows   int           // in each table
	Limit  time.Duration // for each statement
	// Predict says which lock a statement was said to take; nil where nothing
	// was said.
	Predict func(sql string) string
	Now     func() time.Time
}

// rehearsal is a plan under way.
type rehearsal struct {
	Plan
	cluster Cluster
	report  *Report
	told    func(Step)
	path    string
	made    []string // databases, to be dropped

	base   *model.Schema // as the server holds it
	after  *model.Schema // the same after the migration
	before sums          // of the base's rows
	moved  sums          // after the migration
}

// errStopped ends a rehearsal whose next steps rest on one that failed.
var errStopped = errors.New("a step failed that the next ones rest on")

// Run rehearses a plan. told, unless nil, hears of each step as it ends. The
// error is one of the cluster's, or ctx's; what the migration does wrong is in
// the report.
func Run(ctx context.Context, c Cluster, p Plan, told func(Step)) (report *Report, err error) {
	r := &rehearsal{Plan: p, cluster: c, report: &Report{}, told: told, path: defaultPath}
	start := p.Now()
	defer func() {
		for _, name := range r.made {
			err = errors.Join(err, c.DropDatabase(context.WithoutCancel(ctx), name))
		}
	}()
	if err := r.run(ctx); err != nil && !errors.Is(err, errStopped) {
		return nil, r.blame(ctx, err)
	}
	if ctx.Err() != nil { // what the server says of a cancelled statement is not the migration's fault
		return nil, fmt.Errorf("the rehearsal was interrupted: %w", ctx.Err())
	}
	r.skipRest()
	r.report.Took = p.Now().Sub(start)
	return r.report, nil
}

// blame finds out whether an error is that of a server which ended.
func (r *rehearsal) blame(ctx context.Context, err error) error {
	own, ok := r.cluster.(interface{ Ended() error })
	if !ok || ctx.Err() != nil {
		return err
	}
	if ended := own.Ended(); ended != nil {
		return ended
	}
	return err
}

// defaultPath is the search path of a new database's sessions.
const defaultPath = `"$user", public`

func (r *rehearsal) run(ctx context.Context) error {
	bare, err := r.makeBase(ctx)
	if err != nil {
		return err
	}
	filled, err := r.fillRows(ctx, bare)
	if err != nil {
		return err
	}
	if err := r.onCopy(ctx, filled, r.proveOn); err != nil {
		return err
	}
	if err := r.onCopy(ctx, bare, r.proveEmpty); err != nil {
		return err
	}
	return r.proveRestarts(ctx, filled)
}

// step runs one proof and notes how it went. What the server does not take is
// no error here.
func (r *rehearsal) step(name StepName, prove func(s *Step) error) (Step, error) {
	s := Step{Name: name}
	start := r.Now()
	err := prove(&s)
	s.Took = r.Now().Sub(start)
	var refused *StatementError
	if errors.As(err, &refused) {
		s.Failure, err = refused, nil
	}
	if err == nil {
		r.note(s)
	}
	return s, err
}

func (r *rehearsal) note(s Step) {
	r.report.Steps = append(r.report.Steps, s)
	if r.told != nil {
		r.told(s)
	}
}

// skipRest notes the steps that were not come to.
func (r *rehearsal) skipRest() {
	for _, name := range []StepName{StepBase, StepRows, StepMigrate, StepTarget, StepAgain, StepRollback, StepOnceMore, StepEmpty, StepRestarts} {
		if _, ok := r.report.Step(name); !ok {
			r.note(Step{Name: name, Skipped: "a step before it failed"})
		}
	}
}

// database makes a database that goes with the rehearsal.
func (r *rehearsal) database(ctx context.Context, template string) (string, error) {
	name, err := r.cluster.CreateDatabase(ctx, template)
	if err == nil {
		r.made = append(r.made, name)
	}
	return name, err
}

// onCopy has something done on a copy of a database.
func (r *rehearsal) onCopy(ctx context.Context, template string, do func(context.Context, *session) error) (err error) {
	name, err := r.database(ctx, template)
	if err != nil {
		return err
	}
	s, err := r.open(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return do(ctx, s)
}

func (r *rehearsal) open(ctx context.Context, database string) (*session, error) {
	conn, err := r.cluster.Connect(ctx, database)
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, path: r.path, limit: r.Limit, stoodIn: &r.report.StoodIn}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// makeBase makes a database that holds the base.
func (r *rehearsal) makeBase(ctx context.Context) (name string, err error) {
	if name, err = r.database(ctx, ""); err != nil {
		return "", err
	}
	s, err := r.open(ctx, name)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.conn.QueryRow(ctx, "SHOW server_version").Scan(&r.report.Server); err != nil {
		return "", err
	}
	if err := r.prepare(ctx, s); err != nil {
		return "", err
	}
	done, err := r.step(StepBase, func(step *Step) error {
		if err := s.run(ctx, r.Base...); err != nil {
			return err
		}
		base, err := r.read(ctx, s)
		r.base = base
		step.Evidence = fmt.Sprintf("%s, %s", counted(len(r.Base), "file"), counted(r.base.Tables.Len(), "table"))
		return err
	})
	if err == nil && !done.Holds() {
		err = errStopped
	}
	return name, err
}

// read reads what a session's database holds.
func (r *rehearsal) read(ctx context.Context, s *session) (*model.Schema, error) {
	res, err := catalog.Read(ctx, s.conn, "the rehearsal")
	if err != nil {
		return &model.Schema{}, err
	}
	return res.Schema, nil
}

func (r *rehearsal) fillRows(ctx context.Context, bare string) (name string, err error) {
	if name, err = r.database(ctx, bare); err != nil {
		return "", err
	}
	if r.Rows <= 0 {
		r.note(Step{Name: StepRows, Skipped: "no rows were asked for"})
		return name, nil
	}
	s, err := r.open(ctx, name)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	_, err = r.step(StepRows, func(step *Step) error {
		f := &filler{s: s, schema: r.base, rows: r.Rows}
		if err := f.fill(ctx); err != nil {
			return err
		}
		r.report.Tables, r.report.Unfilled = f.filled, f.unfilled
		step.Evidence = counted(f.filled, "table") + " filled"
		if n := len(f.unfilled); n > 0 {
			step.Evidence += fmt.Sprintf(", %d not", n)
		}
		return nil
	})
	return name, err
}

// proveOn takes a database through the migration, the same again,
// back, and forth once more.
func (r *rehearsal) proveOn(ctx context.Context, s *session) (err error) {
	if r.before, err = sumRows(ctx, s); err != nil {
		return err
	}
	done, err := r.step(StepMigrate, func(step *Step) error { return r.migrate(ctx, s, step) })
	if err == nil && !done.Holds() {
		err = errStopped
	}
	if err != nil {
		return err
	}
	if _, err = r.step(StepTarget, func(step *Step) error { return r.compareTarget(ctx, s, step) }); err != nil {
		return err
	}
	done, err = r.step(StepAgain, func(step *Step) error { return r.again(ctx, s, step) })
	if err != nil {
		return err
	}
	if !done.Holds() { // the database is in no state that anything could be said of
		return errStopped
	}
	return r.backAndForth(ctx, s)
}

// migrate runs the migration for the first time, watched.
func (r *rehearsal) migrate(ctx context.Context, s *session, step *Step) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	m, err := newMeter(ctx, s, r.Now)
	if err != nil {
		return err
	}
	statements := statementsOf(r.Migration)
	for _, st := range statements {
		measured, err := m.run(ctx, st)
		if err != nil {
			return &StatementError{File: r.Migration.Name, Line: st.Line, SQL: st.SQL, Err: err}
		}
		if r.Predict != nil {
			measured.Predicted = r.Predict(st.SQL)
		}
		r.report.Statements = append(r.report.Statements, measured)
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	if r.after, err = r.read(ctx, s); err != nil {
		return err
	}
	step.Evidence = counted(len(statements), "statement")
	r.moved, err = sumRows(ctx, s)
	return err
}

// compareTarget holds what the migration made against what it was to make.
func (r *rehearsal) compareTarget(ctx context.Context, s *session, step *Step) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	agreed, err := catalog.Agree(ctx, s.conn, r.after, r.Target)
	if err != nil {
		return err
	}
	step.Problems = differences(agreed, r.after)
	step.Evidence = "the server's catalog says what the target says"
	return nil
}

// again runs the migration a second time: nothing may change.
func (r *rehearsal) again(ctx context.Context, s *session, step *Step) error {
	if err := s.run(ctx, r.Migration); err != nil {
		return err
	}
	if err := r.unchanged(ctx, s, step, r.after); err != nil {
		return err
	}
	now, err := sumRows(ctx, s)
	for _, key := range r.moved.differing(now) {
		step.Problems = append(step.Problems, "the second run changed the values of "+key)
	}
	step.Evidence = "no error, nothing changed, in the schema or in a row"
	return err
}

// unchanged holds what there is against what was there.
func (r *rehearsal) unchanged(ctx context.Context, s *session, step *Step, want *model.Schema) error {
	got, err := r.read(ctx, s)
	if err == nil {
		step.Problems = append(step.Problems, differences(want, got)...)
	}
	return err
}

func (r *rehearsal) backAndForth(ctx context.Context, s *session) error {
	if r.Rollback == nil {
		r.note(Step{Name: StepRollback, Skipped: "no rollback was given"})
		r.note(Step{Name: StepOnceMore, Skipped: "no rollback was given"})
		return nil
	}
	done, err := r.step(StepRollback, func(step *Step) error {
		if err := s.run(ctx, *r.Rollback); err != nil {
			return err
		}
		if err := r.unchanged(ctx, s, step, r.base); err != nil {
			return err
		}
		return r.compareRows(ctx, s, step)
	})
	if err != nil {
		return err
	}
	if !done.Holds() {
		r.note(Step{Name: StepOnceMore, Skipped: "the rollback failed"})
		return nil
	}
	_, err = r.step(StepOnceMore, func(step *Step) error {
		step.Evidence = "as after the first time"
		if err := s.run(ctx, r.Migration); err != nil {
			return err
		}
		return r.unchanged(ctx, s, step, r.after)
	})
	return err
}

// compareRows holds the rows after the rollback against those of the base.
// What the migration itself changed may be lost; that is said.
func (r *rehearsal) compareRows(ctx context.Context, s *session, step *Step) error {
	now, err := sumRows(ctx, s)
	if err != nil {
		return err
	}
	touched := r.before.differing(r.moved)
	for _, key := range r.before.differing(now) {
		if slices.Contains(touched, key) {
			r.report.Lost = append(r.report.Lost, key)
			continue
		}
		step.Problems = append(step.Problems, "the values of "+key+" are other ones, though the migration did not touch them")
	}
	step.Evidence = "the schema is the base's, the rows are there"
	if len(r.report.Lost) > 0 {
		step.Evidence = "the schema is the base's; not brought back: " + strings.Join(r.report.Lost, ", ")
	}
	return nil
}

// proveEmpty runs the migration where no table holds a row.
func (r *rehearsal) proveEmpty(ctx context.Context, s *session) error {
	_, err := r.step(StepEmpty, func(step *Step) error {
		step.Evidence = "the base and the migration, without rows"
		if err := s.run(ctx, r.Migration); err != nil {
			return err
		}
		return r.unchanged(ctx, s, step, r.after)
	})
	return err
}

// differences says in words what got has otherwise than want.
func differences(want, got *model.Schema) []string {
	var out []string
	for _, c := range diff.Between(got, want, nil) {
		out = append(out, "to be as it should: "+c.Describe())
	}
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
