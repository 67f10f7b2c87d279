package source

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range files {
		name, text, _ := strings.Cut(f, "|")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestFind(t *testing.T) {
	tests := []struct {
		name   string
		fsys   fstest.MapFS
		layout Layout
		files  []string
		left   int
	}{
		{"plain, numbers as numbers", folder("10_b.sql", "2_a.sql", "README.md"), Plain, []string{"2_a.sql", "10_b.sql"}, 0},
		{"supabase below", folder("supabase/migrations/20240101000000_a.sql", "src/x.ts"), Supabase, []string{"supabase/migrations/20240101000000_a.sql"}, 0},
		{"drizzle", folder(`meta/_journal.json|{"entries":[{"idx":1,"tag":"0001_b"},{"idx":0,"tag":"0000_a"}]}`, "0000_a.sql", "0001_b.sql", "0002_c.sql"), Drizzle, []string{"0000_a.sql", "0001_b.sql"}, 1},
		{"diesel, mixed versions", folder("2018-05-03-150523_c/up.sql", "20170101000000_b/up.sql", "00000000000000_a/up.sql", "00000000000000_a/down.sql"), Diesel,
			[]string{"00000000000000_a/up.sql", "20170101000000_b/up.sql", "2018-05-03-150523_c/up.sql"}, 0},
		{"prisma", folder("20200101_a/migration.sql", "migration_lock.toml"), Prisma, []string{"20200101_a/migration.sql"}, 0},
		{"golang-migrate", folder("1_a.up.sql", "1_a.down.sql"), GolangMigrate, []string{"1_a.up.sql"}, 1},
		{"flyway", folder("V2__b.sql", "V10__c.sql", "V1.5__a.sql", "R__views.sql", "notes.sql"), Flyway, []string{"V1.5__a.sql", "V2__b.sql", "V10__c.sql", "R__views.sql"}, 1},
		{"goose", folder("1_a.sql|-- +goose Up\ncreate table a();"), Goose, []string{"1_a.sql"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Find(tt.fsys)
			if err != nil {
				t.Fatal(err)
			}
			if f.Layout != tt.layout || !slices.Equal(f.Files, tt.files) || len(f.Left) != tt.left {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestFindNothing(t *testing.T) {
	if _, err := Find(folder("README.md")); !errors.Is(err, ErrNoSQL) {
		t.Errorf("got %v", err)
	}
	if _, err := Find(folder(`meta/_journal.json|{"entries":[{"tag":"gone"}]}`)); err == nil || !strings.Contains(err.Error(), "gone.sql") {
		t.Errorf("got %v", err)
	}
}

func TestReadKeepsLineNumbers(t *testing.T) {
	fsys := folder("1_a.sql|-- +goose Up\ncreate table a();\n-- +goose Down\ndrop table a;\n-- +goose Up\nselect 1;")
	f, err := Find(fsys)
	if err != nil {
		t.Fatal(err)
	}
	files, err := f.Read(fsys, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	want := "-- +goose Up\ncreate table a();\n\n\n-- +goose Up\nselect 1;"
	if files[0].Name != "migrations/1_a.sql" || files[0].Text != want {
		t.Errorf("got %q %q", files[0].Name, files[0].Text)
	}
}
