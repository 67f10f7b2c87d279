package parse

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// expr takes over a tree of the statement. PostgreSQL looks its names up when
// the statement runs; what the search path meant then is written down.
func (f *fold) expr(n *pg.Node) *expr.Expr {
	f.qualify(n)
	return expr.New(n)
}

func (f *fold) qualify(n *pg.Node) {
	if f.onDefaultPath() {
		return
	}
	expr.Qualify(n, expr.Resolver{
		Relation: f.foundIn(func(n model.Name) bool { return !f.b.FreeName(n) }),
		Function: f.foundIn(func(n model.Name) bool { return len(f.b.RoutinesNamed(n)) > 0 }),
		Type:     f.foundIn(f.b.HasType),
	})
}

// onDefaultPath tells whether the search path leads nowhere else than a new
// session's: names that are found on that stay as they are written.
func (f *fold) onDefaultPath() bool {
	for _, s := range f.path {
		if s != "public" && s != "extensions" {
			return false
		}
	}
	return true
}

// foundIn gives the schema in which the search path finds a name, empty where
// it is one of the default path, or nowhere.
func (f *fold) foundIn(has func(model.Name) bool) func(string) string {
	return func(name string) string {
		for _, s := range f.path {
			if has(model.Name{Schema: s, Name: name}) {
				if s == "public" || s == "extensions" {
					return ""
				}
				return s
			}
		}
		return ""
	}
}

// written is the statement as it stands in the file, or, where the search path
// is not a new session's, with its names qualified.
func (f *fold) written() string {
	if f.onDefaultPath() {
		return f.text()
	}
	f.qualify(f.cur.node)
	if text := expr.PrintStatement(f.cur.node); text != "" {
		return text
	}
	return f.text()
}
