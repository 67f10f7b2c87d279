package design

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
)

const sample = `CREATE TABLE users (id uuid PRIMARY KEY, stat text);`

func base(t testing.TB, sql string, files ...string) Base {
	t.Helper()
	res, err := parse.ReadString(context.Background(), "base.sql", sql)
	if err != nil {
		t.Fatal(err)
	}
	return Base{Schema: res.Schema, Files: files}
}

func options() Options {
	return Options{Author: "ann", Now: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }}
}

func loader(b Base) Loader { return func(context.Context, string) (Base, error) { return b, nil } }

func users() model.Name { return model.Name{Schema: "public", Name: "users"} }

func rename(from, to string) edit.Edit {
	return &edit.RenameColumn{Table: users(), Column: from, To: to}
}

func create(t *testing.T, b Base) (*Design, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.pgdraft")
	d, err := Create(path, "x", "migrations", b, options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, path
}

func must(t *testing.T, d *Design, e edit.Edit) State {
	t.Helper()
	s, err := d.Do(e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func reopen(t *testing.T, d *Design, path string, b Base) *Design {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), path, loader(b), options())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = again.Close() })
	return again
}

func columns(s State) string {
	var names []string
	for _, c := range s.Target.Tables.Get(users()).Columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

func TestUndoGivesTheSameSnapshotBack(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	first := must(t, d, rename("stat", "status"))
	must(t, d, rename("status", "state"))
	s, undone, err := d.Undo()
	if err != nil || undone.Describe() != "rename column public.users.status to state" {
		t.Fatal(undone, err)
	}
	if s.Target != first.Target {
		t.Error("undo made a new snapshot")
	}
	if s, _, err = d.Undo(); err != nil || s.Target != b.Schema {
		t.Error("undoing everything does not give the base back", err)
	}
	if _, _, err = d.Undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Error(err)
	}
	if s, _, err = d.Redo(); err != nil || columns(s) != "id status" {
		t.Error(columns(s), err)
	}
	d = reopen(t, d, path, b)
	if got := columns(d.State()); got != "id status" {
		t.Errorf("after opening again: %s", got)
	}
	if s, _, err = d.Redo(); err != nil || columns(s) != "id state" {
		t.Errorf("redo after opening again: %s, %v", columns(s), err)
	}
	if _, _, err = d.Redo(); !errors.Is(err, ErrNothingToRedo) {
		t.Error(err)
	}
}

func TestAFailedEditIsNotKept(t *testing.T) {
	d, path := create(t, base(t, sample))
	before, _ := os.ReadFile(path)
	if _, err := d.Do(rename("nothing", "x")); err == nil {
		t.Fatal("no error")
	}
	after, _ := os.ReadFile(path)
	if string(before) != string(after) {
		t.Error("the journal changed")
	}
}

// TestTornAtEveryByte cuts the file after each of its bytes: everything
// before the cut line must be there, and the file must be good to go on with.
func TestTornAtEveryByte(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	must(t, d, rename("stat", "status"))
	must(t, d, &edit.SetComment{On: edit.OnTable, Name: users(), Comment: "größe\n"})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head := strings.IndexByte(string(whole), '\n') + 1
	for cut := head; cut <= len(whole); cut++ {
		if err := os.WriteFile(path, whole[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := Open(context.Background(), path, loader(b), options())
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		want := strings.Count(string(whole[head:cut]), "\n")
		if got := len(d.State().Edits); got != want {
			t.Errorf("cut at %d: %d edits, want %d", cut, got, want)
		}
		if torn := whole[cut-1] != '\n'; torn != (d.Repaired() != "") {
			t.Errorf("cut at %d: repaired says %q", cut, d.Repaired())
		}
		must(t, d, &edit.SetKind{Table: users(), Kind: model.KindLog})
		d = reopen(t, d, path, b)
		if got := len(d.State().Edits); got != want+1 {
			t.Errorf("cut at %d, then an edit: %d edits, want %d", cut, got, want+1)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// fullDisk takes so many bytes and then none.
type fullDisk struct {
	file
	left int
}

func (f *fullDisk) Write(p []byte) (int, error) {
	if len(p) > f.left {
		n, _ := f.file.Write(p[:f.left])
		f.left = 0
		return n, syscall.ENOSPC
	}
	f.left -= len(p)
	return f.file.Write(p)
}

func TestFullDiskLosesNothing(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	must(t, d, rename("stat", "status"))
	real := d.journal.file
	d.journal.file = &fullDisk{real, 10}
	before := d.State()
	_, err := d.Do(rename("status", "state"))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free some space") {
		t.Fatalf("got %v", err)
	}
	if d.State().Target != before.Target {
		t.Error("an edit that is not on disk is shown")
	}
	d.journal.file = real // space was freed
	must(t, d, rename("status", "phase"))
	d = reopen(t, d, path, b)
	if got := columns(d.State()); got != "id phase" {
		t.Errorf("after opening again: %s", got)
	}
}

func TestSecondWriterIsToldWhoHoldsIt(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	must(t, d, rename("stat", "status"))
	_, err := Open(context.Background(), path, loader(b), options())
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Holder.PID != os.Getpid() || locked.Holder.Who != "ann" {
		t.Fatalf("got %v", err)
	}
	ro := options()
	ro.ReadOnly = true
	second, err := Open(context.Background(), path, loader(b), ro)
	if err != nil {
		t.Fatal(err)
	}
	if got := columns(second.State()); got != "id status" {
		t.Error(got)
	}
	if _, err := second.Do(rename("status", "x")); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFilesThatAreNoDesigns(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"newer", `{"pgdraft":99,"name":"x"}` + "\n", "newer version"},
		{"unknown edit", `{"pgdraft":1}` + "\n" + `{"n":1,"edit":{"op":"fold space"}}` + "\n", "newer version"},
		{"other file", "SELECT 1;\n", "not a pgdraft design"},
		{"empty", "", "empty"},
		{"bad line in the middle", `{"pgdraft":1}` + "\n{{{\n" + `{"n":2,"undo":1}` + "\n", "x.pgdraft:2:"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.pgdraft")
			if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := Open(context.Background(), path, loader(base(t, sample)), options())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to say %q", err, tt.want)
			}
			if left, _ := os.ReadFile(path); string(left) != tt.text {
				t.Error("the file was changed")
			}
			if _, err := os.Stat(path + ".lock"); err == nil {
				t.Error("the lock was left behind")
			}
		})
	}
}

func TestBaseThatMovedOn(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	must(t, d, rename("stat", "status"))
	must(t, d, &edit.SetKind{Table: users(), Kind: model.KindTenant})
	moved := base(t, `CREATE TABLE users (id uuid PRIMARY KEY, phase text);`)
	d = reopen(t, d, path, moved)
	s := d.State()
	if len(s.Conflicts) != 1 || len(s.Edits) != 1 || s.Conflicts[0].N != 1 {
		t.Errorf("got %d conflicts, %d edits", len(s.Conflicts), len(s.Edits))
	}
}

func TestLandedEditsAreNotReplayed(t *testing.T) {
	b := base(t, sample)
	d, path := create(t, b)
	must(t, d, rename("stat", "status"))
	if err := d.Exported(Export{Migration: "20260102030405_x.sql"}); err != nil {
		t.Fatal(err)
	}
	must(t, d, rename("status", "state"))
	landed := base(t, `CREATE TABLE users (id uuid PRIMARY KEY, status text);`, "20260102030405_x.sql")
	d = reopen(t, d, path, landed)
	s := d.State()
	if s.Landed != 1 || len(s.Edits) != 1 || len(s.Conflicts) != 0 || columns(s) != "id state" {
		t.Errorf("landed %d, edits %d, conflicts %v, columns %s", s.Landed, len(s.Edits), s.Conflicts, columns(s))
	}
}

// TestKilledWhileEditing kills a process that edits as fast as it can, and
// says after each edit that it is shown.
func TestKilledWhileEditing(t *testing.T) {
	if path := os.Getenv("PGDRAFT_TEST_VICTIM"); path != "" {
		editForever(t, path)
		return
	}
	b := base(t, sample)
	for round := range 5 {
		path := filepath.Join(t.TempDir(), "x.pgdraft")
		cmd := exec.Command(os.Args[0], "-test.run=TestKilledWhileEditing")
		cmd.Env = append(os.Environ(), "PGDRAFT_TEST_VICTIM="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		shown := 0
		buf := make([]byte, 1)
		for shown < 20+7*round {
			if n, err := out.Read(buf); n == 0 || err != nil {
				t.Fatal("the victim died by itself", err)
			}
			if buf[0] == '+' {
				shown++
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		d, err := Open(context.Background(), path, loader(b), options())
		if err != nil {
			t.Fatal(err)
		}
		if got := len(d.State().Edits); got < shown {
			t.Errorf("%d edits were shown and %d are there", shown, got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func editForever(t *testing.T, path string) {
	d, err := Create(path, "x", "migrations", base(t, sample), options())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100_000 {
		if _, err := d.Do(&edit.SetComment{On: edit.OnTable, Name: users(), Comment: strings.Repeat("x", i%500)}); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("+")
	}
}
