package parse

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
	"github.com/pgdraft/pgdraft/model"
)

// File is a text with its name, as it is to stand in messages.
type File struct {
	Name string
	Text string
	// Continues tells that the session of the file before goes on: the text
	// belongs to the same script.
	Continues bool
	// Unread says, by line, why the files were not read that psql commands name.
	Unread map[int]string
}

// Result is what was read.
type Result struct {
	Schema      *model.Schema
	Diagnostics []Diagnostic
	Statements  int // read, whether modelled or not
}

// Errors counts the diagnostics that stand for a statement left out.
func (r *Result) Errors() int {
	n := 0
	for _, d := range r.Diagnostics {
		if d.Level == Error {
			n++
		}
	}
	return n
}

// chunkBytes is how much text is parsed in one call: enough to make the cost
// of a call small, little enough to keep all cores busy to the end.
const chunkBytes = 32 << 10

// Read folds the files, in their order, into base; a nil base is the empty
// schema. It fails only when ctx ends.
func Read(ctx context.Context, base *model.Schema, files ...File) (*Result, error) {
	if base == nil {
		base = &model.Schema{}
	}
	res := &Result{}
	return read(ctx, newFold(base, res), res, slices.Values(files))
}

// ReadTrusted folds texts that a server has made of its own catalog: the types
// that they name are there, wherever they stand. The texts are taken while the
// ones before them are read, from another goroutine, which has ended when
// ReadTrusted returns.
func ReadTrusted(ctx context.Context, files iter.Seq[File]) (*Result, error) {
	res := &Result{}
	f := newFold(&model.Schema{}, res)
	f.trusted = true
	return read(ctx, f, res, files)
}

func read(ctx context.Context, f *fold, res *Result, files iter.Seq[File]) (*Result, error) {
	ctx, stop := context.WithCancel(ctx)
	chunks, folded := parseAhead(ctx, files)
	defer func() {
		stop()
		for range chunks { // until nobody works for us any more
		}
	}()
	for c := range chunks {
		select {
		case <-c.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		res.Diagnostics = append(res.Diagnostics, c.remarks...)
		f.enter(c.source)
		for _, p := range c.parsed {
			res.Statements++
			f.statement(p)
		}
		c.parsed = nil
		<-folded
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	schema, aside := f.b.Schema().WithoutPlatform()
	if aside > 0 {
		res.Diagnostics = append(res.Diagnostics, Diagnostic{Level: Note, Origin: model.Origin{File: f.src.file},
			Message: plural(aside, "object") + " of Supabase itself, in auth, storage and the like, were set aside", Fix: "A project uses them and does not make them."})
	}
	res.Schema = schema
	return res, nil
}

// ReadString folds one text into the empty schema.
func ReadString(ctx context.Context, name, text string) (*Result, error) {
	return Read(ctx, nil, File{Name: name, Text: text})
}

// source is a file with what split found in it.
type source struct {
	file  string
	text  string
	first bool // nothing of it has been folded yet
	// continues is as of [File].
	continues bool
}

// chunk is a run of statements that are parsed in one call.
type chunk struct {
	source     *source
	statements []statement
	remarks    []Diagnostic // on what stands before it and is no SQL
	done       chan struct{}
	parsed     []parsed
}

// parsed is one statement with its tree, or with the parser's complaint.
type parsed struct {
	statement
	node       *pg.Node
	err        error
	chunkStart int // what the parser's locations in node count from
	newer      additions
}

// splitFile cuts a file into chunks, of which the first says what is not SQL.
func splitFile(file File) []*chunk {
	text := strings.TrimPrefix(file.Text, "\ufeff")
	src := &source{file: file.Name, text: text, first: true, continues: file.Continues}
	if d, ok := unreadable(file.Name, text); ok {
		return []*chunk{{source: src, remarks: []Diagnostic{d}, done: make(chan struct{})}}
	}
	statements, skips := split(text)
	var remarks []Diagnostic
	for _, s := range skips {
		remarks = append(remarks, s.remark(file))
	}
	if len(text) > largeFile {
		var d []Diagnostic
		statements, d = withoutRows(src, statements)
		remarks = append(remarks, d...)
	}
	chunks := cut(src, statements)
	if len(chunks) == 0 && len(remarks) > 0 {
		chunks = []*chunk{{source: src, done: make(chan struct{})}}
	}
	if len(chunks) > 0 {
		chunks[0].remarks = remarks
	}
	return chunks
}

// remark says of a part that is not SQL what became of it.
func (s skipped) remark(file File) Diagnostic {
	d := Diagnostic{Level: Note, Origin: model.Origin{File: file.Name, Line: s.line},
		Message: s.what + " was skipped", Fix: "It says nothing about the schema."}
	switch {
	case s.unknown:
		d.Level, d.Unknown = Warning, true
		d.Message, d.Fix = s.what+" was not run", "What it makes or guards is not known; what follows it was taken as it stands."
	case s.template:
		d.Level, d.Unknown = Warning, true
		d.Message, d.Fix = "the template's "+s.what+" was stepped over", "What it guards was taken as it stands; render the template to be sure."
	case s.include:
		d.Level, d.Message, d.Fix = Error, s.what+" reads another file, which was not read", "Name that file, or a folder with both, as the source."
		if why := file.Unread[s.line]; why != "" {
			d.Fix = why
		}
	}
	return d
}

// largeFile is from how many bytes on INSERTs are not even parsed: a file of
// that size is a dump with its rows, which say nothing about the schema.
const largeFile = 8 << 20

// withoutRows leaves the INSERTs out, and says so.
func withoutRows(src *source, statements []statement) ([]statement, []Diagnostic) {
	var out []statement
	first, n := 0, 0
	for _, s := range statements {
		if !src.isInsert(s) {
			out = append(out, s)
			continue
		}
		if n == 0 {
			first = s.line
		}
		n++
	}
	if n == 0 {
		return out, nil
	}
	return out, []Diagnostic{{Level: Note, Origin: model.Origin{File: src.file, Line: first},
		Message: plural(n, "INSERT") + " were stepped over without being parsed", Fix: "They say nothing about the schema."}}
}

func (s *source) isInsert(st statement) bool {
	const word = "insert"
	return st.end-st.start > len(word) && strings.EqualFold(s.text[st.start:st.start+len(word)], word)
}

// aheadPerCore is how many chunks may wait for the fold: trees take some
// thirty times the memory of their text.
const aheadPerCore = 4

// parseAhead splits the files and parses the chunks on all cores, as far ahead
// of the fold as memory should allow. It gives the chunks in their order;
// receiving from the second channel tells it that one more was folded.
func parseAhead(ctx context.Context, files iter.Seq[File]) (<-chan *chunk, <-chan struct{}) {
	cores := runtime.GOMAXPROCS(0)
	waiting := make(chan struct{}, cores*aheadPerCore)
	ordered := make(chan *chunk, cores*aheadPerCore)
	queue := make(chan *chunk)
	var parsing sync.WaitGroup
	for range cores {
		parsing.Go(func() {
			for c := range queue {
				c.parse()
				close(c.done)
			}
		})
	}
	go func() {
		defer func() {
			close(queue)
			parsing.Wait()
			close(ordered)
		}()
		for file := range files {
			for _, c := range splitFile(file) {
				select {
				case waiting <- struct{}{}:
				case <-ctx.Done():
					return
				}
				ordered <- c // there is room: no more of them wait than may
				select {
				case queue <- c:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return ordered, waiting
}

func cut(src *source, statements []statement) []*chunk {
	var chunks []*chunk
	for len(statements) > 0 {
		n := 1
		for n < len(statements) && statements[n].end-statements[0].start < chunkBytes && src.joined(statements[n-1], statements[n]) {
			n++
		}
		chunks = append(chunks, &chunk{source: src, statements: statements[:n], done: make(chan struct{})})
		statements = statements[n:]
	}
	return chunks
}

// joined tells whether nothing but a semicolon, white space and comments lies
// between two statements, so that the parser can read them in one go.
func (s *source) joined(a, b statement) bool {
	between := s.text[a.end:b.header]
	return strings.TrimSpace(between) == ";"
}

// unreadable finds what no parser takes: NUL and bytes that are not UTF-8.
func unreadable(name, text string) (Diagnostic, bool) {
	bad, what, fix := strings.IndexByte(text, 0), "a NUL byte", "Is this an SQL file? A UTF-16 file must be saved as UTF-8."
	if bad < 0 {
		if utf8.ValidString(text) {
			return Diagnostic{}, false
		}
		for i, r := range text {
			if r == utf8.RuneError {
				if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
					bad = i
					break
				}
			}
		}
		what = fmt.Sprintf("the byte 0x%02x, which is not UTF-8", text[bad])
		fix = "Save the file as UTF-8 (iconv -f latin1 -t utf-8)."
	}
	line := 1 + strings.Count(text[:bad], "\n")
	column := 1 + utf8.RuneCountInString(text[strings.LastIndexByte(text[:bad], '\n')+1:bad])
	return Diagnostic{Level: Error, Origin: model.Origin{File: name, Line: line}, Column: column,
		Message: "the file holds " + what, Fix: fix + " The file was left out."}, true
}

func (c *chunk) parse() {
	if len(c.statements) == 0 {
		return
	}
	first, last := c.statements[0], c.statements[len(c.statements)-1]
	c.parsed = make([]parsed, len(c.statements))
	tree, err := pg.Parse(c.source.text[first.start:last.end])
	if err == nil && len(tree.Stmts) == len(c.statements) {
		for i, s := range tree.Stmts {
			c.parsed[i] = parsed{statement: c.statements[i], node: s.Stmt, chunkStart: first.start}
		}
		return
	}
	for i, s := range c.statements { // find the one that is wrong
		c.parsed[i] = parsed{statement: s, chunkStart: s.start}
		tree, err := pg.Parse(c.source.text[s.start:s.end])
		switch {
		case err != nil:
			node, newer, ok := parseNewer(c.source.text[s.start:s.end])
			if !ok {
				c.parsed[i].err = err
				continue
			}
			c.parsed[i].node, c.parsed[i].newer = node, newer
		case len(tree.Stmts) == 1:
			c.parsed[i].node = tree.Stmts[0].Stmt
		case len(tree.Stmts) > 1:
			c.parsed[i].err = errors.New("the statement could not be told from the next one")
		}
	}
}

// syntaxDiagnostic turns the parser's complaint about a statement into one
// about the file.
func syntaxDiagnostic(src *source, s statement, err error) Diagnostic {
	d := Diagnostic{Level: Error, Origin: model.Origin{File: src.file, Line: s.line}, Message: err.Error(),
		Fix: "The statement was left out."}
	var pe *parser.Error
	if !errors.As(err, &pe) {
		return d
	}
	d.Message = pe.Message
	if message, fix, ok := notYetSQL(src.text[s.start:s.end]); ok {
		d.Message, d.Fix = message, fix
	}
	if pe.Cursorpos <= 0 {
		return d
	}
	text := src.text[s.start:s.end]
	at := s.end
	chars := pe.Cursorpos - 1
	for i := range text {
		if chars == 0 {
			at = s.start + i
			break
		}
		chars--
	}
	begin := strings.LastIndexByte(src.text[:at], '\n') + 1
	end := len(src.text)
	if i := strings.IndexByte(src.text[at:], '\n'); i >= 0 {
		end = at + i
	}
	d.Origin.Line = s.line + strings.Count(src.text[s.start:at], "\n")
	d.Column = 1 + utf8.RuneCountInString(src.text[begin:at])
	d.Line = strings.TrimRight(src.text[begin:end], "\r")
	return d
}
