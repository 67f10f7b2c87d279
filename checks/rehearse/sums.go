package rehearse

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

// sums are what the rows of a database come to: by "schema.table.column" a
// number that another value in any row changes, whatever the order; and by
// "schema.table" how many rows there are.
type sums map[string]string

const storedColumns = `SELECT quote_ident(nspname) || '.' || quote_ident(relname), array_agg(attname::text ORDER BY attnum)
	FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
	WHERE relkind IN ('r', 'p') AND NOT relispartition AND c.oid >= 16384 AND nspname !~ '^pg_' AND nspname <> 'information_schema' GROUP BY c.oid, nspname, relname ORDER BY 1`

// sumRows adds up every column of every table, one query a table.
func sumRows(ctx context.Context, s *session) (sums, error) {
	rows, err := s.conn.Query(ctx, storedColumns)
	if err != nil {
		return nil, err
	}
	type stored struct {
		name    string
		columns []string
	}
	var tables []stored
	var t stored
	if _, err = pgx.ForEachRow(rows, []any{&t.name, &t.columns}, func() error {
		tables = append(tables, stored{t.name, slices.Clone(t.columns)})
		return nil
	}); err != nil {
		return nil, err
	}
	out := sums{}
	for _, t := range tables {
		parts := make([]string, len(t.columns))
		for i, c := range t.columns {
			parts[i] = "coalesce(sum(hashtextextended(" + ident.Quote(c) + "::text, 0)), 0)::text"
		}
		query := "SELECT ARRAY[count(*)::text, " + strings.Join(parts, ", ") + "] FROM " + t.name
		var values []string
		if err := s.conn.QueryRow(ctx, query).Scan(&values); err != nil {
			return nil, fmt.Errorf("add up the rows of %s: %w", t.name, err)
		}
		out[t.name] = values[0]
		for i, c := range t.columns {
			out[t.name+"."+ident.Quote(c)] = values[i+1]
		}
	}
	return out, nil
}

// differing lists what is other in o, of what is there in s.
func (s sums) differing(o sums) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(s)) {
		if s[key] != o[key] {
			out = append(out, key)
		}
	}
	return out
}
