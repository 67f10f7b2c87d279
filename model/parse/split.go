package parse

import (
	"strings"
)

// statement is one statement of a text, without its semicolon.
type statement struct {
	start, end int // byte offsets; start is at the first token
	line       int // of start, counted from 1
	header     int // byte offset of the comments that stand directly before it, or start
}

// skipped is a part of the text that is not SQL for the server.
type skipped struct {
	line     int
	what     string
	start    int    // of an include: byte offsets of its line
	end      int    //
	include  bool   // it stands for a file that belongs to the text
	path     string // of that file
	beside   bool   // the path counts from the text's own folder
	template bool   // it is for the program that renders the text
	unknown  bool   // what it does to the schema is not known
}

// split cuts text into statements. It knows quotes, dollar quotes, nested
// comments, psql's backslash commands, the data of COPY ... FROM stdin, and
// the semicolons inside BEGIN ATOMIC ... END.
func split(text string) ([]statement, []skipped) {
	s := splitter{text: text, line: 1, start: -1, header: -1}
	s.run()
	return s.statements, s.skipped
}

type splitter struct {
	text   string
	pos    int
	line   int
	start  int // of the statement that is being read, -1 between statements
	first  int // line of start
	header int // of the comments since the last statement, -1 for none
	words  int // of the statement so far
	copy   bool
	create bool
	atomic int // depth of BEGIN ATOMIC and CASE
	parens int

	prev       string // the word before
	statements []statement
	skipped    []skipped
}

func (s *splitter) run() {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '\n':
			s.line++
			s.pos++
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
			s.pos++
		case c == '-' && s.at(1) == '-':
			s.comment(s.lineEnd(s.pos))
		case c == '/' && s.at(1) == '*':
			s.comment(blockCommentEnd(s.text, s.pos))
		case c == '\\':
			s.metaCommand()
		case c == '{' && s.start < 0 && (s.at(1) == '%' || s.at(1) == '#'):
			s.templateTag()
		case c == ';' && s.atomic == 0 && s.parens == 0:
			s.end(s.pos)
			s.pos++
		default:
			s.token(c)
		}
	}
	s.end(len(s.text))
}

func (s *splitter) at(offset int) byte {
	if s.pos+offset < len(s.text) {
		return s.text[s.pos+offset]
	}
	return 0
}

func (s *splitter) lineEnd(from int) int {
	if i := strings.IndexByte(s.text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(s.text)
}

func (s *splitter) comment(end int) {
	if s.start < 0 && s.header < 0 {
		s.header = s.pos
	}
	s.advance(end)
}

// advance moves on to end and counts the lines on the way.
func (s *splitter) advance(end int) {
	s.line += strings.Count(s.text[s.pos:end], "\n")
	s.pos = end
}

func blockCommentEnd(text string, from int) int {
	depth := 0
	for i := from; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "/*"):
			depth++
			i++
		case strings.HasPrefix(text[i:], "*/"):
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

func (s *splitter) token(c byte) {
	if s.start < 0 {
		s.start, s.first = s.pos, s.line
		s.copy, s.create, s.atomic, s.parens, s.words, s.prev = false, false, 0, 0, 0, ""
	}
	switch {
	case c == '\'':
		escapes := s.pos > 0 && (s.text[s.pos-1] == 'e' || s.text[s.pos-1] == 'E') && !isWord(s.before(2))
		s.advance(quoteEnd(s.text, s.pos, '\'', escapes))
	case c == '"':
		s.advance(quoteEnd(s.text, s.pos, '"', false))
	case c == '$' && !isWord(s.before(1)):
		s.advance(dollarEnd(s.text, s.pos))
	case c == '(':
		s.parens++
		s.pos++
	case c == ')':
		s.parens = max(0, s.parens-1)
		s.pos++
	case isWord(c):
		s.word()
	default:
		s.pos++
	}
}

func (s *splitter) before(n int) byte {
	if s.pos-n >= 0 {
		return s.text[s.pos-n]
	}
	return 0
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 || c == '$'
}

func quoteEnd(text string, from int, quote byte, escapes bool) int {
	for i := from + 1; i < len(text); i++ {
		switch {
		case escapes && text[i] == '\\':
			i++
		case text[i] == quote:
			if i+1 < len(text) && text[i+1] == quote {
				i++
				continue
			}
			return i + 1
		}
	}
	return len(text)
}

// dollarEnd finds the end of the dollar quote that begins at from, or the
// character after it where none begins.
func dollarEnd(text string, from int) int {
	i := from + 1
	for i < len(text) && isWord(text[i]) && text[i] != '$' {
		i++
	}
	if i >= len(text) || text[i] != '$' || i > from+1 && text[from+1] >= '0' && text[from+1] <= '9' {
		return from + 1
	}
	tag := text[from : i+1]
	if j := strings.Index(text[i+1:], tag); j >= 0 {
		return i + 1 + j + len(tag)
	}
	return len(text)
}

// word reads a word and follows what changes the meaning of semicolons.
func (s *splitter) word() {
	i := s.pos
	for i < len(s.text) && isWord(s.text[i]) {
		i++
	}
	w := s.text[s.pos:i]
	s.pos = i
	is := func(word string) bool { return strings.EqualFold(w, word) }
	switch {
	case s.words == 0 && is("copy"):
		s.copy = true
	case s.words == 0 && is("create"):
		s.create = true
	case s.copy && is("stdin") && strings.EqualFold(s.prev, "from"):
		s.copyData()
		return
	case s.create && is("atomic") && strings.EqualFold(s.prev, "begin"):
		s.atomic++
	case s.atomic > 0 && is("case"):
		s.atomic++
	case s.atomic > 0 && is("end"):
		s.atomic--
	}
	s.words++
	s.prev = w
}

// copyData ends the statement at its semicolon and steps over the rows that
// follow, up to the line "\.".
func (s *splitter) copyData() {
	semi := strings.IndexByte(s.text[s.pos:], ';')
	if semi < 0 {
		return
	}
	line := s.first
	s.advance(s.pos + semi)
	s.start, s.header = -1, -1
	s.advance(s.lineEnd(s.pos))
	rows := 0
	for s.pos < len(s.text) {
		from := min(s.pos+1, len(s.text))
		end := s.lineEnd(from)
		row := strings.TrimSuffix(s.text[from:end], "\r")
		s.advance(end)
		if row == `\.` {
			break
		}
		if from < len(s.text) {
			rows++
		}
	}
	s.skipped = append(s.skipped, skipped{line: line, what: "COPY with its data, " + plural(rows, "row")})
}

func (s *splitter) metaCommand() {
	s.end(s.pos)
	line, from := s.line, s.pos
	end := s.lineEnd(s.pos)
	text := strings.TrimSpace(s.text[s.pos:end])
	name, _, _ := strings.Cut(text, " ")
	s.advance(end)
	switch name {
	case `\i`, `\ir`, `\include`, `\include_relative`:
		path := strings.Trim(strings.TrimSpace(strings.TrimPrefix(text, name)), `'"`)
		s.skipped = append(s.skipped, skipped{line: line, what: "psql command " + text, include: true, start: from, end: end,
			path: path, beside: strings.HasSuffix(name, "r") || strings.HasSuffix(name, "relative")})
	case `\gexec`, `\if`, `\elif`, `\else`:
		s.skipped = append(s.skipped, skipped{line: line, what: "psql command " + text, unknown: true})
	default:
		s.skipped = append(s.skipped, skipped{line: line, what: "psql command " + name})
	}
}

func (s *splitter) end(at int) {
	if s.start >= 0 {
		header := s.header
		if header < 0 {
			header = s.start
		}
		end := at
		for end > s.start && (s.text[end-1] == ' ' || s.text[end-1] == '\n' || s.text[end-1] == '\r' || s.text[end-1] == '\t') {
			end--
		}
		s.statements = append(s.statements, statement{s.start, end, s.first, header})
	}
	s.start, s.header = -1, -1
}

// Statement is one statement of a script, with its place.
type Statement struct {
	SQL  string // without the semicolon
	Line int    // counted from 1
}

// Statements cuts a script into its statements, as psql would send them.
func Statements(script string) []Statement {
	found, _ := split(script)
	out := make([]Statement, len(found))
	for i, s := range found {
		out[i] = Statement{SQL: script[s.start:s.end], Line: s.line}
	}
	return out
}
