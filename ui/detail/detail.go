// Package detail shows one object: a table with its columns, keys, policies
// and SQL, an enum with its values, a function.
package detail

import (
	"slices"

	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/render/safe"
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
			d.title, d.note = safe.Clean(v.Name.String()), d.noted(nil, v.Owner, v.Comment)
			d.pages = []page{made(d.viewColumns(v)), {tab: SQL, sql: func() string { return v.Definition("CREATE") + ";" }}}
		}
	case tree.Enum:
		if e := s.Enums.Get(d.ref.Name); e != nil {
			d.title, d.note = safe.Clean(e.Name.String()), d.noted(nil, e.Owner, e.Comment)
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
			d.title, d.note = safe.Clean(r.Ref()), d.noted(nil, r.Owner, r.Comment)
			d.pages = []page{made(d.arguments(r)), {tab: SQL, sql: func() string { return r.Create("CREATE OR REPLACE") + ";" }}}
		}
	case tree.Carried:
		d.carried()
	default:
		d.title = safe.Clean(d.ref.Name.Schema)
		if d.ref.Name.Schema != "" {
			d.pages = []page{made(d.contents(d.ref.Name.Schema))}
		}
	}
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
