package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRehearse runs the command as a script would.
func TestRehearse(t *testing.T) {
	base := write(t, "base.sql", "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);")
	good := write(t, "new.sql", "ALTER TABLE users ADD COLUMN IF NOT EXISTS age int;")
	back := write(t, "back.sql", "ALTER TABLE users DROP COLUMN IF EXISTS age;")
	bad := write(t, "bad.sql", "SELECT 1;\nALTER TABLE users ADD COLUMN age int;")
	results := filepath.Join(t.TempDir(), "test-results.md")

	code, out, stderr := run("rehearse", base, good, "--rollback", back, "--out", results)
	if code != exitOK || !strings.Contains(out, "It holds, on PostgreSQL") || !strings.Contains(out, "ACCESS EXCLUSIVE on public.users") {
		t.Errorf("exit status %d:\n%s%s", code, out, stderr)
	}
	doc, err := os.ReadFile(results)
	if err != nil || strings.Contains(string(doc), "- [ ]") || !strings.Contains(string(doc), "- [x] The rollback leads back to the base") {
		t.Errorf("%v\n%s", err, doc)
	}

	code, out, _ = run("rehearse", base, bad, "--format", "json")
	var report struct {
		Holds bool
		Steps []struct {
			Step, Error, Try string
			Line             int
			Holds            bool
		}
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if code != exitFindings || report.Holds {
		t.Errorf("exit status %d, holds %v", code, report.Holds)
	}
	for _, s := range report.Steps {
		if s.Step == "migration again" && (s.Holds || s.Line != 2 || !strings.Contains(s.Error, "already exists") || !strings.Contains(s.Try, "IF NOT EXISTS")) {
			t.Errorf("%+v", s)
		}
	}

	code, out, _ = run("rehearse", base, bad, "--format", "markdown")
	if code != exitFindings || !strings.Contains(out, "- [ ] All SQL is idempotent") || !strings.Contains(out, "## Failed: migration again") {
		t.Errorf("exit status %d:\n%s", code, out)
	}

	for name, args := range map[string][]string{
		"name an .sql file":         {"rehearse", base, "nowhere.sql"},
		"takes BASE and MIGRATION":  {"rehearse", base},
		"text, json, markdown":      {"rehearse", base, good, "--format", "xml"},
		"nothing answers":           {"rehearse", base, good, "--scratch", "postgres://u:secret@127.0.0.1:1/db"},
		"nothing is there":          {"rehearse", bad + "x", good},
		"the migration would be tr": {"rehearse", write(t, "torn.sql", "CREATE TABL x;"), good},
	} {
		code, _, stderr := run(args...)
		if code != exitFailed || !strings.Contains(stderr, name) || strings.Contains(stderr, "secret") {
			t.Errorf("%v: exit status %d: %s", args, code, stderr)
		}
	}
}
