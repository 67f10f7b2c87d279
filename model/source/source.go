// Package source finds the migrations in a folder: which layout it has, which
// files belong to it, and in which order they run.
package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/parse"
)

// ErrNoSQL says that a folder holds no SQL.
var ErrNoSQL = errors.New("the folder holds no migration")

// Layout names a way to keep migrations in a folder.
type Layout string

// The layouts.
const (
	Plain         Layout = "SQL files in order of name"
	Supabase      Layout = "Supabase migrations"
	Drizzle       Layout = "Drizzle migrations (order of meta/_journal.json)"
	Diesel        Layout = "Diesel migrations (*/up.sql)"
	Prisma        Layout = "Prisma migrations (*/migration.sql)"
	GolangMigrate Layout = "golang-migrate (*.up.sql)"
	Flyway        Layout = "Flyway migrations (V*__*.sql)"
	Goose         Layout = "goose migrations (-- +goose Up)"
	Dbmate        Layout = "dbmate migrations (-- migrate:up)"
)

// Folder is what was found.
type Folder struct {
	Layout Layout
	Dir    string // below the folder that was asked for; "." for itself
	Files  []string
	// Left lists the SQL files that were left out, with the reason.
	Left []Left
}

// Left is a file that does not belong to the migrations.
type Left struct{ File, Why string }

// below are the places where migrations usually are, the surest first.
var below = []string{"supabase/migrations", "migrations", "drizzle", "drizzle/migrations", "prisma/migrations",
	"db/migrations", "db/migrate", "sql"}

// Find looks at a folder. Where it holds no SQL itself, the usual places
// below it are tried. The error wraps [ErrNoSQL] where nothing is found.
func Find(fsys fs.FS) (Folder, error) {
	f, err := inside(fsys, ".")
	if err == nil || !errors.Is(err, ErrNoSQL) {
		return f, err
	}
	for _, dir := range below {
		if info, err := fs.Stat(fsys, dir); err != nil || !info.IsDir() {
			continue
		}
		if f, err := inside(fsys, dir); err == nil {
			return f, nil
		}
	}
	if dir := search(fsys); dir != "" {
		return inside(fsys, dir)
	}
	return Folder{}, fmt.Errorf("%w: no .sql file lies in it, nor in %s", ErrNoSQL, strings.Join(below[:4], ", "))
}

// searchDepth is how far below a folder its migrations are looked for, as in
// a repository of several applications.
const searchDepth = 4

// search finds a supabase/migrations folder or a Drizzle journal further down;
// empty where there is none.
func search(fsys fs.FS) string {
	found := ""
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error { // what cannot be read is not what is looked for
		switch {
		case err != nil || !d.IsDir():
			return nil
		case d.Name() == "node_modules" || d.Name() != "." && strings.HasPrefix(d.Name(), ".") || strings.Count(p, "/") > searchDepth:
			return fs.SkipDir
		}
		if strings.HasSuffix(p, "supabase/migrations") {
			if _, err := inside(fsys, p); err == nil {
				found = p
				return fs.SkipAll
			}
		}
		return nil
	})
	return found
}

func inside(fsys fs.FS, dir string) (Folder, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return Folder{}, err
	}
	if _, err := fs.Stat(fsys, path.Join(dir, "meta/_journal.json")); err == nil {
		return drizzle(fsys, dir, entries)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(strings.ToLower(e.Name()), ".sql") && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return folders(fsys, dir, entries)
	}
	return flat(fsys, dir, names)
}

// drizzle takes membership and order from the journal.
func drizzle(fsys fs.FS, dir string, entries []fs.DirEntry) (Folder, error) {
	file := path.Join(dir, "meta/_journal.json")
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Folder{}, err
	}
	var journal struct {
		Entries []struct {
			Idx int    `json:"idx"`
			Tag string `json:"tag"`
		} `json:"entries"`
	}
	if err := json.Unmarshal(data, &journal); err != nil {
		return Folder{}, fmt.Errorf("%s is not a Drizzle journal: %w", file, err)
	}
	slices.SortStableFunc(journal.Entries, func(a, b struct {
		Idx int    `json:"idx"`
		Tag string `json:"tag"`
	}) int {
		return a.Idx - b.Idx
	})
	f := Folder{Layout: Drizzle, Dir: dir}
	listed := map[string]bool{}
	for _, e := range journal.Entries {
		name := e.Tag + ".sql"
		listed[name] = true
		if _, err := fs.Stat(fsys, path.Join(dir, name)); err != nil {
			return Folder{}, fmt.Errorf("%s lists %s, which is not there: restore the file or take it out of the journal", file, name)
		}
		f.Files = append(f.Files, path.Join(dir, name))
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sql") && !listed[e.Name()] {
			f.Left = append(f.Left, Left{path.Join(dir, e.Name()), "meta/_journal.json does not list it"})
		}
	}
	if len(f.Files) == 0 {
		return Folder{}, fmt.Errorf("%w: %s lists none", ErrNoSQL, file)
	}
	return f, nil
}

// folders reads the layouts that have a folder for each migration.
func folders(fsys fs.FS, dir string, entries []fs.DirEntry) (Folder, error) {
	f := Folder{Dir: dir}
	for _, layout := range []struct {
		layout Layout
		file   string
	}{{Diesel, "up.sql"}, {Prisma, "migration.sql"}} {
		for _, e := range entries {
			file := path.Join(dir, e.Name(), layout.file)
			if e.IsDir() {
				if _, err := fs.Stat(fsys, file); err == nil {
					f.Layout = layout.layout
					f.Files = append(f.Files, file)
				}
			}
		}
		if len(f.Files) > 0 {
			slices.SortStableFunc(f.Files, func(a, b string) int {
				return compareVersions(path.Base(path.Dir(a)), path.Base(path.Dir(b)))
			})
			return f, nil
		}
	}
	return Folder{}, ErrNoSQL
}

// flat reads the layouts that have all migrations in one folder.
func flat(fsys fs.FS, dir string, names []string) (Folder, error) {
	f := Folder{Layout: Plain, Dir: dir}
	if strings.HasSuffix(dir, "supabase/migrations") {
		f.Layout = Supabase
	}
	ups := slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, ".up.sql") })
	flyway := slices.ContainsFunc(names, isFlyway)
	switch {
	case ups:
		f.Layout = GolangMigrate
	case flyway:
		f.Layout = Flyway
	default:
		f.Layout = marked(fsys, dir, names[0], f.Layout)
	}
	for _, n := range names {
		file := path.Join(dir, n)
		switch {
		case strings.HasSuffix(n, ".down.sql") || strings.HasSuffix(n, ".rollback.sql"):
			f.Left = append(f.Left, Left{file, "it undoes a migration"})
		case flyway && n[0] == 'U' && isFlyway("V"+n[1:]):
			f.Left = append(f.Left, Left{file, "it undoes a migration"})
		case flyway && !isFlyway(n) && n[0] != 'R':
			f.Left = append(f.Left, Left{file, "its name is not one of Flyway's"})
		default:
			f.Files = append(f.Files, file)
		}
	}
	slices.SortStableFunc(f.Files, func(a, b string) int {
		a, b = path.Base(a), path.Base(b)
		if flyway && (a[0] == 'R') != (b[0] == 'R') { // repeatable ones come last
			if a[0] == 'R' {
				return 1
			}
			return -1
		}
		return compareVersions(a, b)
	})
	return f, nil
}

func isFlyway(name string) bool {
	return len(name) > 2 && name[0] == 'V' && name[1] >= '0' && name[1] <= '9' && strings.Contains(name, "__")
}

// marked looks for the comments that divide a file into up and down.
func marked(fsys fs.FS, dir, name string, otherwise Layout) Layout {
	data, err := fs.ReadFile(fsys, path.Join(dir, name))
	switch {
	case err != nil:
		return otherwise
	case strings.Contains(string(data), "-- +goose Up"):
		return Goose
	case strings.Contains(string(data), "-- migrate:up"):
		return Dbmate
	}
	return otherwise
}

// compareVersions orders names by the digits of their version, whatever
// separates them: "2018-05-03-150523_x" is 20180503150523. Names without a
// version, or with the same, compare as text.
func compareVersions(a, b string) int {
	va, vb := version(a), version(b)
	if len(va) > 0 && len(vb) > 0 {
		if c := slices.CompareFunc(va, vb, compareNumbers); c != 0 {
			return c
		}
	}
	return strings.Compare(a, b)
}

func compareNumbers(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// version gives the numbers at the beginning of a name, without leading
// zeros. Dots divide it into several; dashes only group the digits of one.
func version(name string) []string {
	name = strings.TrimPrefix(name, "V")
	end := strings.IndexFunc(name, func(r rune) bool { return (r < '0' || r > '9') && r != '-' && r != '.' })
	if end < 0 {
		end = len(name)
	}
	var out []string
	for _, part := range strings.Split(strings.ReplaceAll(name[:end], "-", ""), ".") {
		if part != "" {
			out = append(out, strings.TrimLeft(part, "0"))
		}
	}
	return out
}

// Read reads the files of a folder, in order. prefix stands before their
// names in messages. What belongs to the way down is blanked out, so that
// lines keep their numbers.
func (f Folder) Read(fsys fs.FS, prefix string) ([]parse.File, error) {
	files := make([]parse.File, 0, len(f.Files))
	for _, name := range f.Files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		text := string(data)
		switch f.Layout {
		case Goose:
			text = upPart(text, "-- +goose Up", "-- +goose Down")
		case Dbmate:
			text = upPart(text, "-- migrate:up", "-- migrate:down")
		}
		files = append(files, parse.File{Name: path.Join(prefix, name), Text: text})
	}
	return files, nil
}

// upPart keeps the lines between the up and down marks.
func upPart(text, up, down string) string {
	lines := strings.SplitAfter(text, "\n")
	on := false
	for i, l := range lines {
		switch t := strings.TrimSpace(l); {
		case strings.HasPrefix(t, up):
			on = true
		case strings.HasPrefix(t, down):
			on = false
		}
		if !on {
			lines[i] = strings.Repeat("\n", strings.Count(l, "\n"))
		}
	}
	return strings.Join(lines, "")
}
