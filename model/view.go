package model

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// View is a view or, with Materialized, a materialized view.
type View struct {
	Name         Name       `json:"name"`
	Materialized bool       `json:"materialized,omitempty"`
	Aliases      []string   `json:"aliases,omitempty"` // column names written after the view's name
	Query        *expr.Expr `json:"query"`
	// Columns are the output columns as far as they could be worked out; a
	// zero Type is one that could not.
	Columns     []*Column  `json:"columns,omitempty"`
	Recursive   bool       `json:"recursive,omitempty"`
	Options     []string   `json:"options,omitempty"`     // "security_invoker=true"
	CheckOption string     `json:"checkOption,omitempty"` // "LOCAL", "CASCADED"
	NoData      bool       `json:"noData,omitempty"`
	Indexes     []*Index   `json:"indexes,omitempty"`
	Triggers    []*Trigger `json:"triggers,omitempty"`
	Grants      []Grant    `json:"grants,omitempty"`
	Owner       string     `json:"owner,omitempty"` // see [Schema.CommonOwner]
	Comment     string     `json:"comment,omitempty"`
	Origin      Origin     `json:"-"`
}

// Key is the view's name.
func (v *View) Key() Name { return v.Name }

func (v *View) clone() *View {
	c := *v
	c.Columns = slices.Clone(v.Columns)
	c.Options = slices.Clone(v.Options)
	c.Indexes = slices.Clone(v.Indexes)
	c.Triggers = slices.Clone(v.Triggers)
	c.Grants = slices.Clone(v.Grants)
	return &c
}

// SecurityInvoker tells whether the view reads its tables with the rights and
// policies of whoever asks.
func (v *View) SecurityInvoker() bool {
	for _, o := range v.Options {
		switch o {
		case "security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker":
			return true
		}
	}
	return false
}

// What is the word for it in SQL.
func (v *View) What() string {
	if v.Materialized {
		return "MATERIALIZED VIEW"
	}
	return "VIEW"
}

// Definition writes the statement that makes the view; head is "CREATE" or
// "CREATE OR REPLACE".
func (v *View) Definition(head string) string {
	var b strings.Builder
	b.WriteString(head + " " + v.What() + " " + v.Name.String())
	if len(v.Aliases) > 0 {
		b.WriteString(" (" + ident.List(v.Aliases) + ")")
	}
	if len(v.Options) > 0 {
		b.WriteString(" WITH (" + strings.Join(v.Options, ", ") + ")")
	}
	b.WriteString(" AS\n" + v.Query.Text())
	if v.CheckOption != "" {
		b.WriteString("\nWITH " + v.CheckOption + " CHECK OPTION")
	}
	if v.NoData {
		b.WriteString("\nWITH NO DATA")
	}
	return b.String()
}
