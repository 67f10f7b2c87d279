package cli

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// asCommand tells the test binary to be pgdraft.
const asCommand = "PGDRAFT_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// terminal is a real one with pgdraft in it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File
	seen strings.Builder
	from int // what was waited for last ends here
}

func onTerminal(t *testing.T, dir string, args ...string) *terminal {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCommand+"=1", "TERM=tmux-256color", "XDG_STATE_HOME="+dir)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 110})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return &terminal{t: t, cmd: cmd, file: f}
}

// until reads until the program has written a text.
func (x *terminal) until(want string) *terminal {
	x.t.Helper()
	buf := make([]byte, 8192)
	for !strings.Contains(x.seen.String()[x.from:], want) {
		n, err := x.file.Read(buf)
		x.seen.Write(buf[:n])
		if err != nil {
			x.t.Fatalf("waiting for %q: %v\n%q", want, err, x.seen.String()[x.from:])
		}
	}
	x.from += strings.Index(x.seen.String()[x.from:], want) + len(want)
	return x
}

func (x *terminal) press(keys string) *terminal {
	x.t.Helper()
	if _, err := x.file.WriteString(keys); err != nil {
		x.t.Fatal(err)
	}
	return x
}

// end reads to the end of the program and gives all that it wrote.
func (x *terminal) end() string {
	buf := make([]byte, 8192)
	for {
		n, err := x.file.Read(buf)
		x.seen.Write(buf[:n])
		if err != nil { // how a terminal says that nobody is at its other end
			break
		}
	}
	if err := x.cmd.Wait(); err != nil {
		x.t.Errorf("exit: %v", err)
	}
	return x.seen.String()
}

// TestWorkbenchOnATerminal starts, edits, resizes and leaves on a real one.
func TestWorkbenchOnATerminal(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.sql"), []byte("CREATE TABLE goods (id int PRIMARY KEY, name text);"), 0o644); err != nil {
		t.Fatal(err)
	}
	x := onTerminal(t, dir, "shop.sql").until("goods")
	x.press("r").until("Rename table").press("\x15wares\r").until("wares")
	if err := pty.Setsize(x.file, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		t.Fatal(err)
	}
	x.until("\x1b[40;H").press("4").until("Renames").press("q")
	out := x.end()
	for _, want := range []string{"\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h"} { // the screen is given back as it was
		if !strings.Contains(out, want) {
			t.Errorf("%q was not written", want)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "shop.pgdraft"))
	if err != nil || !strings.Contains(string(data), `"op":"rename table"`) {
		t.Errorf("the design holds %q, %v", data, err)
	}
}

// TestCommandsAskTheTerminalNothing holds commands for scripts to writing what
// they have to say: a question that nobody answers makes them wait.
func TestCommandsAskTheTerminalNothing(t *testing.T) {
	for _, args := range [][]string{{"--version"}, {"check", "--list"}, {"inspect", "--help"}} {
		x := onTerminal(t, t.TempDir(), args...)
		if out := x.end(); strings.Contains(out, "\x1b") {
			t.Errorf("%v: an escape sequence was written: %q", args, out)
		}
	}
}

// TestTerminalOutputIsSafe shows names with escape sequences in them on a
// terminal.
func TestTerminalOutputIsSafe(t *testing.T) {
	dir := t.TempDir()
	text := "CREATE TABLE \"a\x1b[31m\x07\" (id int); COMMENT ON TABLE \"a\x1b[31m\x07\" IS 'x \u202e y';"
	if err := os.WriteFile(filepath.Join(dir, "x.sql"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"inspect", "x.sql", "--format", "sql"}, {"inspect", "x.sql", "--format", "facts"},
		{"inspect", "x.sql", "--format", "json"}, {"erd", "x.sql"}} {
		if out := onTerminal(t, dir, args...).end(); strings.ContainsAny(out, "\x1b\x07\u202e") {
			t.Errorf("%v: %q", args, out)
		}
	}
}
