package parse

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// missingRelations reports the tables and views that expressions read and
// nothing makes: PostgreSQL refuses such a view or policy. It is kept, as an
// extension may make them.
func (f *fold) missingRelations(what string, exprs ...*expr.Expr) {
	if f.trusted {
		return
	}
	for _, e := range exprs {
		for _, r := range e.Relations() {
			n := f.find(r.Schema, r.Name, func(n model.Name) bool { return !f.b.FreeName(n) })
			if !f.b.FreeName(n) || f.b.Table(n) != nil || model.IsManagedSchema(n.Schema) || strings.HasPrefix(n.Name, "pg_") || f.unknown[n] {
				continue
			}
			fix := "If an extension makes it, all is well."
			if near := f.nearTable(n); near != "" {
				fix = "Is it meant to be " + near + "?"
			}
			f.report(Warning, what+" reads "+n.String()+", which nothing makes", fix)
		}
	}
}

// missingFunction reports the function of a trigger that nothing makes.
func (f *fold) missingFunction(trigger string, n model.Name) {
	if f.trusted || n.Schema == "" || model.IsManagedSchema(n.Schema) || len(f.b.RoutinesNamed(n)) > 0 {
		return
	}
	for _, x := range f.b.Extensions() {
		if x.Name == n.Name { // tsvector_update and the like are called as their extensions
			return
		}
	}
	f.report(Warning, "trigger "+trigger+" runs "+n.String()+", which nothing makes", "If an extension makes it, all is well.")
}
