package parse

import (
	"encoding/json"
	"fmt"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// do looks into a DO block. DDL that is written out, bare, behind a guard or
// in EXECUTE of a literal, is folded as if the guard had let it pass; what
// would do nothing is quietly left. DDL that is put together while the block
// runs is reported: its effect is not known.
func (f *fold) do(s *pg.DoStmt) error {
	if l := option(s.Args, "language"); l != nil && !strings.EqualFold(defValue(l), "plpgsql") {
		f.carry("DO", "its language is not PL/pgSQL")
		return nil
	}
	tree, err := pg.ParsePlPgSqlToJSON(f.text())
	if err != nil {
		return fmt.Errorf("the body of DO is not valid PL/pgSQL: %w", err)
	}
	var root any
	if err := json.Unmarshal([]byte(tree), &root); err != nil {
		return fmt.Errorf("the body of DO could not be read: %w", err)
	}
	w := doWalk{f: f, body: f.origin.Line + bodyLine(f.text())}
	cur, src, origin, guarded := f.cur, f.src, f.origin, f.guarded
	f.guarded = true
	w.walk(root, false)
	f.cur, f.src, f.origin, f.guarded = cur, src, origin, guarded
	return nil
}

// bodyLine is how many lines below the beginning of the statement the first
// line of its body stands, as PL/pgSQL counts: a line break right after the
// opening quote is not a line of its own.
func bodyLine(text string) int {
	at := strings.IndexAny(text, "$'")
	if at < 0 {
		return 0
	}
	open := at + 1
	if text[at] == '$' {
		open += strings.IndexByte(text[at+1:], '$') + 1
	}
	lines := strings.Count(text[:open], "\n")
	if rest := strings.TrimPrefix(text[open:], "\r"); strings.HasPrefix(rest, "\n") {
		lines++
	}
	return lines
}

// doWalk goes through PL/pgSQL's tree, which the parser gives as JSON.
type doWalk struct {
	f    *fold
	body int // the line of the file on which the body begins
	ran  int // statements folded or reported so far
}

func (w *doWalk) walk(node any, loop bool) {
	switch n := node.(type) {
	case []any:
		for _, c := range n {
			w.walk(c, loop)
		}
	case map[string]any:
		for kind, c := range n {
			body, _ := c.(map[string]any)
			switch kind {
			case "PLpgSQL_stmt_execsql":
				w.execute(expression(body["sqlstmt"]), body, loop)
			case "PLpgSQL_stmt_dynexecute":
				w.dynamic(expression(body["query"]), body, loop)
			case "PLpgSQL_stmt_fori", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_forc", "PLpgSQL_stmt_loop",
				"PLpgSQL_stmt_while", "PLpgSQL_stmt_foreach_a", "PLpgSQL_stmt_dynfors":
				w.walk(body["body"], true)
			case "PLpgSQL_stmt_if":
				w.branch(body, loop)
			case "PLpgSQL_stmt_block":
				w.walk(body["body"], loop) // handlers run only when something went wrong
			case "PLpgSQL_stmt_case":
				w.walk(body["case_when_list"], loop)
				w.walk(body["else_stmts"], loop)
			case "PLpgSQL_case_when":
				w.walk(body["stmts"], loop)
			case "PLpgSQL_function":
				w.walk(body["action"], loop)
			}
		}
	}
}

// branch takes the THEN part. The ELSE part runs where the guard finds the
// work done, so it is taken only where THEN changes nothing.
func (w *doWalk) branch(body map[string]any, loop bool) {
	before := w.ran
	w.walk(body["then_body"], loop)
	if w.ran == before {
		w.walk(body["else_body"], loop)
	}
}

func expression(node any) string {
	n, _ := node.(map[string]any)
	e, _ := n["PLpgSQL_expr"].(map[string]any)
	q, _ := e["query"].(string)
	return q
}

// dynamic folds EXECUTE of one string literal.
func (w *doWalk) dynamic(query string, body map[string]any, loop bool) {
	tree, err := pg.Parse("SELECT " + query)
	if err == nil && len(tree.Stmts) == 1 {
		if targets := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList(); len(targets) == 1 {
			if lit := targets[0].GetResTarget().GetVal().GetAConst().GetSval(); lit != nil {
				w.execute(lit.Sval, body, loop)
				return
			}
		}
	}
	w.at(body)
	w.f.unknownEffect("the statement that EXECUTE runs is put together while the block runs: "+firstLine(query),
		"Its effect on the schema is not known.")
}

func (w *doWalk) execute(sql string, body map[string]any, loop bool) {
	tree, err := pg.Parse(sql)
	if err != nil || len(tree.Stmts) != 1 {
		return // assignments and the like, which are not SQL of their own
	}
	n := tree.Stmts[0].Stmt
	if isRows(n) {
		return
	}
	w.at(body)
	if loop {
		w.f.unknownEffect("a loop runs "+firstLine(sql), "How often is not known; it was taken to run once.")
	}
	w.f.src = &source{file: w.f.src.file, text: sql}
	w.f.cur = parsed{node: n, statement: statement{end: len(sql)}}
	w.f.run(n)
}

// at moves the place of what follows to a line of the block.
func (w *doWalk) at(body map[string]any) {
	w.ran++
	line, _ := body["lineno"].(float64)
	w.f.origin.Line = w.body + max(0, int(line)-1)
}

func isRows(n *pg.Node) bool {
	switch n.Node.(type) {
	case *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_SelectStmt:
		return true
	}
	return false
}

func firstLine(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i] + " ..."
	}
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "..."
	}
	return s
}
