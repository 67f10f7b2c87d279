// Package rehearsal writes what a rehearsal showed: as lines, as JSON and as
// the document of its results.
package rehearsal

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
)

// Line is one step in a line, for a person who waits for it.
func Line(s rehearse.Step, ascii bool) string {
	return Head(s, ascii) + Said(s)
}

// HeadWidth is how wide the head of a line is, in cells.
const HeadWidth = 33

// Head is how a step went, in a sign, and which it is.
func Head(s rehearse.Step, ascii bool) string {
	sign := map[bool]string{true: "✓", false: "✗"}[s.Holds()]
	if s.Skipped != "" {
		sign = "–"
	}
	if ascii {
		sign = map[string]string{"✓": "+", "✗": "x", "–": "-"}[sign]
	}
	return fmt.Sprintf("%s %-*s", sign, HeadWidth-2, s.Name)
}

// Said is what is said of a step beside its name.
func Said(s rehearse.Step) string {
	switch {
	case s.Skipped != "":
		return "not tried: " + s.Skipped
	case !s.Holds():
		return "FAILED"
	}
	return s.Evidence + "  (" + span(s.Took) + ")"
}

// span is a duration as people read it.
func span(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// Details are the lines that follow the steps: what stands against each, which
// locks were taken, and the verdict.
func Details(r *rehearse.Report) []string {
	var out []string
	for _, s := range r.Steps {
		out = append(out, against(s)...)
	}
	for _, x := range r.StoodIn {
		out = append(out, "the extension "+x+" is not on the server: what uses it was not proven")
	}
	for _, u := range r.Unfilled {
		out = append(out, "no rows in "+u)
	}
	for _, m := range r.Statements {
		if len(m.Locks)+len(m.Rewrote) > 0 {
			out = append(out, "line "+fmt.Sprint(m.Line)+": "+did(m))
		}
	}
	verdict := "It holds"
	if !r.Holds() {
		verdict = "It does NOT hold"
	}
	return append(out, "", fmt.Sprintf("%s, on PostgreSQL %s, in %s.", verdict, r.Server, span(r.Took)))
}

// against says what stands against a step.
func against(s rehearse.Step) []string {
	var out []string
	if f := s.Failure; f != nil {
		out = append(out, "", string(s.Name)+": "+f.Error())
		for _, line := range strings.Split(strings.TrimRight(f.SQL, "\n"), "\n") {
			out = append(out, "    "+line)
		}
		out = append(out, "  try: "+f.Try())
	}
	for _, p := range s.Problems {
		out = append(out, string(s.Name)+": "+p)
	}
	return out
}

// did says what a statement did to the tables that were there before, beside
// what was said of it.
func did(m rehearse.Measured) string {
	s := first(m.SQL) + ": " + Took(m)
	if m.Predicted != "" {
		s += "; was said: " + m.Predicted
	}
	return s
}

// Took says how long a statement took, and what it did meanwhile to the tables
// that were there before.
func Took(m rehearse.Measured) string {
	s := span(m.Took)
	switch {
	case m.Unmeasured:
		s += ", with locks that nobody saw: it runs in no transaction"
	case len(m.Locks) > 0:
		s += ", " + strings.Join(m.Locks, ", ")
	default:
		s += ", no lock on what was there"
	}
	if len(m.Rewrote) > 0 {
		s += "; wrote every row anew of " + strings.Join(m.Rewrote, ", ")
	}
	return s
}

// first is the first line of a statement.
func first(sql string) string {
	line, _, more := strings.Cut(strings.TrimSpace(sql), "\n")
	if more {
		line += " ..."
	}
	return line
}

type jsonStep struct {
	Step     string   `json:"step"`
	Holds    bool     `json:"holds"`
	Skipped  string   `json:"skipped,omitempty"`
	Evidence string   `json:"evidence,omitempty"`
	Problems []string `json:"problems,omitempty"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	SQL      string   `json:"sql,omitempty"`
	Error    string   `json:"error,omitempty"`
	Try      string   `json:"try,omitempty"`
	MS       float64  `json:"ms"`
}

type jsonStatement struct {
	Line       int      `json:"line"`
	SQL        string   `json:"sql"`
	MS         float64  `json:"ms"`
	Locks      []string `json:"locks"`
	Rewrote    []string `json:"rewrote"`
	Predicted  string   `json:"predicted,omitempty"`
	Unmeasured bool     `json:"unmeasured,omitempty"`
}

// JSON writes the whole report.
func JSON(w io.Writer, r *rehearse.Report) error {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	out := struct {
		Holds      bool            `json:"holds"`
		PostgreSQL string          `json:"postgresql"`
		MS         float64         `json:"ms"`
		Steps      []jsonStep      `json:"steps"`
		Statements []jsonStatement `json:"statements"`
		Tables     int             `json:"tablesWithRows"`
		StoodIn    []string        `json:"notProven"`
		Unfilled   []string        `json:"unfilled"`
		Lost       []string        `json:"notBroughtBack"`
	}{Holds: r.Holds(), PostgreSQL: r.Server, MS: ms(r.Took), Steps: []jsonStep{}, Statements: []jsonStatement{},
		Tables: r.Tables, StoodIn: list(r.StoodIn), Unfilled: list(r.Unfilled), Lost: list(r.Lost)}
	for _, s := range r.Steps {
		j := jsonStep{Step: string(s.Name), Holds: s.Holds(), Skipped: s.Skipped, Evidence: s.Evidence, Problems: s.Problems, MS: ms(s.Took)}
		if f := s.Failure; f != nil {
			j.File, j.Line, j.SQL, j.Error, j.Try = f.File, f.Line, f.SQL, f.Message(), f.Try()
		}
		out.Steps = append(out.Steps, j)
	}
	for _, m := range r.Statements {
		out.Statements = append(out.Statements, jsonStatement{m.Line, m.SQL, ms(m.Took), list(m.Locks), list(m.Rewrote), m.Predicted, m.Unmeasured})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// list is never null in JSON.
func list(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}
