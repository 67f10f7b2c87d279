// Package detail shows one object: a table with its columns, keys, policies
// and SQL, an enum with its values, a function.
package detail

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// Tab is one side of an object.
type Tab string

// The tabs.
const (
	Columns     Tab = "Columns"
	Constraints Tab = "Constraints"
	Indexes     Tab = "Indexes"
	Policies    Tab = "Policies"
	Triggers    Tab = "Triggers"
	Values      Tab = "Values"
	Arguments   Tab = "Arguments"
	SQL         Tab = "SQL"
)

// Row is one line. Name is what of the object it stands for.
type Row struct {
	Name  string
	Mark  safe.Text // against the base
	Signs [2]screen.Span
	Cells []screen.Span
	Note  screen.Span
}

// page is the content of a tab. It is made when it is first looked at: of most
// objects that a cursor passes nobody sees more than one tab.
type page struct {
	tab    Tab
	count  int // of rows
	rows   []Row
	widths []int
	heads  []safe.Text
	sql    func() string // of the SQL tab
	empty  safe.Text
	make   func() page // the rows; nil once they are there
}

// page gives a tab with its rows.
func (d *Detail) page(i int) *page {
	p := &d.pages[i]
	if p.make != nil {
		made := p.make()
		p.rows, p.widths, p.heads, p.make = made.rows, made.widths, made.heads, nil
	}
	return p
}

// Detail is the pane.
type Detail struct {
	screen.List
	Tab int

	ref      tree.Ref
	snapshot *session.Snapshot
	title    safe.Text
	note     safe.Text
	pages    []page
	wrapped  [][]screen.Span
	wrapAt   int
	ascii    bool
}

// New makes a pane; ascii avoids other signs.
func New(ascii bool) *Detail { return &Detail{ascii: ascii} }

// Show puts an object of a snapshot on display.
func (d *Detail) Show(s *session.Snapshot, ref tree.Ref) {
	if d.snapshot == s && d.ref == ref {
		return
	}
	tab := d.TabName()
	same := d.ref == ref
	d.snapshot, d.ref, d.wrapped = s, ref, nil
	d.build()
	d.Tab = 0
	for i, p := range d.pages {
		if p.tab == tab {
			d.Tab = i
		}
	}
	if !same {
		d.Cursor = 0
	}
	d.To(d.Cursor, d.Len())
}

// Ref is what is on display.
func (d *Detail) Ref() tree.Ref { return d.ref }

// TabName is the tab on display.
func (d *Detail) TabName() Tab {
	if d.Tab < len(d.pages) {
		return d.pages[d.Tab].tab
	}
	return ""
}

// NextTab moves between the tabs.
func (d *Detail) NextTab(by int) {
	if n := len(d.pages); n > 0 {
		d.Tab = (d.Tab + by + n) % n
		d.Cursor, d.wrapped = 0, nil
	}
}

// Open shows a tab and puts the cursor on a row of it.
func (d *Detail) Open(tab Tab, name string) {
	for i := range d.pages {
		if d.pages[i].tab != tab {
			continue
		}
		d.Tab, d.wrapped = i, nil
		for r, row := range d.page(i).rows {
			if row.Name == name {
				d.Cursor = r
			}
		}
	}
}

// Has tells whether a tab has a row of this name.
func (d *Detail) Has(tab Tab, name string) bool {
	for i := range d.pages {
		if d.pages[i].tab == tab {
			return slices.ContainsFunc(d.page(i).rows, func(r Row) bool { return r.Name == name })
		}
	}
	return false
}

// Selected is the name of the row under the cursor, empty for none.
func (d *Detail) Selected() string {
	if d.Tab >= len(d.pages) {
		return ""
	}
	if rows := d.page(d.Tab).rows; d.Cursor < len(rows) {
		return rows[d.Cursor].Name
	}
	return ""
}

// Len is the number of lines of the tab.
func (d *Detail) Len() int {
	if d.Tab >= len(d.pages) {
		return 0
	}
	if d.pages[d.Tab].sql != nil {
		return len(d.wrapped)
	}
	return d.pages[d.Tab].count
}

// Title is what stands in the pane's frame.
func (d *Detail) Title() safe.Text { return d.title }

func (d *Detail) glyph(sign, ascii safe.Text) safe.Text {
	if d.ascii {
		return ascii
	}
	return sign
}

func (d *Detail) build() {
	d.pages, d.title, d.note = nil, "", ""
	s := d.snapshot.Target
	switch d.ref.Kind {
	case tree.Table:
		if t := s.Tables.Get(d.ref.Name); t != nil {
			d.table(t)
		}
	case tree.Gone:
		if t := d.snapshot.Base.Tables.Get(d.ref.Name); t != nil {
			d.title, d.note = safe.Clean(t.Name.String()), "the design drops this table"
			d.pages = []page{{tab: SQL, sql: func() string { return tableSQL(t) }}}
		}
	case tree.View:
		if v := s.Views.Get(d.ref.Name); v != nil {
			d.title, d.note = safe.Clean(v.Name.String()), safe.Clean(v.Comment)
			d.pages = []page{made(d.viewColumns(v)), {tab: SQL, sql: func() string { return v.Definition("CREATE") + ";" }}}
		}
	case tree.Enum:
		if e := s.Enums.Get(d.ref.Name); e != nil {
			d.title, d.note = safe.Clean(e.Name.String()), safe.Clean(e.Comment)
			d.pages = []page{made(d.values(e)), {tab: SQL, sql: func() string { return statement(&diff.CreateEnum{Enum: e}) }}}
		}
	case tree.Domain:
		if x := s.Domains.Get(d.ref.Name); x != nil {
			d.title = safe.Clean(x.Name.String())
			d.pages = []page{{tab: SQL, sql: func() string { return statement(&diff.CreateDomain{Domain: x}) }}}
		}
	case tree.Composite:
		if x := s.Composites.Get(d.ref.Name); x != nil {
			d.title = safe.Clean(x.Name.String())
			d.pages = []page{{tab: SQL, sql: func() string { return statement(&diff.CreateComposite{Composite: x}) }}}
		}
	case tree.Opaque:
		if x := s.Opaques.Get(d.ref.Name); x != nil {
			d.title = safe.Clean(x.Name.String())
			d.pages = []page{{tab: SQL, sql: func() string { return x.SQL + ";" }}}
		}
	case tree.Sequence:
		if x := s.Sequences.Get(d.ref.Name); x != nil {
			d.title = safe.Clean(x.Name.String())
			d.pages = []page{{tab: SQL, sql: func() string { return statement(&diff.CreateSequence{Sequence: x}) }}}
		}
	case tree.Routine:
		if r := s.Routines.Get(d.ref.Name); r != nil {
			d.title, d.note = safe.Clean(r.Ref()), safe.Clean(r.Comment)
			d.pages = []page{made(d.arguments(r)), {tab: SQL, sql: func() string { return r.Create("CREATE OR REPLACE") + ";" }}}
		}
	default:
		d.title = safe.Clean(d.ref.Name.Schema)
		if d.ref.Name.Schema != "" {
			d.pages = []page{made(d.contents(d.ref.Name.Schema))}
		}
	}
}

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
	if t.Comment != "" {
		words = append(words, t.Comment)
	}
	d.note = safe.Clean(strings.Join(words, " · "))
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

// Draw paints the pane's inside.
func (d *Detail) Draw(c *screen.Canvas, r screen.Rect, focused bool) {
	if len(d.pages) == 0 {
		c.Put(r.X+1, r.Y, r.W-2, "Choose a table, type or function in the tree.", screen.Dim)
		return
	}
	c.Put(r.X+1, r.Y, r.W-2, d.note, screen.Dim)
	x := r.X + 1
	for i, p := range d.pages {
		label := safe.Text(p.tab)
		if p.sql == nil {
			label += safe.Text(" " + strconv.Itoa(p.count))
		}
		role := screen.Dim
		if i == d.Tab {
			role = screen.Bright
			if focused {
				role = screen.TitleFocus
			}
		}
		x += c.Put(x, r.Y+1, r.X+r.W-x, label, role) + 2
	}
	body := screen.Rect{X: r.X, Y: r.Y + 2, W: r.W, H: r.H - 2}
	p := d.page(d.Tab)
	if p.sql != nil {
		d.drawText(c, body, p.sql)
		return
	}
	d.drawRows(c, body, p, focused)
}

// TabAt tells which tab stands at a column of the line of tabs, -1 for none.
func (d *Detail) TabAt(x int) int {
	at := 1
	for i, p := range d.pages {
		w := len(p.tab)
		if p.sql == nil {
			w += 1 + len(strconv.Itoa(p.count))
		}
		if x >= at && x < at+w {
			return i
		}
		at += w + 2
	}
	return -1
}

// HeadLines is how many lines stand above the first row.
const HeadLines = 3

func (d *Detail) drawText(c *screen.Canvas, r screen.Rect, text func() string) {
	if d.wrapped == nil || d.wrapAt != r.W {
		d.wrapped, d.wrapAt = screen.SQLLines(text(), r.W-2), r.W
	}
	top := d.Window(r.H, len(d.wrapped))
	for row := range min(r.H, len(d.wrapped)-top) {
		Spans(c, r.X+1, r.Y+row, r.W-2, d.wrapped[top+row])
	}
}

// Spans paints stretches one after the other.
func Spans(c *screen.Canvas, x, y, w int, spans []screen.Span) {
	for _, s := range spans {
		n := c.Put(x, y, w, s.Text, s.Role)
		x, w = x+n, w-n
	}
}

func (d *Detail) drawRows(c *screen.Canvas, r screen.Rect, p *page, focused bool) {
	if len(p.rows) == 0 {
		text := p.empty
		if text == "" {
			text = "There is none. Press a to add one."
		}
		c.Put(r.X+1, r.Y+1, r.W-2, text, screen.Dim)
		return
	}
	notes := 0
	for _, row := range p.rows {
		notes = max(notes, safe.Width(row.Note.Text))
	}
	widths := fit(p.widths, r.W-8-min(notes+2, r.W/5))
	x := r.X + 6
	for i, h := range p.heads {
		c.Put(x, r.Y, widths[i], h, screen.Dim)
		x += widths[i] + 2
	}
	height := r.H - 1
	top := d.Window(height, len(p.rows))
	for n := range min(height, len(p.rows)-top) {
		row, y := &p.rows[top+n], r.Y+1+n
		c.Put(r.X+1, y, 1, row.Mark, markRole(row.Mark))
		c.Put(r.X+3, y, 1, row.Signs[0].Text, row.Signs[0].Role)
		c.Put(r.X+4, y, 1, row.Signs[1].Text, row.Signs[1].Role)
		x := r.X + 6
		for i, cell := range row.Cells {
			c.Put(x, y, widths[i], cell.Text, cell.Role)
			x += widths[i] + 2
		}
		c.Put(x, y, r.X+r.W-1-x, row.Note.Text, row.Note.Role)
		if top+n == d.Cursor {
			role := screen.CursorIdle
			if focused {
				role = screen.Cursor
			}
			c.Tint(r.X, y, r.W, role)
		}
	}
	if below := r.Y + 2 + min(height, len(p.rows)-top); focused && d.ref.Kind == tree.Table {
		d.drawWhole(c, screen.Rect{X: r.X, Y: below, W: r.W, H: r.Y + r.H - below}, p)
	}
}

// drawWhole paints the row under the cursor in full, as far as there is room
// below the rows.
func (d *Detail) drawWhole(c *screen.Canvas, r screen.Rect, p *page) {
	t := d.snapshot.Target.Tables.Get(d.ref.Name)
	for i, line := range safe.Wrap(safe.Clean(whole(t, p.tab, p.rows[d.Cursor].Name)), r.W-2) {
		if i < r.H {
			c.Put(r.X+1, r.Y+i, r.W-2, line, screen.Dim)
		}
	}
}

// The widths below which columns are not made narrower: names have to be told
// apart, of the rest the beginning says most.
const (
	leastName = 22
	leastCell = 8
)

// fit makes columns narrower until they fit: those that say least first, which
// stand on the right.
func fit(widths []int, room int) []int {
	out := append([]int(nil), widths...)
	over := 2*(len(out)-1) - room
	for _, w := range out {
		over += w
	}
	for i := len(out) - 1; i >= 0 && over > 0; i-- {
		least := leastCell
		if i == 0 {
			least = leastName
		}
		if cut := min(over, out[i]-least); cut > 0 {
			out[i] -= cut
			over -= cut
		}
	}
	return out
}

func markRole(m safe.Text) screen.Role {
	if m == "+" {
		return screen.Added
	}
	return screen.Changed
}

// SQLText is the object as SQL, empty where there is none.
func (d *Detail) SQLText() string {
	for _, p := range d.pages {
		if p.tab == SQL {
			return p.sql()
		}
	}
	return ""
}
