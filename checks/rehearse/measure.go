package rehearse

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model/parse"
)

// Measured is one statement as it ran.
type Measured struct {
	Line int
	SQL  string
	Took time.Duration
	// Locks are the locks taken on tables that were there before, the strongest
	// of each table: "ACCESS EXCLUSIVE on public.users".
	Locks []string
	// Rewrote are the tables whose rows were written anew.
	Rewrote []string
	// Predicted is what was said of its lock before, empty where nothing was.
	Predicted string
	// Unmeasured tells that it runs in no transaction, so that nobody sees its
	// locks.
	Unmeasured bool
}

// alone matches statements that PostgreSQL runs in no transaction block, and
// those that begin and end one.
var alone = regexp.MustCompile(`(?is)^\s*(begin|start\s+transaction|commit|end|rollback|savepoint|release|vacuum|reindex|alter\s+system|create\s+database|drop\s+database|create\s+tablespace|create\s+subscription|(create\s+(unique\s+)?|drop\s+)index\s+concurrently|alter\s+table\s.*\sdetach\s+partition\s.*\sconcurrently)\b`)

// strength orders the lock modes from weak to strong (table 13.2 of
// PostgreSQL's documentation).
var strength = []string{"AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
	"ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}

// spelled are the lock modes as SQL calls them, in the order of strength.
var spelled = []string{"ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
	"SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}

// meter watches what statements do to the tables that were there before.
type meter struct {
	s      *session
	now    func() time.Time
	tables map[uint32]table
}

type table struct {
	name string
	file uint32 // where its rows are kept: another one means that they were written anew
}

const relationFiles = `SELECT c.oid, quote_ident(nspname) || '.' || quote_ident(relname), coalesce(pg_relation_filenode(c.oid), 0)
	FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'p', 'm') AND c.oid >= 16384 AND nspname !~ '^pg_'`

const locksHeld = `SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode <> 'AccessShareLock' AND granted`

func newMeter(ctx context.Context, s *session, now func() time.Time) (*meter, error) {
	m := &meter{s: s, now: now}
	var err error
	m.tables, err = m.files(ctx)
	return m, err
}

func (m *meter) files(ctx context.Context) (map[uint32]table, error) {
	rows, err := m.s.conn.Query(ctx, relationFiles)
	if err != nil {
		return nil, err
	}
	out := map[uint32]table{}
	var oid uint32
	var t table
	_, err = pgx.ForEachRow(rows, []any{&oid, &t.name, &t.file}, func() error {
		out[oid] = t
		return nil
	})
	return out, err
}

// locks gives the strongest lock held on each table, as a place in strength.
func (m *meter) locks(ctx context.Context) (map[uint32]int, error) {
	rows, err := m.s.conn.Query(ctx, locksHeld)
	if err != nil {
		return nil, err
	}
	out := map[uint32]int{}
	var oid uint32
	var mode string
	_, err = pgx.ForEachRow(rows, []any{&oid, &mode}, func() error {
		out[oid] = max(out[oid], slices.Index(strength, mode))
		return nil
	})
	return out, err
}

// run runs a statement and says what it did. Where the session is in no
// transaction it gets one of its own, as it would have without being watched.
func (m *meter) run(ctx context.Context, st parse.Statement) (Measured, error) {
	out := Measured{Line: st.Line, SQL: st.SQL}
	idle := m.s.conn.PgConn().TxStatus() == 'I'
	wrap := idle && !alone.MatchString(st.SQL)
	before := map[uint32]int{}
	if wrap {
		if err := m.s.exec(ctx, "BEGIN"); err != nil {
			return out, err
		}
	} else if !idle {
		var err error
		if before, err = m.locks(ctx); err != nil {
			return out, err
		}
	}
	start := m.now()
	if err := m.s.statement(ctx, st.SQL); err != nil {
		return out, err
	}
	out.Took = m.now().Sub(start)
	if m.s.conn.PgConn().TxStatus() == 'T' {
		held, err := m.locks(ctx)
		if err != nil {
			return out, err
		}
		for oid, mode := range held {
			if t, known := m.tables[oid]; known && mode > before[oid] {
				out.Locks = append(out.Locks, spelled[mode]+" on "+t.name)
			}
		}
		slices.Sort(out.Locks)
	} else {
		out.Unmeasured = true
	}
	after, err := m.files(ctx)
	if err != nil {
		return out, err
	}
	for oid, t := range m.tables {
		now, there := after[oid]
		if there && now.file != t.file {
			out.Rewrote = append(out.Rewrote, t.name)
		}
		if there {
			m.tables[oid] = now
		}
	}
	slices.Sort(out.Rewrote)
	if wrap {
		start = m.now()
		err = m.s.exec(ctx, "COMMIT")
		out.Took += m.now().Sub(start)
	}
	return out, err
}
