package all_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// judged tells, for the findings that were worked out by SQL on a real
// server, which rules must find the same, and only that.
var judged = map[string][]string{
	"fk_without_index":              {"fk-unindexed", "fk-index-partial"},
	"table_without_pk":              {"pk-missing"},
	"rls_disabled_public":           {"rls-missing"},
	"policy_on_rls_disabled":        {"policy-without-rls"},
	"secdef_without_search_path":    {"definer-search-path"},
	"policy_auth_call_not_wrapped":  {"policy-no-initplan"},
	"view_without_security_invoker": {},
}

// TestAgainstServer compares the findings on the real schemas with those that
// SQL on a server gave.
func TestAgainstServer(t *testing.T) {
	for corpus := range sharedtest.Corpora() {
		if corpus == "pagila" {
			continue // one of its tables is newer than the parser
		}
		t.Run(corpus, func(t *testing.T) {
			res, err := parse.Read(context.Background(), nil, sharedtest.Files(t, corpus)...)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]map[string]bool{}
			for _, f := range checks.New(all.Rules(), settings.Default()).Check(res.Schema, nil).Findings {
				for kind, rules := range judged {
					if slices.Contains(rules, f.Rule.ID) && counts(f) {
						add(got, kind, identity(f))
					}
				}
			}
			want := map[string]map[string]bool{}
			for line := range strings.SplitSeq(strings.TrimSpace(sharedtest.Text(t, "truth", "lint", corpus+".tsv")), "\n") {
				if p := strings.Split(line, "\t"); len(judged[p[0]]) > 0 && !strings.Contains(p[1], "schema_migrations") && !strings.Contains(p[1], "ar_internal_metadata") {
					add(want, p[0], strings.TrimPrefix(p[1], "public."))
				}
			}
			for kind := range judged {
				g, w := slices.Sorted(maps.Keys(got[kind])), slices.Sorted(maps.Keys(want[kind]))
				if !slices.Equal(g, w) {
					t.Errorf("%s:\ngot  %s\nwant %s", kind, strings.Join(g, "\n     "), strings.Join(w, "\n     "))
				}
			}
		})
	}
}

func add(m map[string]map[string]bool, kind, what string) {
	if m[kind] == nil {
		m[kind] = map[string]bool{}
	}
	m[kind][what] = true
}

// counts leaves out what the server was not asked for: functions that are not
// SECURITY DEFINER, and calls that run once but are spelled in another way.
func counts(f *checks.Finding) bool {
	switch f.Rule.ID {
	case "definer-search-path":
		return f.Severity == checks.Error
	case "policy-no-initplan":
		return !strings.Contains(f.Message, "current_setting")
	}
	return true
}

func identity(f *checks.Finding) string {
	sub := strings.ReplaceAll(strings.Trim(f.Object.Sub, `"`), `""`, `"`)
	if f.Rule.ID == "definer-search-path" {
		return strings.TrimPrefix(f.Object.Name.Schema+"."+strings.ReplaceAll(f.Object.Name.Name, ", ", ","), "public.")
	}
	id := strings.TrimPrefix(f.Object.Name.String(), "public.")
	if sub != "" {
		id += "." + sub
	}
	return id
}
