// Package diff finds what leads from one schema to another: typed changes in
// an order that PostgreSQL accepts.
package diff

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Change is one difference, as a migration must make it.
type Change interface {
	// Describe tells in a few words what the change does.
	Describe() string
	phase() phase
}

// phase is a change's place in the order. What may be in the way of another
// change goes first, what others rest on goes before them, and what others
// rested on goes last.
type phase int

const (
	phaseRename phase = iota
	phaseTakeBack
	phaseDropPolicy
	phaseDropTrigger
	phaseDropView
	phaseDropForeignKey
	phaseDropConstraint
	phaseDropIndex
	phaseDropDefault
	phaseDropTable
	phaseDropColumn
	phaseCarriedFirst // what grants, casts and foreign tables name
	phaseNamespace
	phaseExtension
	phaseType
	phaseEnumValue
	phaseSequence
	phaseRoutine
	phaseTable
	phaseColumn
	phaseRoutineOfTables
	phaseConstraint
	phaseIndex
	phaseForeignKey
	phaseView
	phaseViewIndex
	phaseRowSecurity
	phasePolicy
	phaseTrigger
	phaseCarried
	phaseRevoke // REVOKE from a table takes from its columns too
	phaseGrant
	phaseComment
	phasePublication
	phaseDefaultPrivileges // they are for what comes after the migration
	phaseDropRoutine
	phaseDropSequence
	phaseDropType
	phaseDropExtension
	phaseDropNamespace
)

// CreateNamespace and the others below are the changes; each holds what it
// makes, and where it matters what was there before.
type (
	CreateNamespace struct{ Namespace *model.Namespace }
	DropNamespace   struct{ Namespace *model.Namespace }
	CreateExtension struct{ Extension *model.Extension }
	DropExtension   struct{ Extension *model.Extension }

	CreateEnum   struct{ Enum *model.Enum }
	AddEnumValue struct {
		Enum          model.Name
		Value         string
		After, Before string
	}
	// RebuildEnum makes an enum anew because values went or changed places.
	// Columns are those that have the type.
	RebuildEnum struct {
		Before, After *model.Enum
		Columns       []ColumnUse
	}
	CreateDomain struct{ Domain *model.Domain }
	// AlterDomain changes what a domain asks of its values; Default tells
	// whether its default is another one.
	AlterDomain struct {
		Before, After *model.Domain
		Default       bool
		Gone, Added   []*model.Constraint
	}
	// RebuildDomain makes a domain anew because it is of another type.
	RebuildDomain struct {
		Before, After *model.Domain
		Columns       []ColumnUse
	}
	CreateComposite struct{ Composite *model.Composite }
	// AlterComposite changes the attributes of a composite type.
	AlterComposite struct {
		Name                 model.Name
		Gone, Added, Retyped []model.Attribute
	}
	CreateOpaque struct{ Opaque *model.Opaque }
	DropType     struct {
		Name   model.Name
		Domain bool
	}

	CreateSequence struct{ Sequence *model.Sequence }
	AlterSequence  struct{ Before, After *model.Sequence }
	DropSequence   struct{ Sequence *model.Sequence }

	// CreateTable makes a table with the constraints that are Inline; those
	// that have to wait for other tables are changes of their own.
	CreateTable struct {
		Table  *model.Table
		Inline []*model.Constraint
	}
	DropTable struct{ Table *model.Table }
	// SetTable sets what a table is besides its parts: storage parameters,
	// replica identity, persistence.
	SetTable struct{ Before, After *model.Table }

	AddColumn struct {
		Table  model.Name
		Column *model.Column
	}
	DropColumn struct {
		Table  model.Name
		Column *model.Column
	}
	DropDefault struct {
		Table  model.Name
		Column string
	}
	SetDefault struct {
		Table   model.Name
		Column  string
		Default *expr.Expr // nil drops it
	}
	SetNotNull struct {
		Table   model.Name
		Column  string
		NotNull bool
	}
	SetType struct {
		Table         model.Name
		Before, After *model.Column
		Using         *expr.Expr
	}
	SetIdentity struct {
		Table         model.Name
		Before, After *model.Column
	}

	AddConstraint struct {
		Table      model.Name
		Constraint *model.Constraint
	}
	DropConstraint struct {
		Table      model.Name
		Constraint *model.Constraint
	}
	CreateIndex struct {
		On    model.Name
		Index *model.Index
		// OfView tells that On is a materialized view.
		OfView bool
	}
	DropIndex struct {
		On    model.Name
		Index *model.Index
	}

	CreateRoutine struct {
		Routine *model.Routine
		// Replaces is the routine that has to go first, because PostgreSQL does
		// not replace it in place; nil where it does.
		Replaces *model.Routine
		ofTables bool
	}
	// DropRoutine drops a function for good or, with Early, to be made again
	// because a type in its signature is made anew.
	DropRoutine struct {
		Routine *model.Routine
		Early   bool
	}
	CreateView struct {
		View    *model.View
		Replace bool
	}
	DropView struct{ View *model.View }

	SetRowSecurity struct{ Before, After *model.Table }
	CreatePolicy   struct {
		Table  model.Name
		Policy *model.Policy
	}
	DropPolicy struct {
		Table  model.Name
		Policy *model.Policy
	}
	CreateTrigger struct {
		On      model.Name
		Trigger *model.Trigger
	}
	DropTrigger struct {
		On      model.Name
		Trigger *model.Trigger
	}

	Grant struct {
		On    string // "TABLE public.x", as GRANT takes it
		Grant model.Grant
	}
	Revoke struct {
		On         string
		Grant      model.Grant
		OptionOnly bool // to take from it that the role may pass it on, no more
	}
	// AlterDefaultPrivileges gives or takes privileges on objects to come.
	AlterDefaultPrivileges struct {
		On     *model.DefaultPrivileges // which objects
		Grant  model.Grant
		Revoke bool
	}
	SetComment struct {
		On      string // "TABLE public.x", as COMMENT ON takes it
		Comment string
	}
	// Carry makes what a statement makes that is carried verbatim; TakeBack
	// undoes it.
	Carry            struct{ Statement *model.Verbatim }
	TakeBack         struct{ Statement *model.Verbatim }
	AddToPublication struct {
		Publication string
		Table       model.PublicationTable
	}
	DropFromPublication struct {
		Publication string
		Table       model.Name
	}
	CreatePublication struct{ Publication *model.Publication }
	DropPublication   struct{ Publication *model.Publication }
)

// ColumnUse is a column that has a type.
type ColumnUse struct {
	Table  model.Name
	Column *model.Column
}

func part(of model.Name, name string) string { return of.String() + "." + ident.Quote(name) }

// Describe implements [Change].
func (c *Rename) Describe() string {
	if c.Sub != "" {
		return fmt.Sprintf("rename %s %s to %s", c.What, part(c.Of, c.Sub), ident.Quote(c.To.Sub))
	}
	return fmt.Sprintf("rename %s %s to %s", c.What, c.Of, c.To.Of)
}

// Describe implements [Change].
func (c *CreateNamespace) Describe() string { return "create schema " + ident.Quote(c.Namespace.Name) }

// Describe implements [Change].
func (c *DropNamespace) Describe() string { return "drop schema " + ident.Quote(c.Namespace.Name) }

// Describe implements [Change].
func (c *CreateExtension) Describe() string {
	return "create extension " + ident.Quote(c.Extension.Name)
}

// Describe implements [Change].
func (c *DropExtension) Describe() string { return "drop extension " + ident.Quote(c.Extension.Name) }

// Describe implements [Change].
func (c *CreateEnum) Describe() string { return "create enum " + c.Enum.Name.String() }

// Describe implements [Change].
func (c *AddEnumValue) Describe() string {
	return fmt.Sprintf("add value %s to enum %s", ident.Literal(c.Value), c.Enum)
}

// Describe implements [Change].
func (c *RebuildEnum) Describe() string { return "make enum " + c.After.Name.String() + " anew" }

// Describe implements [Change].
func (c *AlterDomain) Describe() string { return "change domain " + c.After.Name.String() }

// Describe implements [Change].
func (c *RebuildDomain) Describe() string { return "make domain " + c.After.Name.String() + " anew" }

// Describe implements [Change].
func (c *AlterComposite) Describe() string { return "change type " + c.Name.String() }

// Describe implements [Change].
func (c *CreateDomain) Describe() string { return "create domain " + c.Domain.Name.String() }

// Describe implements [Change].
func (c *CreateComposite) Describe() string { return "create type " + c.Composite.Name.String() }

// Describe implements [Change].
func (c *CreateOpaque) Describe() string { return "create type " + c.Opaque.Name.String() }

// Describe implements [Change].
func (c *DropType) Describe() string { return "drop type " + c.Name.String() }

// Describe implements [Change].
func (c *CreateSequence) Describe() string { return "create sequence " + c.Sequence.Name.String() }

// Describe implements [Change].
func (c *AlterSequence) Describe() string { return "change sequence " + c.After.Name.String() }

// Describe implements [Change].
func (c *DropSequence) Describe() string { return "drop sequence " + c.Sequence.Name.String() }

// Describe implements [Change].
func (c *CreateTable) Describe() string { return "create table " + c.Table.Name.String() }

// Describe implements [Change].
func (c *DropTable) Describe() string { return "drop table " + c.Table.Name.String() }

// Describe implements [Change].
func (c *SetTable) Describe() string { return "change table " + c.After.Name.String() }

// Describe implements [Change].
func (c *AddColumn) Describe() string { return "add column " + part(c.Table, c.Column.Name) }

// Describe implements [Change].
func (c *DropColumn) Describe() string { return "drop column " + part(c.Table, c.Column.Name) }

// Describe implements [Change].
func (c *DropDefault) Describe() string {
	return "drop default of " + part(c.Table, c.Column) + " while its type changes"
}

// Describe implements [Change].
func (c *SetDefault) Describe() string {
	if c.Default == nil {
		return "drop default of " + part(c.Table, c.Column)
	}
	return "set default of " + part(c.Table, c.Column)
}

// Describe implements [Change].
func (c *SetNotNull) Describe() string {
	if c.NotNull {
		return part(c.Table, c.Column) + " must not be null"
	}
	return part(c.Table, c.Column) + " may be null"
}

// Describe implements [Change].
func (c *SetType) Describe() string {
	return "change type of " + part(c.Table, c.After.Name) + " to " + c.After.Type.String()
}

// Describe implements [Change].
func (c *SetIdentity) Describe() string { return "change identity of " + part(c.Table, c.After.Name) }

// Describe implements [Change].
func (c *AddConstraint) Describe() string {
	return "add " + string(c.Constraint.Kind) + " " + part(c.Table, c.Constraint.Name)
}

// Describe implements [Change].
func (c *DropConstraint) Describe() string {
	return "drop " + string(c.Constraint.Kind) + " " + part(c.Table, c.Constraint.Name)
}

// Describe implements [Change].
func (c *CreateIndex) Describe() string {
	return "create index " + ident.Quote(c.Index.Name) + " on " + c.On.String()
}

// Describe implements [Change].
func (c *DropIndex) Describe() string {
	return "drop index " + ident.Quote(c.Index.Name) + " on " + c.On.String()
}

// Describe implements [Change].
func (c *CreateRoutine) Describe() string { return "create function " + c.Routine.Ref() }

// Describe implements [Change].
func (c *DropRoutine) Describe() string { return "drop function " + c.Routine.Ref() }

// Describe implements [Change].
func (c *CreateView) Describe() string { return "create view " + c.View.Name.String() }

// Describe implements [Change].
func (c *DropView) Describe() string { return "drop view " + c.View.Name.String() }

// Describe implements [Change].
func (c *SetRowSecurity) Describe() string {
	return "set row level security of " + c.After.Name.String()
}

// Describe implements [Change].
func (c *CreatePolicy) Describe() string {
	return "create policy " + ident.Quote(c.Policy.Name) + " on " + c.Table.String()
}

// Describe implements [Change].
func (c *DropPolicy) Describe() string {
	return "drop policy " + ident.Quote(c.Policy.Name) + " on " + c.Table.String()
}

// Describe implements [Change].
func (c *CreateTrigger) Describe() string {
	return "create trigger " + ident.Quote(c.Trigger.Name) + " on " + c.On.String()
}

// Describe implements [Change].
func (c *DropTrigger) Describe() string {
	return "drop trigger " + ident.Quote(c.Trigger.Name) + " on " + c.On.String()
}

// Describe implements [Change].
func (c *Grant) Describe() string { return "grant on " + c.On + " to " + c.Grant.Role }

// Describe implements [Change].
func (c *Revoke) Describe() string { return "revoke on " + c.On + " from " + c.Grant.Role }

// Describe implements [Change].
func (c *AlterDefaultPrivileges) Describe() string {
	verb, word := "grant", "to"
	if c.Revoke {
		verb, word = "revoke", "from"
	}
	return verb + " on new " + strings.ToLower(string(c.On.Kind)) + " " + word + " " + c.Grant.Role
}

// Describe implements [Change].
func (c *SetComment) Describe() string { return "comment on " + c.On }

// Describe implements [Change].
func (c *Carry) Describe() string { return "as it was written: " + c.Statement.What }

// Describe implements [Change].
func (c *TakeBack) Describe() string { return "take back: " + c.Statement.What }

// Describe implements [Change].
func (c *AddToPublication) Describe() string {
	return "add " + c.Table.Table.String() + " to publication " + ident.Quote(c.Publication)
}

// Describe implements [Change].
func (c *DropFromPublication) Describe() string {
	return "take " + c.Table.String() + " out of publication " + ident.Quote(c.Publication)
}

// Describe implements [Change].
func (c *CreatePublication) Describe() string {
	return "create publication " + ident.Quote(c.Publication.Name)
}

// Describe implements [Change].
func (c *DropPublication) Describe() string {
	return "drop publication " + ident.Quote(c.Publication.Name)
}

func (c *Rename) phase() phase          { return phaseRename }
func (c *CreateNamespace) phase() phase { return phaseNamespace }
func (c *DropNamespace) phase() phase   { return phaseDropNamespace }
func (c *CreateExtension) phase() phase { return phaseExtension }
func (c *DropExtension) phase() phase   { return phaseDropExtension }
func (c *CreateEnum) phase() phase      { return phaseType }
func (c *AddEnumValue) phase() phase    { return phaseEnumValue }
func (c *RebuildEnum) phase() phase     { return phaseEnumValue }
func (c *CreateDomain) phase() phase    { return phaseType }
func (c *AlterDomain) phase() phase     { return phaseEnumValue }
func (c *RebuildDomain) phase() phase   { return phaseEnumValue }
func (c *AlterComposite) phase() phase  { return phaseEnumValue }
func (c *CreateComposite) phase() phase { return phaseType }
func (c *CreateOpaque) phase() phase    { return phaseType }
func (c *DropType) phase() phase        { return phaseDropType }
func (c *CreateSequence) phase() phase  { return phaseSequence }
func (c *AlterSequence) phase() phase   { return phaseConstraint }
func (c *DropSequence) phase() phase    { return phaseDropSequence }
func (c *CreateTable) phase() phase     { return phaseTable }
func (c *DropTable) phase() phase       { return phaseDropTable }
func (c *SetTable) phase() phase        { return phaseIndex }
func (c *AddColumn) phase() phase       { return phaseColumn }
func (c *DropColumn) phase() phase      { return phaseDropColumn }
func (c *DropDefault) phase() phase     { return phaseDropDefault }
func (c *SetDefault) phase() phase      { return phaseColumn }
func (c *SetNotNull) phase() phase      { return phaseColumn }
func (c *SetType) phase() phase         { return phaseColumn }
func (c *SetIdentity) phase() phase     { return phaseColumn }
func (c *AddConstraint) phase() phase {
	if c.Constraint.Kind == model.ForeignKey {
		return phaseForeignKey
	}
	return phaseConstraint
}
func (c *DropConstraint) phase() phase {
	if c.Constraint.Kind == model.ForeignKey {
		return phaseDropForeignKey
	}
	return phaseDropConstraint
}
func (c *CreateIndex) phase() phase {
	if c.OfView {
		return phaseViewIndex
	}
	return phaseIndex
}
func (c *DropIndex) phase() phase { return phaseDropIndex }
func (c *CreateRoutine) phase() phase {
	if c.ofTables {
		return phaseRoutineOfTables
	}
	return phaseRoutine
}
func (c *DropRoutine) phase() phase {
	if c.Early {
		return phaseDropDefault
	}
	return phaseDropRoutine
}
func (c *CreateView) phase() phase             { return phaseView }
func (c *DropView) phase() phase               { return phaseDropView }
func (c *SetRowSecurity) phase() phase         { return phaseRowSecurity }
func (c *CreatePolicy) phase() phase           { return phasePolicy }
func (c *DropPolicy) phase() phase             { return phaseDropPolicy }
func (c *CreateTrigger) phase() phase          { return phaseTrigger }
func (c *DropTrigger) phase() phase            { return phaseDropTrigger }
func (c *Grant) phase() phase                  { return phaseGrant }
func (c *Revoke) phase() phase                 { return phaseRevoke }
func (c *AlterDefaultPrivileges) phase() phase { return phaseDefaultPrivileges }
func (c *SetComment) phase() phase             { return phaseComment }
func (c *TakeBack) phase() phase               { return phaseTakeBack }
func (c *Carry) phase() phase {
	for _, word := range []string{"ROLE", "FOREIGN SERVER", "FDW", "LANG", "COLLATION"} {
		if strings.Contains(c.Statement.What, word) {
			return phaseCarriedFirst
		}
	}
	return phaseCarried
}
func (c *AddToPublication) phase() phase    { return phasePublication }
func (c *DropFromPublication) phase() phase { return phaseDropPolicy }
func (c *CreatePublication) phase() phase   { return phasePublication }
func (c *DropPublication) phase() phase     { return phaseDropPolicy }
