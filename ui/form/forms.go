package form

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/template"
	"github.com/pgdraft/pgdraft/render/safe"
)

// AddTable asks for a table of a kind.
func AddTable(s *model.Schema, set settings.Settings, schema string) *Form {
	kinds := make([]string, 0, len(model.Kinds()))
	for _, k := range model.Kinds() {
		kinds = append(kinds, string(k))
	}
	return &Form{
		Title:  "Add table from the template of its kind",
		Fields: []*Field{Text("name", "", "as in candidate_resumes"), Choice("kind", "", kinds...), Prose("purpose", "", "what the table stores; becomes its comment")},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("name") == "" {
				return nil, nil
			}
			name := model.ParseName(f.Value("name"), schema)
			return template.Templates{Schema: s, Settings: set}.Table(name, model.Kind(f.Value("kind")), f.Value("purpose")), nil
		},
	}
}

func columnFields(s *model.Schema, c *model.Column) []*Field {
	null := "no"
	if !c.NotNull {
		null = "yes"
	}
	typ := Text("type", typeOf(c), "a type of PostgreSQL or of this schema")
	names := parse.TypeNames(s)
	typ.Suggest = func(string) []string { return names }
	return []*Field{Text("name", c.Name, "snake_case, as in placement_date"), typ, Choice("null", null, "no", "yes"),
		Text("default", c.Default.Text(), "an SQL expression, empty for none"), Prose("comment", c.Comment, "what the column holds")}
}

func typeOf(c *model.Column) string {
	if c.Type.Name == "" {
		return ""
	}
	s := strings.TrimPrefix(c.Type.String(), "public.")
	return strings.Replace(s, "timestamp with time zone", "timestamptz", 1)
}

// readColumn reads the fields of a column.
func readColumn(s *model.Schema, f *Form) (*model.Column, error) {
	typ, err := parse.Type(s, f.Value("type"))
	if err != nil {
		return nil, err
	}
	def, err := parse.Optional(f.Value("default"))
	if err != nil {
		return nil, fmt.Errorf("the default is not an expression: %w", err)
	}
	return &model.Column{Name: f.Value("name"), Type: typ, NotNull: f.Value("null") == "no", Default: def, Comment: f.Value("comment")}, nil
}

// AddColumn asks for a new column.
func AddColumn(s *model.Schema, table model.Name) *Form {
	return &Form{
		Title:  safe.Clean("Add column  " + table.String()),
		Fields: columnFields(s, &model.Column{}),
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("name") == "" || f.Value("type") == "" {
				return nil, nil
			}
			c, err := readColumn(s, f)
			if err != nil {
				return nil, err
			}
			return &edit.AddColumn{Table: table, Column: c}, nil
		},
	}
}

// EditColumn asks for what is to change about a column.
func EditColumn(s *model.Schema, table model.Name, c *model.Column) *Form {
	fields := columnFields(s, c)
	using := Text("using", "", "how the rows are converted, as in "+ident.Quote(c.Name)+"::integer; empty for PostgreSQL's own cast")
	before := typeOf(c)
	using.When = func(f *Form) bool { return f.Value("type") != before }
	fields = append(fields[:2:2], append([]*Field{using}, fields[2:]...)...)
	return &Form{
		Title: safe.Clean("Edit column  " + table.String() + "." + ident.Quote(c.Name)), Fields: fields,
		Build: func(f *Form) (edit.Edit, error) {
			now, err := readColumn(s, f)
			if err != nil {
				return nil, err
			}
			conv, err := parse.Optional(f.Value("using"))
			if err != nil {
				return nil, fmt.Errorf("using is not an expression: %w", err)
			}
			return together("edit column "+table.String()+"."+ident.Quote(c.Name), columnEdits(table, c, now, conv)), nil
		},
	}
}

// columnEdits lists what leads from one state of a column to another; the new
// name comes last, so that the others speak of the old one.
func columnEdits(table model.Name, was, now *model.Column, using *expr.Expr) []edit.Edit {
	var out []edit.Edit
	if now.Type != was.Type {
		out = append(out, &edit.SetType{Table: table, Column: was.Name, Type: now.Type, Using: using})
	}
	if !now.Default.Equal(was.Default) {
		out = append(out, &edit.SetDefault{Table: table, Column: was.Name, Default: now.Default})
	}
	if now.NotNull != was.NotNull {
		out = append(out, &edit.SetNotNull{Table: table, Column: was.Name, NotNull: now.NotNull})
	}
	if now.Comment != was.Comment {
		out = append(out, &edit.SetComment{On: edit.OnColumn, Name: table, Sub: was.Name, Comment: now.Comment})
	}
	if now.Name != was.Name {
		out = append(out, &edit.RenameColumn{Table: table, Column: was.Name, To: now.Name})
	}
	return out
}

// together makes one step of several edits; nil of none.
func together(label string, edits []edit.Edit) edit.Edit {
	switch len(edits) {
	case 0:
		return nil
	case 1:
		return edits[0]
	}
	return &edit.Batch{Label: label, Edits: edits}
}

var errNameNeeded = errors.New("a name is needed")

// Rename asks for a new name.
func Rename(what, name string, build func(to string) edit.Edit) *Form {
	return &Form{
		Title: safe.Clean("Rename " + what + "  " + name), Verb: "rename",
		Fields: []*Field{Text("name", name, "what speaks of it follows; the text of functions does not")},
		Build: func(f *Form) (edit.Edit, error) {
			switch to := f.Value("name"); to {
			case "":
				return nil, errNameNeeded
			case name:
				return nil, nil
			default:
				return build(to), nil
			}
		},
	}
}

// Confirm shows what an edit does and asks for nothing else.
func Confirm(title, verb string, e edit.Edit) *Form {
	return &Form{Title: safe.Clean(title), Verb: verb, Build: func(*Form) (edit.Edit, error) { return e, nil }}
}

// Comment asks for a comment.
func Comment(title, comment string, build func(string) edit.Edit) *Form {
	return &Form{
		Title:  safe.Clean(title),
		Fields: []*Field{Prose("comment", comment, "empty takes the comment away")},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("comment") == comment {
				return nil, nil
			}
			return build(f.Value("comment")), nil
		},
	}
}

// EditTable asks for name, kind and purpose of a table.
func EditTable(t *model.Table) *Form {
	kinds := []string{"guess"}
	for _, k := range model.Kinds() {
		kinds = append(kinds, string(k))
	}
	kind, rls := string(t.Kind), "off"
	if kind == "" {
		kind = "guess"
	}
	if t.RowSecurity {
		rls = "on"
	}
	return &Form{
		Title:  safe.Clean("Edit table  " + t.Name.String()),
		Fields: []*Field{Text("name", t.Name.Name, "what speaks of the table follows"), Choice("kind", kind, kinds...), Choice("rls", rls, "on", "off"), Prose("purpose", t.Comment, "becomes the table's comment")},
		Build: func(f *Form) (edit.Edit, error) {
			var edits []edit.Edit
			if k := f.Value("kind"); k != kind {
				if k == "guess" {
					k = ""
				}
				edits = append(edits, &edit.SetKind{Table: t.Name, Kind: model.Kind(k)})
			}
			if f.Value("rls") != rls {
				edits = append(edits, &edit.SetRowSecurity{Table: t.Name, Enabled: f.Value("rls") == "on", Forced: t.ForceRowSecurity})
			}
			if f.Value("purpose") != t.Comment {
				edits = append(edits, &edit.SetComment{On: edit.OnTable, Name: t.Name, Comment: f.Value("purpose")})
			}
			if to := f.Value("name"); to != t.Name.Name {
				edits = append(edits, &edit.RenameTable{Table: t.Name, To: model.Name{Schema: t.Name.Schema, Name: to}})
			}
			return together("edit table "+t.Name.String(), edits), nil
		},
	}
}

// AddEnum asks for an enum.
func AddEnum(schema string) *Form {
	return &Form{
		Title:  "Add enum",
		Fields: []*Field{Text("name", "", "singular, as in candidate_status"), Text("values", "", "separated by commas, in their order: draft, in_review, published")},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("name") == "" {
				return nil, nil
			}
			e := &model.Enum{Name: model.ParseName(f.Value("name"), schema)}
			e.Values = listed(f.Value("values"))
			return &edit.CreateEnum{Enum: e}, nil
		},
	}
}

// AddValue asks for a value of an enum, to stand after another.
func AddValue(e *model.Enum, after string) *Form {
	options := append([]string{"at the end"}, e.Values...)
	return &Form{
		Title:  safe.Clean("Add value  " + e.Name.String()),
		Fields: []*Field{Text("value", "", "snake_case, readable in a list, as in in_review"), Choice("after", after, options...)},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("value") == "" {
				return nil, nil
			}
			a := &edit.AddEnumValue{Enum: e.Name, Value: f.Value("value")}
			if f.Value("after") != "at the end" {
				a.After = f.Value("after")
			}
			return a, nil
		},
	}
}

// AddIndex asks for an index.
func AddIndex(t *model.Table, columns string) *Form {
	return &Form{
		Title: safe.Clean("Add index  " + t.Name.String()),
		Fields: []*Field{Text("columns", columns, "columns or expressions: org_id, lower(email)"), Choice("unique", "no", "no", "yes"),
			Text("where", "", "only rows for which this holds, as in deleted_at IS NULL"), Text("name", "", "empty for idx_table_columns")},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("columns") == "" {
				return nil, nil
			}
			keys, err := parse.IndexKeys(f.Value("columns"))
			if err != nil {
				return nil, err
			}
			where, err := parse.Optional(f.Value("where"))
			if err != nil {
				return nil, fmt.Errorf("where is not an expression: %w", err)
			}
			x := &model.Index{Name: f.Value("name"), Unique: f.Value("unique") == "yes", Keys: keys, Where: where}
			if x.Name == "" {
				x.Name = indexName(t.Name.Name, x)
			}
			return &edit.CreateIndex{Table: t.Name, Index: x}, nil
		},
	}
}

// indexName is idx_table_columns, with _active for what leaves deleted rows
// out.
func indexName(table string, x *model.Index) string {
	var parts []string
	for _, k := range x.Keys {
		name := k.Column
		if name == "" {
			if name = expr.OutputName(k.Expr.Node()); name == "" {
				name = "expr"
			}
		}
		parts = append(parts, name)
	}
	if x.Where != nil && strings.Contains(x.Where.Text(), "deleted_at IS NULL") {
		parts = append(parts, "active")
	}
	return model.ObjectName("idx_"+table, strings.Join(parts, "_"), "")
}

// AddConstraint asks for a foreign key, a unique constraint or a check.
func AddConstraint(s *model.Schema, t *model.Table, columns string) *Form {
	is := func(kinds ...string) func(*Form) bool {
		return func(f *Form) bool {
			for _, k := range kinds {
				if f.Value("kind") == k {
					return true
				}
			}
			return false
		}
	}
	cols := Text("columns", columns, "separated by commas")
	cols.When = is("foreign key", "unique", "primary key")
	ref := Text("points at", "", "the other table")
	ref.When, ref.Suggest = is("foreign key"), func(string) []string { return tableNames(s) }
	refCols := Text("its columns", "id", "the columns of its key")
	refCols.When = is("foreign key")
	onDelete := Choice("on delete", "RESTRICT", "RESTRICT", "CASCADE", "SET NULL", "NO ACTION")
	onDelete.When = is("foreign key")
	check := Text("check", "", "a condition that every row must meet, as in price >= 0")
	check.When = is("check")
	return &Form{
		Title:  safe.Clean("Add constraint  " + t.Name.String()),
		Fields: []*Field{Choice("kind", "foreign key", "foreign key", "unique", "check", "primary key"), cols, ref, refCols, onDelete, check, Text("name", "", "empty for one made of table and columns")},
		Build:  func(f *Form) (edit.Edit, error) { return buildConstraint(t, f) },
	}
}

func tableNames(s *model.Schema) []string {
	var out []string
	for t := range s.Tables.All() {
		if t.Name.Schema == "public" {
			out = append(out, ident.Quote(t.Name.Name))
		} else {
			out = append(out, t.Name.String())
		}
	}
	return out
}

func buildConstraint(t *model.Table, f *Form) (edit.Edit, error) {
	c := &model.Constraint{Name: f.Value("name"), Kind: model.ConstraintKind(f.Value("kind"))}
	label := map[model.ConstraintKind]string{model.ForeignKey: "fkey", model.Unique: "key", model.Check: "check", model.PrimaryKey: "pkey"}[c.Kind]
	var err error
	switch c.Kind {
	case model.Check:
		if c.Expr, err = parse.Optional(f.Value("check")); err != nil {
			return nil, fmt.Errorf("check is not an expression: %w", err)
		}
		if c.Expr == nil {
			return nil, nil
		}
	default:
		if f.Value("columns") == "" {
			return nil, nil
		}
		if c.Columns, err = parse.Names(f.Value("columns")); err != nil {
			return nil, err
		}
	}
	if c.Kind == model.ForeignKey {
		if f.Value("points at") == "" {
			return nil, nil
		}
		c.RefTable = model.ParseName(f.Value("points at"), "public")
		if c.RefColumns, err = parse.Names(f.Value("its columns")); err != nil {
			return nil, err
		}
		if a := f.Value("on delete"); a != "NO ACTION" {
			c.OnDelete = model.Action(a)
		}
	}
	if c.Name == "" {
		columns := c.Columns
		if c.Kind == model.Check {
			columns = c.Expr.OwnColumns(t.Name.Name)
		}
		if c.Kind == model.PrimaryKey {
			columns = nil
		}
		c.Name = model.ObjectName(t.Name.Name, strings.Join(columns, "_"), label)
	}
	return &edit.AddConstraint{Table: t.Name, Constraint: c}, nil
}

// The two ways in which policies add up: one of the permissive ones must let
// a row through, and all of the restrictive ones.
const (
	permissive  = "permissive"
	restrictive = "restrictive"
)

// Policy asks for a policy, new or changed.
func Policy(t *model.Table, p *model.Policy) *Form {
	title, old := "Add policy  ", p
	if p == nil {
		p = &model.Policy{Command: model.ForSelect, Roles: []string{"authenticated"}}
	} else {
		title = "Edit policy  "
	}
	kind := permissive
	if p.Restrictive {
		kind = restrictive
	}
	roles := strings.Join(p.Roles, ", ")
	using := Text("using", p.Using.Text(), "which rows are seen, changed or deleted")
	using.When = func(f *Form) bool { return f.Value("for") != "INSERT" }
	check := Text("with check", p.Check.Text(), "which rows may be written")
	check.When = func(f *Form) bool { c := f.Value("for"); return c == "INSERT" || c == "UPDATE" || c == "ALL" }
	return &Form{
		Title: safe.Clean(title + t.Name.String()),
		Fields: []*Field{Text("name", p.Name, "as in org_isolation_select"), Choice("for", string(p.Command), "SELECT", "INSERT", "UPDATE", "DELETE", "ALL"),
			Choice("as", kind, permissive, restrictive),
			Text("to", roles, "roles, empty for everybody"), using, check},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("name") == "" {
				return nil, nil
			}
			n := &model.Policy{Name: f.Value("name"), Command: model.Command(f.Value("for")), Restrictive: f.Value("as") == restrictive, Comment: p.Comment}
			if f.Value("to") != "" {
				var err error
				if n.Roles, err = parse.Names(f.Value("to")); err != nil {
					return nil, err
				}
			}
			var err error
			if n.Command != model.ForInsert {
				if n.Using, err = parse.Optional(f.Value("using")); err != nil {
					return nil, fmt.Errorf("using is not an expression: %w", err)
				}
			}
			if check.When(f) {
				if n.Check, err = parse.Optional(f.Value("with check")); err != nil {
					return nil, fmt.Errorf("with check is not an expression: %w", err)
				}
			}
			if old == nil {
				return &edit.CreatePolicy{Table: t.Name, Policy: n}, nil
			}
			if old.Definition(t.Name) == n.Definition(t.Name) {
				return nil, nil
			}
			return &edit.ChangePolicy{Table: t.Name, Name: old.Name, Policy: n}, nil
		},
	}
}
