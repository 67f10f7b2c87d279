package screen

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/render/safe"
)

// Span is a stretch of one role.
type Span struct {
	Text safe.Text
	Role Role
}

// SQLLines breaks SQL into lines no wider than width, and each line into
// spans: keywords, literals, comments and the rest.
func SQLLines(sql string, width int) [][]Span {
	var out [][]Span
	for _, line := range safe.Lines(sql) {
		indent := len(line) - len(strings.TrimLeft(string(line), " "))
		for i, piece := range wrapCode(line, max(10, width), indent) {
			if i > 0 {
				piece = safe.Text(strings.Repeat(" ", min(indent+2, width/3))) + piece
			}
			out = append(out, colour(piece))
		}
	}
	return out
}

// wrapCode breaks a line of code at spaces and keeps its indent.
func wrapCode(line safe.Text, width, indent int) []safe.Text {
	if safe.Width(line) <= width {
		return []safe.Text{line}
	}
	pieces := safe.Wrap(line, width-min(indent+2, width/3))
	if len(pieces) > 0 {
		pieces[0] = safe.Text(strings.Repeat(" ", min(indent, width/3))) + pieces[0]
	}
	return pieces
}

// colour finds the keywords and literals of one line. It looks at words only:
// a literal that spans lines is coloured where it begins and ends.
func colour(line safe.Text) []Span {
	s := string(line)
	if t := strings.TrimLeft(s, " "); strings.HasPrefix(t, "--") {
		return []Span{{line, Dim}}
	}
	var out []Span
	add := func(text string, role Role) {
		if text == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Role == role {
			out[n-1].Text += safe.Text(text)
			return
		}
		out = append(out, Span{safe.Text(text), role})
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\'':
			j := i + 1
			for j < len(s) && s[j] != '\'' {
				j++
			}
			j = min(j+1, len(s))
			add(s[i:j], Literal)
			i = j
		case c >= 'A' && c <= 'Z':
			j := i
			for j < len(s) && (s[j] >= 'A' && s[j] <= 'Z' || s[j] == '_') {
				j++
			}
			if sqlWords[strings.ToLower(s[i:j])] || ident.IsKeyword(strings.ToLower(s[i:j])) {
				add(s[i:j], Keyword)
			} else {
				add(s[i:j], Code)
			}
			i = j
		default:
			add(s[i:i+1], Code)
			i++
		}
	}
	return out
}

// sqlWords are the words of DDL that ident does not have to quote.
var sqlWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`alter add drop if exists policy role row level security enable disable force index
		type enum as function returns language trigger before after each execute procedure comment schema extension
		rename column constraint key cascade restrict set no action by always generated identity sequence view
		materialized replace grant revoke update delete insert begin end do declare return domain publication
		value owned start increment partition of inherits stable immutable volatile definer unlogged validate`) {
		m[w] = true
	}
	return m
}()
