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

// Verbatim is a statement that was read but is not modelled. It is kept as it
// stands, in its order.
type Verbatim struct {
	SQL    string
	What   string // the statement in words: "ALTER DEFAULT PRIVILEGES"
	Reason string // why it was not modelled
	Origin Origin
	// Undo takes back what the statement makes; it also says what that is.
	// Empty where that is not known: such statements are not compared.
	Undo string
	// Canonical is the statement as the parser's printer spells it.
	Canonical string
}
