package model

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// The functions of this file tell whether two objects are the same to
// PostgreSQL, however their expressions are spelled; see [expr.Expr.Same].

// Around is what a comparison of expressions of a table has to know.
func (s *Schema) Around(owner Name) expr.Catalog {
	return expr.Catalog{Owner: expr.Relation{Schema: owner.Schema, Name: owner.Name}, Columns: s.columnsOf}
}

func (s *Schema) columnsOf(r expr.Relation) []string {
	n := Name{r.Schema, r.Name}
	if n.Schema == "" {
		n.Schema = defaultSchema
	}
	var columns []*Column
	if t := s.Tables.Get(n); t != nil && !t.External {
		columns = t.Columns
	} else if v := s.Views.Get(n); v != nil {
		columns = v.Columns
	}
	var out []string
	for _, c := range columns {
		out = append(out, c.Name)
	}
	return out
}

// SameConstraint compares two constraints of a table.
func (s *Schema) SameConstraint(table Name, a, b *Constraint) bool {
	if a == b {
		return true
	}
	x, y := *a, *b
	x.Expr, y.Expr, x.Exclusions, y.Exclusions = nil, nil, nil, nil
	if len(x.RefColumns) == 0 || len(y.RefColumns) == 0 { // the key of an external table, which a server names
		x.RefColumns, y.RefColumns = nil, nil
	}
	in := s.Around(table)
	return x.Definition() == y.Definition() && a.Expr.Same(b.Expr, in) &&
		slices.EqualFunc(a.Exclusions, b.Exclusions, func(p, q *Exclusion) bool {
			return p.Operator == q.Operator && sameKey(p.Key, q.Key, in)
		})
}

func sameKey(a, b *IndexKey, in expr.Catalog) bool {
	x, y := *a, *b
	x.Expr, y.Expr = nil, nil
	x.OpClass, y.OpClass, x.Collation, y.Collation = bare(x.OpClass), bare(y.OpClass), bare(x.Collation), bare(y.Collation)
	return x == y && a.Expr.Same(b.Expr, in)
}

// bare takes the schema from a name, given as SQL, where it is one that search
// paths hold.
func bare(name string) string {
	for _, schema := range []string{"public.", "extensions.", "pg_catalog."} {
		if rest, ok := strings.CutPrefix(name, schema); ok {
			return rest
		}
	}
	return name
}

// SameIndex compares two indexes of a table or materialized view.
func (s *Schema) SameIndex(on Name, a, b *Index) bool {
	if a == b {
		return true
	}
	x, y := *a, *b
	x.Where, y.Where, x.Keys, y.Keys, x.Only, y.Only = nil, nil, nil, nil, false, false
	in := s.Around(on)
	return x.Definition(on) == y.Definition(on) && a.Where.Same(b.Where, in) &&
		slices.EqualFunc(a.Keys, b.Keys, func(p, q *IndexKey) bool { return sameKey(p, q, in) })
}

// SamePolicy compares two policies of a table.
func (s *Schema) SamePolicy(table Name, a, b *Policy) bool {
	if a == b {
		return true
	}
	x, y := *a, *b
	x.Using, y.Using, x.Check, y.Check = nil, nil, nil, nil
	x.Roles, y.Roles = namedRoles(a.Roles), namedRoles(b.Roles)
	in := s.Around(table)
	return x.Definition(table) == y.Definition(table) && a.Using.Same(b.Using, in) && a.Check.Same(b.Check, in)
}

// SamePartition compares what a table is a partition of, and which part of
// that it holds.
func (s *Schema) SamePartition(a, b *Partition) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Parent != b.Parent || a.Bound == b.Bound {
		return a.Parent == b.Parent
	}
	parent := s.Tables.Get(a.Parent)
	return parent != nil && canonicalBound(parent, a.Bound) == canonicalBound(parent, b.Bound)
}

// quoted matches a string literal.
var quoted = regexp.MustCompile(`'(?:[^']|'')*'`)

// canonicalBound writes the values of a bound as the types of the parent's
// keys read them.
func canonicalBound(parent *Table, bound string) string {
	_, list, _ := strings.Cut(strings.TrimSuffix(parent.PartitionBy, ")"), "(")
	keys := splitQuoted(list, ',')
	at := -1
	return quoted.ReplaceAllStringFunc(bound, func(literal string) string {
		at++
		c := parent.Column(strings.TrimSpace(keys[at%len(keys)]))
		if c == nil {
			return literal
		}
		text := strings.ReplaceAll(literal[1:len(literal)-1], "''", "'")
		if same, ok := expr.CanonicalLiteral(c.Type.Name, text); ok {
			return ident.Literal(same)
		}
		return literal
	})
}

// namedRoles sorts roles and puts a name for whoever runs the migrations, which
// is postgres on Supabase and in a new PostgreSQL: a server keeps that.
func namedRoles(roles []string) []string {
	out := slices.Clone(roles)
	for i, r := range out {
		switch r {
		case "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER":
			out[i] = "postgres"
		}
	}
	slices.Sort(out)
	return out
}

// SameTrigger compares two triggers of a table or view.
func (s *Schema) SameTrigger(on Name, a, b *Trigger) bool {
	if a == b {
		return true
	}
	x, y := *a, *b
	x.When, y.When = nil, nil
	return x.Definition(on) == y.Definition(on) && a.Enabled == b.Enabled && a.When.Same(b.When, s.Around(Name{}))
}

// SameView compares what two views show and how.
func (s *Schema) SameView(a, b *View) bool {
	if a == b {
		return true
	}
	x, y := *a, *b
	x.Query, y.Query, x.Aliases, y.Aliases = nil, nil, nil, nil
	x.NoData, y.NoData = false, false // a matter of rows
	return x.Definition("") == y.Definition("") &&
		a.Query.WithOutputNames(a.Aliases).Same(b.Query.WithOutputNames(b.Aliases), s.Around(Name{}))
}

// SameRoutine compares two routines.
func (s *Schema) SameRoutine(a, b *Routine) bool {
	if a == b {
		return true
	}
	plain := func(r *Routine) string {
		c := *r
		c.Args = slices.Clone(r.Args)
		for i := range c.Args {
			c.Args[i].Default = nil
		}
		c.SQLBody = ""
		return c.Create("CREATE")
	}
	return plain(a) == plain(b) && expr.SameBody(a.SQLBody, b.SQLBody, s.Around(Name{})) && slices.EqualFunc(a.Args, b.Args, func(p, q Arg) bool {
		return s.SameDefault(p.Type, p.Default, q.Default)
	})
}

// SameDefault compares two defaults of a type. A literal may be written as a
// string or as what it is.
func (s *Schema) SameDefault(t Type, a, b *expr.Expr) bool {
	if a.Same(b, s.Around(Name{})) {
		return true
	}
	x, okX := literalOf(t, a)
	y, okY := literalOf(t, b)
	return okX && okY && x == y
}

// literalOf gives the value of a default that is a literal, as its type reads it.
func literalOf(t Type, e *expr.Expr) (string, bool) {
	text, ok := e.Literal()
	if !ok {
		if text = strings.Trim(e.Text(), "()"); text == "" {
			return "", false
		}
	}
	switch {
	case t.Array:
		return "", false
	case t.Is("boolean"):
		switch strings.ToLower(text) {
		case "t", "true", "y", "yes", "on", "1":
			return "true", true
		case "f", "false", "n", "no", "off", "0":
			return "false", true
		}
	case t.Is("smallint", "integer", "bigint", "numeric", "real", "double precision"):
		if f, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			return strconv.FormatFloat(f, 'g', -1, 64), true
		}
	}
	return expr.CanonicalLiteral(t.Name, text)
}

// SameOpaque compares two types whose inside is not modelled. What one takes
// from another type cannot be told, and is left out.
func SameOpaque(a, b *Opaque) bool {
	if a.Kind != b.Kind || a.Canonical == "" || b.Canonical == "" {
		return a.Kind == b.Kind
	}
	if a.Like || b.Like {
		return expr.WithoutRepresentation(a.Canonical) == expr.WithoutRepresentation(b.Canonical)
	}
	return a.Canonical == b.Canonical
}

// SameDomain compares two domains.
func (s *Schema) SameDomain(a, b *Domain) bool {
	if a == b {
		return true
	}
	return a.Base == b.Base && a.NotNull == b.NotNull && a.Collation == b.Collation && s.SameDefault(a.Base, a.Default, b.Default) &&
		slices.EqualFunc(a.Constraints, b.Constraints, func(p, q *Constraint) bool {
			return p.Name == q.Name && s.SameConstraint(Name{}, p, q)
		})
}
