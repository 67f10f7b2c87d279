package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/pgdraft/pgdraft/ui/tree"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

func public(n string) model.Name { return model.Name{Schema: "public", Name: n} }

const small = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE organizations (id uuid PRIMARY KEY, name text);
CREATE TABLE notes (id uuid PRIMARY KEY, org_id uuid NOT NULL REFERENCES organizations (id), stat text, mood mood);
CREATE VIEW v AS SELECT id, stat FROM notes;
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
`

func openSmall(t testing.TB, w, h int) *driver {
	return open(t, w, h, parse.File{Name: "small.sql", Text: small})
}

func TestRenameIsShownEverywhereAndTakenBack(t *testing.T) {
	d := openSmall(t, 120, 40)
	base := d.app.snap.Target
	d.selectTable(public("notes")).selectRow(detail.Columns, "stat").press("rename").fill("name", "status").
		sees("RENAME COLUMN stat TO status", "enter rename").accept().
		sees("was stat", "~1", "rename column public.notes.stat to status").misses(" stat    text")
	if c := d.app.snap.BaseColumn(d.app.snap.Target.Tables.Get(public("notes")), "status"); c == nil || c.Name != "stat" {
		t.Errorf("the renamed column was %v in the base", c)
	}
	d.press("migration").sees("rename column public.notes.stat to status")
	d.press("undo").sees("took back: rename column", "There is nothing to change yet")
	if d.app.snap.Target != base {
		t.Error("undo did not give the first snapshot back")
	}
	d.press("redo", "design").sees("status")
}

func TestFindingsComeAndGoWhileEditing(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.selectTable(public("notes")).sees("rls-missing", "tenant-index-missing")
	before := len(d.app.here.findings)
	d.app.focus = FindingsPane
	for i, f := range d.app.here.findings {
		if f.Rule.ID == "rls-missing" {
			d.app.here.Cursor = i
		}
	}
	d.press("fix").sees("Fix rls-missing", "ENABLE ROW LEVEL SECURITY").key("enter").misses("rls-missing")
	d.press("undo").sees("rls-missing")
	if len(d.app.here.findings) != before {
		t.Errorf("%d findings, before the fix %d", len(d.app.here.findings), before)
	}
}

func TestTheFormShowsTheConsequence(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.selectTable(public("notes")).selectRow(detail.Columns, "stat").press("edit").
		fill("type", "timestamp").sees("adds to the migration", "timestamp-no-tz", "writes every row").
		fill("type", "no_such").sees("there is no type public.no_such").
		fill("type", "mod").sees("nearest").
		fill("type", "mood").sees("USING stat::public.mood")
	d.key("enter").sees("change type of public.notes.stat")
}

func TestRefusalStaysInTheForm(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.selectTable(public("organizations")).press("delete").sees("notes_org_id_fkey of public.notes").key("enter")
	if d.app.form == nil {
		t.Fatal("the form closed")
	}
	d.sees("change that first").key("esc").misses("Drop table")
	if len(d.app.snap.Edits) != 0 {
		t.Error("something was edited")
	}
}

func TestEveryWayToAdd(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.selectTable(public("notes")).press("add").fill("name", "placements", "kind", "tenant", "purpose", "Who works where").accept().sees("placements")
	d.selectTable(public("placements")).selectRow(detail.Columns, "id").press("add").fill("name", "note_id", "type", "uuid", "null", "yes").accept()
	d.selectRow(detail.Constraints, "").press("add").fill("columns", "note_id", "points at", "notes", "on delete", "SET NULL").accept().sees("placements_note_id_fkey")
	d.selectRow(detail.Indexes, "").press("add").fill("columns", "note_id", "where", "deleted_at IS NULL").accept().sees("idx_placements_note_id_active")
	d.selectRow(detail.Policies, "").press("add").fill("name", "deny", "for", "DELETE", "using", "false").accept().sees("deny")
	d.selectRef(tree.Ref{Kind: tree.Enum, Name: public("mood")}).selectRow(detail.Values, "sad").press("add").fill("value", "so_so").accept().sees("so_so")
	if got := strings.Join(d.app.snap.Target.Enums.Get(public("mood")).Values, " "); got != "sad so_so ok" {
		t.Errorf("values are %s", got)
	}
	d.selectRow(detail.Values, "so_so").press("rename").fill("name", "fine").accept()
	d.selectTable(public("placements")).press("comment").fill("comment", "Jobs of people").accept().sees("Jobs of people")
	d.press("edit").fill("kind", "log").accept()
	n := len(d.app.snap.Edits)
	for range n {
		d.press("undo")
	}
	if d.app.snap.Target != d.app.snap.Base {
		t.Error("undoing everything does not give the base back")
	}
}

func TestFilterPaletteHelp(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.press("filter").key("n", "o", "t").sees("/ not", "notes").misses("organizations  ").key("enter").key("esc").sees("organizations")
	d.press("findings", "filter").key("r", "l", "s").sees("2 of 6", "/ rls").misses("audit-columns-missing").key("esc").sees("audit-columns-missing")
	d.press("design")
	d.press("palette").key("m", "i", "g", "r").sees("migration").key("enter").sees("There is nothing to change yet")
	d.press("palette").key("u", "n", "d", "o", "enter").sees("there is nothing to undo")
	d.press("help").sees("Here", "rollback").key("x").misses("Here")
}

func TestReader(t *testing.T) {
	d := openSmall(t, 80, 24)
	d.press("findings").sees("space shows them").key(" ").sees("any other key closes", "To put it right").key("x").misses("any other key closes")
}

func TestDeniedActionsSayWhy(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.press("export").sees("the design changes nothing")
	d.press("undo").sees("there is nothing to undo")
	d.selectRef(tree.Ref{Kind: tree.View, Name: public("v")}).press("edit").sees("only tables, columns and policies have a form")
}

func TestMouse(t *testing.T) {
	d := openSmall(t, 120, 40)
	for i, it := range d.app.tree.Items {
		if it.Name == public("organizations") {
			d.send(tea.MouseMsg{X: 8, Y: 2 + i, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
		}
	}
	if got := d.app.tree.Selected().Name; got != public("organizations") {
		t.Errorf("a click chose %v", got)
	}
	r := d.app.rects().Detail.Inner()
	at := strings.Index(strings.Split(d.view(), "\n")[r.Y+1], "SQL")
	d.send(tea.MouseMsg{X: len([]rune(strings.Split(d.view(), "\n")[r.Y+1][:at])), Y: r.Y + 1, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft})
	d.sees("CREATE TABLE IF NOT EXISTS public.organizations")
	d.send(tea.MouseMsg{X: 5, Y: 10, Button: tea.MouseButtonWheelDown})
}

func TestSourceThatCannotBeOpened(t *testing.T) {
	d := &driver{t: t, dir: t.TempDir()}
	d.app = New(context.Background(), Config{Theme: screen.PlainTheme(), Open: func(context.Context, bool) (*session.Session, error) {
		return nil, errors.New("nothing is there: /nowhere: give a folder")
	}})
	d.resize(80, 24)
	d.run(d.app.Init())
	d.sees("nothing is there: /nowhere")
	d.key("q")
	if !d.quit {
		t.Error("q does not leave")
	}
}

func TestDesignThatSomebodyElseEditsOpensReadOnly(t *testing.T) {
	d := &driver{t: t, dir: t.TempDir()}
	held := &design.LockedError{Path: "shop.pgdraft", Holder: design.Holder{PID: 7, Host: "attic", Who: "ada"}}
	var asked []bool
	d.app = New(context.Background(), Config{Theme: screen.PlainTheme(), Open: func(_ context.Context, readOnly bool) (*session.Session, error) {
		asked = append(asked, readOnly)
		return nil, held
	}})
	d.resize(80, 24)
	d.run(d.app.Init())
	d.sees("by ada on attic", "o open it read-only").key("o")
	if !slices.Equal(asked, []bool{false, true}) {
		t.Errorf("read-only was asked for as %v", asked)
	}
}

// TestSizes holds every screen, at every size, to a frame that fits.
func TestSizes(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.selectTable(public("notes"))
	situations := []struct {
		name  string
		enter func()
	}{
		{"design", func() { d.press("design") }}, {"findings", func() { d.press("findings") }}, {"migration", func() { d.press("migration") }},
		{"erd", func() { d.press("erd") }}, {"help", func() { d.press("help") }}, {"palette", func() { d.key("x"); d.press("palette") }},
		{"form", func() {
			d.key("esc")
			d.press("design")
			d.selectTable(public("notes")).selectRow(detail.Columns, "stat").press("edit").fill("type", "timestamp")
		}},
		{"filter", func() { d.key("esc"); d.press("filter") }},
	}
	for _, s := range situations {
		d.resize(120, 40)
		s.enter()
		for w := 20; w <= 210; w += 7 {
			for h := 5; h <= 64; h += 9 {
				d.resize(w, h)
				d.exact(s.name)
			}
		}
	}
	d.resize(50, 10)
	d.key("esc").sees("pgdraft needs 60 by 16 cells")
}

// TestRandomKeys presses keys without sense: nothing may break, every frame
// fits, and undoing everything gives the base back.
func TestRandomKeys(t *testing.T) {
	keys := []string{"a", "e", "r", "d", "c", "f", "u", "ctrl+r", "1", "2", "3", "4", "enter", "esc", "tab", "shift+tab", "j", "k", "h", "l",
		"o", "]", "[", "/", ":", "?", "v", "t", "+", "-", "z", "H", "g", "G", "x", "y", " ", "up", "down", "left", "right", "backspace", "E",
		"name", "uuid", "1=1", "ctrl+o", "shift+left", "pgdown"}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1))
		d := openSmall(t, 60+r.IntN(150), 16+r.IntN(50))
		var trail []string
		for i := range 400 {
			k := keys[r.IntN(len(keys))]
			trail = append(trail, k)
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Fatalf("seed %d: %v after %v", seed, p, trail[max(0, len(trail)-12):])
					}
				}()
				d.key(k)
				if i%23 == 0 {
					d.resize(60+r.IntN(150), 16+r.IntN(50))
				}
				d.exact(k)
			}()
		}
		d.key("esc", "esc", "esc", "esc")
		for len(d.app.snap.Edits) > 0 {
			n := len(d.app.snap.Edits)
			d.press("undo")
			if len(d.app.snap.Edits) >= n {
				t.Fatalf("seed %d: undo does nothing: %s", seed, d.app.message)
			}
		}
		if d.app.snap.Target != d.app.snap.Base {
			t.Fatalf("seed %d: undoing everything does not give the base back", seed)
		}
	}
}

// TestHostileNames opens a schema whose names and comments try to take the
// terminal over.
func TestHostileNames(t *testing.T) {
	d := open(t, 120, 40, parse.File{Name: "evil.sql", Text: "CREATE TABLE \"a\x1b[2Jb\" (\"c\x1b]52;c;aGk=\x07\" text, \"new\nline\" text, \"🎉 名前\" text, \"quo\"\"te\" text);" +
		"COMMENT ON TABLE \"a\x1b[2Jb\" IS 'x\x1b[31m \u202e gnp';"})
	for _, s := range []string{"design", "erd", "findings", "migration", "design"} {
		d.press(s)
		d.exact(s)
		if v := d.view(); strings.ContainsAny(v, "\x1b\x07\r\u202e") {
			t.Fatalf("%s lets something through: %q", s, v)
		}
	}
	d.app.focus = DetailPane
	d.sees(`\x1b[2J`, `\u202e`, `new↵line`, "🎉 名前", `quo"te`)
}

// TestCorpora makes, through the workbench, an edit, a rename and a new table
// in real schemas, exports, and has PostgreSQL judge the migration.
func TestCorpora(t *testing.T) {
	tests := map[string]struct {
		table   model.Name
		rename  string
		comment string
	}{
		"basejump":  {model.Name{Schema: "basejump", Name: "accounts"}, "slug", "name"},
		"onlook":    {public("projects"), "name", "description"},
		"danbooru":  {public("posts"), "rating", "source"},
		"crates-io": {public("crates"), "description", "homepage"},
	}
	for corpus, tt := range tests {
		t.Run(corpus, func(t *testing.T) {
			d := open(t, 120, 40, sharedtest.Files(t, corpus)...)
			base := d.app.snap.Target
			d.selectTable(tt.table).selectRow(detail.Columns, tt.rename).press("rename").fill("name", "renamed_by_hand").accept()
			d.selectRow(detail.Columns, tt.comment).press("edit").fill("null", "yes", "default", "'not said'", "comment", "It's changed").accept()
			d.selectRow(detail.Indexes, "").press("add").fill("columns", tt.comment).accept()
			d.app.focus = TreePane
			d.press("add").fill("name", "public.placements", "kind", "tenant", "purpose", "Who was placed where").accept()
			d.press("palette").key("a", "d", "d", " ", "a", "n", " ", "e", "n", "u", "m").key("enter").fill("name", "public.placement_status", "values", "planned, placed_active").accept()
			d.press("erd")
			d.press("export").sees("migration").key("enter").sees("written")
			planned, err := d.Plan(d.app.session, d.app.snap)
			if err != nil {
				t.Fatal(err)
			}
			p := pgtest.Promise{Prepare: pgtest.Corpus(t, corpus)}
			for _, f := range planned {
				switch f.Name {
				case "migration":
					p.Migration = read(t, f.Target)
				case "rollback":
					p.Rollback = read(t, f.Target)
				}
			}
			for _, f := range facts.List(d.app.snap.Target) {
				p.Facts = append(p.Facts, f.String())
			}
			cluster.Judge(t, p)
			for range len(d.app.snap.Edits) {
				d.press("undo")
			}
			if d.app.snap.Target != base {
				t.Error("undoing everything does not give the base back")
			}
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
