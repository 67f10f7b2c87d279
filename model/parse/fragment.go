package parse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// UnknownTypeError is a type that neither PostgreSQL nor the schema has.
type UnknownTypeError struct {
	Name string
	Near string // the most similar name there is, if any
}

func (e *UnknownTypeError) Error() string {
	s := "there is no type " + e.Name
	if e.Near != "" {
		s += "; the nearest name is " + e.Near
	}
	return s
}

// Type reads a type as a person writes it, "varchar(80)" or "mood[]", and
// finds out which one of a schema's it means.
func Type(s *model.Schema, text string) (model.Type, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return model.Type{}, errors.New("a type is needed")
	}
	tree, err := pg.Parse("SELECT NULL::" + text)
	if err != nil || len(tree.Stmts) != 1 {
		return model.Type{}, fmt.Errorf("%q is not a type", text)
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	cast := sel.GetTargetList()[0].GetResTarget().GetVal().GetTypeCast()
	if cast == nil || cast.Arg.GetTypeCast() != nil || len(sel.FromClause) > 0 || sel.WhereClause != nil ||
		len(sel.TargetList) != 1 || sel.TargetList[0].GetResTarget().GetName() != "" {
		return model.Type{}, fmt.Errorf("%q is not a type", text)
	}
	if serialType(cast.TypeName) != "" {
		return model.Type{}, fmt.Errorf("%s is not a type of its own: use uuid with the default gen_random_uuid(), or bigint", text)
	}
	f := newFold(s, &Result{})
	t := f.resolveType(cast.TypeName)
	if t.Schema != "" && !f.b.HasType(model.Name{Schema: t.Schema, Name: t.Name}) && extensionTypes[t.Name] == "" {
		return model.Type{}, &UnknownTypeError{Name: ident.Qualified(t.Schema, t.Name), Near: model.Nearest(t.Name, TypeNames(s))}
	}
	return t, nil
}

// TypeNames lists the types to choose from: the usual ones of PostgreSQL, and
// those that the schema makes.
func TypeNames(s *model.Schema) []string {
	out := []string{"uuid", "text", "integer", "bigint", "boolean", "timestamptz", "date", "jsonb", "numeric", "numeric(12,2)",
		"smallint", "double precision", "real", "time", "interval", "bytea", "inet", "cidr", "text[]", "uuid[]", "integer[]",
		"tsvector", "json", "varchar", "char(2)", "tstzrange", "daterange", "int4range", "point", "xml", "macaddr"}
	add := func(n model.Name) {
		if n.Schema == "public" {
			out = append(out, ident.Quote(n.Name))
		} else {
			out = append(out, n.String())
		}
	}
	for e := range s.Enums.All() {
		add(e.Name)
	}
	for d := range s.Domains.All() {
		add(d.Name)
	}
	for c := range s.Composites.All() {
		add(c.Name)
	}
	for x := range s.Extensions.All() {
		for name, extension := range extensionTypes {
			if extension == x.Name {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out[31:])
	return out
}

// IndexKeys reads the keys of an index as they stand between its parentheses.
func IndexKeys(text string) ([]*model.IndexKey, error) {
	tree, err := pg.Parse("CREATE INDEX ON t (" + text + "\n)")
	if err != nil || len(tree.Stmts) != 1 || tree.Stmts[0].Stmt.GetIndexStmt() == nil {
		return nil, fmt.Errorf("%q is not a list of columns or expressions", text)
	}
	f := newFold(&model.Schema{}, &Result{})
	var out []*model.IndexKey
	for _, n := range tree.Stmts[0].Stmt.GetIndexStmt().IndexParams {
		out = append(out, f.indexKey(n.GetIndexElem()))
	}
	return out, nil
}

// Names reads a list of identifiers, quoted or not, separated by commas.
func Names(text string) ([]string, error) {
	keys, err := IndexKeys(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a list of names", text)
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		if k.Column == "" || k.Desc || k.OpClass != "" || k.Collation != "" {
			return nil, fmt.Errorf("%q is not a list of names", text)
		}
		out[i] = k.Column
	}
	return out, nil
}

// Optional reads an expression; nil for none.
func Optional(text string) (*expr.Expr, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	return expr.Parse(text)
}
