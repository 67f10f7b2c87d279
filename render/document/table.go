package document

import (
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
)

func (w *writer) detail() {
	w.p("## Detailed Schema\n")
	if len(w.touched) == 0 {
		w.p("There is nothing to detail.\n")
	}
	for _, t := range w.touched {
		w.p("### Table: %s\n", md(t.Name.String()))
		w.p("**Purpose**: %s\n", md(or(t.Comment, "not written down yet (COMMENT ON TABLE)")))
		w.p("**Kind**: %s\n", or(string(t.Kind), "not set"))
		w.p("**Pillars**: %s\n", or(strings.Join(w.Settings.Pillars, ", "), "the project names none (pillars in pgdraft.toml)"))
		w.columns(t)
		w.indexes(t)
		w.relationships(t)
		w.policies(t)
		w.triggers(t)
	}
	w.p("---\n")
}

func (w *writer) columns(t *model.Table) {
	w.p("#### Columns\n\n| Column | Type | Constraints | Purpose |\n|--------|------|-------------|---------|")
	for _, c := range t.Columns {
		w.p("| %s | %s | %s | %s |", code(c.Name), md(c.Type.String()), md(or(strings.Join(constraintsOf(t, c), ", "), "none")), md(or(c.Comment, "not written down yet")))
	}
	w.p("")
}

func constraintsOf(t *model.Table, c *model.Column) []string {
	var out []string
	for _, k := range t.Constraints {
		if !slices.Contains(k.Columns, c.Name) {
			continue
		}
		switch k.Kind {
		case model.PrimaryKey:
			out = append(out, "PRIMARY KEY")
		case model.Unique:
			out = append(out, "UNIQUE ("+strings.Join(k.Columns, ", ")+")")
		case model.ForeignKey:
			out = append(out, "FK → "+k.RefTable.String())
		}
	}
	if c.NotNull {
		out = append(out, "NOT NULL")
	} else {
		out = append(out, "NULL")
	}
	if c.Default != nil {
		out = append(out, "DEFAULT "+c.Default.Text())
	}
	if c.Generated != nil {
		out = append(out, "GENERATED")
	}
	return out
}

func (w *writer) indexes(t *model.Table) {
	w.p("#### Indexes\n")
	rows := 0
	row := func(name, columns, kind, purpose string) {
		if rows == 0 {
			w.p("| Index Name | Columns | Type | Purpose |\n|------------|---------|------|---------|")
		}
		rows++
		w.p("| %s | %s | %s | %s |", code(name), code(columns), kind, md(purpose))
	}
	for _, c := range t.Constraints {
		if c.HasIndex() {
			row(c.Name, strings.Join(c.Columns, ", "), "B-tree, unique", "stands behind the "+string(c.Kind))
		}
	}
	for _, x := range t.Indexes {
		var keys []string
		for _, k := range x.Keys {
			keys = append(keys, k.String())
		}
		kind := or(x.Method, "B-tree")
		if x.Unique {
			kind += ", unique"
		}
		if x.Where != nil {
			kind = "Partial"
			keys = append(keys, "WHERE "+x.Where.Text())
		}
		row(x.Name, strings.Join(keys, ", "), kind, or(x.Comment, purposeOf(t, x)))
	}
	if rows == 0 {
		w.p("The table has no index.")
	}
	w.p("")
}

// purposeOf tells from its columns what an index is for.
func purposeOf(t *model.Table, x *model.Index) string {
	for _, fk := range t.ForeignKeys() {
		if len(x.Keys) >= len(fk.Columns) && slices.Equal(x.ColumnNames()[:len(fk.Columns)], fk.Columns) {
			return "serves the foreign key to " + fk.RefTable.String()
		}
	}
	if x.Unique {
		return "keeps values unique"
	}
	return "look-ups by " + strings.Join(x.ColumnNames(), ", ")
}

func (w *writer) relationships(t *model.Table) {
	w.p("#### Relationships\n")
	keys := t.ForeignKeys()
	if len(keys) == 0 {
		w.p("The table points at no other.")
	}
	for _, fk := range keys {
		many := "many-to-one"
		if t.IsUnique(fk.Columns) {
			many = "one-to-one"
		}
		w.p("- **%s** (%s): %s, ON DELETE %s", md(fk.RefTable.String()), many, code(strings.Join(fk.Columns, ", ")), or(string(fk.OnDelete), "NO ACTION"))
	}
	w.p("")
}

func (w *writer) policies(t *model.Table) {
	w.p("#### RLS Policies\n")
	switch {
	case !t.RowSecurity:
		w.p("Row level security is off.\n")
	case len(t.Policies) == 0:
		w.p("Row level security is on and there is no policy: only the owner and the service role reach a row.\n")
	}
	for _, p := range t.Policies {
		w.p("**Policy: %s**\n```sql\n%s;\n```\n%s\n", md(p.Name), p.Definition(t.Name), md(or(p.Comment, "What it is for is not written down yet (COMMENT ON POLICY).")))
	}
}

func (w *writer) triggers(t *model.Table) {
	w.p("#### Triggers\n")
	if len(t.Triggers) == 0 {
		w.p("The table has no trigger.\n")
	}
	for _, g := range t.Triggers {
		w.p("**Trigger: %s**\n- **Event**: %s %s\n- **Purpose**: %s\n- **Function**: %s\n", md(g.Name), g.Timing, strings.Join(g.Events, " OR "),
			md(or(g.Comment, "not written down yet (COMMENT ON TRIGGER)")), code(g.Function.String()+"()"))
	}
}
