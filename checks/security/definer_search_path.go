package security

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
)

func definerSearchPath() *checks.Rule {
	return &checks.Rule{
		ID: "definer-search-path", Family: checks.Security, Severity: checks.Error,
		Title:    "a function does not fix its search_path",
		Why:      "A SECURITY DEFINER function runs with its owner's rights but with the caller's search_path: whoever can make objects in a schema of that path decides what the names in the function mean.",
		HowToFix: "Add SET search_path = '' and write every name in the body with its schema. The fix sets public, pg_temp, with which the body works as it is.",
		Sources:  []string{"L8.4", "splinter 0011", "pgspot PS003", "pgspot PS005"},
		Bad:      `CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';`,
		Good:     `CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1';`,
		Routine: func(p *checks.Pass, f *model.Routine) {
			if f.Kind == model.Aggregate || f.Language == "c" || f.Language == "internal" || model.IsManagedSchema(f.Name.Schema) {
				return
			}
			for _, c := range f.Config {
				if strings.HasPrefix(c, "search_path=") {
					return
				}
			}
			if !f.SecurityDefiner {
				p.Report("the function does not fix its search_path: what its names mean is up to the caller",
					checks.As(checks.Warning), searchPathFix(f))
				return
			}
			p.Report("SECURITY DEFINER without a fixed search_path: the caller decides what the names in it mean", searchPathFix(f))
		},
	}
}

func searchPathFix(f *model.Routine) checks.Option {
	return checks.Fixed(func() edit.Edit {
		return &edit.ChangeRoutine{Key: f.Key(), Config: append(append([]string(nil), f.Config...), "search_path=public, pg_temp")}
	})
}
