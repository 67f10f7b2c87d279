package checks

import (
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/template"
)

// Pass is one run of the rules over one object. What a rule looks at besides
// that object it must look up through the pass, which remembers it: when that
// changes, the object is judged again.
type Pass struct {
	Settings settings.Settings

	schema   *model.Schema
	rule     *Rule
	severity Severity
	object   Object
	origin   model.Origin
	kind     model.Kind
	deps     map[dependency]struct{}
	findings []*Finding
}

// dependency is an object that a judgement rests on, there or not.
type dependency struct {
	what string
	name model.Name
}

func (p *Pass) depend(what string, n model.Name) {
	d := dependency{what, n}
	if _, ok := p.deps[d]; !ok {
		if p.deps == nil {
			p.deps = map[dependency]struct{}{}
		}
		p.deps[d] = struct{}{}
	}
}

// Table looks up another table, nil where there is none.
func (p *Pass) Table(n model.Name) *model.Table {
	p.depend("table", n)
	return p.schema.Tables.Get(n)
}

// Domain looks up a domain, nil where there is none.
func (p *Pass) Domain(n model.Name) *model.Domain {
	p.depend("domain", n)
	return p.schema.Domains.Get(n)
}

// Enum looks up an enum, nil where there is none.
func (p *Pass) Enum(n model.Name) *model.Enum {
	p.depend("enum", n)
	return p.schema.Enums.Get(n)
}

// Function looks up a function without arguments, such as a trigger runs.
func (p *Pass) Function(n model.Name) *model.Routine {
	n.Name += "()"
	p.depend("function", n)
	return p.schema.Routines.Get(n)
}

// HasTenants tells whether the schema has the table of the organisations.
func (p *Pass) HasTenants() bool { return p.Table(p.Settings.Root()) != nil }

// Kind is what the table under judgement is for: as it was set, or as it
// looks.
func (p *Pass) Kind() model.Kind { return p.kind }

// Templates makes edits by the project's settings.
func (p *Pass) Templates() template.Templates {
	return template.Templates{Schema: p.schema, Settings: p.Settings}
}

// Option refines a report.
type Option func(*Finding)

// At says which part of the object the finding is about, and where it stands.
func At(sub string, origin model.Origin) Option {
	return func(f *Finding) {
		f.Object.Sub = sub
		if origin.File != "" {
			f.Origin = origin
		}
	}
}

// As gives the finding another severity than its rule.
func As(s Severity) Option { return func(f *Finding) { f.Severity = s } }

// Fixed gives the edit that puts it right.
func Fixed(fix func() edit.Edit) Option { return func(f *Finding) { f.fix = fix } }

// Report adds a finding.
func (p *Pass) Report(message string, options ...Option) {
	f := &Finding{Rule: p.rule, Severity: p.rule.Severity, Object: p.object, Message: message, Origin: p.origin}
	for _, o := range options {
		o(f)
	}
	if p.severity != p.rule.Severity { // the settings have the last word
		f.Severity = p.severity
	}
	p.findings = append(p.findings, f)
}
