// Package sql writes changes as SQL: migrations that can be run twice, their
// rollbacks, and the documents with policies and indexes only.
package sql

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Section is a part of a migration, in the order of the requirements.
type Section string

// The sections.
const (
	Renames  Section = "Renames"
	Removals Section = "What goes, or is in the way"
	Types    Section = "Schemas, extensions and types"
	Routines Section = "Functions"
	Tables   Section = "Tables and columns"
	Indexes  Section = "Constraints and indexes"
	Views    Section = "Views"
	Security Section = "Row level security"
	Triggers Section = "Triggers"
	Grants   Section = "Grants"
	Comments Section = "Comments"
	Realtime Section = "Publications"
	Carried  Section = "Carried as it was written"
	Cleanup  Section = "What nothing needs any more"
)

// Statement is one statement of a migration.
type Statement struct {
	SQL     string // without the semicolon
	Change  diff.Change
	Section Section
	Lock    Lock
	// Loss says what the statement destroys, empty for nothing.
	Loss string
	// Fails says what the rows must not hold, or else the statement fails.
	Fails string
	// Note says what cannot be had back, and what stands in its place.
	Note string
	// About says in a few words what the statement is for.
	About string
	// Group numbers the transactions that the statements need, from 0.
	Group int
	// Alone tells that PostgreSQL runs it in no transaction block.
	Alone bool
}

// Migration is an ordered list of statements.
type Migration struct {
	Statements []Statement
	// LockTimeout is how long each statement may wait for its locks, as SET
	// takes it; empty where that is not bounded.
	LockTimeout string
}

// policyKey names a policy.
type policyKey struct {
	table  model.Name
	policy string
}

// New writes changes as statements that can be run again.
func New(changes []diff.Change) Migration {
	return write(changes, func(diff.Change) ([]part, bool) { return nil, false })
}

// write is New where some changes have steps of their own. Those of tables that
// the migration makes itself need none.
func write(changes []diff.Change, steps func(diff.Change) ([]part, bool)) Migration {
	var m Migration
	var fresh []bool
	made := map[model.Name]bool{} // tables that nobody can be waiting for
	dropped := map[policyKey]bool{}
	for _, c := range changes {
		switch x := c.(type) {
		case *diff.CreateTable:
			made[x.Table.Name] = true
		case *diff.DropPolicy:
			dropped[policyKey{x.Table, x.Policy.Name}] = true
		}
	}
	for _, c := range changes {
		lock := lockOf(c)
		if made[lock.Table] {
			lock = Lock{}
		}
		parts := statements(c)
		if p, ok := c.(*diff.CreatePolicy); ok && dropped[policyKey{p.Table, p.Policy.Name}] {
			parts = parts[1:] // what was in its place is gone by now, whatever run this is
		}
		pieces, ok := steps(c)
		if !ok || lock.Mode == "" {
			pieces = nil
			for _, sql := range parts {
				pieces = append(pieces, part{sql: sql})
			}
		}
		for i, p := range pieces {
			sql := p.sql
			s := Statement{SQL: sql, Change: c, Section: section(c), Lock: lock, About: c.Describe(), Alone: p.alone}
			if p.lock != nil {
				s.Lock = *p.lock
			}
			fresh = append(fresh, p.fresh)
			if i == 0 && len(pieces) > 1 && strings.HasPrefix(sql, "DROP ") {
				s.About = "make room: " + s.About
			} else {
				s.Loss, s.Fails, s.Note = lossOf(c), failsWhen(c, made), noteOf(c)
			}
			m.Statements = append(m.Statements, s)
		}
	}
	group(m.Statements)
	separate(m.Statements, fresh)
	return m
}

// Empty tells whether there is nothing to do.
func (m Migration) Empty() bool { return len(m.Statements) == 0 }

// Header is what stands at the top of a document.
type Header struct {
	Title   string
	Design  string
	Written time.Time // zero leaves the date out
	Notes   []string
}

func (h Header) String() string {
	const line = "-- ============================================="
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n-- %s\n", line, comment(h.Title))
	if h.Design != "" {
		fmt.Fprintf(&b, "-- Design: %s\n", comment(h.Design))
	}
	if !h.Written.IsZero() {
		fmt.Fprintf(&b, "-- Written: %s\n", h.Written.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	for _, n := range h.Notes {
		fmt.Fprintf(&b, "-- %s\n", comment(n))
	}
	return b.String() + line + "\n"
}

// comment keeps text from ending a comment line.
func comment(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// Text writes the whole migration.
func (m Migration) Text(h Header) string {
	var b strings.Builder
	b.WriteString(h.String())
	if m.Empty() {
		b.WriteString("\n-- There is nothing to change.\n")
		return b.String()
	}
	unchecked := m.has(func(c diff.Change) bool { _, ok := c.(*diff.CreateRoutine); return ok })
	if unchecked {
		b.WriteString("\n-- Functions may name tables that are made further down.\nSET check_function_bodies = off;\n")
	}
	if m.LockTimeout != "" {
		fmt.Fprintf(&b, "\n-- Behind a statement that waits for a lock everybody waits: rather fail, and run this again.\nSET lock_timeout = %s;\n", ident.Literal(m.LockTimeout))
	}
	var last Section
	for i, s := range m.Statements {
		b.WriteString(m.boundary(i))
		if s.Section != last {
			fmt.Fprintf(&b, "\n-- ---------------------------------------------\n-- %s\n-- ---------------------------------------------\n", s.Section)
			last = s.Section
		}
		if t, ok := s.Change.(*diff.CreateTable); ok {
			b.WriteString("\n" + tableHeader(t.Table))
		} else {
			b.WriteString("\n")
		}
		if r, ok := s.Change.(*diff.Rename); ok && r.Once {
			b.WriteString("-- CANNOT BE RUN TWICE: nothing in the database shows whether this was done.\n")
		}
		if s.Fails != "" {
			fmt.Fprintf(&b, "-- Fails where %s.\n", comment(s.Fails))
		}
		if s.Note != "" && (i == 0 || m.Statements[i-1].Change != s.Change) {
			fmt.Fprintf(&b, "-- IRREVERSIBLE: %s\n", comment(s.Note))
		}
		if s.Loss != "" {
			fmt.Fprintf(&b, "-- LOSES DATA: %s\n", comment(s.Loss))
		}
		b.WriteString(s.SQL + ";\n")
	}
	if m.LockTimeout != "" {
		b.WriteString("\nRESET lock_timeout;\n")
	}
	if unchecked {
		b.WriteString("\nRESET check_function_bodies;\n")
	}
	if last := m.Statements[len(m.Statements)-1]; last.Group > 0 && !last.Alone {
		b.WriteString("\nCOMMIT;\n")
	}
	return b.String()
}

func (m Migration) has(f func(diff.Change) bool) bool {
	for _, s := range m.Statements {
		if f(s.Change) {
			return true
		}
	}
	return false
}

// tableHeader is the block that the requirements want before each table.
func tableHeader(t *model.Table) string {
	const line = "-- ============================================="
	purpose := t.Comment
	if purpose == "" {
		purpose = "not written down yet"
	}
	kind := string(t.Kind)
	if kind == "" {
		kind = "not set"
	}
	return fmt.Sprintf("%s\n-- Table: %s\n-- Purpose: %s\n-- Pillars: not named yet\n-- Kind: %s\n%s\n", line, comment(t.Name.String()), comment(purpose), kind, line)
}

// Only keeps the statements of some sections.
func (m Migration) Only(sections ...Section) Migration {
	var out Migration
	for _, s := range m.Statements {
		for _, want := range sections {
			if s.Section == want {
				out.Statements = append(out.Statements, s)
			}
		}
	}
	return out
}

func section(c diff.Change) Section {
	switch c.(type) {
	case *diff.Rename:
		return Renames
	case *diff.DropPolicy, *diff.DropTrigger, *diff.DropView, *diff.DropConstraint, *diff.DropIndex, *diff.DropDefault,
		*diff.DropTable, *diff.DropColumn, *diff.DropFromPublication, *diff.DropPublication:
		return Removals
	case *diff.CreateNamespace, *diff.CreateExtension, *diff.SetExtension, *diff.CreateEnum, *diff.AddEnumValue, *diff.RebuildEnum, *diff.AlterDomain, *diff.RebuildDomain, *diff.AlterComposite,
		*diff.CreateDomain, *diff.CreateComposite, *diff.CreateOpaque, *diff.CreateSequence:
		return Types
	case *diff.CreateRoutine:
		return Routines
	case *diff.CreateTable, *diff.SetTable, *diff.SetColumn, *diff.SetParents, *diff.AddColumn, *diff.SetDefault, *diff.SetNotNull, *diff.SetType, *diff.SetIdentity:
		return Tables
	case *diff.AddConstraint, *diff.CreateIndex, *diff.AlterSequence:
		return Indexes
	case *diff.CreateView:
		return Views
	case *diff.SetRowSecurity, *diff.CreatePolicy:
		return Security
	case *diff.CreateTrigger:
		return Triggers
	case *diff.Grant, *diff.Revoke, *diff.AlterDefaultPrivileges:
		return Grants
	case *diff.SetOwner:
		return Grants
	case *diff.SetComment:
		return Comments
	case *diff.Carry:
		return Carried
	case *diff.TakeBack:
		return Removals
	case *diff.AddToPublication, *diff.CreatePublication, *diff.SetPublication, *diff.PublishSchema:
		return Realtime
	}
	return Cleanup
}
