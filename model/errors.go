package model

import (
	"fmt"
	"strings"
)

// NotFoundError says that an object is not there.
type NotFoundError struct {
	What string // "table", "column"
	Name string // as SQL
	In   string // the table it was looked for in, if any
	Near string // the most similar name there is, if any
}

func (e *NotFoundError) Error() string {
	s := fmt.Sprintf("%s %s does not exist", e.What, e.Name)
	if e.In != "" {
		s += " in " + e.In
	}
	if e.Near != "" {
		s += "; the nearest name is " + e.Near
	}
	return s
}

// ExistsError says that a name is taken.
type ExistsError struct {
	What string // what has the name
	Name string
	In   string
}

func (e *ExistsError) Error() string {
	s := fmt.Sprintf("%s %s exists already", e.What, e.Name)
	if e.In != "" {
		s += " in " + e.In
	}
	return s
}

// InUseError says that an object cannot go because others need it.
type InUseError struct {
	What string
	Name string
	By   []Ref
}

func (e *InUseError) Error() string {
	by := make([]string, len(e.By))
	for i, r := range e.By {
		by[i] = r.String()
	}
	return fmt.Sprintf("%s %s is used by %s; drop or change that first", e.What, e.Name, strings.Join(by, ", "))
}

// Ref names an object for a person.
type Ref struct {
	What string // "policy"
	Name string // as SQL
	On   string // the table it belongs to, if any

	take func(*Builder) error // what CASCADE does with it
}

func (r Ref) String() string {
	s := r.What + " " + r.Name
	if r.On != "" {
		s += " of " + r.On
	}
	return s
}

// nearest finds the name most like want, empty where none is close: no
// more than a third of the letters and one apart (Levenshtein).
func nearest(want string, names []string) string {
	best, bestAt := "", len(want)/3+2
	for _, n := range names {
		if d := distance(want, n, bestAt); d < bestAt {
			best, bestAt = n, d
		}
	}
	return best
}

// Nearest finds among names the one most like want, empty where none is close.
func Nearest(want string, names []string) string { return nearest(want, names) }

// distance is the Levenshtein distance in bytes, or limit where it is not less.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := prev[0]
		prev[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = min(diagonal, prev[j], prev[j-1]) + 1
			}
			diagonal, prev[j] = prev[j], cost
		}
	}
	return min(prev[len(b)], limit)
}
