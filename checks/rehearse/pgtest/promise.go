package pgtest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// SearchPath is what a Supabase project's connections begin with.
const SearchPath = `SET search_path = "$user", public, extensions;`

// Corpus gives the scripts that make a database hold a real schema, with what
// a Supabase project has from the start.
func Corpus(t testing.TB, name string) []string {
	t.Helper()
	out := Before(t, name)
	for _, f := range sharedtest.Files(t, name) {
		out = append(out, SearchPath, StandIn(t, f.Text))
	}
	return append(out, SearchPath)
}

// Before gives the scripts that make what a real schema takes for granted.
func Before(t testing.TB, name string) []string {
	t.Helper()
	var out []string
	switch name {
	case "basejump", "onlook", "chatbot-ui":
		out = Supabase(t)
	default: // its own extensions are elsewhere
		out = Bare(t)
	}
	if name == "pagila" {
		out = append(out, "DO $pre$ BEGIN "+sharedtest.Text(t, "truth", "pagila.pre.sql")+" EXCEPTION WHEN duplicate_function THEN NULL; END $pre$;") // PostgreSQL 18 has it
	}
	return out
}

// missingExtension finds the extensions that a plain PostgreSQL does not have.
var missingExtension = regexp.MustCompile(`(?i)create extension( if not exists)? (http|vector) with schema (\w+);`)

// commentOnIt finds what can then not be commented on.
var commentOnIt = regexp.MustCompile(`(?i)comment on extension (http|vector) is '[^']*';`)

// StandIn puts what DDL needs of an extension in the place of one that a plain
// PostgreSQL does not have, and syntax of PostgreSQL 18 in its older form.
func StandIn(t testing.TB, script string) string {
	script = commentOnIt.ReplaceAllString(strings.ReplaceAll(script, ") VIRTUAL", ") STORED"), "")
	return missingExtension.ReplaceAllStringFunc(script, func(s string) string {
		m := missingExtension.FindStringSubmatch(s)
		return "SET search_path = " + m[3] + ";" + sharedtest.Text(t, "truth", "extensions", m[2]+"--1.0.sql") + SearchPath
	})
}

// Supabase gives the scripts that make an empty database what a new Supabase
// project is, and remember what was there before anything else came.
func Supabase(t testing.TB) []string {
	return []string{sharedtest.Text(t, "truth", "supabase-stub.sql"), SearchPath, sharedtest.Text(t, "truth", "before.sql")}
}

// Bare is Supabase without its extensions.
func Bare(t testing.TB) []string {
	out := Supabase(t)
	out[0] = strings.ReplaceAll(out[0], "CREATE EXTENSION", "-- CREATE EXTENSION")
	return out
}

// Promise is what a migration promises, and what it is judged by.
type Promise struct {
	Prepare   []string // scripts that make the base
	Migration string
	Rollback  string
	Facts     []string // of the target, one line each: kind, identity, definition
}

// Judge applies a migration to a database that holds its base, twice, rolls it
// back, and applies it once more. After each step the server's own catalog
// says whether it was right.
func (c *Cluster) Judge(t *testing.T, p Promise) {
	t.Helper()
	db := c.Database(t, "")
	for _, script := range p.Prepare {
		db.MustRun("prepare", script)
	}
	before := db.Facts()
	db.MustRun("the migration", p.Migration)
	after := db.Facts()
	Compare(t, "after the migration", Identities(p.Facts), Identities(after))
	db.MustRun("the migration, a second time", p.Migration)
	Compare(t, "after the second time", after, db.Facts())
	db.MustRun("the rollback", p.Rollback)
	Compare(t, "after the rollback", before, db.Facts())
	db.MustRun("the migration, once more", p.Migration)
	Compare(t, "after the last time", after, db.Facts())
	if t.Failed() {
		t.Logf("migration:\n%s\nrollback:\n%s", p.Migration, p.Rollback)
	}
}

// Holds reports every step of a rehearsal that does not hold, and every table
// that it found no rows for.
func Holds(t *testing.T, r *rehearse.Report) {
	t.Helper()
	for _, s := range r.Steps {
		if !s.Holds() {
			t.Errorf("rehearsal, %s: %s %v %v", s.Name, s.Skipped, s.Problems, s.Failure)
		}
	}
	for _, u := range r.Unfilled {
		t.Errorf("rehearsal: no rows in %s", u)
	}
}

// Facts is what the server says of itself, one line each: kind, identity,
// definition. The names of NOT NULL constraints, which PostgreSQL has since
// version 18, are left out: the grammar that is read with has none.
func (d *DB) Facts() []string {
	d.t.Helper()
	lines := d.Lines(sharedtest.Text(d.t, "truth", "facts.sql"))
	d.MustRun("reset", SearchPath)
	return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "constraint_n\t") })
}

var defaults = regexp.MustCompile(` DEFAULT .*$`)

// Identities strips from facts what PostgreSQL spells in its own way.
func Identities(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		p := strings.SplitN(l, "\t", 3)
		switch p[0] {
		case "column":
			p[2] = defaults.ReplaceAllString(p[2], "")
		case "enum", "enum_value", "grant_table":
		default:
			p = p[:2]
		}
		out[i] = strings.Join(p, "\t")
	}
	return out
}

// Compare reports the lines that one list has and the other has not.
func Compare(t *testing.T, when string, want, got []string) {
	t.Helper()
	for _, d := range Differences(want, got) {
		t.Errorf("%s: %s", when, d)
	}
}

// Differences lists the lines that one list has and the other has not.
func Differences(want, got []string) []string {
	count := map[string]int{}
	for _, w := range want {
		count[w]++
	}
	for _, g := range got {
		count[g]--
	}
	var out []string
	for _, line := range slices.Sorted(maps.Keys(count)) {
		switch n := count[line]; {
		case n > 0:
			out = append(out, "missing "+line)
		case n < 0:
			out = append(out, "surplus "+line)
		}
	}
	return out
}
