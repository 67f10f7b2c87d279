package all_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
)

func read(t *testing.T, sql string) *model.Schema {
	t.Helper()
	res, err := parse.ReadString(context.Background(), "example.sql", "CREATE SCHEMA private; "+sql)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range res.Diagnostics {
		t.Fatalf("the example does not read: %s", d)
	}
	return res.Schema
}

func findings(r *checks.Rule, s *model.Schema) []*checks.Finding {
	return checks.New([]*checks.Rule{r}, settings.Default()).Check(s, nil).Findings
}

// TestEveryRule is the contract of a rule: it says everything that there is to
// say, its bad example makes it report, its good one does not, and its fix
// puts the bad example right.
func TestEveryRule(t *testing.T) {
	ids := map[string]bool{}
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	for _, r := range all.Rules() {
		t.Run(r.ID, func(t *testing.T) {
			if ids[r.ID] || !name.MatchString(r.ID) {
				t.Error("the id is taken or not in kebab-case")
			}
			ids[r.ID] = true
			for what, text := range map[string]string{"Title": r.Title, "Why": r.Why, "HowToFix": r.HowToFix, "Bad": r.Bad, "Good": r.Good} {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s is empty", what)
				}
			}
			if len(r.Sources) == 0 || r.Family == "" {
				t.Error("family or sources are missing")
			}
			bad := read(t, r.Bad)
			found := findings(r, bad)
			if len(found) == 0 {
				t.Fatal("the bad example is not reported")
			}
			if got := findings(r, read(t, r.Good)); len(got) > 0 {
				t.Errorf("the good example is reported: %s", got[0].Message)
			}
			if !found[0].Fixable() {
				return
			}
			fixed, err := edit.Apply(bad, found[0].Fix())
			if err != nil {
				t.Fatalf("the fix does not apply: %v", err)
			}
			if left := findings(r, fixed); len(left) >= len(found) {
				t.Errorf("the fix leaves: %s", left[0].Message)
			}
		})
	}
}

// TestRecheckEqualsCheck is the law of the incremental engine: after any of
// these edits the kept and the new verdicts together are what a check of
// everything gives.
func TestRecheckEqualsCheck(t *testing.T) {
	s := read(t, `
CREATE TABLE organizations (id uuid PRIMARY KEY);
CREATE TABLE users (id uuid PRIMARY KEY, org_id uuid REFERENCES organizations (id));
CREATE TABLE notes (id serial PRIMARY KEY, org_id text, user_id uuid REFERENCES users (id), at timestamp);
CREATE TABLE tags (id uuid PRIMARY KEY, note integer REFERENCES notes (id) ON DELETE CASCADE);
CREATE VIEW v AS SELECT id FROM notes;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';`)
	public := func(n string) model.Name { return model.Name{Schema: "public", Name: n} }
	c := checks.New(all.Rules(), settings.Default())
	before := c.Check(s, nil)
	edits := []edit.Edit{
		&edit.SetRowSecurity{Table: public("notes"), Enabled: true},
		&edit.RenameTable{Table: public("organizations"), To: public("companies")},
		&edit.RenameTable{Table: public("companies"), To: public("organizations")},
		&edit.SetKind{Table: public("tags"), Kind: model.KindLookup},
		&edit.DropColumn{Table: public("users"), Column: "org_id"},
		&edit.ChangeRoutine{Key: public("f()"), Config: []string{"search_path=public"}},
	}
	for _, e := range edits {
		next, err := edit.Apply(s, e)
		if err != nil {
			t.Fatal(err)
		}
		got := c.Check(next, before)
		want := c.Check(next, nil)
		if !slices.Equal(texts(got), texts(want)) {
			t.Errorf("after %s:\n%s\nwant:\n%s", e.Describe(), strings.Join(texts(got), "\n"), strings.Join(texts(want), "\n"))
		}
		if got.Judged >= want.Judged {
			t.Errorf("after %s everything was judged again (%d objects)", e.Describe(), got.Judged)
		}
		s, before = next, got
	}
}

func texts(r *checks.Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Severity.String()+" "+f.Key()+" "+f.Message)
	}
	slices.Sort(out)
	return out
}

func TestKeysAreUnique(t *testing.T) {
	for _, r := range all.Rules() {
		seen := map[string]bool{}
		for _, f := range findings(r, read(t, r.Bad)) {
			if seen[f.Key()] {
				t.Errorf("%s occurs twice", f.Key())
			}
			seen[f.Key()] = true
		}
	}
}
