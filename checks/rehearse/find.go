// Package rehearse runs migrations on a throw-away PostgreSQL.
package rehearse

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// ErrNoPostgreSQL says that no server binaries were found, and what to do.
var ErrNoPostgreSQL = errors.New("no PostgreSQL server binaries were found (initdb and postgres): " + installHint())

// installHint is the one command that repairs it.
func installHint() string {
	switch runtime.GOOS {
	case "darwin":
		return "install them with: brew install postgresql@17"
	case "windows":
		return "install PostgreSQL from postgresql.org and put its bin folder on PATH"
	}
	return "install them with: sudo apt-get install postgresql (or your system's package of the server)"
}

// FindBinaries gives the folder that holds initdb and postgres: on PATH, else
// in the places where Debian, Red Hat, Homebrew and Postgres.app put them, the
// newest version first.
func FindBinaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			p = real
		}
		if dir := filepath.Dir(p); complete(dir) {
			return dir, nil
		}
	}
	var found []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
		"/opt/homebrew/opt/postgresql/bin", "/Applications/Postgres.app/Contents/Versions/*/bin", "/usr/local/pgsql/bin",
	} {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			continue // the patterns are well-formed
		}
		for _, d := range dirs {
			if complete(d) {
				found = append(found, d)
			}
		}
	}
	if len(found) == 0 {
		return "", ErrNoPostgreSQL
	}
	slices.SortStableFunc(found, func(a, b string) int { return version(b) - version(a) })
	return found[0], nil
}

func complete(dir string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.IsDir() {
			return false
		}
	}
	return true
}

// version reads the major version out of a path, 0 where there is none.
func version(dir string) int {
	for _, part := range strings.FieldsFunc(dir, func(r rune) bool { return r == '/' || r == '@' || r == '-' }) {
		if n, err := strconv.Atoi(part); err == nil {
			return n
		}
	}
	return 0
}
