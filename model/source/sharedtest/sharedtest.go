// Package sharedtest gives tests the schemas of other projects that they are
// judged on. They are no part of this project: they are looked for in the
// folder that PGDRAFT_SHARED names, else in "shared" beside the checkout. A
// test that needs them and does not find them is skipped and says so.
package sharedtest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source"
)

// Corpora gives, for the name of each real schema, where its SQL lies.
func Corpora() map[string]string {
	return map[string]string{
		"basejump": "supabase/migrations", "chatbot-ui": "supabase/migrations", "crates-io": "migrations",
		"onlook": "apps/backend/supabase/migrations", "danbooru": "db/structure.sql", "pagila": "pagila-schema.sql",
	}
}

// Dir finds the shared folder; it skips the test where there is none.
func Dir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PGDRAFT_SHARED")
	if dir == "" {
		_, file, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus")); err != nil {
		t.Skipf("SKIPPED: the shared schemas are not in %s; set PGDRAFT_SHARED to the folder that holds corpus/ and truth/", dir)
	}
	return dir
}

// Path is a path below the shared folder.
func Path(t testing.TB, elem ...string) string {
	t.Helper()
	return filepath.Join(append([]string{Dir(t)}, elem...)...)
}

// Text reads a file below the shared folder.
func Text(t testing.TB, elem ...string) string {
	t.Helper()
	data, err := os.ReadFile(Path(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Files reads the SQL of one of the [Corpora], in its order.
func Files(t testing.TB, corpus string) []parse.File {
	t.Helper()
	path := Path(t, "corpus", corpus, Corpora()[corpus])
	if strings.HasSuffix(path, ".sql") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return []parse.File{{Name: filepath.Base(path), Text: string(data)}}
	}
	fsys := os.DirFS(path)
	folder, err := source.Find(fsys)
	if err != nil {
		t.Fatal(err)
	}
	files, err := folder.Read(fsys, "")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Pairs reads the schemas that differ from each other in one thing: for the
// name of each text, what it says, what it takes for granted before it.
func Pairs(t testing.TB) map[string]string {
	t.Helper()
	root := Path(t, "corpus", "diff-pairs")
	paths, err := filepath.Glob(filepath.Join(root, "*", "*", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, path := range paths {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(path) == "setup.sql" {
			continue
		}
		setup, err := os.ReadFile(filepath.Join(filepath.Dir(path), "setup.sql"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		out[name] = string(setup) + "\n" + Text(t, "corpus", "diff-pairs", name)
	}
	return out
}

// Generated prints the schema of some number of tables that figures speak of.
func Generated(t testing.TB, tables int) string {
	t.Helper()
	out, err := exec.Command("python3", Path(t, "gen-schema.py"), strconv.Itoa(tables)).Output()
	if err != nil {
		t.Fatalf("gen-schema.py needs python3: %v", err)
	}
	return string(out)
}
