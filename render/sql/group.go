package sql

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// boundary is what stands before a statement where its transaction is another
// one than that of the statement before. It does its work under a runner that
// puts a transaction around the whole, and under one that does not: there a
// COMMIT of nothing is answered with a warning.
func (m Migration) boundary(i int) string {
	s := m.Statements[i]
	if i == 0 && s.Alone {
		return "\n-- The next statement runs in no transaction.\nCOMMIT;\n"
	}
	if i == 0 || s.Group == m.Statements[i-1].Group {
		return ""
	}
	before := m.Statements[i-1]
	why := "A value that was added to an enum can be used when that was committed."
	switch {
	case s.Alone:
		why = "The next statement runs in no transaction; runners that put one around every file cannot run it, psql can."
	case before.Alone || m.LockTimeout != "":
		why = "The locks up to here are let go."
	}
	out := "\n-- " + why + "\n"
	if !before.Alone {
		out += "COMMIT;\n"
	}
	if !s.Alone {
		out += "BEGIN;\n"
	}
	return out
}

// separate gives a transaction of their own to what begins one, and none to
// what runs alone.
func separate(statements []Statement, fresh []bool) {
	more := 0
	for i := range statements {
		if i > 0 && (fresh[i] || statements[i].Alone || statements[i-1].Alone) {
			more++
		}
		statements[i].Group += more
	}
}

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
