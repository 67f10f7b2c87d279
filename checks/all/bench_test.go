package all_test

import (
	"context"
	"testing"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

func thousand(b *testing.B) *model.Schema {
	b.Helper()
	res, err := parse.ReadString(context.Background(), "schema.sql", sharedtest.Generated(b, 1000))
	if err != nil {
		b.Fatal(err)
	}
	return res.Schema
}

// BenchmarkCheck1000 judges 1,000 tables from nothing; the limit is 100 ms.
func BenchmarkCheck1000(b *testing.B) {
	s := thousand(b)
	c := checks.New(all.Rules(), settings.Default())
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = len(c.Check(s, nil).Findings)
	}
	b.ReportMetric(float64(n), "findings")
}

// BenchmarkEditToFindings1000 renames a column in 1,000 tables and judges
// again what that touches; the limit is 1 ms.
func BenchmarkEditToFindings1000(b *testing.B) {
	s := thousand(b)
	c := checks.New(all.Rules(), settings.Default())
	before := c.Check(s, nil)
	table := s.Tables.At(500).Name
	b.ReportAllocs()
	judged := 0
	for b.Loop() {
		next, err := edit.Apply(s, &edit.SetNotNull{Table: table, Column: "created_by", NotNull: true})
		if err != nil {
			b.Fatal(err)
		}
		judged = c.Check(next, before).Judged
	}
	b.ReportMetric(float64(judged), "judged")
}
