package rehearse

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// mostAttempts bounds how often values are tried for one table.
const mostAttempts = 60

// filler puts rows into every table, so that a migration meets some.
type filler struct {
	s      *session
	schema *model.Schema
	rows   int
	filled int // tables that hold rows
	// unfilled says, for tables that could not be filled, why.
	unfilled []string
	done     map[model.Name]bool
}

// fill fills the tables, those that others point at first. Triggers do not
// fire meanwhile: what they do to the outside is not the rehearsal's.
func (f *filler) fill(ctx context.Context) error {
	if err := f.s.exec(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	f.done = map[model.Name]bool{}
	for t := range f.schema.Tables.All() {
		if err := f.table(ctx, t, nil); err != nil {
			return err
		}
	}
	return f.s.exec(ctx, "SET session_replication_role = origin")
}

// table fills one table. within are the tables that wait for it.
func (f *filler) table(ctx context.Context, t *model.Table, within []model.Name) error {
	if f.done[t.Name] || slices.Contains(within, t.Name) {
		return nil
	}
	for _, k := range t.ForeignKeys() {
		parent := f.schema.Tables.Get(k.RefTable)
		if parent == nil {
			parent = &model.Table{Name: k.RefTable, External: true}
		}
		if parent.Name == t.Name {
			continue
		}
		if err := f.table(ctx, parent, append(within[:len(within):len(within)], t.Name)); err != nil {
			return err
		}
	}
	if f.done[t.Name] {
		return nil
	}
	f.done[t.Name] = true
	if t.External {
		return f.external(ctx, t.Name)
	}
	if t.PartitionOf != nil || t.Server != "" {
		return nil // its rows are its parent's, or elsewhere
	}
	why, err := f.insert(ctx, t)
	switch {
	case err != nil:
		return err
	case why != "":
		f.unfilled = append(f.unfilled, t.Name.String()+": "+why)
	default:
		f.filled++
	}
	return nil
}

// external fills the one table of the platform that projects point at.
func (f *filler) external(ctx context.Context, n model.Name) error {
	if n != (model.Name{Schema: "auth", Name: "users"}) {
		return nil
	}
	return f.s.exec(ctx, fmt.Sprintf(`INSERT INTO auth.users (id, email)
		SELECT md5('auth.users' || g)::uuid, 'user' || g || '@example.com' FROM generate_series(1, %d) g ON CONFLICT DO NOTHING`, f.rows))
}

// insert tries values until the table takes them. why tells, where it never
// does, what it says last.
func (f *filler) insert(ctx context.Context, t *model.Table) (why string, err error) {
	row := newRow(f.schema, t)
	var last string    // the constraint that was violated, or the column without a value
	var tries []choice // what may still be tried against it
	for range mostAttempts {
		refused, err := f.attempt(ctx, row.insert(f.rows))
		if err != nil {
			return "", err
		}
		if refused == nil {
			return f.counted(ctx, t)
		}
		why = refused.Message
		key := refused.ConstraintName + refused.ColumnName
		if key == "" && noPartition(refused, t) {
			key = t.PartitionBy
		}
		if key != "" && key != last {
			last, tries = key, row.choices(refused)
		}
		if len(tries) == 0 {
			return why, nil
		}
		row.choose(tries[0])
		tries = tries[1:]
	}
	return why, nil
}

// attempt runs an INSERT that leaves nothing where it is refused.
func (f *filler) attempt(ctx context.Context, sql string) (*pgconn.PgError, error) {
	if err := f.s.exec(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	err := f.s.exec(ctx, sql)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		if refused.Code == "57014" || refused.Code == "53100" { // cancelled; the disk is full
			return nil, err
		}
		return refused, f.s.exec(ctx, "ROLLBACK")
	}
	if err != nil {
		return nil, err
	}
	return nil, f.s.exec(ctx, "COMMIT")
}

// counted says of a table that took no row why that may be.
func (f *filler) counted(ctx context.Context, t *model.Table) (string, error) {
	var any bool
	err := f.s.conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+t.Name.String()+")").Scan(&any)
	if err == nil && !any {
		return "a table that it points at holds no row", nil
	}
	return "", err
}

// row is what an INSERT puts into each column of a table: SQL over g, the
// number of the row.
type row struct {
	schema *model.Schema
	table  *model.Table
	values map[string]string
	joins  []string // where values of foreign keys come from
}

// choice is another value for a column.
type choice struct{ column, value string }

func newRow(s *model.Schema, t *model.Table) *row {
	r := &row{schema: s, table: t, values: map[string]string{}}
	for _, c := range t.Columns {
		if c.Generated != nil || c.Identity != nil || isSerial(c) {
			continue
		}
		if v := value(s, t.Name, c.Name, c.Type); v != "" {
			r.values[c.Name] = v
		} else if c.Default == nil && !c.NotNull {
			r.values[c.Name] = "NULL"
		}
	}
	for i, k := range t.ForeignKeys() {
		r.point(fmt.Sprintf("f%d", i), k)
	}
	return r
}

// isSerial tells whether a column counts by itself.
func isSerial(c *model.Column) bool {
	return slices.ContainsFunc(c.Default.Calls(), func(call expr.Call) bool { return call.Name == "nextval" })
}

// point makes the columns of a foreign key those of a row that is there. A key
// to the table itself is left empty, or points at the row itself.
func (r *row) point(alias string, k *model.Constraint) {
	if k.RefTable == r.table.Name {
		for i, c := range k.Columns {
			if col := r.table.Column(c); col != nil && !col.NotNull {
				r.values[c] = "NULL"
			} else if i < len(k.RefColumns) && r.values[k.RefColumns[i]] != "" {
				r.values[c] = r.values[k.RefColumns[i]]
			}
		}
		return
	}
	list := ""
	for i, c := range k.RefColumns {
		if i > 0 {
			list += ", "
		}
		list += ident.Quote(c)
		if i < len(k.Columns) {
			r.values[k.Columns[i]] = alias + "." + ident.Quote(c)
		}
	}
	optional := !slices.ContainsFunc(k.Columns, func(c string) bool { col := r.table.Column(c); return col != nil && col.NotNull })
	join := "CROSS JOIN"
	on := ""
	if optional {
		join, on = "LEFT JOIN", " ON true"
	}
	from := k.RefTable.String()
	r.joins = append(r.joins, fmt.Sprintf("%s LATERAL (SELECT %s FROM %s ORDER BY %s OFFSET (g - 1) %% greatest((SELECT count(*) FROM %s), 1) LIMIT 1) %s%s",
		join, list, from, list, from, alias, on))
}

// insert is the statement. Rows that stand against others are left out.
func (r *row) insert(rows int) string {
	var columns, values string
	for _, c := range r.table.Columns {
		v, ok := r.values[c.Name]
		if !ok {
			continue
		}
		if columns != "" {
			columns, values = columns+", ", values+", "
		}
		columns += ident.Quote(c.Name)
		values += "(" + v + ")"
	}
	if columns == "" {
		return fmt.Sprintf("INSERT INTO %s DEFAULT VALUES", r.table.Name)
	}
	sql := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %d) AS s (g)", r.table.Name, columns, values, rows)
	for _, j := range r.joins {
		sql += " " + j
	}
	return sql + " ON CONFLICT DO NOTHING"
}

func (r *row) choose(c choice) { r.values[c.column] = c.value }

// noPartition tells whether no partition takes a row.
func noPartition(refused *pgconn.PgError, t *model.Table) bool {
	return refused.Code == "23514" && refused.ConstraintName == "" && t.PartitionBy != ""
}

// partitionChoices lists values of the key that partitions take: where their
// bounds begin.
func (r *row) partitionChoices() []choice {
	var out []choice
	for part := range r.schema.Tables.All() {
		if part.PartitionOf == nil || part.PartitionOf.Parent != r.table.Name {
			continue
		}
		first := literal.FindString(part.PartitionOf.Bound)
		for _, c := range r.table.Columns {
			if first != "" && strings.Contains(r.table.PartitionBy, ident.Quote(c.Name)) {
				out = append(out, choice{c.Name, first + "::" + c.Type.String()})
			}
		}
	}
	return out
}

// choices lists what may be tried against a refusal.
func (r *row) choices(refused *pgconn.PgError) []choice {
	var out []choice
	add := func(column *model.Column, checks ...*model.Constraint) {
		if _, ours := r.values[column.Name]; !ours || column.Generated != nil {
			return
		}
		for _, v := range alternatives(column.Type, checks) {
			out = append(out, choice{column.Name, v})
		}
		if !column.NotNull {
			out = append(out, choice{column.Name, "NULL"})
		}
	}
	if c := r.table.Column(refused.ColumnName); c != nil && refused.ConstraintName == "" { // it has no value
		if r.values[c.Name] == "NULL" {
			delete(r.values, c.Name) // its default may do
		}
		for _, v := range alternatives(c.Type, nil) {
			out = append(out, choice{c.Name, v})
		}
		return out
	}
	if noPartition(refused, r.table) {
		return r.partitionChoices()
	}
	for _, k := range r.table.Constraints {
		if k.Name != refused.ConstraintName {
			continue
		}
		for _, c := range r.table.Columns {
			if slices.Contains(k.Expr.OwnColumns(r.table.Name.Name), c.Name) {
				add(c, k)
			}
		}
	}
	for _, c := range r.table.Columns {
		d := r.schema.Domains.Get(model.Name{Schema: c.Type.Schema, Name: c.Type.Name})
		if d != nil && slices.ContainsFunc(d.Constraints, func(k *model.Constraint) bool { return k.Name == refused.ConstraintName }) {
			add(c, d.Constraints...)
		}
	}
	return out
}
