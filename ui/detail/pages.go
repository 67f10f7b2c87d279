package detail

import (
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/screen"
)

// contents counts what a namespace holds.
func (d *Detail) contents(ns string) page {
	s := d.snapshot.Target
	p := page{tab: "Contents", heads: []safe.Text{"", ""}}
	add := func(what string, n int) {
		if n > 0 {
			p.rows = append(p.rows, Row{Cells: []screen.Span{{Text: safe.Text(what), Role: screen.Normal}, {Text: safe.Text(strconv.Itoa(n)), Role: screen.Accent}}})
		}
	}
	tables, protected := 0, 0
	for t := range s.Tables.In(ns) {
		tables++
		if t.RowSecurity {
			protected++
		}
	}
	add("tables", tables)
	add("of them with row level security", protected)
	add("views", countIn(s.Views, ns))
	add("enums", countIn(s.Enums, ns))
	add("domains", countIn(s.Domains, ns))
	add("composite types", countIn(s.Composites, ns))
	add("sequences", countIn(s.Sequences, ns))
	add("functions", countIn(s.Routines, ns))
	add("others", len(s.CarriedIn(ns)))
	p.measure(40, 8)
	return p
}

func countIn[T model.Object](set model.Objects[T], ns string) int {
	n := 0
	for range set.In(ns) {
		n++
	}
	return n
}

// carried shows a thing that is kept as its statement, with what goes with it.
func (d *Detail) carried() {
	s := d.snapshot.Target
	for _, v := range s.CarriedIn(d.ref.Name.Schema) {
		if n, _ := v.Place(); n != d.ref.Name {
			continue
		}
		d.title, d.note = safe.Clean(d.ref.Name.Name), "pgdraft keeps it as it is written, and compares it"
		d.pages = []page{{tab: SQL, sql: func() string {
			text := v.SQL + ";"
			for _, o := range s.Verbatim {
				if o.With == v.Undo {
					text += "\n\n" + o.SQL + ";"
				}
			}
			return text
		}}}
	}
}

func statement(c diff.Change) string {
	m := sql.New([]diff.Change{c})
	parts := make([]string, len(m.Statements))
	for i, s := range m.Statements {
		parts[i] = s.SQL + ";"
	}
	return strings.Join(parts, "\n\n")
}

// tableSQL writes everything that makes a table.
func tableSQL(t *model.Table) string {
	b := (&model.Schema{}).Edit()
	b.RestoreTables([]*model.Table{t}, nil)
	m := sql.New(diff.Between(&model.Schema{}, b.Schema(), nil))
	parts := make([]string, len(m.Statements))
	for i, s := range m.Statements {
		parts[i] = s.SQL + ";"
	}
	return strings.Join(parts, "\n\n")
}

// noted joins what is said below a title; of owners those are worth a word who
// do not own most things.
func (d *Detail) noted(words []string, owner, comment string) safe.Text {
	if owner != "" && owner != d.snapshot.Target.CommonOwner() {
		words = append(words, "owner "+owner)
	}
	if comment != "" {
		words = append(words, comment)
	}
	return safe.Clean(strings.Join(words, " · "))
}

func (d *Detail) table(t *model.Table) {
	d.title = safe.Clean(t.Name.String())
	var words []string
	if t.Kind != "" {
		words = append(words, string(t.Kind))
	}
	switch {
	case t.External:
		words = append(words, "not made by this project")
	case t.RowSecurity:
		words = append(words, "RLS on")
	default:
		words = append(words, "RLS off")
	}
	d.note = d.noted(words, t.Owner, t.Comment)
	base := d.snapshot.BaseTable(t)
	if base == nil {
		base = &model.Table{}
	}
	worst := d.worst(t.Name)
	d.pages = []page{
		{tab: Columns, count: len(t.Columns), make: func() page { return d.columns(t, base, worst) }},
		{tab: Constraints, count: len(t.Constraints), make: func() page { return d.constraints(t, base, worst) }},
		{tab: Indexes, count: len(t.Indexes), make: func() page { return d.indexes(t, base) }},
		{tab: Policies, count: len(t.Policies), make: func() page { return d.policies(t, base, worst) }},
		{tab: Triggers, count: len(t.Triggers), make: func() page { return d.triggers(t, base) }},
		{tab: SQL, sql: func() string { return tableSQL(t) }},
	}
	d.pages[4].empty = "There is none."
	if t.External {
		for i := range d.pages {
			d.pages[i].empty = "The project does not make this table; it adds nothing here."
		}
	}
}

// made is a page whose rows are there.
func made(p page) page {
	p.count = len(p.rows)
	return p
}

// worst gives, for the parts of a table, the gravest finding about each.
func (d *Detail) worst(n model.Name) map[string]*checks.Finding {
	out := map[string]*checks.Finding{}
	for _, f := range d.snapshot.Checks.Of("table", n) {
		if old := out[f.Object.Sub]; old == nil || f.Severity > old.Severity {
			out[f.Object.Sub] = f
		}
	}
	return out
}

func (d *Detail) finding(f *checks.Finding) screen.Span {
	if f == nil {
		return screen.Span{}
	}
	sign := map[checks.Severity][2]safe.Text{checks.Error: {"✗", "x"}, checks.Warning: {"▲", "!"}, checks.Info: {"•", "i"}}[f.Severity]
	return screen.Span{Text: d.glyph(sign[0], sign[1]) + " " + safe.Text(f.Rule.ID), Role: screen.SeverityRole(f.Severity)}
}

func mark(isNew, changed bool) safe.Text {
	switch {
	case isNew:
		return "+"
	case changed:
		return "~"
	}
	return ""
}

func (d *Detail) columns(t, base *model.Table, worst map[string]*checks.Finding) page {
	p := page{tab: Columns, heads: []safe.Text{"column", "type", "null", "default"}}
	pk := t.PrimaryKey()
	for _, c := range t.Columns {
		r := Row{Name: c.Name, Note: d.finding(worst[ident.Quote(c.Name)])}
		old := d.snapshot.BaseColumn(t, c.Name)
		if !t.External {
			r.Mark = mark(old == nil && base.Name.Name != "", old != nil && old != c && (old.Name != c.Name || old.Definition() != c.Definition() || old.Comment != c.Comment))
		}
		if pk != nil && contains(pk.Columns, c.Name) {
			r.Signs[0] = screen.Span{Text: d.glyph("◆", "#"), Role: screen.KeyMark}
		} else if t.IsUnique([]string{c.Name}) {
			r.Signs[0] = screen.Span{Text: d.glyph("∗", "*"), Role: screen.KeyMark}
		}
		def, role := safe.Clean(c.Default.Text()), screen.Literal
		switch {
		case c.Generated != nil:
			def, role = "= "+safe.Clean(c.Generated.Text()), screen.Code
		case c.Identity != nil:
			def, role = "identity", screen.Dim
		}
		if fk := foreignKey(t, c.Name); fk != nil {
			r.Signs[1] = screen.Span{Text: d.glyph("→", ">"), Role: screen.Reference}
			if r.Note.Text == "" {
				r.Note = screen.Span{Text: d.glyph("→ ", "> ") + safe.Clean(fk.RefTable.Name), Role: screen.Reference}
			}
		}
		if old != nil && old.Name != c.Name && r.Note.Text == "" {
			r.Note = screen.Span{Text: safe.Clean("was " + old.Name), Role: screen.Dim}
		}
		if r.Note.Text == "" && c.Comment != "" {
			r.Note = screen.Span{Text: safe.Clean(c.Comment), Role: screen.Dim}
		}
		null := screen.Span{Text: "no", Role: screen.Dim}
		if !c.NotNull {
			null = screen.Span{Text: "yes", Role: screen.Normal}
		}
		r.Cells = []screen.Span{{Text: safe.Clean(c.Name), Role: screen.Normal}, {Text: safe.Clean(typeText(c.Type)), Role: screen.Accent}, null, {Text: def, Role: role}}
		p.rows = append(p.rows, r)
	}
	p.measure(32, 34, 4, 28)
	return p
}

// typeText spells long built-in types as people do.
func typeText(t model.Type) string {
	s := t.String()
	s = strings.Replace(s, "timestamp with time zone", "timestamptz", 1)
	s = strings.Replace(s, "timestamp without time zone", "timestamp", 1)
	s = strings.Replace(s, "character varying", "varchar", 1)
	return strings.TrimPrefix(s, "public.")
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func foreignKey(t *model.Table, column string) *model.Constraint {
	for _, c := range t.Constraints {
		if c.Kind == model.ForeignKey && contains(c.Columns, column) {
			return c
		}
	}
	return nil
}

// measure sets the columns' widths to what they hold, within limits.
func (p *page) measure(limits ...int) {
	p.widths = make([]int, len(limits))
	for i, h := range p.heads {
		p.widths[i] = safe.Width(h)
	}
	for _, r := range p.rows {
		for i, c := range r.Cells {
			p.widths[i] = max(p.widths[i], min(limits[i], safe.Width(c.Text)))
		}
	}
}

func (d *Detail) constraints(t, base *model.Table, worst map[string]*checks.Finding) page {
	p := page{tab: Constraints, heads: []safe.Text{"constraint", "definition"}}
	for _, c := range t.Constraints {
		r := Row{Name: c.Name, Note: d.finding(worst[ident.Quote(c.Name)])}
		old := d.snapshot.BaseConstraint(t, c.Name)
		r.Mark = mark(old == nil && base.Name.Name != "", old != nil && old != c && (old.Name != c.Name || old.Definition() != c.Definition()))
		r.Cells = []screen.Span{{Text: safe.Clean(c.Name), Role: screen.Normal}, {Text: safe.Clean(c.Definition()), Role: screen.Code}}
		p.rows = append(p.rows, r)
	}
	p.measure(40, 200)
	return p
}

func (d *Detail) indexes(t, base *model.Table) page {
	p := page{tab: Indexes, heads: []safe.Text{"index", "keys", ""}}
	for _, x := range t.Indexes {
		r := Row{Name: x.Name}
		old := d.snapshot.BaseIndex(t, x.Name)
		r.Mark = mark(old == nil && base.Name.Name != "", old != nil && old != x && old.Definition(t.Name) != x.Definition(t.Name))
		keys := make([]string, len(x.Keys))
		for i, k := range x.Keys {
			keys[i] = k.String()
		}
		var rest []string
		if x.Unique {
			rest = append(rest, "unique")
		}
		if x.Method != "" {
			rest = append(rest, x.Method)
		}
		if x.Where != nil {
			rest = append(rest, "where "+x.Where.Text())
		}
		r.Cells = []screen.Span{{Text: safe.Clean(x.Name), Role: screen.Normal}, {Text: safe.Clean(strings.Join(keys, ", ")), Role: screen.Accent},
			{Text: safe.Clean(strings.Join(rest, ", ")), Role: screen.Dim}}
		p.rows = append(p.rows, r)
	}
	p.measure(44, 40, 60)
	return p
}

func (d *Detail) policies(t, base *model.Table, worst map[string]*checks.Finding) page {
	p := page{tab: Policies, heads: []safe.Text{"policy", "for", "to", "rows"}}
	for _, x := range t.Policies {
		r := Row{Name: x.Name, Note: d.finding(worst[ident.Quote(x.Name)])}
		old := base.Policy(x.Name)
		r.Mark = mark(old == nil && base.Name.Name != "", old != nil && old != x && old.Definition(t.Name) != x.Definition(t.Name))
		to := strings.Join(x.Roles, ", ")
		if to == "" {
			to = "everybody"
		}
		if x.Restrictive {
			r.Signs[0] = screen.Span{Text: "&", Role: screen.Caution}
		}
		rows := x.Using.Text()
		if x.Using == nil {
			rows = x.Check.Text()
		}
		r.Cells = []screen.Span{{Text: safe.Clean(x.Name), Role: screen.Normal}, {Text: safe.Text(x.Command), Role: screen.Accent},
			{Text: safe.Clean(to), Role: screen.Dim}, {Text: safe.Clean(rows), Role: screen.Code}}
		p.rows = append(p.rows, r)
	}
	p.measure(36, 6, 16, 200)
	return p
}

func (d *Detail) triggers(t, base *model.Table) page {
	p := page{tab: Triggers, heads: []safe.Text{"trigger", "when", "runs"}}
	for _, g := range t.Triggers {
		r := Row{Name: g.Name}
		old := base.Trigger(g.Name)
		r.Mark = mark(old == nil && base.Name.Name != "", old != nil && old != g && old.Definition(t.Name) != g.Definition(t.Name))
		r.Cells = []screen.Span{{Text: safe.Clean(g.Name), Role: screen.Normal}, {Text: safe.Text(g.Timing + " " + strings.Join(g.Events, " OR ")), Role: screen.Accent},
			{Text: safe.Clean(g.Function.String() + "()"), Role: screen.Dim}}
		p.rows = append(p.rows, r)
	}
	p.measure(40, 30, 60)
	return p
}

func (d *Detail) values(e *model.Enum) page {
	p := page{tab: Values, heads: []safe.Text{"value", ""}}
	old := d.snapshot.BaseEnum(e)
	for i, v := range e.Values {
		was := d.snapshot.BaseValue(e, v)
		r := Row{Name: v, Mark: mark(old != nil && was == "", was != "" && was != v)}
		if was != "" && was != v {
			r.Note = screen.Span{Text: safe.Clean("was " + was), Role: screen.Dim}
		}
		r.Cells = []screen.Span{{Text: safe.Clean(v), Role: screen.Normal}, {Text: safe.Text(strconv.Itoa(i + 1)), Role: screen.Dim}}
		p.rows = append(p.rows, r)
	}
	p.measure(60, 4)
	return p
}

func (d *Detail) viewColumns(v *model.View) page {
	p := page{tab: Columns, heads: []safe.Text{"column", "type"}}
	for _, c := range v.Columns {
		typ := screen.Span{Text: safe.Clean(typeText(c.Type)), Role: screen.Accent}
		if c.Type.Name == "" {
			typ = screen.Span{Text: "not known without a server", Role: screen.Dim}
		}
		p.rows = append(p.rows, Row{Name: c.Name, Cells: []screen.Span{{Text: safe.Clean(c.Name), Role: screen.Normal}, typ}})
	}
	p.measure(40, 40)
	return p
}

func (d *Detail) arguments(r *model.Routine) page {
	p := page{tab: Arguments, heads: []safe.Text{"argument", "type", "default"}}
	for _, a := range r.Args {
		name := a.Name
		if a.Mode != model.In {
			name = strings.TrimSpace(string(a.Mode) + " " + name)
		}
		p.rows = append(p.rows, Row{Name: a.Name, Cells: []screen.Span{{Text: safe.Clean(name), Role: screen.Normal},
			{Text: safe.Clean(typeText(a.Type)), Role: screen.Accent}, {Text: safe.Clean(a.Default.Text()), Role: screen.Literal}}})
	}
	p.rows = append(p.rows, Row{Cells: []screen.Span{{Text: "returns", Role: screen.Dim}, {Text: safe.Clean(r.Returns), Role: screen.Accent}, {}}})
	p.measure(30, 40, 30)
	return p
}
