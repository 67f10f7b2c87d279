package app

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/ui/detail"
	"github.com/pgdraft/pgdraft/ui/form"
	"github.com/pgdraft/pgdraft/ui/tree"
)

// table is the table that is selected, nil for anything else.
func (a *App) table() *model.Table {
	if ref := a.tree.Selected(); ref.Kind == tree.Table {
		return a.snap.Target.Tables.Get(ref.Name)
	}
	return nil
}

func (a *App) enum() *model.Enum {
	if ref := a.tree.Selected(); ref.Kind == tree.Enum {
		return a.snap.Target.Enums.Get(ref.Name)
	}
	return nil
}

// schemaHere is the namespace that new objects go to.
func (a *App) schemaHere() string {
	if s := a.tree.Selected().Name.Schema; s != "" && !model.IsManagedSchema(s) {
		return s
	}
	return "public"
}

func (a *App) tableForm() *form.Form {
	return form.AddTable(a.snap.Target, a.session.Settings, a.schemaHere())
}

func (a *App) enumForm() *form.Form { return form.AddEnum(a.schemaHere()) }

// adder gives the form that adds what belongs where the cursor is, or why
// there is none.
func (a *App) adder() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	ref := a.tree.Selected()
	if a.focus == TreePane {
		if ref.Kind == tree.Enum || ref.Kind == tree.Group && ref.Name.Name == "enums" {
			return a.enumForm(), ""
		}
		return a.tableForm(), ""
	}
	if e := a.enum(); e != nil {
		return form.AddValue(e, a.detail.Selected()), ""
	}
	t := a.table()
	if t == nil {
		return nil, "only tables and enums can be added to"
	}
	if t.External {
		return nil, "the project does not make this table"
	}
	switch a.detail.TabName() {
	case detail.Constraints:
		return form.AddConstraint(a.snap.Target, t, ""), ""
	case detail.Indexes:
		return form.AddIndex(t, ""), ""
	case detail.Policies:
		return form.Policy(t, nil), ""
	case detail.Triggers:
		return nil, "triggers come with the fixes of the checklist; other triggers are written in SQL"
	}
	return form.AddColumn(a.snap.Target, t.Name), ""
}

// editor gives the form that edits what the cursor is on.
func (a *App) editor() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	t := a.table()
	if t == nil {
		return nil, "only tables, columns and policies have a form; enums: add or rename values"
	}
	if t.External {
		return nil, "the project does not make this table"
	}
	if a.focus != DetailPane {
		return form.EditTable(t), ""
	}
	name := a.detail.Selected()
	switch a.detail.TabName() {
	case detail.Columns:
		if c := t.Column(name); c != nil {
			return form.EditColumn(a.snap.Target, t.Name, c), ""
		}
	case detail.Policies:
		if p := t.Policy(name); p != nil {
			return form.Policy(t, p), ""
		}
	case detail.Constraints, detail.Indexes:
		return nil, "PostgreSQL does not change these in place: delete and add"
	}
	return nil, "there is nothing to edit here"
}

// converter gives the form that turns text into an enum, or back.
func (a *App) converter() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	t := a.table()
	if t == nil || a.focus != DetailPane || a.detail.TabName() != detail.Columns {
		return nil, "choose a column first: enter goes to those of a table"
	}
	c := t.Column(a.detail.Selected())
	switch {
	case t.External:
		return nil, "the project does not make this table"
	case c == nil:
		return nil, "there is no column here"
	case c.Type.Array:
		return nil, "a column of arrays is not converted"
	case c.Type.Is("text") || c.Type.Is("character varying"):
		return form.ToEnum(t, c.Name), ""
	case a.snap.Target.Enums.Has(model.Name{Schema: c.Type.Schema, Name: c.Type.Name}):
		return form.ToText(a.snap.Target, t, c.Name), ""
	}
	return nil, "the column is " + c.Type.String() + ": only text becomes an enum, and an enum text"
}

// renamer gives the form that renames what the cursor is on.
func (a *App) renamer() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	ref := a.tree.Selected()
	n := ref.Name
	if a.focus != DetailPane {
		switch ref.Kind {
		case tree.Table:
			if a.table().External {
				return nil, "the project does not make this table"
			}
			return form.Rename("table", n.Name, func(to string) edit.Edit {
				return &edit.RenameTable{Table: n, To: model.Name{Schema: n.Schema, Name: to}}
			}), ""
		case tree.Enum, tree.Domain, tree.Composite:
			return form.Rename("type", n.Name, func(to string) edit.Edit {
				return &edit.RenameType{Type: n, To: model.Name{Schema: n.Schema, Name: to}}
			}), ""
		}
		return nil, "this cannot be renamed here"
	}
	name := a.detail.Selected()
	if name == "" {
		return nil, "there is nothing to rename here"
	}
	switch a.detail.TabName() {
	case detail.Columns:
		if ref.Kind == tree.Table {
			return form.Rename("column", name, func(to string) edit.Edit { return &edit.RenameColumn{Table: n, Column: name, To: to} }), ""
		}
	case detail.Constraints:
		return form.Rename("constraint", name, func(to string) edit.Edit { return &edit.RenameConstraint{Table: n, Constraint: name, To: to} }), ""
	case detail.Indexes:
		return form.Rename("index", name, func(to string) edit.Edit {
			return &edit.RenameIndex{Index: model.Name{Schema: n.Schema, Name: name}, To: to}
		}), ""
	case detail.Policies:
		p := *a.table().Policy(name)
		return form.Rename("policy", name, func(to string) edit.Edit {
			renamed := p
			renamed.Name = to
			return &edit.ChangePolicy{Table: n, Name: name, Policy: &renamed}
		}), ""
	case detail.Values:
		return form.Rename("value", name, func(to string) edit.Edit { return &edit.RenameEnumValue{Enum: n, Value: name, To: to} }), ""
	}
	return nil, "this cannot be renamed here"
}

// deleter gives the dialog that deletes what the cursor is on.
func (a *App) deleter() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	e := a.deletion()
	if e == nil {
		return nil, "there is nothing to delete here"
	}
	return form.Confirm(strings.ToUpper(e.Describe()[:1])+e.Describe()[1:], "delete", e), ""
}

func (a *App) deletion() edit.Edit {
	ref := a.tree.Selected()
	n := ref.Name
	if a.focus != DetailPane {
		switch ref.Kind {
		case tree.Table:
			if !a.table().External {
				return &edit.DropTable{Table: n}
			}
		case tree.Enum, tree.Domain, tree.Composite:
			return &edit.DropType{Type: n}
		case tree.Routine:
			return &edit.DropRoutine{Key: n}
		}
		return nil
	}
	name := a.detail.Selected()
	if name == "" || ref.Kind != tree.Table {
		return nil
	}
	switch a.detail.TabName() {
	case detail.Columns:
		return &edit.DropColumn{Table: n, Column: name}
	case detail.Constraints:
		return &edit.DropConstraint{Table: n, Constraint: name}
	case detail.Indexes:
		return &edit.DropIndex{Index: model.Name{Schema: n.Schema, Name: name}}
	case detail.Policies:
		return &edit.DropPolicy{Table: n, Policy: name}
	case detail.Triggers:
		return &edit.DropTrigger{Table: n, Trigger: name}
	}
	return nil
}

// commenter gives the form for the comment of what the cursor is on.
func (a *App) commenter() (*form.Form, string) {
	if why := a.whyNotEdit(); why != "" {
		return nil, why
	}
	on, n, sub, old := a.commented()
	if on == "" {
		return nil, "comments are for tables, columns, keys, policies, triggers, types and functions"
	}
	title := "Comment on " + string(on) + "  " + n.String()
	if sub != "" {
		title += "." + ident.Quote(sub)
	}
	return form.Comment(title, old, func(text string) edit.Edit {
		return &edit.SetComment{On: on, Name: n, Sub: sub, Comment: text}
	}), ""
}

func (a *App) commented() (on edit.Target, n model.Name, sub, old string) {
	ref := a.tree.Selected()
	n = ref.Name
	s := a.snap.Target
	t := a.table()
	name := a.detail.Selected()
	switch {
	case t != nil && t.External:
	case a.focus == DetailPane && t != nil && name != "":
		switch a.detail.TabName() {
		case detail.Columns:
			return edit.OnColumn, n, name, t.Column(name).Comment
		case detail.Constraints:
			return edit.OnConstraint, n, name, t.Constraint(name).Comment
		case detail.Indexes:
			return edit.OnIndex, model.Name{Schema: n.Schema, Name: name}, "", t.Index(name).Comment
		case detail.Policies:
			return edit.OnPolicy, n, name, t.Policy(name).Comment
		case detail.Triggers:
			return edit.OnTrigger, n, name, t.Trigger(name).Comment
		}
	case ref.Kind == tree.Table:
		return edit.OnTable, n, "", t.Comment
	case ref.Kind == tree.View:
		return edit.OnView, n, "", s.Views.Get(n).Comment
	case ref.Kind == tree.Enum:
		return edit.OnType, n, "", s.Enums.Get(n).Comment
	case ref.Kind == tree.Domain:
		return edit.OnType, n, "", s.Domains.Get(n).Comment
	case ref.Kind == tree.Composite:
		return edit.OnType, n, "", s.Composites.Get(n).Comment
	case ref.Kind == tree.Routine:
		return edit.OnFunction, n, "", s.Routines.Get(n).Comment
	}
	return "", n, "", ""
}
