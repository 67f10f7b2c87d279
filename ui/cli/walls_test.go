package cli

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/pgdraft/pgdraft/"

// TestWalls reads every import and holds the house to its plan: model knows
// nobody here, checks and render know model, ui knows all, and the terminal
// framework is known in ui only.
func TestWalls(t *testing.T) {
	mayKnow := map[string][]string{
		"model":  {"model"},
		"checks": {"model", "checks"},
		"render": {"model", "checks", "render"},
		"ui":     {"model", "checks", "render", "ui"},
		".":      {"ui"},
	}
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		room, _, inRoom := strings.Cut(rel, "/")
		if !inRoom {
			room = "."
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		for _, i := range file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, rel, room, imported, mayKnow[room])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were looked at", files)
	}
}

func checkImport(t *testing.T, file, room, imported string, mayKnow []string) {
	t.Helper()
	if strings.HasPrefix(imported, "github.com/charmbracelet/") && room != "ui" {
		t.Errorf("%s imports %s: the terminal framework is for ui only", file, imported)
	}
	other, ok := strings.CutPrefix(imported, module)
	if !ok {
		return
	}
	other, _, _ = strings.Cut(other, "/")
	test := strings.HasSuffix(file, "_test.go") || strings.Contains(file, "test/")
	for _, m := range mayKnow {
		if m == other {
			return
		}
	}
	if test && (room == "render" || room == "model") && (other == "checks" || other == "model") {
		return // tests of what PostgreSQL says start one
	}
	t.Errorf("%s imports %s, which %s may not know", file, imported, room)
}
