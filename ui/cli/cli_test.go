package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// run runs a command line and gives what it printed.
func run(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = Main(args, nil, &out, &err)
	return code, out.String(), err.String()
}

// write makes a file in a folder of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBadInput holds every mistake to a message that says what, where, and
// how to put it right, and to exit status 2.
func TestBadInput(t *testing.T) {
	tests := []struct {
		name string
		args func(t *testing.T) []string
		want []string
	}{
		{"folder without SQL", func(t *testing.T) []string { return []string{"check", t.TempDir()} }, []string{"holds no migration", "name the folder"}},
		{"nothing there", func(*testing.T) []string { return []string{"inspect", "nowhere"} }, []string{"nothing is there: nowhere", "give a folder"}},
		{"syntax error", func(t *testing.T) []string {
			return []string{"check", write(t, "x.sql", "SELECT 1;\nCREATE TABLE b (\n  id int NOT NUL\n);")}
		}, []string{":3:14: error: syntax error at or near \"NUL\"", "id int NOT NUL\n               ^"}},
		{"not UTF-8", func(t *testing.T) []string { return []string{"check", write(t, "x.sql", "-- caf\xe9\nSELECT 1;")} }, []string{"x.sql:1:7", "0xe9", "iconv"}},
		{"NUL", func(t *testing.T) []string { return []string{"check", write(t, "x.sql", "SELECT\x00 1;")} }, []string{"NUL byte"}},
		{"newer design", func(t *testing.T) []string { return []string{"inspect", write(t, "x.pgdraft", `{"pgdraft":9}`+"\n")} }, []string{"newer version", "update pgdraft"}},
		{"not a design", func(t *testing.T) []string { return []string{"inspect", write(t, "x.pgdraft", "hello\n")} }, []string{"x.pgdraft:1", "not a pgdraft design"}},
		{"unknown setting", func(t *testing.T) []string {
			path := write(t, "pgdraft.toml", "tenant_colum = 'x'")
			sql := filepath.Join(filepath.Dir(path), "x.sql")
			if err := os.WriteFile(sql, []byte("SELECT 1;"), 0o644); err != nil {
				t.Fatal(err)
			}
			return []string{"check", sql}
		}, []string{"tenant_colum is not a setting", "did you mean tenant_column?"}},
		{"unknown command", func(*testing.T) []string { return []string{"chek", "x"} }, []string{"did you mean check?"}},
		{"unknown format", func(*testing.T) []string { return []string{"inspect", "x", "--format", "yaml"} }, []string{"tree, json, sql, facts"}},
		{"unknown table", func(t *testing.T) []string {
			return []string{"erd", write(t, "x.sql", "CREATE TABLE users (id int);"), "--focus", "user"}
		}, []string{"did you mean users?"}},
		{"no terminal", func(*testing.T) []string { return nil }, []string{"needs a terminal", "inspect, check, diff, export"}},
		{"live database", func(*testing.T) []string { return []string{"inspect", "postgres://u:secret@127.0.0.1:1/db"} }, []string{"nothing answers at 127.0.0.1, port 1", "check host and port"}},
		{"bad stamp", func(t *testing.T) []string {
			return []string{"export", write(t, "x.sql", "CREATE TABLE a ();"), "--out", t.TempDir(), "--at", "today"}
		}, []string{"YYYYMMDDHHMMSS"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := run(tt.args(t)...)
			if code != exitFailed {
				t.Errorf("exit status %d", code)
			}
			for _, w := range tt.want {
				if !strings.Contains(stderr, w) {
					t.Errorf("it does not say %q:\n%s", w, stderr)
				}
			}
			if strings.Contains(stderr, "secret") || strings.Contains(stderr, "goroutine") {
				t.Errorf("it says too much:\n%s", stderr)
			}
		})
	}
}

func TestSkippedPartsAreListed(t *testing.T) {
	code, out, stderr := run("inspect", write(t, "x.sql", "\\connect db\nCREATE TABLE a (id int);\nCOPY a FROM stdin;\n1\n\\.\nCREATE TABLE b ();"))
	if code != exitOK || !strings.Contains(out, "table  b") {
		t.Errorf("exit status %d, read:\n%s", code, out)
	}
	for _, w := range []string{`psql command \connect was skipped`, "COPY with its data, 1 row was skipped"} {
		if !strings.Contains(stderr, w) {
			t.Errorf("it does not say %q:\n%s", w, stderr)
		}
	}
}

// TestHostileText holds what is printed to what a terminal only shows.
func TestHostileText(t *testing.T) {
	path := write(t, "x.sql", "CREATE TABLE \"a\x1b[2J\" (id int); COMMENT ON TABLE \"a\x1b[2J\" IS 'x\u202e';")
	for _, args := range [][]string{{"inspect", path}, {"check", path}, {"erd", path}, {"diff", path, path, "--format", "text"}, {"rehearse", path, path}} {
		_, out, stderr := run(args...)
		if strings.ContainsAny(out+stderr, "\x1b\u202e") {
			t.Errorf("%s lets something through: %q", args[0], out+stderr)
		}
	}
}

func TestCheckFormatsAndExitStatus(t *testing.T) {
	bad := write(t, "bad.sql", "CREATE TABLE a (id uuid);")
	good := write(t, "good.sql", "CREATE SCHEMA private;")
	if code, out, _ := run("check", good); code != exitOK || !strings.Contains(out, "0 errors") {
		t.Errorf("exit status %d: %s", code, out)
	}
	for _, format := range []string{"text", "json", "sarif", "github"} {
		code, out, _ := run("check", bad, "--format", format)
		if code != exitFindings || !strings.Contains(out, "rls-missing") {
			t.Errorf("%s: exit status %d:\n%s", format, code, out)
		}
		if (format == "json" || format == "sarif") && !json.Valid([]byte(out)) {
			t.Errorf("%s is not valid JSON", format)
		}
	}
	if code, _, _ := run("check", bad, "--fail-on", "never"); code != exitOK {
		t.Errorf("--fail-on never: exit status %d", code)
	}
}

// TestExport holds an export to its promises: whole or not at all, the same
// bytes for the same input, never over what a person changed.
func TestExport(t *testing.T) {
	src := write(t, "feature.sql", "CREATE TABLE a (id uuid PRIMARY KEY);")
	dir := t.TempDir()
	args := []string{"export", src, "--out", dir, "--at", "20260102030405"}
	code, out, stderr := run(args...)
	if code != exitOK {
		t.Fatal(stderr)
	}
	migration := filepath.Join(dir, "supabase/migrations/20260102030405_feature.sql")
	for _, f := range []string{migration, filepath.Join(dir, ".claude/state/runs/feature/rollback.sql"), filepath.Join(dir, ".claude/state/artifacts/architecture-db.md")} {
		if _, err := os.Stat(f); err != nil || !strings.Contains(out, f) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if code, out, _ = run(args...); code != exitOK || strings.Count(out, "unchanged") != 5 {
		t.Errorf("a second export: exit status %d:\n%s", code, out)
	}
	if err := os.WriteFile(migration, []byte("-- by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr = run(args...); code != exitFailed || !strings.Contains(stderr, "--force") {
		t.Errorf("over a changed file: exit status %d: %s", code, stderr)
	}
	if data, _ := os.ReadFile(migration); string(data) != "-- by hand" {
		t.Error("the changed file was replaced")
	}
	if code, _, stderr = run(append(args, "--force")...); code != exitOK {
		t.Errorf("with --force: %s", stderr)
	}
}

// TestEveryCorpusOpens runs every command on every real schema.
func TestEveryCorpusOpens(t *testing.T) {
	for corpus, path := range sharedtest.Corpora() {
		t.Run(corpus, func(t *testing.T) {
			src := sharedtest.Path(t, "corpus", corpus, path)
			for _, args := range [][]string{{"inspect", src}, {"inspect", src, "--format", "json"}, {"inspect", src, "--format", "sql"},
				{"erd", src, "--level", "all"}, {"erd", src, "--format", "mermaid"}, {"check", src, "--fail-on", "never"}, {"diff", src, src}} {
				code, out, stderr := run(args...)
				if code != exitOK || out == "" {
					t.Errorf("%s: exit status %d: %s", strings.Join(args, " "), code, stderr)
				}
			}
			if _, out, _ := run("diff", src, src); !strings.Contains(out, "nothing to change") {
				t.Error("a schema differs from itself")
			}
		})
	}
}
