package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Command is the kind of statement that a policy is for.
type Command string

// The commands of a policy.
const (
	ForAll    Command = "ALL"
	ForSelect Command = "SELECT"
	ForInsert Command = "INSERT"
	ForUpdate Command = "UPDATE"
	ForDelete Command = "DELETE"
)

// Policy is a row level security policy.
type Policy struct {
	Name        string     `json:"name"`
	Restrictive bool       `json:"restrictive,omitempty"`
	Command     Command    `json:"command"`
	Roles       []string   `json:"roles,omitempty"` // empty for PUBLIC
	Using       *expr.Expr `json:"using,omitempty"`
	Check       *expr.Expr `json:"check,omitempty"` // WITH CHECK
	Comment     string     `json:"comment,omitempty"`
	Origin      Origin     `json:"-"`
}

// Covers tells whether the policy applies to a command.
func (p *Policy) Covers(c Command) bool { return p.Command == ForAll || p.Command == c }

// AppliesTo tells whether the policy applies to a role, by name or as PUBLIC.
func (p *Policy) AppliesTo(role string) bool {
	if len(p.Roles) == 0 {
		return true
	}
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// NewRows is what a new row must satisfy: WITH CHECK, or USING where that is
// left out (which is what PostgreSQL then takes for UPDATE and ALL).
func (p *Policy) NewRows() *expr.Expr {
	if p.Check == nil && (p.Command == ForAll || p.Command == ForUpdate) {
		return p.Using
	}
	return p.Check
}

// Expressions lists the expressions that the policy has.
func (p *Policy) Expressions() []*expr.Expr {
	var out []*expr.Expr
	for _, e := range []*expr.Expr{p.Using, p.Check} {
		if e != nil {
			out = append(out, e)
		}
	}
	return out
}

// MentionsColumn tells whether the policy reads the column of the table.
func (p *Policy) MentionsColumn(table, column string) bool {
	return p.Using.MentionsColumn(table, column) || p.Check.MentionsColumn(table, column)
}

// Definition writes the CREATE POLICY statement.
func (p *Policy) Definition(table Name) string {
	var b strings.Builder
	b.WriteString("CREATE POLICY " + ident.Quote(p.Name) + " ON " + table.String())
	if p.Restrictive {
		b.WriteString(" AS RESTRICTIVE")
	}
	b.WriteString(" FOR " + string(p.Command) + " TO " + roleList(p.Roles))
	if p.Using != nil {
		b.WriteString(" USING (" + p.Using.Text() + ")")
	}
	if p.Check != nil {
		b.WriteString(" WITH CHECK (" + p.Check.Text() + ")")
	}
	return b.String()
}

// roleList writes roles for TO and FROM; none means PUBLIC.
func roleList(roles []string) string {
	if len(roles) == 0 {
		return "PUBLIC"
	}
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = QuoteRole(r)
	}
	return strings.Join(out, ", ")
}

// QuoteRole spells a role, leaving the words that stand for roles as they are.
func QuoteRole(r string) string {
	switch r {
	case "PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER":
		return r
	}
	return ident.Quote(r)
}
