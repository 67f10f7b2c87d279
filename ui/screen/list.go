package screen

// List is a cursor on rows of which only some fit on the screen.
type List struct {
	Cursor int
	top    int
}

// Move moves the cursor by a number of rows within n.
func (l *List) Move(by, n int) { l.To(l.Cursor+by, n) }

// To puts the cursor on a row, or the nearest there is.
func (l *List) To(row, n int) { l.Cursor = max(0, min(row, n-1)) }

// Window gives the first row to show when height rows of n fit, so that the
// cursor is among them.
func (l *List) Window(height, n int) int {
	l.To(l.Cursor, n)
	margin := min(2, height/4)
	if l.Cursor < l.top+margin {
		l.top = l.Cursor - margin
	}
	if l.Cursor >= l.top+height-margin {
		l.top = l.Cursor - height + 1 + margin
	}
	l.top = max(0, min(l.top, n-height))
	return l.top
}

// Top is the first row that was shown last.
func (l *List) Top() int { return l.top }
