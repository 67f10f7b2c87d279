package app

import (
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/ui/screen"
)

// drawn draws a layout at a tenth of its size, a letter for each part.
func drawn(a layoutArgs, scaleX, scaleY int) string {
	r := arrange(a)
	var lines []string
	for y := 0; y < a.H; y += scaleY {
		var b strings.Builder
		for x := 0; x < a.W; x += scaleX {
			letter := byte('.')
			for _, p := range []struct {
				r screen.Rect
				c byte
			}{{r.Header, 'h'}, {r.Footer, 'f'}, {r.Tree, 'T'}, {r.Detail, 'D'}, {r.Findings, 'F'}, {r.Side, 'S'}, {r.Left, 'L'}, {r.Right, 'R'}} {
				if p.r.Contains(x, y) {
					letter = p.c
				}
			}
			b.WriteByte(letter)
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n")
}

func TestArrange(t *testing.T) {
	tests := []struct {
		name string
		a    layoutArgs
		want string
	}{
		{"small, tree", layoutArgs{W: 80, H: 24}, `
hhhhhhhh
TTTTTTTT
TTTTTTTT
TTTTTTTT
TTTTTTTT
TTTTTTTT`},
		{"middle", layoutArgs{W: 120, H: 40}, `
hhhhhhhhhhhh
TTTTDDDDDDDD
TTTTDDDDDDDD
TTTTDDDDDDDD
TTTTDDDDDDDD
TTTTDDDDDDDD
TTTTDDDDDDDD
TTTTFFFFFFFF
TTTTFFFFFFFF
TTTTFFFFFFFF`},
		{"large, with the third column", layoutArgs{W: 200, H: 24}, `
hhhhhhhhhhhhhhhhhhhh
TTTTTDDDDDDDDDSSSSSS
TTTTTDDDDDDDDDSSSSSS
TTTTTDDDDDDDDDSSSSSS
TTTTTFFFFFFFFFSSSSSS
TTTTTFFFFFFFFFSSSSSS`},
		{"findings", layoutArgs{W: 120, H: 24, Screen: Findings}, `
hhhhhhhhhhhh
LLLLLLRRRRRR
LLLLLLRRRRRR
LLLLLLRRRRRR
LLLLLLRRRRRR
LLLLLLRRRRRR`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := "\n" + drawn(tt.a, 10, 4); got != tt.want {
				t.Errorf("got%s\nwant%s", got, tt.want)
			}
		})
	}
	if !arrange(layoutArgs{W: 59, H: 40}).TooSmall || !arrange(layoutArgs{W: 80, H: 15}).TooSmall {
		t.Error("a screen that is too small is not said to be")
	}
}
