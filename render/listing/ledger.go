package listing

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/parse"
)

// Ledger tells what became of everything that was read.
type Ledger struct {
	Statements int     `json:"statements"`        // that were read
	Modelled   int     `json:"modelled"`          // objects, as facts count them
	Carried    []Entry `json:"carriedVerbatim"`   // statements that are kept as they stand
	Refused    []Entry `json:"refused"`           // statements and files that could not be read
	Unknown    []Entry `json:"ofUnknownEffect"`   // statements of which nobody knows what they make
	Other      []Entry `json:"remarks,omitempty"` // what else there is to say
}

// Entry is one line of a ledger.
type Entry struct {
	Place string `json:"place"` // file:line
	What  string `json:"what"`
	Why   string `json:"why,omitempty"`
}

// NewLedger keeps the books of a reading: modelled is how many objects came
// out of it.
func NewLedger(s *model.Schema, statements, modelled int, diagnostics []parse.Diagnostic) Ledger {
	l := Ledger{Statements: statements, Modelled: modelled, Carried: []Entry{}, Refused: []Entry{}, Unknown: []Entry{}}
	for _, v := range s.Verbatim {
		l.Carried = append(l.Carried, Entry{v.Origin.String(), v.What, v.Reason})
	}
	for _, d := range diagnostics {
		e := Entry{d.Origin.String(), d.Message, d.Fix}
		switch {
		case d.Level == parse.Error:
			l.Refused = append(l.Refused, e)
		case d.Unknown:
			l.Unknown = append(l.Unknown, e)
		default:
			l.Other = append(l.Other, e)
		}
	}
	return l
}

// String gives the figures in one line.
func (l Ledger) String() string {
	from := ""
	if l.Statements > 0 { // a server is asked for objects
		from = count(l.Statements, "statement") + " read: "
	}
	return fmt.Sprintf("%s%s modelled; %d carried verbatim, %d refused, %d of unknown effect", from, count(l.Modelled, "object"), len(l.Carried), len(l.Refused), len(l.Unknown))
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
