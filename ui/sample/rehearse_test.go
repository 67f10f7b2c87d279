package sample_test

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
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/sample"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { os.Exit(cluster.Run(m)) }

// TestTheSampleRehearses tries the Resume Builder as whoever opens it would.
func TestTheSampleRehearses(t *testing.T) {
	base, err := sample.Base()
	if err != nil {
		t.Fatal(err)
	}
	edits, err := sample.Edits(base.Schema)
	if err != nil {
		t.Fatal(err)
	}
	target := base.Schema
	for _, e := range edits {
		if target, err = edit.Apply(target, e); err != nil {
			t.Fatal(err)
		}
	}
	text := func(changes []diff.Change) string { return sql.New(changes).Text(sql.Header{Title: "sample"}) }
	r, err := rehearse.Run(context.Background(), cluster.Server(t), rehearse.Plan{
		Base:      []parse.File{{Name: "base.sql", Text: text(diff.Between(&model.Schema{}, base.Schema, nil))}},
		Migration: parse.File{Name: "migration.sql", Text: text(diff.Between(base.Schema, target, edits))},
		Rollback:  &parse.File{Name: "rollback.sql", Text: text(diff.Back(base.Schema, target, edits))},
		Target:    target, Rows: 5, Limit: time.Minute, Now: time.Now}, nil)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Holds(t, r)
}
