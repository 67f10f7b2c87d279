// Package checks judges a schema by rules. Each rule has a file of its own,
// in the folder of its family, with everything there is to say about it: why
// it matters, how to put it right, where it comes from, a bad and a good
// example, the check and its fix.
package checks

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Severity is how much a finding matters.
type Severity int

// The severities, the gravest last.
const (
	Info Severity = iota
	Warning
	Error
)

func (s Severity) String() string { return [...]string{"info", "warning", "error"}[s] }

// Family groups rules by what they guard.
type Family string

// The families.
const (
	Security    Family = "security"
	Tenancy     Family = "tenancy"
	Audit       Family = "audit"
	Types       Family = "types"
	Performance Family = "performance"
)

// Rule is one rule of the checklist. Exactly one of the functions Table,
// View, Enum and Routine is set; it reports what it finds to the pass.
type Rule struct {
	ID       string
	Family   Family
	Severity Severity
	Title    string   // what is wrong, in a few words
	Why      string   // why that matters
	HowToFix string   // what to do
	Sources  []string // where the rule comes from: the requirements, other linters' names for it
	// Kinds are the kinds of table that the rule judges; empty for all.
	Kinds []model.Kind
	// Tenants says that the rule means nothing without a table of tenants.
	Tenants bool
	// Bad is SQL at which the rule reports, Good is the same put right.
	Bad, Good string

	Table   func(*Pass, *model.Table)
	View    func(*Pass, *model.View)
	Enum    func(*Pass, *model.Enum)
	Routine func(*Pass, *model.Routine)
}

// Object is what a finding is about.
type Object struct {
	What string // "table", "view", "enum", "function"
	Name model.Name
	Sub  string // the column, policy or other part, empty for the whole
}

// String spells the object with its part.
func (o Object) String() string {
	if o.Sub == "" {
		return o.Whole()
	}
	return o.Whole() + "." + o.Sub
}

// Whole spells the object as SQL. A function's name holds its argument types,
// which are SQL already.
func (o Object) Whole() string {
	if o.What == "function" {
		return ident.Quote(o.Name.Schema) + "." + o.Name.Name
	}
	return o.Name.String()
}

// Finding is one violation of one rule at one object.
type Finding struct {
	Rule     *Rule
	Severity Severity // the rule's, unless the settings or the case say otherwise
	Object   Object
	Message  string
	Origin   model.Origin
	fix      func() edit.Edit
}

// Key is the same for the same finding in every run:
// rule/schema/object[/part].
func (f *Finding) Key() string {
	k := f.Rule.ID + "/" + f.Object.Name.Schema + "/" + f.Object.Name.Name
	if f.Object.Sub != "" {
		k += "/" + f.Object.Sub
	}
	return k
}

// Fixable tells whether an edit can put it right.
func (f *Finding) Fixable() bool { return f.fix != nil }

// Fix gives the edit that puts it right, nil where there is none.
func (f *Finding) Fix() edit.Edit {
	if f.fix == nil {
		return nil
	}
	return f.fix()
}

// OtherLinters lists what the rule is called elsewhere: of its sources those
// that name a tool and its rule.
func (r *Rule) OtherLinters() []string {
	var out []string
	for _, s := range r.Sources {
		if strings.Contains(s, " ") {
			out = append(out, s)
		}
	}
	return out
}
