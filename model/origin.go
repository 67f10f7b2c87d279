package model

import "strconv"

// Origin is the place that an object was read from. It takes no part in
// comparisons and is not kept in a design's journal.
type Origin struct {
	File string
	Line int // counted from 1; 0 where there is no line
}

// String gives file:line, or what of it is known.
func (o Origin) String() string {
	if o.Line == 0 {
		return o.File
	}
	return o.File + ":" + strconv.Itoa(o.Line)
}
