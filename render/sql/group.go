package sql

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// newTransaction stands between two groups of statements. It does its work
// under a runner that puts a transaction around the whole, and under one that
// does not: there the COMMIT is answered with a warning.
const newTransaction = `
-- A value that was added to an enum can be used when that was committed.
COMMIT;
BEGIN;
`

// group numbers the transactions. PostgreSQL lets nobody use a value of an
// enum in the transaction that adds it (ALTER TYPE, notes): where a statement
// does, what comes after the values is a transaction of its own.
func group(statements []Statement) {
	var values []string
	after := 0
	for i, s := range statements {
		if x, ok := s.Change.(*diff.AddEnumValue); ok {
			values = append(values, ident.Literal(x.Value))
			after = i + 1
		}
	}
	if !uses(statements[after:], values) {
		return
	}
	for i := after; i < len(statements); i++ {
		statements[i].Group = 1
	}
}

// uses tells whether a statement holds one of the literals.
func uses(statements []Statement, literals []string) bool {
	for _, s := range statements {
		if _, comment := s.Change.(*diff.SetComment); comment {
			continue
		}
		for _, l := range literals {
			if strings.Contains(s.SQL, l) {
				return true
			}
		}
	}
	return false
}
