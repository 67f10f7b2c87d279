// Package document writes the architecture document: what the requirements'
// outline asks for, filled from the schema. What the schema does not say is
// said to be missing, in one line.
package document

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/render/erd"
	"github.com/pgdraft/pgdraft/render/sql"
)

// Input is what the document is made from.
type Input struct {
	Name      string
	Author    string
	Date      time.Time
	Base      *model.Schema
	Target    *model.Schema
	Changes   []diff.Change
	Lineage   *diff.Lineage // which table of the base each one was
	Migration string        // the migration's path
	Rollback  sql.Migration
	Findings  *checks.Result
	Settings  settings.Settings
}

// Architecture writes the document in Markdown.
func Architecture(in Input) string {
	w := &writer{Input: in}
	w.touched = touched(in)
	w.overview()
	w.detail()
	w.drizzle()
	w.plan()
	w.performance()
	w.security()
	w.realtime()
	w.testing()
	w.dictionary()
	w.rollback()
	w.closing()
	return w.b.String()
}

type writer struct {
	Input
	b       strings.Builder
	touched []*model.Table
}

func (w *writer) p(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// md keeps text from being taken for Markdown, or for a new table cell.
func md(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", "", "<", "&lt;", "`", "'").Replace(s)
}

func code(s string) string {
	s = strings.NewReplacer("\n", " ", "|", `\|`).Replace(s)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// touched lists the tables that the design makes or changes; all of them
// where it starts from nothing.
func touched(in Input) []*model.Table {
	var out []*model.Table
	for _, after := range model.Compare(in.Base.Tables, in.Target.Tables) {
		if after != nil && !after.External {
			out = append(out, after)
		}
	}
	return out
}

func (w *writer) overview() {
	w.p("# Database Architecture: %s\n", md(w.Name))
	w.p("**Date**: %s", w.Date.Format("2006-01-02"))
	w.p("**Architect**: %s\n\n---\n", md(or(w.Author, "not named")))
	w.p("## Schema Overview\n\n### Tables Created/Modified\n")
	if len(w.touched) == 0 {
		w.p("No table is created or modified.")
	}
	for i, t := range w.touched {
		word := "created"
		if was, ok := w.Lineage.Of(diff.Thing{What: "table", Of: t.Name}); ok {
			word = "modified"
			if was.Of != t.Name {
				word = "modified, was " + md(was.Of.String())
			}
		}
		w.p("%d. **%s** (%s): %s", i+1, md(t.Name.String()), word, md(or(t.Comment, "its purpose is not written down yet (COMMENT ON TABLE)")))
	}
	w.p("\n### Entity Relationship Diagram (ERD)\n\n```\n%s```\n", strings.ReplaceAll(erd.Diagram(w.only(), erd.View{Level: erd.Keys}, false), "```", "'''"))
	w.p("---\n")
}

// only is a schema with the touched tables and what they point at.
func (w *writer) only() *model.Schema {
	keep := map[model.Name]bool{}
	for _, t := range w.touched {
		keep[t.Name] = true
		for _, fk := range t.ForeignKeys() {
			keep[fk.RefTable] = true
		}
	}
	b := (&model.Schema{}).Edit()
	var put []*model.Table
	for t := range w.Target.Tables.All() {
		if keep[t.Name] {
			put = append(put, t)
		}
	}
	b.RestoreTables(put, nil)
	return b.Schema()
}

func (w *writer) drizzle() {
	w.p("## Drizzle Schema Code\n\nThis export holds no Drizzle schema.\n\n---\n")
}

func (w *writer) plan() {
	m := sql.New(w.Changes)
	w.p("## Migration Plan\n\n### Migration File\n**Path**: %s\n\n**Steps**:", code(or(w.Migration, "not exported")))
	if m.Empty() {
		w.p("There is nothing to change.")
	}
	var sections []sql.Section
	for _, s := range m.Statements {
		if !slices.Contains(sections, s.Section) {
			sections = append(sections, s.Section)
		}
	}
	for i, s := range sections {
		w.p("%d. %s (%d statements)", i+1, s, len(m.Only(s).Statements))
	}
	w.p("\n**Rollback Strategy**: %d statements lead back, in reverse order and without CASCADE.", len(w.Rollback.Statements))
	for _, s := range m.Statements {
		if s.Loss != "" {
			w.p("- The rollback cannot bring back %s.", md(s.Loss))
		}
	}
	w.p("\n### Data Migration (if applicable)\n")
	if converted := conversions(w.Changes); len(converted) > 0 {
		for _, c := range converted {
			w.p("- %s", md(c))
		}
	} else {
		w.p("No rows are moved or converted.")
	}
	w.p("\n---\n")
}

func conversions(changes []diff.Change) []string {
	var out []string
	for _, c := range changes {
		if t, ok := c.(*diff.SetType); ok {
			out = append(out, t.Describe()+" converts every row")
		}
	}
	return out
}

func (w *writer) performance() {
	w.p("## Performance Considerations\n\n### Query Optimization\n\n**Expected query patterns**:")
	n := 0
	for _, t := range w.touched {
		for _, x := range t.Indexes {
			n++
			w.p("%d. %s: %s", n, md(t.Name.String()), code(x.Definition(t.Name)))
		}
	}
	if n == 0 {
		w.p("No index beside those of the keys was made, so none is served but by key.")
	}
	w.p("\n### Scalability Analysis\n\nThe design does not say how many rows are expected.\n")
	w.p("### N+1 Query Prevention\n")
	n = 0
	for _, t := range w.touched {
		for _, fk := range t.ForeignKeys() {
			n++
			w.p("- %s with its %s: one JOIN on %s instead of one query for each row.", md(t.Name.Name), md(fk.RefTable.Name), code(strings.Join(fk.Columns, ", ")))
		}
	}
	if n == 0 {
		w.p("No table points at another.")
	}
	w.p("\n---\n")
}

func (w *writer) security() {
	w.p("## Security Considerations\n\n### RLS Coverage\n")
	on, all := 0, 0
	for t := range w.Target.Tables.All() {
		if t.External || !w.Settings.Exposed(t.Name.Schema) || t.PartitionOf != nil {
			continue
		}
		all++
		if t.RowSecurity {
			on++
		} else {
			w.p("- Row level security is off: %s", code(t.Name.String()))
		}
	}
	w.p("- %d of %d tables that the data API shows have row level security.", on, all)
	w.p("- The tenant's claim is %s%s.", code(w.Settings.TenantClaim), claimNote(w.Settings))
	w.p("\n### Sensitive Data Protection\n")
	w.findingsOf("security", "pii-without-rls", "credential-column")
	w.p("\n### SQL Injection Prevention\n\nThe design holds no queries; parameters are the application's part.\n\n---\n")
}

func claimNote(s settings.Settings) string {
	if !strings.Contains(s.TenantClaim, ".") {
		return ", at the top of the token: Supabase puts it there only through the custom access token hook"
	}
	return ""
}

func (w *writer) findingsOf(what string, rules ...string) {
	n := 0
	for _, f := range w.Findings.Findings {
		if slices.Contains(rules, f.Rule.ID) {
			n++
			w.p("- %s: %s", code(f.Object.String()), md(f.Message))
		}
	}
	if n == 0 {
		w.p("The checklist finds nothing to say about %s here.", what)
	}
}

func (w *writer) realtime() {
	w.p("## Real-Time Subscriptions (if applicable)\n")
	n := 0
	for p := range w.Target.Publications.All() {
		for _, t := range p.Tables {
			n++
			w.p("- %s in publication %s", code(t.Table.String()), code(p.Name))
		}
	}
	if n == 0 {
		w.p("No table is published.")
	}
	w.p("\n---\n")
}

func (w *writer) testing() {
	w.p("## Testing Strategy\n\n### Database Tests\n\n**Schema validation** (the checklist): %d errors, %d warnings, %d infos.",
		w.Findings.Count(checks.Error), w.Findings.Count(checks.Warning), w.Findings.Count(checks.Info))
	list := append([]*checks.Finding(nil), w.Findings.Findings...)
	checks.Sort(list)
	for _, f := range list {
		if f.Severity == checks.Error {
			w.p("- %s %s: %s", f.Rule.ID, code(f.Object.String()), md(f.Message))
		}
	}
	w.p("\n**RLS policy tests**: this export holds none.\n\n**Drizzle integration tests**: this export holds none.\n\n---\n")
}

func (w *writer) dictionary() {
	w.p("## Data Dictionary\n\n### Enums\n")
	n := 0
	for e := range w.Target.Enums.All() {
		n++
		w.p("**%s**%s:\n\n| Value | Display Name |\n|-------|--------------|", md(e.Name.String()), dash(e.Comment))
		for _, v := range e.Values {
			w.p("| %s | %s |", code(v), md(display(v)))
		}
		w.p("")
	}
	if n == 0 {
		w.p("There is no enum.\n")
	}
	w.p("### JSONB Structures\n")
	n = 0
	for _, t := range w.touched {
		for _, c := range t.Columns {
			if c.Type.Is("jsonb", "json") {
				n++
				w.p("- %s: %s", code(t.Name.String()+"."+c.Name), md(or(c.Comment, "its structure is not written down yet")))
			}
		}
	}
	if n == 0 {
		w.p("No column holds JSON.")
	}
	w.p("\n---\n")
}

func dash(s string) string {
	if s == "" {
		return ""
	}
	return " - " + md(s)
}

// display spells an enum value for people: in_progress is "In progress".
func display(v string) string {
	s := strings.ReplaceAll(v, "_", " ")
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func (w *writer) rollback() {
	w.p("## Rollback Plan\n\n**If migration fails**: run it again; every statement can. To go back, run the rollback:\n\n```sql")
	if w.Rollback.Empty() {
		w.p("-- There is nothing to take back.")
	}
	for _, s := range w.Rollback.Statements {
		if s.Loss != "" {
			w.p("-- LOSES DATA: %s", strings.ReplaceAll(s.Loss, "```", "'''"))
		}
		w.p("%s;", strings.ReplaceAll(s.SQL, "```", "'''"))
	}
	w.p("```\n\n---\n")
}

func (w *writer) closing() {
	w.p("## Open Questions for API/Frontend Developers\n")
	n := 0
	for _, t := range w.touched {
		if t.Comment == "" {
			n++
			w.p("%d. What is %s for?", n, code(t.Name.String()))
		}
	}
	if n == 0 {
		w.p("None were written down.")
	}
	errors := w.Findings.Count(checks.Error)
	w.p("\n---\n\n## Next Steps\n\n1. Rehearse the migration on a copy of the database.\n2. Put right what the checklist reports as errors (%d).\n\n---\n", errors)
	confidence := "High"
	switch {
	case errors > 0:
		confidence = "Low"
	case w.Findings.Count(checks.Warning) > 0:
		confidence = "Medium"
	}
	w.p("**Confidence Level**: %s (from the checklist: %d errors, %d warnings)", confidence, errors, w.Findings.Count(checks.Warning))
	w.p("**Schema Stability**: May need adjustments; it was not rehearsed.")
}
