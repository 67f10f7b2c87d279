package screen

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/screen/screentest"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

// terminal is as much of one as the writer needs.
type terminal struct {
	cells    [][]styled
	row, col int
	style    string
	bytes    int
}

func newTerminal(w, h int) *terminal {
	t := &terminal{cells: make([][]styled, h)}
	for i := range t.cells {
		t.cells[i] = make([]styled, w)
	}
	return t
}

func (t *terminal) Read([]byte) (int, error) { return 0, nil }
func (t *terminal) Close() error             { return nil }
func (t *terminal) Fd() uintptr              { return 0 }

func (t *terminal) Write(p []byte) (int, error) {
	t.bytes += len(p)
	s := string(p)
	for s != "" {
		switch {
		case strings.HasPrefix(s, "\x1b["):
			end := strings.IndexFunc(s[2:], func(r rune) bool { return r >= 0x40 && r <= 0x7e }) + 3
			t.sequence(s[2:end-1], s[end-1])
			s = s[end:]
		case s[0] == '\r':
			t.col = 0
			s = s[1:]
		case s[0] == '\n':
			t.row++
			s = s[1:]
		default:
			cluster, rest, width, _ := uniseg.FirstGraphemeClusterInString(s, -1)
			for i := range width {
				if i > 0 {
					cluster = ""
				}
				if t.row < len(t.cells) && t.col < len(t.cells[t.row]) {
					t.cells[t.row][t.col] = styled{cluster, t.style}
				}
				t.col++
			}
			s = rest
		}
	}
	return len(p), nil
}

func (t *terminal) sequence(args string, final byte) {
	switch final {
	case 'H':
		row, col, _ := strings.Cut(args, ";")
		t.row, _ = strconv.Atoi(row)
		t.col, _ = strconv.Atoi(col)
		t.row, t.col = max(0, t.row-1), max(0, t.col-1)
	case 'm':
		if seq := "\x1b[" + args + "m"; endsStyle(seq) {
			t.style = ""
		} else {
			t.style += seq
		}
	}
}

// TestWriterShowsTheFrame is the law: whatever frames follow each other, the
// terminal shows the last one, as if every line had been written.
func TestWriterShowsTheFrame(t *testing.T) {
	theme := attributeTheme()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(4, 30).Draw(t, "w"), rapid.IntRange(1, 6).Draw(t, "h")
		direct, through := newTerminal(w, h), newTerminal(w, h)
		writer := NewWriter(through)
		var c Canvas
		c.Reset(w, h)
		var before []string
		for range rapid.IntRange(1, 6).Draw(t, "frames") {
			for range rapid.IntRange(0, 4).Draw(t, "puts") {
				text := safe.Clean(rapid.StringOf(rapid.SampledFrom([]rune("ab名é🎉 "))).Draw(t, "text"))
				c.Put(rapid.IntRange(0, w).Draw(t, "x"), rapid.IntRange(0, h-1).Draw(t, "y"), w, text,
					rapid.SampledFrom([]Role{Normal, Bright, Dim, Cursor, Input}).Draw(t, "role"))
			}
			after := strings.Split(c.Render(theme), "\n")
			if rapid.IntRange(0, 5).Draw(t, "repaint") == 0 {
				before = nil
			}
			out := screentest.Flush(before, after)
			if strings.Join(before, "\n") == strings.Join(after, "\n") {
				continue
			}
			_, _ = direct.Write([]byte(out))
			if _, err := writer.Write([]byte(out)); err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprint(through.cells), fmt.Sprint(direct.cells); got != want {
				t.Fatalf("got  %q\nwant %q", got, want)
			}
			before = after
		}
	})
}

func TestWriterLeavesTheRestAlone(t *testing.T) {
	term := newTerminal(10, 2)
	w := NewWriter(term)
	for _, s := range []string{"\x1b[?1049h", "\x1b[2J", home, "\x1b[2K\r"} {
		before := term.bytes
		if n, err := w.Write([]byte(s)); n != len(s) || err != nil || term.bytes != before+len(s) {
			t.Errorf("%q: %d bytes written, %v", s, term.bytes-before, err)
		}
	}
}

func TestWriterWritesOnlyWhatChanged(t *testing.T) {
	term := newTerminal(80, 3)
	w := NewWriter(term)
	line := strings.Repeat("x", 80)
	first := []string{line, line, line}
	second := []string{line, line[:40] + "y" + line[41:], line}
	_, _ = w.Write([]byte(screentest.Flush(nil, first)))
	before := term.bytes
	_, _ = w.Write([]byte(screentest.Flush(first, second)))
	if n := term.bytes - before; n > 40 {
		t.Errorf("%d bytes for one cell", n)
	}
}
