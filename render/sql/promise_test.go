package sql_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/model/template"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/render/sql"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

// design is a base and edits on it.
type design struct {
	base, target *model.Schema
	edits        []edit.Edit
}

func (d *design) do(t *testing.T, e edit.Edit) {
	t.Helper()
	next, err := edit.Apply(d.target, e)
	if err != nil {
		t.Fatalf("%s: %v", e.Describe(), err)
	}
	d.target = next
	d.edits = append(d.edits, e)
}

func (d *design) migration() string {
	return sql.New(diff.Between(d.base, d.target, d.edits)).Text(sql.Header{Title: "migration"})
}

func (d *design) rollback() string {
	return sql.New(diff.Back(d.base, d.target, d.edits)).Text(sql.Header{Title: "rollback"})
}

// judge applies a design's migration to a database that holds its base, twice,
// rolls it back, and applies it once more. The catalog says after each step
// whether it was right.
func judge(t *testing.T, d *design, prepare ...string) {
	t.Helper()
	db := cluster.Database(t, "")
	for _, p := range prepare {
		db.MustRun("prepare", p)
	}
	query := sharedtest.Text(t, "truth", "facts.sql")
	catalog := func() []string {
		lines := db.Lines(query)
		db.MustRun("reset", `SET search_path = "$user", public, extensions`)
		return lines
	}
	before := catalog()
	db.MustRun("the migration", d.migration())
	after := catalog()
	var want []string
	for _, f := range facts.List(d.target) {
		want = append(want, f.String())
	}
	compare(t, "after the migration", identities(want), identities(after))
	db.MustRun("the migration, a second time", d.migration())
	compare(t, "after the second time", after, catalog())
	db.MustRun("the rollback", d.rollback())
	compare(t, "after the rollback", before, catalog())
	db.MustRun("the migration, once more", d.migration())
	compare(t, "after the last time", after, catalog())
	if t.Failed() {
		t.Logf("migration:\n%s", d.migration())
		t.Logf("rollback:\n%s", d.rollback())
	}
}

var defaults = regexp.MustCompile(` DEFAULT .*$`)

// identities strips from facts what PostgreSQL spells in its own way.
func identities(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		p := strings.SplitN(l, "\t", 3)
		switch p[0] {
		case "column":
			p[2] = defaults.ReplaceAllString(p[2], "")
		case "enum", "enum_value", "grant_table":
		default:
			p = p[:2]
		}
		out[i] = strings.Join(p, "\t")
	}
	return out
}

func compare(t *testing.T, when string, want, got []string) {
	t.Helper()
	want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	count := map[string]int{}
	for _, w := range want {
		count[w]++
	}
	for _, g := range got {
		count[g]--
	}
	for _, line := range slices.Sorted(func(yield func(string) bool) {
		for l := range count {
			if !yield(l) {
				return
			}
		}
	}) {
		switch n := count[line]; {
		case n > 0:
			t.Errorf("%s: missing %s", when, line)
		case n < 0:
			t.Errorf("%s: surplus %s", when, line)
		}
	}
}

func read(t *testing.T, files ...parse.File) *model.Schema {
	t.Helper()
	res, err := parse.Read(context.Background(), nil, files...)
	if err != nil {
		t.Fatal(err)
	}
	return res.Schema
}

func public(n string) model.Name { return model.Name{Schema: "public", Name: n} }

// TestCorpora edits real schemas the way an architect would.
func TestCorpora(t *testing.T) {
	tests := map[string]struct {
		supabase bool
		edits    func(d *design, t *testing.T)
	}{
		"basejump": {true, func(d *design, t *testing.T) {
			accounts := model.Name{Schema: "basejump", Name: "accounts"}
			d.do(t, &edit.RenameColumn{Table: accounts, Column: "slug", To: "handle"})
			d.do(t, &edit.AddEnumValue{Enum: model.Name{Schema: "basejump", Name: "account_role"}, Value: "auditor", After: "owner"})
			d.do(t, &edit.RenameEnumValue{Enum: model.Name{Schema: "basejump", Name: "invitation_type"}, Value: "24_hour", To: "one_day"})
			d.do(t, &edit.SetType{Table: accounts, Column: "name", Type: model.Type{Name: "character varying", Mods: "120"}})
		}},
		"onlook": {true, func(d *design, t *testing.T) {
			d.do(t, &edit.RenameTable{Table: public("projects"), To: public("works")})
			d.do(t, &edit.RenameColumn{Table: public("works"), Column: "name", To: "title"})
			d.do(t, &edit.AddColumn{Table: public("works"), Column: &model.Column{Name: "budget", Type: model.Type{Name: "numeric", Mods: "12,2"}, NotNull: true, Default: expr.MustParse("0")}})
		}},
		"danbooru": {false, func(d *design, t *testing.T) {
			d.do(t, &edit.RenameColumn{Table: public("posts"), Column: "rating", To: "grade"})
			d.do(t, &edit.SetType{Table: public("artists"), Column: "created_at", Type: model.Builtin("timestamp with time zone"), Using: expr.MustParse("created_at AT TIME ZONE 'UTC'")})
			d.do(t, &edit.DropColumn{Table: public("notes"), Column: "body"})
		}},
		"crates-io": {false, func(d *design, t *testing.T) {
			d.do(t, &edit.RenameColumn{Table: public("crates"), Column: "max_upload_size", To: "upload_limit"})
			d.do(t, &edit.SetDefault{Table: public("crates"), Column: "description", Default: expr.MustParse("''")})
			d.do(t, &edit.SetComment{On: edit.OnTable, Name: public("crates"), Comment: "It's a crate; with \\ and\nlines"})
		}},
	}
	for corpus, tt := range tests {
		t.Run(corpus, func(t *testing.T) {
			files := sharedtest.Files(t, corpus)
			base := read(t, files...)
			d := &design{base: base, target: base}
			templates := template.Templates{Schema: base, Settings: settings.Default()}
			d.do(t, templates.Table(public("placements"), model.KindTenant, "Who was placed where"))
			d.do(t, &edit.CreateEnum{Enum: &model.Enum{Name: public("placement_status"), Values: []string{"planned", "placed_active"}}})
			d.do(t, &edit.AddColumn{Table: public("placements"), Column: &model.Column{Name: "status",
				Type: model.Type{Schema: "public", Name: "placement_status"}, NotNull: true, Default: expr.MustParse("'planned'")}})
			tt.edits(d, t)
			prepare := []string{sharedtest.Text(t, "truth", "before.sql")}
			stub := sharedtest.Text(t, "truth", "supabase-stub.sql")
			if !tt.supabase { // the template needs Supabase's roles and functions
				stub = strings.ReplaceAll(stub, "CREATE EXTENSION", "-- CREATE EXTENSION")
			}
			prepare = append([]string{stub, `SET search_path = "$user", public, extensions`}, prepare...)
			for _, f := range files {
				prepare = append(prepare, `SET search_path = "$user", public, extensions`, f.Text)
			}
			prepare = append(prepare, `SET search_path = "$user", public, extensions`)
			judge(t, d, prepare...)
		})
	}
}
