package diff

import (
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model/ident"
)

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
func (c *SetPublication) Describe() string {
	return "change what publication " + ident.Quote(c.Publication.Name) + " sends"
}
func (c *PublishSchema) Describe() string {
	if c.Drop {
		return "take schema " + ident.Quote(c.Schema) + " out of publication " + ident.Quote(c.Publication)
	}
	return "add schema " + ident.Quote(c.Schema) + " to publication " + ident.Quote(c.Publication)
}
func (c *SetParents) Describe() string {
	if c.Leave {
		return "detach table " + c.After.Name.String()
	}
	return "attach table " + c.After.Name.String()
}
func (c *SetExtension) Describe() string {
	return "move extension " + ident.Quote(c.After.Name) + " to schema " + ident.Quote(c.After.Schema)
}
func (c *SetViewDefault) Describe() string {
	return "change the default of " + part(c.View, c.Column.Name)
}
func (c *SetColumn) Describe() string {
	return "change how column " + part(c.Table.Name, c.After.Name) + " is kept"
}

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
func (c *SetOwner) Describe() string {
	if c.Owner == "" {
		return "owner of " + c.On + ": who runs the migration"
	}
	return "owner of " + c.On + ": " + c.Owner
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
