package parse

import (
	"regexp"
	"strings"
)

// A text may be meant for another program before it is meant for PostgreSQL: a
// template, or a script of psql. What that program would put in is not known.

// templateTag steps over {% ... %} or {# ... #} between statements.
func (s *splitter) templateTag() {
	line := s.line
	closing := string(s.at(1)) + "}"
	end := strings.Index(s.text[s.pos+2:], closing)
	if end < 0 {
		s.token('{')
		return
	}
	end += s.pos + 2 + len(closing)
	what := s.text[s.pos:end]
	isComment := s.at(1) == '#'
	s.advance(end)
	if !isComment {
		s.skipped = append(s.skipped, skipped{line: line, what: firstLine(what), template: true})
	}
}

var (
	// placeholder matches what templates put a value for, outside of quotes.
	placeholder = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}|\$\{[^}]*\}|<%.*?%>|#\{[^}]*\}`)
	// variable matches psql's :name, :'name' and :"name", but no cast.
	variable = regexp.MustCompile(`(?:^|[^:\w])(:(?:[A-Za-z_]\w*|'[A-Za-z_]\w*'|"[A-Za-z_]\w*"))`)
	// literals are where both may stand as they are.
	literals = regexp.MustCompile(`'(?:[^']|'')*'|--[^\n]*`)
)

// notYetSQL tells of a statement that the parser refuses whether it holds
// something that another program puts a value for, and says so.
func notYetSQL(text string) (message, fix string, ok bool) {
	bare := literals.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(s, "'") && variable.MatchString(text) { // which may be :'name'
			return s
		}
		return strings.Repeat(" ", len(s))
	})
	if tag := placeholder.FindString(bare); tag != "" {
		return "this is a template: " + firstLine(tag) + " has no value here", "Render it first, and read what comes out. The statement was left out.", true
	}
	if m := variable.FindStringSubmatch(bare); m != nil {
		return "psql would put a value for the variable " + m[1] + ", which is not known here", "Write the value instead. The statement was left out.", true
	}
	return "", "", false
}

// Include is a psql command that reads another file.
type Include struct {
	Line       int
	Start, End int // byte offsets of the command
	Path       string
	// Beside tells that the path counts from the folder of the text (\\ir)
	// and not from the working folder (\\i).
	Beside bool
}

// Includes finds the commands of a psql script that read other files.
func Includes(text string) []Include {
	if !strings.Contains(text, `\i`) {
		return nil
	}
	_, skips := split(text)
	var out []Include
	for _, s := range skips {
		if s.include {
			out = append(out, Include{s.line, s.start, s.end, s.path, s.beside})
		}
	}
	return out
}
