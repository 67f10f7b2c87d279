package screen

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
)

// File is a terminal, as bubbletea wants it to find out its size and mode.
type File interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// Writer stands between bubbletea and the terminal. Bubbletea writes every
// line of a frame in which anything changed, from border to border; the writer
// lets through only the cells that changed, and asks the terminal to show them
// at once (mode 2026; a terminal that does not know it ignores it). Over a
// slow line this is what makes a cursor move feel like one.
//
// It understands frames on the alternate screen as bubbletea 1 writes them;
// anything else goes through as it is.
type Writer struct {
	File
	shown []string // the lines on the screen; nil when that is not known
}

// NewWriter makes a writer for a terminal.
func NewWriter(f File) *Writer { return &Writer{File: f} }

const (
	home      = "\x1b[H"
	beginSync = "\x1b[?2026h"
	endSync   = "\x1b[?2026l"
	reset     = "\x1b[0m"
)

// Write implements [io.Writer].
func (w *Writer) Write(p []byte) (int, error) {
	frame, ok := bytes.CutPrefix(p, []byte(home))
	if !ok || len(frame) == 0 {
		w.shown = nil // it may clear the screen, or leave it
		return w.File.Write(p)
	}
	lines, written, tail := readFrame(string(frame), w.shown)
	out := p
	if lines != nil && w.shown != nil && !w.repaints(lines, written) {
		out = w.changes(lines, written, tail)
	}
	w.shown = lines
	if _, err := w.File.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// readFrame takes a frame apart: its lines, which of them were written rather
// than stepped over, and what follows the last. It gives no lines where it
// does not understand the frame.
func readFrame(s string, before []string) (lines []string, written []bool, tail string) {
	end := len(s)
	for i := strings.IndexByte(s, 0x1b); i >= 0; {
		if final := finalByte(s[i:]); final == 'H' || final == 'J' {
			end = i
			break
		}
		next := strings.IndexByte(s[i+1:], 0x1b)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	body, tail := strings.TrimPrefix(s[:end], "\r"), s[end:]
	for {
		line, rest, more := strings.Cut(body, "\n")
		line, whole := strings.CutSuffix(line, "\r")
		if stepped := line == "" && !whole; stepped {
			if len(lines) >= len(before) {
				return nil, nil, ""
			}
			line = before[len(lines)]
			written = append(written, false)
		} else {
			written = append(written, true)
		}
		lines = append(lines, line)
		if !more {
			return lines, written, tail
		}
		body = rest
	}
}

// finalByte is the letter that ends an escape sequence, 0 for another one.
func finalByte(s string) byte {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	for i := 2; i < len(s); i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return s[i]
		}
	}
	return 0
}

// repaints tells whether a frame is written anew although the screen should
// hold much of it already: bubbletea does that when the screen may have been
// spoilt, as by a resize.
func (w *Writer) repaints(lines []string, written []bool) bool {
	if len(lines) != len(w.shown) {
		return true
	}
	for i, line := range lines {
		if written[i] && line == w.shown[i] {
			return true
		}
	}
	return false
}

func (w *Writer) changes(lines []string, written []bool, tail string) []byte {
	out := append(make([]byte, 0, 1024), beginSync...)
	for i, line := range lines {
		if written[i] {
			out = appendChanges(out, i+1, w.shown[i], line)
		}
	}
	return append(append(out, tail...), endSync...)
}

// styled is one cell with the sequences that were in force where it was written.
type styled struct {
	text  string // empty behind a wide character
	style string
}

// gap is how many unchanged cells are written again rather than jumped over:
// a jump costs about as many bytes.
const gap = 6

// appendChanges writes what leads from one line to another.
func appendChanges(out []byte, row int, before, after string) []byte {
	a, b := cells(before), cells(after)
	if len(a) != len(b) {
		return append(appendPosition(out, row, 1), after...)
	}
	for from := 0; from < len(b); from++ {
		if a[from] == b[from] {
			continue
		}
		to := from + 1
		for i := to; i < len(b) && i < to+gap; i++ {
			if a[i] != b[i] {
				to = i + 1
			}
		}
		for from > 0 && b[from].text == "" { // never half of a wide character
			from--
		}
		for to < len(b) && b[to].text == "" {
			to++
		}
		out = appendPosition(out, row, from+1)
		style := ""
		for _, c := range b[from:to] {
			blank := c.text == " " && c.style == "" && isColour(style) // which shows no colour
			if c.style != style && !blank {
				if style != "" && !(isColour(style) && isColour(c.style)) {
					out = append(out, reset...)
				}
				out = append(out, c.style...)
				style = c.style
			}
			out = append(out, c.text...)
		}
		if style != "" {
			out = append(out, reset...)
		}
		from = to
	}
	return out
}

// isColour tells whether a style is one foreground colour, so that another
// one takes its place by itself.
func isColour(style string) bool {
	return strings.HasPrefix(style, "\x1b[38;") && strings.Count(style, "\x1b") == 1
}

func appendPosition(out []byte, row, column int) []byte {
	out = strconv.AppendInt(append(out, "\x1b["...), int64(row), 10)
	return append(strconv.AppendInt(append(out, ';'), int64(column), 10), 'H')
}

// cells takes a line apart. A theme never puts one style into another: what
// ends one leads back to none.
func cells(line string) []styled {
	out := make([]styled, 0, len(line))
	style, state := "", -1
	for line != "" {
		switch {
		case line[0] == 0x1b:
			n := strings.IndexByte(line, 'm') + 1
			if n == 0 {
				n = len(line)
			}
			if seq := line[:n]; endsStyle(seq) {
				style = ""
			} else {
				style += seq
			}
			line, state = line[n:], -1
		case line[0] < 0x80 && (len(line) == 1 || line[1] < 0x80):
			out = append(out, styled{line[:1], style})
			line, state = line[1:], -1
		default:
			cluster, rest, width, next := uniseg.FirstGraphemeClusterInString(line, state)
			out = append(out, styled{cluster, style})
			for range width - 1 {
				out = append(out, styled{"", style})
			}
			line, state = rest, next
		}
	}
	return out
}

func endsStyle(seq string) bool {
	switch seq {
	case reset, "\x1b[m", "\x1b[22m", "\x1b[24m", "\x1b[27m", "\x1b[39m", "\x1b[49m":
		return true
	}
	return false
}
