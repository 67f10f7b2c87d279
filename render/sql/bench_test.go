package sql_test

import (
	"context"
	"testing"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
	"github.com/pgdraft/pgdraft/render/sql"
)

// thousand reads 1,000 tables twice, so that the two share nothing, and
// changes one column of the second.
func thousand(b *testing.B) (from, to *model.Schema) {
	b.Helper()
	text := sharedtest.Generated(b, 1000)
	from, to = whole(b, text), whole(b, text)
	table := to.Tables.At(500)
	next, err := edit.Apply(to, &edit.AddColumn{Table: table.Name, Column: &model.Column{Name: "extra", Type: model.Builtin("text")}})
	if err != nil {
		b.Fatal(err)
	}
	return from, next
}

func whole(b *testing.B, text string) *model.Schema {
	b.Helper()
	res, err := parse.Read(context.Background(), nil, parse.File{Name: "generated.sql", Text: text})
	if err != nil {
		b.Fatal(err)
	}
	return res.Schema
}

// BenchmarkDiffEdit1000 compares a design with its base: what an edit did not
// touch is shared. The limit is 5 ms.
func BenchmarkDiffEdit1000(b *testing.B) {
	_, to := thousand(b)
	from := to
	table := to.Tables.At(400)
	to, err := edit.Apply(from, &edit.AddColumn{Table: table.Name, Column: &model.Column{Name: "extra", Type: model.Builtin("text")}})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if len(diff.Between(from, to, nil)) != 1 {
			b.Fatal("not one change")
		}
	}
}

// BenchmarkDiff1000 compares two schemas that were read apart. The limit is 5
// ms.
func BenchmarkDiff1000(b *testing.B) {
	from, to := thousand(b)
	for b.Loop() {
		if len(diff.Between(from, to, nil)) == 0 {
			b.Fatal("no change")
		}
	}
}

// BenchmarkWrite1000 writes the migration that makes 1,000 tables. The limit
// is 50 ms, the comparison left out.
func BenchmarkWrite1000(b *testing.B) {
	from, _ := thousand(b)
	changes := diff.Between(&model.Schema{}, from, nil)
	for b.Loop() {
		sql.New(changes).Text(sql.Header{Title: "all"})
	}
}

// BenchmarkDiffFromNothing1000 compares nothing with 1,000 tables.
func BenchmarkDiffFromNothing1000(b *testing.B) {
	from, _ := thousand(b)
	for b.Loop() {
		diff.Between(&model.Schema{}, from, nil)
	}
}
