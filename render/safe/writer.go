package safe

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Writer makes text safe on its way to a terminal. Line ends and tabs stay,
// everything else that a terminal would act on is shown as [Clean] shows it.
type Writer struct {
	to   io.Writer
	rest []byte // of a character that came in two pieces
}

// NewWriter makes a writer in front of another.
func NewWriter(to io.Writer) *Writer { return &Writer{to: to} }

// Write implements [io.Writer].
func (w *Writer) Write(p []byte) (int, error) {
	text := append(w.rest, p...)
	cut := len(text)
	for i := 1; i <= utf8.UTFMax && i <= len(text); i++ {
		if at := len(text) - i; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				cut = at
			}
			break
		}
	}
	w.rest = append([]byte(nil), text[cut:]...)
	var b strings.Builder
	for _, line := range strings.SplitAfter(string(text[:cut]), "\n") {
		body, end := line, ""
		if strings.HasSuffix(line, "\n") {
			body, end = line[:len(line)-1], "\n"
		}
		for j, cell := range strings.Split(body, "\t") {
			if j > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(string(Clean(cell)))
		}
		b.WriteString(end)
	}
	if _, err := io.WriteString(w.to, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
