package diff

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

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
	phaseTakeBackCode // before the functions that it is made of
	phaseNamespace
	phaseExtension
	phaseCarriedFirst // what grants, casts and foreign tables name
	phaseNewValue
	phaseType
	phaseEnumValue
	phaseSequence
	phaseRoutine
	phaseCarriedCode // what is made of functions
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
	phasePublication
	phaseCarried
	phaseRevoke // REVOKE from a table takes from its columns too
	phaseGrant
	phaseComment
	phaseOwner             // who is not the owner any more may do little else
	phaseDefaultPrivileges // they are for what comes after the migration
	phaseDropRoutine
	phaseDropSequence
	phaseDropType
	phaseDropExtension
	phaseDropNamespace
)

func (c *Rename) phase() phase          { return phaseRename }
func (c *CreateNamespace) phase() phase { return phaseNamespace }
func (c *DropNamespace) phase() phase   { return phaseDropNamespace }
func (c *CreateExtension) phase() phase { return phaseExtension }
func (c *DropExtension) phase() phase   { return phaseDropExtension }
func (c *CreateEnum) phase() phase      { return phaseType }
func (c *AddEnumValue) phase() phase    { return phaseNewValue }
func (c *RebuildEnum) phase() phase     { return phaseEnumValue }
func (c *CreateDomain) phase() phase    { return phaseType }
func (c *AlterDomain) phase() phase     { return phaseEnumValue }
func (c *RebuildDomain) phase() phase   { return phaseEnumValue }
func (c *AlterComposite) phase() phase  { return phaseEnumValue }
func (c *CreateComposite) phase() phase { return phaseType }
func (c *CreateOpaque) phase() phase {
	if c.Opaque.Kind == "base" {
		return phaseCarriedCode
	}
	return phaseType
}
func (c *DropType) phase() phase {
	if c.Early {
		return phaseDropColumn
	}
	return phaseDropType
}
func (c *CreateSequence) phase() phase { return phaseSequence }
func (c *AlterSequence) phase() phase  { return phaseConstraint }
func (c *DropSequence) phase() phase   { return phaseDropSequence }
func (c *CreateTable) phase() phase    { return phaseTable }
func (c *DropTable) phase() phase      { return phaseDropTable }
func (c *SetTable) phase() phase       { return phaseIndex }
func (c *SetColumn) phase() phase      { return phaseIndex }
func (c *SetPublication) phase() phase { return phasePublication }
func (c *SetExtension) phase() phase   { return phaseExtension }
func (c *SetViewDefault) phase() phase { return phaseViewIndex }
func (c *PublishSchema) phase() phase  { return phasePublication }
func (c *SetParents) phase() phase {
	if c.Leave {
		return phaseDropDefault
	}
	return phaseForeignKey
}
func (c *AddColumn) phase() phase   { return phaseColumn }
func (c *DropColumn) phase() phase  { return phaseDropColumn }
func (c *DropDefault) phase() phase { return phaseDropDefault }
func (c *SetDefault) phase() phase  { return phaseColumn }
func (c *SetNotNull) phase() phase  { return phaseColumn }
func (c *SetType) phase() phase     { return phaseColumn }
func (c *SetIdentity) phase() phase { return phaseColumn }
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
func (c *SetOwner) phase() phase               { return phaseOwner }
func (c *SetComment) phase() phase             { return phaseComment }
func (c *TakeBack) phase() phase {
	switch what := c.Statement.What; {
	case c.Again:
	case hasWord(what, "CREATE CAST", "CREATE OPERATOR", "LANGUAGE", "TRANSFORM", "CONVERSION"):
		return phaseTakeBackCode
	case hasWord(what, "CREATE COLLATION", "CREATE TEXT SEARCH", "SERVER", "WRAPPER", "METHOD", "USER MAPPING"):
		return phaseDropSequence // after what rests on it
	}
	return phaseTakeBack
}
func (c *Carry) phase() phase {
	what := c.Statement.What
	switch {
	case !strings.HasPrefix(what, "CREATE ") && !strings.HasPrefix(what, "ALTER TEXT") && !strings.Contains(what, "ROLE") && what != "GRANT role":
		return phaseCarried
	case what == "CREATE RULE" || what == "CREATE STATISTICS" || what == "CREATE EVENT TRIGGER":
		return phaseCarried
	case hasWord(what, "CAST", "OPERATOR", "TRANSFORM", "CONVERSION"):
		return phaseCarriedCode
	case hasWord(what, "ROLE", "GRANT role", "SERVER", "FOREIGN DATA WRAPPER", "LANGUAGE", "COLLATION", "TEXT SEARCH", "USER MAPPING", "ACCESS METHOD"):
		return phaseCarriedFirst
	}
	return phaseCarried
}

func hasWord(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func (c *AddToPublication) phase() phase    { return phasePublication }
func (c *DropFromPublication) phase() phase { return phaseDropPolicy }
func (c *CreatePublication) phase() phase   { return phasePublication }
func (c *DropPublication) phase() phase     { return phaseDropPolicy }
