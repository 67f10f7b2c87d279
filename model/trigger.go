package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Trigger is a trigger of a table or view.
type Trigger struct {
	Name       string     `json:"name"`
	Timing     string     `json:"timing"` // "BEFORE", "AFTER", "INSTEAD OF"
	Events     []string   `json:"events"` // "INSERT", "DELETE", "UPDATE", "TRUNCATE"
	UpdateOf   []string   `json:"updateOf,omitempty"`
	ForEachRow bool       `json:"forEachRow,omitempty"`
	When       *expr.Expr `json:"when,omitempty"`
	Function   Name       `json:"function"`
	Args       []string   `json:"args,omitempty"`

	Constraint        bool   `json:"constraint,omitempty"`
	Deferrable        bool   `json:"deferrable,omitempty"`
	InitiallyDeferred bool   `json:"initiallyDeferred,omitempty"`
	From              Name   `json:"from,omitzero"`
	OldTable          string `json:"oldTable,omitempty"`
	NewTable          string `json:"newTable,omitempty"`

	// Enabled is "" when the trigger fires, else "DISABLE", "ENABLE REPLICA"
	// or "ENABLE ALWAYS".
	Enabled string `json:"enabled,omitempty"`
	Comment string `json:"comment,omitempty"`
	Origin  Origin `json:"-"`
}

// On tells whether the trigger fires at an event.
func (g *Trigger) On(event string) bool {
	for _, e := range g.Events {
		if e == event {
			return true
		}
	}
	return false
}

// Definition writes the CREATE TRIGGER statement as pg_get_triggerdef does.
func (g *Trigger) Definition(table Name) string { return g.create(table, "CREATE ") }

// CreateOrReplace writes the statement so that it can run again; constraint
// triggers have no such form and get a plain CREATE.
func (g *Trigger) CreateOrReplace(table Name) string {
	if g.Constraint {
		return g.create(table, "CREATE ")
	}
	return g.create(table, "CREATE OR REPLACE ")
}

func (g *Trigger) create(table Name, head string) string {
	var b strings.Builder
	b.WriteString(head)
	if g.Constraint {
		b.WriteString("CONSTRAINT ")
	}
	b.WriteString("TRIGGER " + ident.Quote(g.Name) + " " + g.Timing + " ")
	for i, e := range g.Events {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(e)
		if e == "UPDATE" && len(g.UpdateOf) > 0 {
			b.WriteString(" OF " + ident.List(g.UpdateOf))
		}
	}
	b.WriteString(" ON " + table.String())
	if g.From != (Name{}) {
		b.WriteString(" FROM " + g.From.String())
	}
	switch {
	case g.InitiallyDeferred:
		b.WriteString(" DEFERRABLE INITIALLY DEFERRED")
	case g.Deferrable:
		b.WriteString(" DEFERRABLE INITIALLY IMMEDIATE")
	case g.Constraint:
		b.WriteString(" NOT DEFERRABLE INITIALLY IMMEDIATE")
	}
	if g.OldTable != "" || g.NewTable != "" {
		b.WriteString(" REFERENCING")
		if g.OldTable != "" {
			b.WriteString(" OLD TABLE AS " + ident.Quote(g.OldTable))
		}
		if g.NewTable != "" {
			b.WriteString(" NEW TABLE AS " + ident.Quote(g.NewTable))
		}
	}
	if g.ForEachRow {
		b.WriteString(" FOR EACH ROW")
	} else {
		b.WriteString(" FOR EACH STATEMENT")
	}
	if g.When != nil {
		b.WriteString(" WHEN (" + g.When.Text() + ")")
	}
	b.WriteString(" EXECUTE FUNCTION " + g.Function.String() + "(")
	for i, a := range g.Args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(ident.Literal(a))
	}
	b.WriteString(")")
	return b.String()
}
