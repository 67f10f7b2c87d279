package checks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/settings"
)

// Checker judges schemas by a set of rules.
type Checker struct {
	settings settings.Settings
	tables   []leveled
	views    []leveled
	enums    []leveled
	routines []leveled
}

// leveled is a rule with the severity that the settings give it.
type leveled struct {
	*Rule
	level Severity
}

// New makes a checker of the rules that the settings do not turn off.
func New(rules []*Rule, s settings.Settings) *Checker {
	c := &Checker{settings: s}
	for _, r := range rules {
		l := leveled{r, r.Severity}
		switch s.Rules[r.ID] {
		case "off":
			continue
		case "error":
			l.level = Error
		case "warning":
			l.level = Warning
		case "info":
			l.level = Info
		}
		switch {
		case r.Table != nil:
			c.tables = append(c.tables, l)
		case r.View != nil:
			c.views = append(c.views, l)
		case r.Enum != nil:
			c.enums = append(c.enums, l)
		case r.Routine != nil:
			c.routines = append(c.routines, l)
		}
	}
	return c
}

// Result is what the rules say of one schema. It is never written to.
type Result struct {
	schema   *model.Schema
	tables   []*verdict[*model.Table]
	views    []*verdict[*model.View]
	enums    []*verdict[*model.Enum]
	routines []*verdict[*model.Routine]

	// Findings are all findings, by object.
	Findings []*Finding
	// NotRun lists the rules that had nothing to judge by, with the reason.
	NotRun []NotRun
	// Judged counts the objects that this run looked at; the verdicts on the
	// others were kept.
	Judged int
}

// NotRun is a rule that could not be applied.
type NotRun struct {
	Rule   *Rule
	Reason string
}

// verdict is what the rules say of one object, and what that rests on.
type verdict[T model.Object] struct {
	object   T
	findings []*Finding
	deps     []dependency
}

// Count gives the number of findings of a severity.
func (r *Result) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Of lists the findings about an object and its parts.
func (r *Result) Of(what string, n model.Name) []*Finding {
	var out []*Finding
	for _, f := range r.Findings {
		if f.Object.Name == n && f.Object.What == what {
			out = append(out, f)
		}
	}
	return out
}

// Check judges a schema. Where the result for an earlier state of it is
// given, only what changed since, and what rests on that, is judged anew.
func (c *Checker) Check(s *model.Schema, before *Result) *Result {
	r := &Result{schema: s}
	var changed map[dependency]bool
	if before == nil {
		before = &Result{}
	} else {
		changed = changes(before.schema, s)
	}
	r.tables = judge(c, r, s.Tables, before.tables, changed, c.judgeTable)
	r.views = judge(c, r, s.Views, before.views, changed, func(p *Pass, v *model.View) {
		p.object, p.origin = Object{What: "view", Name: v.Name}, v.Origin
		each(p, c.views, func(l leveled) { l.View(p, v) })
	})
	r.enums = judge(c, r, s.Enums, before.enums, changed, func(p *Pass, e *model.Enum) {
		p.object, p.origin = Object{What: "enum", Name: e.Name}, e.Origin
		each(p, c.enums, func(l leveled) { l.Enum(p, e) })
	})
	r.routines = judge(c, r, s.Routines, before.routines, changed, func(p *Pass, f *model.Routine) {
		p.object, p.origin = Object{What: "function", Name: f.Key()}, f.Origin
		each(p, c.routines, func(l leveled) { l.Routine(p, f) })
	})
	r.collect()
	if s.Tables.Get(c.settings.Root()) == nil {
		for _, l := range c.tables {
			if l.Tenants {
				r.NotRun = append(r.NotRun, NotRun{l.Rule, "there is no table " + c.settings.Root().String() +
					"; if the organisations have another name, set tenant_root in " + settings.FileName})
			}
		}
	}
	return r
}

// collect makes the one list of findings.
func (r *Result) collect() {
	n := 0
	count := func(f []*Finding) { n += len(f) }
	r.visit(count)
	r.Findings = make([]*Finding, 0, n)
	r.visit(func(f []*Finding) { r.Findings = append(r.Findings, f...) })
}

func (r *Result) visit(f func([]*Finding)) {
	for _, v := range r.tables {
		f(v.findings)
	}
	for _, v := range r.views {
		f(v.findings)
	}
	for _, v := range r.enums {
		f(v.findings)
	}
	for _, v := range r.routines {
		f(v.findings)
	}
}

func each(p *Pass, rules []leveled, run func(leveled)) {
	for _, l := range rules {
		p.rule, p.severity = l.Rule, l.level
		run(l)
	}
}

func (c *Checker) judgeTable(p *Pass, t *model.Table) {
	if t.External || exempt(t) {
		return
	}
	p.object, p.origin = Object{What: "table", Name: t.Name}, t.Origin
	p.kind = p.GuessKind(t)
	tenants := p.HasTenants()
	each(p, c.tables, func(l leveled) {
		if l.Tenants && !tenants || len(l.Kinds) > 0 && !slices.Contains(l.Kinds, p.kind) {
			return
		}
		l.Table(p, t)
	})
}

// exempt tells whether a table is none of the architect's: it belongs to the
// platform, or is the journal of a migration tool.
func exempt(t *model.Table) bool {
	if model.IsManagedSchema(t.Name.Schema) {
		return true
	}
	switch t.Name.Name {
	case "schema_migrations", "ar_internal_metadata", "__diesel_schema_migrations", "__drizzle_migrations",
		"_prisma_migrations", "flyway_schema_history", "goose_db_version":
		return true
	}
	return false
}

// judge gives the verdicts on all objects of a kind, old ones where nothing
// that they rest on changed.
func judge[T model.Object](c *Checker, r *Result, objects model.Objects[T], before []*verdict[T],
	changed map[dependency]bool, run func(*Pass, T)) []*verdict[T] {
	out := make([]*verdict[T], 0, objects.Len())
	i := 0
	for o := range objects.All() {
		for i < len(before) && before[i].object.Key().Less(o.Key()) {
			i++
		}
		if i < len(before) && before[i].object == o && !before[i].rests(changed) {
			out = append(out, before[i])
			continue
		}
		p := &Pass{Settings: c.settings, schema: r.schema}
		run(p, o)
		r.Judged++
		v := &verdict[T]{object: o, findings: p.findings}
		for d := range p.deps {
			v.deps = append(v.deps, d)
		}
		out = append(out, v)
	}
	return out
}

func (v *verdict[T]) rests(changed map[dependency]bool) bool {
	if len(changed) == 0 {
		return false
	}
	for _, d := range v.deps {
		if changed[d] {
			return true
		}
	}
	return false
}

// changes lists the objects that differ between two states.
func changes(a, b *model.Schema) map[dependency]bool {
	out := map[dependency]bool{}
	differ(out, "table", a.Tables, b.Tables)
	differ(out, "domain", a.Domains, b.Domains)
	differ(out, "enum", a.Enums, b.Enums)
	differ(out, "function", a.Routines, b.Routines)
	return out
}

func differ[T model.Object](out map[dependency]bool, what string, a, b model.Objects[T]) {
	var none T
	for x, y := range model.Compare(a, b) {
		if x != none {
			out[dependency{what, x.Key()}] = true
		} else {
			out[dependency{what, y.Key()}] = true
		}
	}
}

// Sort orders findings for reading: the gravest first, then by object.
func Sort(findings []*Finding) {
	slices.SortStableFunc(findings, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), strings.Compare(a.Object.Name.Schema, b.Object.Name.Schema),
			strings.Compare(a.Object.Name.Name, b.Object.Name.Name), strings.Compare(a.Rule.ID, b.Rule.ID),
			strings.Compare(a.Object.Sub, b.Object.Sub))
	})
}
