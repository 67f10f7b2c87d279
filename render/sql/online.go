package sql

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Online writes changes for a database that is in use: what would keep others
// waiting while it reads every row, or builds an index, is done in steps that
// let them go on (PostgreSQL's documentation of CREATE INDEX CONCURRENTLY, of
// ALTER TABLE ... VALIDATE CONSTRAINT and of SET NOT NULL). It ends where [New]
// does. base is what the migration starts from.
func Online(changes []diff.Change, base *model.Schema) Migration {
	o := &online{base: base}
	m := write(changes, o.parts)
	m.LockTimeout = onlineLockTimeout
	return m
}

// onlineLockTimeout is how long a statement waits for a lock: behind one that
// waits, everybody else waits too.
const onlineLockTimeout = "5s"

// part is one statement of a change.
type part struct {
	sql   string
	lock  *Lock // nil: the change's own
	alone bool  // PostgreSQL runs it in no transaction block
	fresh bool  // a transaction begins with it, so that no stronger lock is held meanwhile
}

type online struct{ base *model.Schema }

// parts gives the steps of a change; ok is false for one that has none of its
// own.
func (o *online) parts(c diff.Change) (parts []part, ok bool) {
	switch x := c.(type) {
	case *diff.CreateIndex:
		if !x.OfView && o.plain(x.On) {
			return createIndexOnline(x.On, x.Index), true
		}
	case *diff.AddConstraint:
		return o.addConstraint(x)
	case *diff.SetNotNull:
		if x.NotNull && o.plain(x.Table) {
			return setNotNullOnline(x), true
		}
	}
	return nil, false
}

// plain tells whether a table is there before and is neither partitioned nor a
// foreign one: those do not take the steps.
func (o *online) plain(n model.Name) bool {
	t := o.base.Tables.Get(n)
	return t == nil || t.PartitionBy == "" && t.Server == ""
}

func (o *online) addConstraint(x *diff.AddConstraint) (parts []part, ok bool) {
	c := x.Constraint
	if !o.plain(x.Table) || c.NotValid || c.NotEnforced {
		return nil, false
	}
	switch c.Kind {
	case model.ForeignKey:
		return addAndValidate(x, shareRowExclusive), true
	case model.Check:
		return addAndValidate(x, accessExclusive), true
	case model.Unique:
		if !c.WithoutOverlaps && c.Tablespace == "" {
			return uniqueOnline(x), true
		}
	}
	return nil, false
}

// createIndexOnline builds an index beside the writers. One that a broken run
// left half built is dropped first: it would stand in the way by its name.
func createIndexOnline(on model.Name, x *model.Index) []part {
	name := model.Name{Schema: on.Schema, Name: x.Name}
	broken := "EXISTS (SELECT FROM pg_index WHERE indexrelid = " + regclass(name) + " AND NOT indisvalid)"
	return []part{
		{sql: guard(broken, "DROP INDEX "+name.String()), lock: &Lock{}, fresh: true},
		{sql: x.Create(on, "CONCURRENTLY IF NOT EXISTS"), alone: true,
			lock: &Lock{Mode: shareUpdateExclusive, Table: on, Long: "builds the index beside the writers"}},
	}
}

// addAndValidate adds a constraint that holds for new rows, and then looks at
// those that are there under a lock which keeps nobody from writing.
func addAndValidate(x *diff.AddConstraint, mode string) []part {
	name := ident.Quote(x.Constraint.Name)
	add := fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID", x.Table, name, x.Constraint.Definition())
	return []part{
		{sql: guard("NOT "+hasConstraint(x.Table, x.Constraint.Name), add), lock: &Lock{Mode: mode, Table: x.Table}, fresh: true},
		{sql: fmt.Sprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s", x.Table, name), fresh: true,
			lock: &Lock{Mode: shareUpdateExclusive, Table: x.Table, Long: "reads every row beside the writers"}},
	}
}

// uniqueOnline builds the index of a unique constraint beside the writers and
// makes the constraint of it.
func uniqueOnline(x *diff.AddConstraint) []part {
	c := x.Constraint
	index := &model.Index{Name: c.Name, Unique: true, Method: "btree", NullsNotDistinct: c.NullsNotDistinct, Include: c.Include, Options: c.Options}
	for _, column := range c.Columns {
		index.Keys = append(index.Keys, &model.IndexKey{Column: column})
	}
	parts := createIndexOnline(x.Table, index)
	add := fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s", x.Table, ident.Quote(c.Name), ident.Quote(c.Name))
	if c.Deferrable {
		add += " DEFERRABLE"
	}
	if c.InitiallyDeferred {
		add += " INITIALLY DEFERRED"
	}
	return append(parts, part{sql: guard("NOT "+hasConstraint(x.Table, c.Name), add), lock: &Lock{Mode: accessExclusive, Table: x.Table}, fresh: true})
}

// setNotNullOnline has a check look at the rows beside the writers; SET NOT
// NULL takes its word for it.
func setNotNullOnline(x *diff.SetNotNull) []part {
	name := ident.Truncate("pgdraft_" + x.Column + "_not_null")
	nullable := "EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + regclass(x.Table) + " AND attname = " + ident.Literal(x.Column) + " AND NOT attnotnull)"
	table := "ALTER TABLE " + x.Table.String()
	brief := &Lock{Mode: accessExclusive, Table: x.Table}
	return []part{
		{sql: guard(nullable+" AND NOT "+hasConstraint(x.Table, name),
			fmt.Sprintf("%s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", table, ident.Quote(name), ident.Quote(x.Column))), lock: brief, fresh: true},
		{sql: guard(hasConstraint(x.Table, name), table+" VALIDATE CONSTRAINT "+ident.Quote(name)), fresh: true,
			lock: &Lock{Mode: shareUpdateExclusive, Table: x.Table, Long: "reads every row beside the writers"}},
		{sql: alterColumn(x.Table, x.Column) + "SET NOT NULL", lock: brief, fresh: true},
		{sql: table + " DROP CONSTRAINT IF EXISTS " + ident.Quote(name), lock: brief},
	}
}
