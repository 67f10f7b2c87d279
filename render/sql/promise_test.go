package sql_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
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

// promise is what the design's migration is judged by.
func (d *design) promise(prepare []string) pgtest.Promise {
	p := pgtest.Promise{Prepare: prepare, Migration: d.migration(), Rollback: d.rollback()}
	for _, f := range facts.List(d.target) {
		p.Facts = append(p.Facts, f.String())
	}
	return p
}

func read(t *testing.T, files ...parse.File) *model.Schema {
	t.Helper()
	res, err := parse.Read(context.Background(), nil, files...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range res.Diagnostics {
		if d.Level == parse.Error {
			t.Error(d)
		}
	}
	return res.Schema
}

// rehearse has the product itself try the design's migration, with rows.
func (d *design) rehearse(t *testing.T, base []parse.File) {
	t.Helper()
	report, err := rehearse.Run(context.Background(), cluster.Server(t), rehearse.Plan{Base: base, Target: d.target,
		Migration: parse.File{Name: "migration.sql", Text: d.migration()}, Rollback: &parse.File{Name: "rollback.sql", Text: d.rollback()},
		Rows: 7, Limit: time.Minute, Now: time.Now}, nil)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Holds(t, report)
}

func public(n string) model.Name { return model.Name{Schema: "public", Name: n} }

// TestCorpora edits real schemas the way an architect would.
func TestCorpora(t *testing.T) {
	tests := map[string]func(d *design, t *testing.T){
		"basejump": func(d *design, t *testing.T) {
			accounts := model.Name{Schema: "basejump", Name: "accounts"}
			d.do(t, &edit.RenameColumn{Table: accounts, Column: "slug", To: "handle"})
			d.do(t, &edit.AddEnumValue{Enum: model.Name{Schema: "basejump", Name: "account_role"}, Value: "auditor", After: "owner"})
			d.do(t, &edit.RenameEnumValue{Enum: model.Name{Schema: "basejump", Name: "invitation_type"}, Value: "24_hour", To: "one_day"})
			d.do(t, &edit.SetType{Table: accounts, Column: "name", Type: model.Type{Name: "character varying", Mods: "120"}})
		},
		"onlook": func(d *design, t *testing.T) {
			d.do(t, &edit.RenameTable{Table: public("projects"), To: public("works")})
			d.do(t, &edit.RenameColumn{Table: public("works"), Column: "name", To: "title"})
			d.do(t, &edit.AddColumn{Table: public("works"), Column: &model.Column{Name: "budget", Type: model.Type{Name: "numeric", Mods: "12,2"}, NotNull: true, Default: expr.MustParse("0")}})
		},
		"chatbot-ui": func(d *design, t *testing.T) {
			d.do(t, &edit.RenameColumn{Table: public("prompts"), Column: "content", To: "body"})
			d.do(t, &edit.SetType{Table: public("prompts"), Column: "name", Type: model.Type{Name: "character varying", Mods: "200"}})
			d.do(t, &edit.DropColumn{Table: public("assistants"), Column: "description"})
		},
		"danbooru": func(d *design, t *testing.T) {
			d.do(t, &edit.RenameColumn{Table: public("posts"), Column: "rating", To: "grade"})
			d.do(t, &edit.SetType{Table: public("artists"), Column: "created_at", Type: model.Builtin("timestamp with time zone"), Using: expr.MustParse("created_at AT TIME ZONE 'UTC'")})
			d.do(t, &edit.DropColumn{Table: public("notes"), Column: "body"})
		},
		"crates-io": func(d *design, t *testing.T) {
			d.do(t, &edit.RenameColumn{Table: public("crates"), Column: "max_upload_size", To: "upload_limit"})
			d.do(t, &edit.SetDefault{Table: public("crates"), Column: "description", Default: expr.MustParse("''")})
			d.do(t, &edit.SetComment{On: edit.OnTable, Name: public("crates"), Comment: "It's a crate; with \\ and\nlines"})
		},
	}
	for corpus, edits := range tests {
		t.Run(corpus, func(t *testing.T) {
			base := read(t, sharedtest.Files(t, corpus)...)
			d := &design{base: base, target: base}
			templates := template.Templates{Schema: base, Settings: settings.Default()}
			d.do(t, templates.Table(public("placements"), model.KindTenant, "Who was placed where"))
			d.do(t, &edit.CreateEnum{Enum: &model.Enum{Name: public("placement_status"), Values: []string{"planned", "placed_active"}}})
			d.do(t, &edit.AddColumn{Table: public("placements"), Column: &model.Column{Name: "status",
				Type: model.Type{Schema: "public", Name: "placement_status"}, NotNull: true, Default: expr.MustParse("'planned'")}})
			edits(d, t)
			if corpus != "chatbot-ui" { // what stands in there for its extensions are no extensions
				cluster.Judge(t, d.promise(pgtest.Corpus(t, corpus)))
			}
			d.rehearse(t, sharedtest.Files(t, corpus))
		})
	}
}
