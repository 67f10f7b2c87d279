package parse

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// The parser is PostgreSQL 16's. What PostgreSQL 17 and 18 added to the
// grammar of constraints is found by its tokens; the statement is then read in
// the nearest form that the grammar knows, and what was taken out is put back
// into the model.

// addition is something that a newer PostgreSQL lets one say.
type addition int

const (
	virtualColumn addition = iota + 1
	notEnforced
	withoutOverlaps
	period
)

// added says where in a statement an addition stands.
type added struct {
	at   int // byte offset
	what addition
}

// additions are what was added to the constraints of one statement.
type additions map[*pg.Constraint][]addition

func (a additions) has(k *pg.Constraint, what addition) bool { return slices.Contains(a[k], what) }

// olderForm takes the additions out of a statement; the text keeps its length,
// so that places stay where they are. It gives nil where there is none.
func olderForm(text string) (string, []added) {
	scan, err := pg.Scan(text)
	if err != nil {
		return "", nil
	}
	tokens := scan.Tokens[:0:0]
	for _, t := range scan.Tokens {
		if t.Token != pg.Token_SQL_COMMENT && t.Token != pg.Token_C_COMMENT {
			tokens = append(tokens, t)
		}
	}
	word := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return strings.ToUpper(text[tokens[i].Start:tokens[i].End])
	}
	out := []byte(text)
	var found []added
	put := func(i, n int, with string, what addition) {
		from, to := int(tokens[i].Start), int(tokens[i+n-1].End)
		copy(out[from:to], with+strings.Repeat(" ", to-from-len(with)))
		found = append(found, added{from, what})
	}
	for i := range tokens {
		switch word(i) {
		case "VIRTUAL":
			if word(i-1) == ")" {
				put(i, 1, "STORED", virtualColumn)
			}
		case "ENFORCED":
			if word(i-1) == "NOT" {
				put(i-1, 2, "", notEnforced)
			} else if len(found) > 0 || word(i-1) == ")" {
				put(i, 1, "", 0)
			}
		case "WITHOUT":
			if word(i+1) == "OVERLAPS" {
				put(i, 2, "", withoutOverlaps)
			}
		case "PERIOD":
			if (word(i-1) == "," || word(i-1) == "(") && word(i+1) != "," && word(i+1) != ")" {
				put(i, 1, "", period)
			}
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	return string(out), found
}

// parseNewer reads a statement that the parser refused, if it can be brought
// into an older form.
func parseNewer(text string) (*pg.Node, additions, bool) {
	older, found := olderForm(text)
	if found == nil {
		return nil, nil, false
	}
	tree, err := pg.Parse(older)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, nil, false
	}
	var constraints []*pg.Constraint
	expr.Walk(tree.Stmts[0].Stmt, func(n *pg.Node) bool {
		if k := n.GetConstraint(); k != nil {
			constraints = append(constraints, k)
		}
		return true
	})
	out := additions{}
	for _, f := range found {
		var owner *pg.Constraint
		for _, k := range constraints {
			if int(k.Location) <= f.at && (owner == nil || k.Location > owner.Location) {
				owner = k
			}
		}
		if owner != nil {
			out[owner] = append(out[owner], f.what)
		}
	}
	return tree.Stmts[0].Stmt, out, true
}

// addTo puts what was added to a constraint into the model.
func (a additions) addTo(c *model.Constraint, k *pg.Constraint) {
	c.NotEnforced = a.has(k, notEnforced)
	c.WithoutOverlaps = a.has(k, withoutOverlaps) || a.has(k, period)
}
