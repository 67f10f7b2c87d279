package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"pgregory.net/rapid"
)

// reshuffled is a small schema in which every value says where it was put.
const reshuffled = `
CREATE TYPE mood AS ENUM ('low', 'mid', 'high');
CREATE TABLE a (id int PRIMARY KEY, x text, y text, z text);
CREATE TABLE b (id int PRIMARY KEY, x text, w text);
CREATE TABLE c (id int PRIMARY KEY, x text, m mood);
CREATE INDEX ia ON a (x);
CREATE INDEX ib ON b (x);
CREATE VIEW v AS SELECT x FROM b;
INSERT INTO a VALUES (1, 'a.x', 'a.y', 'a.z');
INSERT INTO b VALUES (1, 'b.x', 'b.w');
INSERT INTO c VALUES (1, 'c.x', 'low'), (2, 'c.x', 'mid'), (3, 'c.x', 'high');
`

func renameTable(from, to string) edit.Edit {
	return &edit.RenameTable{Table: public(from), To: public(to)}
}

func renameColumn(table, from, to string) edit.Edit {
	return &edit.RenameColumn{Table: public(table), Column: from, To: to}
}

func dropColumn(table, column string) edit.Edit {
	return &edit.DropColumn{Table: public(table), Column: column}
}

func addColumn(table, column string) edit.Edit {
	return &edit.AddColumn{Table: public(table), Column: &model.Column{Name: column, Type: model.Builtin("text")}}
}

func newTable(name string, columns ...string) edit.Edit {
	t := &model.Table{Name: public(name), Columns: []*model.Column{{Name: "id", Type: model.Builtin("integer"), NotNull: true}}}
	for _, c := range columns {
		t.Columns = append(t.Columns, &model.Column{Name: c, Type: model.Builtin("text")})
	}
	return &edit.CreateTable{Table: t}
}

// TestRenamesKeepRows reads the rows after migrations in which a name changes
// hands: however often they run, each value stays with its column.
func TestRenamesKeepRows(t *testing.T) {
	value := func(from, to string) edit.Edit {
		return &edit.RenameEnumValue{Enum: public("mood"), Value: from, To: to}
	}
	index := func(from, to string) edit.Edit { return &edit.RenameIndex{Index: public(from), To: to} }
	tests := []struct {
		name   string
		edits  []edit.Edit
		after  map[string]string // query to its one value
		before map[string]string
	}{
		{"drop a column, give its name to another", []edit.Edit{dropColumn("a", "y"), renameColumn("a", "x", "y")},
			map[string]string{"SELECT y FROM a": "a.x"}, map[string]string{"SELECT x FROM a": "a.x"}},
		{"rename a column, add one of the old name", []edit.Edit{renameColumn("a", "x", "q"), addColumn("a", "x")},
			map[string]string{"SELECT q FROM a": "a.x", "SELECT x FROM a": ""}, map[string]string{"SELECT x FROM a": "a.x"}},
		{"swap two columns", []edit.Edit{renameColumn("a", "x", "t"), renameColumn("a", "y", "x"), renameColumn("a", "t", "y")},
			map[string]string{"SELECT x || ' ' || y FROM a": "a.y a.x"}, map[string]string{"SELECT x || ' ' || y FROM a": "a.x a.y"}},
		{"three columns in a ring", []edit.Edit{renameColumn("a", "x", "t"), renameColumn("a", "y", "x"), renameColumn("a", "z", "y"), renameColumn("a", "t", "z")},
			map[string]string{"SELECT x || y || z FROM a": "a.ya.za.x"}, map[string]string{"SELECT x || y || z FROM a": "a.xa.ya.z"}},
		{"a chain with a dropped end and a new head", []edit.Edit{dropColumn("a", "z"), renameColumn("a", "y", "z"), renameColumn("a", "x", "y"), addColumn("a", "x")},
			map[string]string{"SELECT concat(x, y, z) FROM a": "a.xa.y"}, map[string]string{"SELECT concat(x, y) FROM a": "a.xa.y"}},
		{"drop a table, give its name to another", []edit.Edit{&edit.DropTable{Table: public("a")}, renameTable("b", "a")},
			map[string]string{"SELECT w FROM a": "b.w"}, map[string]string{"SELECT w FROM b": "b.w"}},
		{"rename a table, make one of the old name", []edit.Edit{renameTable("a", "q"), newTable("a", "x")},
			map[string]string{"SELECT x FROM q": "a.x", "SELECT count(*)::text FROM a": "0"}, map[string]string{"SELECT x FROM a": "a.x"}},
		{"swap two tables", []edit.Edit{renameTable("a", "t"), renameTable("c", "a"), renameTable("t", "c")},
			map[string]string{"SELECT min(x) FROM a": "c.x", "SELECT x FROM c": "a.x"}, map[string]string{"SELECT x FROM a": "a.x"}},
		{"a table takes the name of a dropped one, a new one its own", []edit.Edit{&edit.DropTable{Table: public("c")}, renameTable("a", "c"), newTable("a", "n")},
			map[string]string{"SELECT x FROM c": "a.x", "SELECT count(*)::text FROM a": "0"}, map[string]string{"SELECT x FROM a": "a.x"}},
		{"table and column at once", []edit.Edit{renameTable("a", "q"), renameColumn("q", "x", "k"), renameColumn("q", "y", "x"), renameTable("q", "r")},
			map[string]string{"SELECT k || x FROM r": "a.xa.y"}, map[string]string{"SELECT x || y FROM a": "a.xa.y"}},
		{"swap two enum values", []edit.Edit{value("low", "t"), value("high", "low"), value("t", "high")},
			map[string]string{"SELECT string_agg(m::text, ' ' ORDER BY id) FROM c": "high mid low"},
			map[string]string{"SELECT string_agg(m::text, ' ' ORDER BY id) FROM c": "low mid high"}},
		{"rename an enum value, add the old one", []edit.Edit{value("low", "lowest"), &edit.AddEnumValue{Enum: public("mood"), Value: "low", After: "lowest"}},
			map[string]string{"SELECT string_agg(m::text, ' ' ORDER BY id) FROM c": "lowest mid high"},
			map[string]string{"SELECT string_agg(m::text, ' ' ORDER BY id) FROM c": "low mid high"}},
		{"two values before the first", []edit.Edit{
			&edit.AddEnumValue{Enum: public("mood"), Value: "q", Before: "low"}, &edit.AddEnumValue{Enum: public("mood"), Value: "p", Before: "q"}},
			map[string]string{"SELECT string_agg(e::text, ' ' ORDER BY e) FROM unnest(enum_range(NULL::mood)) e": "p q low mid high"},
			map[string]string{"SELECT string_agg(e::text, ' ' ORDER BY e) FROM unnest(enum_range(NULL::mood)) e": "low mid high"}},
		{"an index takes the name of a dropped one", []edit.Edit{&edit.DropIndex{Index: public("ia")}, index("ib", "ia")},
			map[string]string{"SELECT tablename FROM pg_indexes WHERE indexname = 'ia'": "b"},
			map[string]string{"SELECT tablename FROM pg_indexes WHERE indexname = 'ia'": "a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := read(t, parse.File{Name: "base.sql", Text: reshuffled})
			d := &design{base: base, target: base}
			for _, e := range tt.edits {
				d.do(t, e)
			}
			db := cluster.Database(t, "")
			db.MustRun("the base", reshuffled)
			holds := func(when string, want map[string]string) {
				for q, v := range want {
					if got := db.Lines(q); len(got) != 1 || got[0] != v {
						t.Errorf("%s: %s gives %q, want %q", when, q, got, v)
					}
				}
			}
			for _, when := range []string{"after the migration", "after the second time"} {
				db.MustRun(when, d.migration())
				holds(when, tt.after)
			}
			for _, when := range []string{"after the rollback", "after the rollback, a second time"} {
				db.MustRun(when, d.rollback())
				holds(when, tt.before)
			}
			if t.Failed() {
				t.Logf("migration:\n%s\nrollback:\n%s", d.migration(), d.rollback())
			}
		})
	}
}

// TestRenamesInAnyOrder shuffles names at random, stops the migration after
// any statement, runs it again, and looks whether each value is where it
// belongs.
func TestRenamesInAnyOrder(t *testing.T) {
	base := read(t, parse.File{Name: "base.sql", Text: reshuffled})
	db := cluster.Database(t, "")
	db.MustRun("the base", reshuffled)
	rapid.Check(t, func(rt *rapid.T) {
		d := &design{base: base, target: base}
		values := map[string]string{} // "table.column" as it is called now, to the value that its row holds
		for table := range base.Tables.All() {
			for _, c := range table.Columns {
				if c.Type.Is("text") {
					values[table.Name.Name+"."+c.Name] = table.Name.Name + "." + c.Name
				}
			}
		}
		for range rapid.IntRange(1, 9).Draw(rt, "length") {
			shuffle(rt, d, values)
		}
		db.MustRun("begin", "BEGIN")
		defer db.MustRun("take back", "ROLLBACK")
		migration := parse.Statements(d.migration())
		stop := rapid.IntRange(0, len(migration)).Draw(rt, "stop")
		for _, s := range migration[:stop] {
			if err := db.Run(s.SQL); err != nil {
				rt.Fatalf("the first %d statements: %v\n%s", stop, err, d.migration())
			}
		}
		if err := db.Run(d.migration()); err != nil {
			rt.Fatalf("run again after statement %d: %v\n%s", stop, err, d.migration())
		}
		if !strings.Contains(d.migration(), "CANNOT BE RUN TWICE") {
			if err := db.Run(d.migration()); err != nil {
				rt.Fatalf("run once more: %v\n%s", err, d.migration())
			}
		} else if stop > 0 {
			return
		}
		check(rt, db, d, values)
	})
}

// shuffle does one random edit that fits and follows the values.
func shuffle(rt *rapid.T, d *design, values map[string]string) {
	name := rapid.SampledFrom([]string{"a", "b", "c", "d"})
	column := rapid.SampledFrom([]string{"x", "y", "z", "w"})
	table, other := name.Draw(rt, "table"), name.Draw(rt, "other")
	from, to := column.Draw(rt, "from"), column.Draw(rt, "to")
	e := rapid.SampledFrom([]edit.Edit{
		renameTable(table, other), renameTable(table, other),
		renameColumn(table, from, to), renameColumn(table, from, to), renameColumn(table, from, to),
		&edit.DropTable{Table: public(table)}, newTable(table, from), dropColumn(table, from), addColumn(table, from),
	}).Draw(rt, "edit")
	next, err := edit.Apply(d.target, e)
	if err != nil {
		return
	}
	d.target, d.edits = next, append(d.edits, e)
	switch e.(type) {
	case *edit.RenameTable:
		for k, v := range values {
			if c, ok := strings.CutPrefix(k, table+"."); ok {
				delete(values, k)
				values[other+"."+c] = v
			}
		}
	case *edit.RenameColumn:
		if v, ok := values[table+"."+from]; ok {
			delete(values, table+"."+from)
			values[table+"."+to] = v
		}
	case *edit.DropTable:
		for k := range values {
			if strings.HasPrefix(k, table+".") {
				delete(values, k)
			}
		}
	case *edit.DropColumn:
		delete(values, table+"."+from)
	}
}

// check reads every value that was not dropped. A thing that was dropped and
// made again under its name is the old one to pgdraft: its value stays.
func check(rt *rapid.T, db *pgtest.DB, d *design, values map[string]string) {
	for k, v := range values {
		table, column, _ := strings.Cut(k, ".")
		if got := db.Lines(fmt.Sprintf("SELECT DISTINCT %s FROM %s", column, table)); len(got) != 1 || got[0] != v {
			rt.Fatalf("%s holds %q, want %q\n%s", k, got, v, d.migration())
		}
	}
}
