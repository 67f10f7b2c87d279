package model

import (
	"strings"

	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Index is an index that does not belong to a constraint. It lives in the
// schema of its table.
type Index struct {
	Name             string      `json:"name"`
	Unique           bool        `json:"unique,omitempty"`
	Method           string      `json:"method,omitempty"` // empty for btree
	Keys             []*IndexKey `json:"keys"`
	Include          []string    `json:"include,omitempty"`
	Where            *expr.Expr  `json:"where,omitempty"`
	NullsNotDistinct bool        `json:"nullsNotDistinct,omitempty"`
	Options          []string    `json:"options,omitempty"`
	Tablespace       string      `json:"tablespace,omitempty"`
	Only             bool        `json:"only,omitempty"`   // made ON ONLY a partitioned table
	Parent           string      `json:"parent,omitempty"` // the partitioned index it is a part of
	Comment          string      `json:"comment,omitempty"`
	Origin           Origin      `json:"-"`
}

// IndexKey is one key of an index: a column or an expression.
type IndexKey struct {
	Column    string     `json:"column,omitempty"`
	Expr      *expr.Expr `json:"expr,omitempty"`
	Collation string     `json:"collation,omitempty"` // as SQL
	OpClass   string     `json:"opClass,omitempty"`   // as SQL, with its options
	Desc      bool       `json:"desc,omitempty"`
	// NullsFirst is where NULLs stand; by default last, and first for Desc.
	NullsFirst bool `json:"nullsFirst,omitempty"`
}

// String writes the key as it stands in CREATE INDEX.
func (k *IndexKey) String() string {
	s := ident.Quote(k.Column)
	if k.Expr != nil {
		s = k.Expr.Text()
		if k.Expr.Node().GetFuncCall() == nil {
			s = "(" + s + ")"
		}
	}
	if k.Collation != "" {
		s += " COLLATE " + k.Collation
	}
	if k.OpClass != "" {
		s += " " + k.OpClass
	}
	if k.Desc {
		s += " DESC"
	}
	if k.NullsFirst != k.Desc {
		if k.NullsFirst {
			s += " NULLS FIRST"
		} else {
			s += " NULLS LAST"
		}
	}
	return s
}

// ColumnNames lists the key columns in order, an empty string for an expression.
func (x *Index) ColumnNames() []string {
	out := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		out[i] = k.Column
	}
	return out
}

// HasExpression tells whether some key is an expression.
func (x *Index) HasExpression() bool {
	for _, k := range x.Keys {
		if k.Expr != nil {
			return true
		}
	}
	return false
}

// MentionsColumn tells whether the index uses the column of its table.
func (x *Index) MentionsColumn(table, column string) bool {
	for _, k := range x.Keys {
		if k.Column == column || k.Expr.MentionsColumn(table, column) {
			return true
		}
	}
	for _, c := range x.Include {
		if c == column {
			return true
		}
	}
	return x.Where.MentionsColumn(table, column)
}

// Definition writes the CREATE INDEX statement as pg_get_indexdef does.
func (x *Index) Definition(table Name) string { return x.Create(table, "") }

// Create writes CREATE INDEX with words such as "CONCURRENTLY" or "IF NOT
// EXISTS" before the name.
func (x *Index) Create(table Name, words string) string {
	var b strings.Builder
	b.WriteString("CREATE ")
	if x.Unique {
		b.WriteString("UNIQUE ")
	}
	b.WriteString("INDEX ")
	if words != "" {
		b.WriteString(words + " ")
	}
	b.WriteString(ident.Quote(x.Name) + " ON ")
	if x.Only {
		b.WriteString("ONLY ")
	}
	b.WriteString(table.String() + " USING " + orDefault(x.Method, "btree") + " (")
	for i, k := range x.Keys {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(k.String())
	}
	b.WriteString(")")
	if len(x.Include) > 0 {
		b.WriteString(" INCLUDE (" + ident.List(x.Include) + ")")
	}
	if x.NullsNotDistinct {
		b.WriteString(" NULLS NOT DISTINCT")
	}
	if len(x.Options) > 0 {
		b.WriteString(" WITH (" + strings.Join(x.Options, ", ") + ")")
	}
	if x.Tablespace != "" {
		b.WriteString(" TABLESPACE " + ident.Quote(x.Tablespace))
	}
	if x.Where != nil {
		b.WriteString(" WHERE (" + x.Where.Text() + ")")
	}
	return b.String()
}
