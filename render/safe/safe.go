// Package safe makes strings from outside fit for a terminal: names, comments
// and SQL of a schema, messages of a server, names of peers. [Text] is the
// only kind of text that is drawn, and [Clean] the only way to get it from
// such a string.
package safe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Text is one line that a terminal shows and does not obey: it holds
// no control characters, no escape sequences and nothing that changes the
// direction of writing.
type Text string

// Clean makes a line safe. What a terminal would act on is shown instead:
// an escape character as \x1b, a right-to-left override as \u202e, a line
// break as a return sign.
func Clean(s string) Text {
	if isPlain(s) {
		return Text(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString("↵")
		case r == '\t':
			b.WriteByte(' ')
		case r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			fmt.Fprintf(&b, `\x%02x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return Text(b.String())
}

// Lines makes a text of several lines safe, line by line.
func Lines(s string) []Text {
	parts := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	out := make([]Text, len(parts))
	for i, p := range parts {
		out[i] = Clean(strings.ReplaceAll(p, "\t", "  "))
	}
	return out
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// hidden tells whether a character is not seen but changes how others are:
// directions, joiners, invisible marks, line separators.
func hidden(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r == 0x2028, r == 0x2029, r == 0xfeff, r == 0x061c, r == 0x00ad, r >= 0xfff9 && r <= 0xfffb,
		r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Co, r)
}

// Width is how many cells a terminal gives a line.
func Width(t Text) int {
	if isPlain(string(t)) {
		return len(t)
	}
	return uniseg.StringWidth(string(t))
}

// Cut shortens a line to a number of cells; what was cut off shows as "…". A
// character that takes two cells is never split.
func Cut(t Text, cells int) Text {
	if Width(t) <= cells {
		return t
	}
	if cells <= 0 {
		return ""
	}
	if isPlain(string(t)) {
		return t[:cells-1] + "…"
	}
	var b strings.Builder
	left, rest, state := cells-1, string(t), -1
	for rest != "" {
		cluster, tail, width, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if width > left {
			break
		}
		b.WriteString(cluster)
		left -= width
		rest, state = tail, next
	}
	return Text(b.String() + "…")
}

// Pad fills a line with spaces up to a number of cells, or cuts it to that.
func Pad(t Text, cells int) Text {
	t = Cut(t, cells)
	if n := cells - Width(t); n > 0 {
		return t + Text(strings.Repeat(" ", n))
	}
	return t
}

// Wrap breaks a line at spaces so that no piece is wider than a number of
// cells.
func Wrap(t Text, cells int) []Text {
	var out []Text
	line := Text("")
	for _, word := range strings.Fields(string(t)) {
		w := Text(word)
		for Width(w) > cells && cells > 1 { // longer than a whole line
			if line != "" {
				out = append(out, line)
				line = ""
			}
			head := strings.TrimSuffix(string(Cut(w, cells)), "…")
			if head == "" {
				break
			}
			out = append(out, Text(head))
			w = w[len(head):]
		}
		switch {
		case line == "":
			line = w
		case Width(line)+1+Width(w) <= cells:
			line += " " + w
		default:
			out = append(out, line)
			line = w
		}
	}
	if line != "" || len(out) == 0 {
		out = append(out, line)
	}
	return out
}
