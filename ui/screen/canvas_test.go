package screen

import (
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/render/safe"
	"pgregory.net/rapid"
)

// TestAnyPaintingHasTheSize is the promise of the canvas.
func TestAnyPaintingHasTheSize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Canvas
		w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 12).Draw(t, "h")
		c.Reset(w, h)
		for range rapid.IntRange(0, 12).Draw(t, "puts") {
			x, y := rapid.IntRange(-5, 45).Draw(t, "x"), rapid.IntRange(-3, 15).Draw(t, "y")
			text := safe.Clean(rapid.StringOf(rapid.SampledFrom([]rune("ab名é🎉\u0301 "))).Draw(t, "text"))
			if rapid.Bool().Draw(t, "frame") {
				c.Frame(Rect{x, y, rapid.IntRange(0, 40).Draw(t, "fw"), rapid.IntRange(0, 12).Draw(t, "fh")}, text, true)
				continue
			}
			width := rapid.IntRange(-1, 30).Draw(t, "width")
			if used := c.Put(max(0, x), y, width, text, Bright); used > max(0, width) {
				t.Fatalf("Put used %d of %d cells", used, width)
			}
		}
		lines := strings.Split(c.Render(PlainTheme()), "\n")
		if len(lines) != h {
			t.Fatalf("%d lines, want %d", len(lines), h)
		}
		for _, l := range lines {
			if got := safe.Width(safe.Text(l)); got != w {
				t.Fatalf("%q is %d wide, want %d", l, got, w)
			}
		}
	})
}

func TestPutCutsWithAnEllipsis(t *testing.T) {
	var c Canvas
	c.Reset(8, 1)
	c.Put(0, 0, 5, "candidates", Normal)
	c.Put(6, 0, 2, "名前", Normal)
	if got := c.Render(PlainTheme()); got != "cand… … " {
		t.Errorf("got %q", got)
	}
}

func TestSQLLinesFit(t *testing.T) {
	for _, line := range SQLLines("CREATE TABLE x (\n  name text NOT NULL DEFAULT 'a very long literal that does not fit'\n)", 20) {
		n := 0
		for _, s := range line {
			n += safe.Width(s.Text)
		}
		if n > 20 {
			t.Errorf("%v is %d wide", line, n)
		}
	}
}
