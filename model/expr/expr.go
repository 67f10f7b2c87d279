// Package expr holds SQL expressions and queries as immutable values: the
// parser's own tree beside one canonical text. Two expressions that differ
// only in spelling (white space, case of keywords, needless parentheses) have
// the same text.
package expr

import (
	"errors"
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
)

// Expr is one SQL expression, or one query where [Expr.IsQuery] says so. The
// nil *Expr means "none" and its text is empty.
type Expr struct {
	text string
	node *pg.Node
}

// SyntaxError is an expression that PostgreSQL's parser does not accept.
type SyntaxError struct {
	Text    string // what was to be read
	Message string // the parser's words
	Offset  int    // byte offset into Text, or -1
}

func (e *SyntaxError) Error() string {
	if e.Offset >= 0 && e.Offset < len(e.Text) {
		return fmt.Sprintf("%s, at %q", e.Message, firstLine(e.Text[e.Offset:]))
	}
	return e.Message
}

// New wraps a tree of the parser. The tree must not be changed afterwards.
// It returns nil for a nil node.
func New(n *pg.Node) *Expr {
	if n == nil || n.Node == nil {
		return nil
	}
	return &Expr{text: printNode(n), node: n}
}

// Parse reads one expression.
func Parse(text string) (*Expr, error) {
	const head = "SELECT "
	tree, err := pg.Parse(head + "(" + text + "\n)")
	if err != nil {
		return nil, syntaxError(err, text, len(head)+1)
	}
	if len(tree.Stmts) != 1 {
		return nil, &SyntaxError{Text: text, Message: "more than one expression", Offset: -1}
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	if sel == nil || len(sel.TargetList) != 1 || sel.FromClause != nil || sel.WhereClause != nil {
		return nil, &SyntaxError{Text: text, Message: "this is not one expression", Offset: -1}
	}
	n := sel.TargetList[0].GetResTarget().GetVal()
	if row := n.GetRowExpr(); row != nil && row.RowFormat == pg.CoercionForm_COERCE_IMPLICIT_CAST {
		return nil, &SyntaxError{Text: text, Message: "a list stands where one expression is wanted", Offset: -1}
	}
	return New(n), nil
}

// ParseQuery reads one SELECT, VALUES or WITH query.
func ParseQuery(text string) (*Expr, error) {
	tree, err := pg.Parse(text)
	if err != nil {
		return nil, syntaxError(err, text, 0)
	}
	if len(tree.Stmts) != 1 || tree.Stmts[0].Stmt.GetSelectStmt() == nil {
		return nil, &SyntaxError{Text: text, Message: "this is not one query", Offset: -1}
	}
	return New(tree.Stmts[0].Stmt), nil
}

// MustParse is Parse for expressions written in the source of this program.
func MustParse(text string) *Expr {
	e, err := Parse(text)
	if err != nil {
		panic("expr: " + text + ": " + err.Error())
	}
	return e
}

// Text is the canonical spelling, empty for nil.
func (e *Expr) Text() string {
	if e == nil {
		return ""
	}
	return e.text
}

// Operand is the text in parentheses where it is more than a literal, a call
// or a cast. DEFAULT in a column's definition takes nothing else without
// them: the grammar has b_expr there.
func (e *Expr) Operand() string {
	if e == nil || precedence(e.node) >= precSign {
		return e.Text()
	}
	return "(" + e.text + ")"
}

func (e *Expr) String() string { return e.Text() }

// Node is the parser's tree, nil for nil. It must not be changed.
func (e *Expr) Node() *pg.Node {
	if e == nil {
		return nil
	}
	return e.node
}

// IsQuery tells whether e is a whole query rather than an expression.
func (e *Expr) IsQuery() bool { return e != nil && e.node.GetSelectStmt() != nil }

// Equal tells whether two expressions have the same canonical text.
func (e *Expr) Equal(o *Expr) bool { return e.Text() == o.Text() }

// MarshalText gives the canonical text.
func (e *Expr) MarshalText() ([]byte, error) { return []byte(e.Text()), nil }

// UnmarshalText reads an expression, or a query if the text is one: no
// expression begins with the words that a query begins with.
func (e *Expr) UnmarshalText(text []byte) error {
	read := Parse
	switch word, _, _ := strings.Cut(string(text), " "); strings.ToUpper(word) {
	case "SELECT", "VALUES", "WITH":
		read = ParseQuery
	}
	got, err := read(string(text))
	if err != nil {
		return err
	}
	*e = *got
	return nil
}

func syntaxError(err error, text string, head int) error {
	var pe *parser.Error
	if !errors.As(err, &pe) {
		return err
	}
	off := -1
	if pe.Cursorpos > 0 {
		off = min(max(runeOffset(text, pe.Cursorpos-1-head), 0), len(text))
	}
	return &SyntaxError{Text: text, Message: pe.Message, Offset: off}
}

// runeOffset turns a position in characters, as the parser counts, into bytes.
func runeOffset(s string, chars int) int {
	for i := range s {
		if chars <= 0 {
			return i
		}
		chars--
	}
	return len(s)
}

func firstLine(s string) string {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i]
	}
	if len(s) > 30 {
		s = s[:30]
	}
	return s
}
