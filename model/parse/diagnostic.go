package parse

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

// Level says how much a diagnostic matters.
type Level int

// The levels. An Error means that a statement was left out.
const (
	Note Level = iota
	Warning
	Error
)

func (l Level) String() string { return [...]string{"note", "warning", "error"}[l] }

// Diagnostic is something to say about a place of the text.
type Diagnostic struct {
	Level   Level
	Origin  model.Origin
	Column  int    // of the line, counted in characters from 1; 0 for the whole statement
	Message string // what is wrong
	Fix     string // how to put it right, or what was done instead
	Line    string // the line of the text, empty where Column is 0
	// Unknown tells that what the statement does to the schema is not known.
	Unknown bool
}

// String gives file:line:column: level: message. fix, and below it the line
// with a caret under the column.
func (d Diagnostic) String() string {
	var b strings.Builder
	b.WriteString(d.Origin.String())
	if d.Column > 0 {
		fmt.Fprintf(&b, ":%d", d.Column)
	}
	fmt.Fprintf(&b, ": %s: %s.", d.Level, strings.TrimSuffix(d.Message, "."))
	if d.Fix != "" {
		b.WriteString(" " + d.Fix)
	}
	if d.Column > 0 && d.Line != "" {
		line, column := window([]rune(strings.ReplaceAll(d.Line, "\t", " ")), d.Column)
		fmt.Fprintf(&b, "\n  %s\n  %s^", line, strings.Repeat(" ", column-1))
	}
	return b.String()
}

// window cuts a long line down to what stands around the column.
func window(line []rune, column int) (string, int) {
	const width = 100
	if len(line) <= width {
		return string(line), column
	}
	from := max(0, min(column-width/2, len(line)-width))
	return string(line[from : from+width]), column - from
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
