package parse_test

import (
	"context"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/source/sharedtest"
)

// BenchmarkRead1000 opens 1,000 tables; its limit is BenchmarkParser1000.
func BenchmarkRead1000(b *testing.B) {
	text := sharedtest.Generated(b, 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		res, err := parse.ReadString(context.Background(), "schema.sql", text)
		if err != nil || res.Schema.Tables.Len() != 1000 {
			b.Fatal(err, res.Schema.Tables.Len(), res.Diagnostics)
		}
	}
}

// BenchmarkParser1000 is the limit: the parser alone, in one call.
func BenchmarkParser1000(b *testing.B) {
	text := sharedtest.Generated(b, 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pg.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
