// Package screentest writes frames to a terminal as bubbletea does, for tests
// that count the bytes or look at what arrives.
package screentest

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Flush is what bubbletea 1 writes on the alternate screen to get from one
// frame to the next: every line that differs, whole. before is nil where the
// frame is painted from nothing.
func Flush(before, after []string) string {
	var b strings.Builder
	b.WriteString(ansi.CursorHomePosition)
	for i, line := range after {
		if i < len(before) && before[i] == line {
			if i < len(after)-1 {
				b.WriteByte('\n')
			}
			continue
		}
		if i == 0 && before == nil {
			b.WriteByte('\r')
		}
		b.WriteString(line)
		if i < len(after)-1 {
			b.WriteString("\r\n")
		}
	}
	return b.String() + ansi.CursorPosition(0, len(after))
}
