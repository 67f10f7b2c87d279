// Package diff finds what leads from one schema to another: typed changes in
// an order that PostgreSQL accepts.
package diff

import (
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
		Early  bool // to be made again, or before the functions that it is made of
		Base   bool // whose functions rest on it as it rests on them
		Domain bool
	}

	CreateSequence struct{ Sequence *model.Sequence }
	// AlterSequence changes a sequence; with GoOn its numbers go on behind those
	// of the column that owns it.
	AlterSequence struct {
		Before, After *model.Sequence
		GoOn          bool
	}
	DropSequence struct{ Sequence *model.Sequence }

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
	// SetParents makes a table a partition or a child of others, or, with Leave,
	// no more.
	SetParents struct {
		Before, After *model.Table
		Leave         bool
	}
	// SetExtension moves an extension to another schema.
	SetExtension struct{ Before, After *model.Extension }
	// SetViewDefault sets what INSERT into a view puts into a column.
	SetViewDefault struct {
		View   model.Name
		Column *model.Column
	}
	// SetColumn sets how a column is kept: storage, compression, statistics,
	// options.
	SetColumn struct {
		Table         *model.Table
		Before, After *model.Column
	}

	AddColumn struct {
		Table  model.Name
		Column *model.Column
		// Fill is what the rows that are there get, where the column must hold
		// something and says nothing itself; nil for columns that do without.
		Fill *expr.Expr
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
	// SetIdentity makes a column number its rows itself, or no more. A default
	// that it had goes with that.
	SetIdentity struct {
		Table         model.Name
		Before, After *model.Column
		// Replaces is the sequence that goes because the column's own takes its
		// name; nil for none.
		Replaces *model.Sequence
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
	// DropView drops a view for good or, with Into, to be made again as that.
	DropView struct{ View, Into *model.View }

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
	// SetOwner gives an object to a role; to the one that runs the migration
	// where Owner is empty.
	SetOwner struct {
		On    string // "TABLE public.x", as ALTER takes it
		Owner string
	}
	SetComment struct {
		On      string // "TABLE public.x", as COMMENT ON takes it
		Comment string
	}
	// Carry makes what a statement makes that is carried verbatim; TakeBack
	// undoes it.
	Carry    struct{ Statement *model.Verbatim }
	TakeBack struct {
		Statement *model.Verbatim
		Again     bool // something else of the name is made in its place
	}
	AddToPublication struct {
		Publication string
		Table       model.PublicationTable
	}
	DropFromPublication struct {
		Publication string
		Table       model.Name
	}
	// SetPublication sets which commands are sent, and as whose.
	SetPublication struct{ Publication *model.Publication }
	// PublishSchema adds a schema with all its tables, or takes it out.
	PublishSchema struct {
		Publication, Schema string
		Drop                bool
	}
	CreatePublication struct{ Publication *model.Publication }
	DropPublication   struct{ Publication *model.Publication }
)

// ColumnUse is a column that has a type.
type ColumnUse struct {
	Table  model.Name
	Column *model.Column
	// HadDefault tells that it has a default before, which no cast follows to
	// another type.
	HadDefault bool
}

func part(of model.Name, name string) string { return of.String() + "." + ident.Quote(name) }
