package app

import "github.com/pgdraft/pgdraft/ui/screen"

// Screen is one of the views that the number keys choose.
type Screen int

// The screens.
const (
	Design Screen = iota
	ERD
	Findings
	Migration
)

// Pane is a part of a screen that can have the focus.
type Pane int

// The panes.
const (
	TreePane Pane = iota
	DetailPane
	FindingsPane
)

// sideKind is what the third column of a wide screen shows.
type sideKind int

// The kinds of third column.
const (
	sideDiagram sideKind = iota
	sideMigration
	sideNone
	sideKinds
)

// The smallest screen that anything fits on.
const (
	minWidth  = 60
	minHeight = 16
)

// layoutArgs is everything that the layout depends on.
type layoutArgs struct {
	W, H   int
	Screen Screen
	Focus  Pane
	Side   sideKind
}

// rects is where everything goes. A rectangle without room is not shown.
type rects struct {
	Header, Footer         screen.Rect
	Tree, Detail, Findings screen.Rect
	Side                   screen.Rect
	Left, Right            screen.Rect // of the screens with a list and what it says
	Body                   screen.Rect
	TooSmall               bool
}

// arrange divides the screen. Below 100 columns one pane is shown at a time;
// from 100 on tree, detail and findings; from 170 on a third column.
func arrange(a layoutArgs) rects {
	if a.W < minWidth || a.H < minHeight {
		return rects{TooSmall: true, Body: screen.Rect{W: a.W, H: a.H}}
	}
	r := rects{Header: screen.Rect{W: a.W, H: 1}, Footer: screen.Rect{Y: a.H - 1, W: a.W, H: 1},
		Body: screen.Rect{Y: 1, W: a.W, H: a.H - 2}}
	switch a.Screen {
	case Design:
		r.design(a)
	case Findings, Migration:
		r.pair(a)
	}
	return r
}

func (r *rects) design(a layoutArgs) {
	b := r.Body
	if a.W < 100 {
		switch a.Focus {
		case TreePane:
			r.Tree = b
		case DetailPane:
			r.Detail = b
		case FindingsPane:
			r.Findings = b
		}
		return
	}
	left := min(46, max(32, a.W*3/10))
	right := a.W - left
	if a.W >= 170 && a.Side != sideNone {
		side := (a.W - left) * 2 / 5
		r.Side = screen.Rect{X: a.W - side, Y: b.Y, W: side, H: b.H}
		right -= side
	}
	lower := max(7, b.H*3/10)
	r.Tree = screen.Rect{X: 0, Y: b.Y, W: left, H: b.H}
	r.Detail = screen.Rect{X: left, Y: b.Y, W: right, H: b.H - lower}
	r.Findings = screen.Rect{X: left, Y: b.Y + b.H - lower, W: right, H: lower}
}

// pair puts a list beside what it says, or above it where that is too narrow.
func (r *rects) pair(a layoutArgs) {
	b := r.Body
	if a.W < 100 {
		upper := b.H * 55 / 100
		r.Left = screen.Rect{X: 0, Y: b.Y, W: b.W, H: upper}
		r.Right = screen.Rect{X: 0, Y: b.Y + upper, W: b.W, H: b.H - upper}
		return
	}
	left := b.W * 45 / 100
	r.Left = screen.Rect{X: 0, Y: b.Y, W: left, H: b.H}
	r.Right = screen.Rect{X: left, Y: b.Y, W: b.W - left, H: b.H}
}
