package app

import (
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/screen/screentest"
)

// openThousand opens 1,000 tables on a large screen.
func openThousand(t testing.TB) *driver {
	t.Helper()
	d := open(t, 200, 60, parse.File{Name: "schema.sql", Text: sharedtest.Generated(t, 1000)})
	d.app.side = sideNone
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(termenv.TrueColor)
	d.app.cfg.Theme = screen.NewTheme(renderer)
	d.app.tree.Cursor = 500
	d.app.selectionChanged()
	d.view()
	return d
}

// counter is a terminal that counts what it gets.
type counter struct{ bytes int }

func (c *counter) Write(p []byte) (int, error) { c.bytes += len(p); return len(p), nil }
func (c *counter) Read([]byte) (int, error)    { return 0, io.EOF }
func (c *counter) Close() error                { return nil }
func (c *counter) Fd() uintptr                 { return 0 }

// bytesFor is what the terminal gets to go from one frame to another.
func bytesFor(t testing.TB, before, after string) int {
	t.Helper()
	var term counter
	w := screen.NewWriter(&term)
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, out := range []string{screentest.Flush(nil, a), screentest.Flush(a, b)} {
		term.bytes = 0
		if _, err := io.WriteString(w, out); err != nil {
			t.Fatal(err)
		}
	}
	return term.bytes
}

// TestCursorMoveCosts counts what a cursor move costs with 1,000 tables on a
// screen of 200 by 60: allocations, and bytes to the terminal.
func TestCursorMoveCosts(t *testing.T) {
	d := openThousand(t)
	down, up := tea.KeyMsg{Type: tea.KeyDown}, tea.KeyMsg{Type: tea.KeyUp}
	measure := func(name string, allocations, bytes float64) {
		before := d.view()
		d.app.Update(down)
		after := d.view()
		if n := float64(bytesFor(t, before, after)); n > bytes {
			t.Errorf("%s: %.0f bytes, at most %.0f", name, n, bytes)
		}
		n := testing.AllocsPerRun(20, func() {
			d.app.Update(down)
			d.app.View()
			d.app.Update(up)
			d.app.View()
		}) / 2
		t.Logf("%s: %.0f allocations, %d bytes", name, n, bytesFor(t, before, after))
		if n > allocations {
			t.Errorf("%s: %.0f allocations, at most %.0f", name, n, allocations)
		}
	}
	measure("in the tree, with another table on display", 100, 4_096)
	d.app.focus = DetailPane
	d.app.detail.Open(detail.Columns, "")
	d.app.dirty = true
	measure("in the columns", 100, 1_024)
}

// TestAFrameIsPaintedOnce holds View to its cache.
func TestAFrameIsPaintedOnce(t *testing.T) {
	d := openSmall(t, 120, 40)
	d.view()
	n := d.app.drawn
	d.view()
	d.send(struct{}{})
	d.view()
	if d.app.drawn != n {
		t.Errorf("painted %d times for nothing", d.app.drawn-n)
	}
}

// BenchmarkCursorMove1000 moves the cursor in the tree of 1,000 tables and
// paints the frame, 200 by 60; the limit is 2 ms.
func BenchmarkCursorMove1000(b *testing.B) {
	d := openThousand(b)
	keys := []tea.KeyMsg{{Type: tea.KeyDown}, {Type: tea.KeyUp}}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		d.app.Update(keys[i%2])
		d.app.View()
		i++
	}
}

// BenchmarkEditToFrame1000 makes an edit and takes it back, each with its
// findings, its migration and a frame.
func BenchmarkEditToFrame1000(b *testing.B) {
	d := openThousand(b)
	table := d.app.table()
	d.selectTable(table.Name).selectRow(detail.Columns, "created_by")
	b.ReportAllocs()
	for b.Loop() {
		d.press("edit").fill("null", "no").accept()
		d.view()
		d.press("undo")
		d.view()
	}
}
