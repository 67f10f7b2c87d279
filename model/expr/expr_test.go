package expr

import (
	"errors"
	"slices"
	"testing"
)

func TestCanonicalText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"NOW( )", "now()"},
		{"a=1 and (b or c)", "a = 1 AND (b OR c)"},
		{"(a and b) and c", "a AND b AND c"},
		{"((a))", "a"},
		{"not (a = b)", "NOT a = b"},
		{"(a + b) * c - d", "(a + b) * c - d"},
		{"a - (b - c)", "a - (b - c)"},
		{"-1::int", "-1::integer"},
		{"(-1)::int", "(-1)::integer"},
		{"'x'::varchar(10)", "'x'::character varying(10)"},
		{"cast(x as timestamptz(3))", "x::timestamp(3) with time zone"},
		{"x in (1,2)", "x IN (1, 2)"},
		{"x NOT IN ('a')", "x NOT IN ('a')"},
		{"x = any(array['a','b'])", "x = ANY (ARRAY['a', 'b'])"},
		{"x between 1 and 2 or y is not null", "x BETWEEN 1 AND 2 OR y IS NOT NULL"},
		{"x LIKE 'a%' escape '#'", "x LIKE 'a%' ESCAPE '#'"},
		{"x !~~* 'a'", "x !~~* 'a'"},
		{"org_id = (select auth.uid())", "org_id = (SELECT auth.uid())"},
		{"exists (select 1 from t x where x.id = t2.id)", "EXISTS (SELECT 1 FROM t x WHERE x.id = t2.id)"},
		{"(select auth.jwt()) ->> 'org_id'", "(SELECT auth.jwt()) ->> 'org_id'"},
		{"timezone('utc', now())", "timezone('utc', now())"},
		{"now() at time zone 'utc'", "now() AT TIME ZONE 'utc'"},
		{"extract(year from d)", "EXTRACT(year FROM d)"},
		{"case when a then 1 else 2 end", "CASE WHEN a THEN 1 ELSE 2 END"},
		{"current_timestamp", "CURRENT_TIMESTAMP"},
		{`"User"."Name" || 'it''s'`, `"User"."Name" || 'it''s'`},
		{"coalesce(a, nullif(b, ''))", "COALESCE(a, NULLIF(b, ''))"},
		{"(r).f", "(r).f"},
		{"a[1]", "a[1]"},
		{"(f(x))[1:2]", "(f(x))[1:2]"},
		{"x collate \"C\"", `x COLLATE "C"`},
		{"trim(both from x)", "btrim(x)"},
		{"count(*) filter (where a)", "count(*) FILTER (WHERE a)"},
		{"row_number() over (partition by a order by b desc)", "row_number() OVER (PARTITION BY a ORDER BY b DESC)"},
		{"a is distinct from b", "a IS DISTINCT FROM b"},
		{"interval '1 day'", "'1 day'::interval"},
		{"date '2020-01-01'", "'2020-01-01'::date"},
		{"0", "0"},
		{"a.b @> '{}'::jsonb", "a.b @> '{}'::jsonb"},
		{"NOT exists(select 1)", "NOT EXISTS (SELECT 1)"},
		{"a <> all ('{}')", "a <> ALL ('{}')"},
	}
	for _, tt := range tests {
		e, err := Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
			continue
		}
		if e.Text() != tt.want {
			t.Errorf("Parse(%q) = %q, want %q", tt.in, e.Text(), tt.want)
		}
		again, err := Parse(e.Text())
		if err != nil || again.Text() != e.Text() {
			t.Errorf("canonical text of %q is not stable: %q, then %q (%v)", tt.in, e.Text(), again.Text(), err)
		}
	}
}

func TestQueries(t *testing.T) {
	for _, in := range []string{
		"SELECT a, b AS c FROM t JOIN u USING (id) LEFT JOIN v ON v.id = u.id WHERE a > 1 GROUP BY a HAVING count(*) > 1 ORDER BY a DESC NULLS LAST LIMIT 3 OFFSET 1",
		"SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3",
		"WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT * FROM x",
		"SELECT DISTINCT ON (a) a FROM t, LATERAL f(t.a) g(x)",
		"VALUES (1, 'a'), (2, 'b')",
		"SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b)", // the deparser's part
	} {
		e, err := ParseQuery(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if e.Text() != in {
			t.Errorf("got  %s\nwant %s", e.Text(), in)
		}
	}
}

func TestParseErrorPointsAtThePlace(t *testing.T) {
	_, err := Parse("ÄÖ + * b")
	var se *SyntaxError
	if !errors.As(err, &se) {
		t.Fatalf("got %v", err)
	}
	if se.Offset < 0 || se.Text[se.Offset:] != "* b" {
		t.Errorf("offset %d of %q", se.Offset, se.Text)
	}
	for _, bad := range []string{"", "a, b", "1) FROM t WHERE (1=1", "a; drop table x", "a) ; (b"} {
		if e, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %q, want an error", bad, e.Text())
		}
	}
}

func TestRenameColumn(t *testing.T) {
	tests := []struct {
		in, table string
		own       bool
		want      string
	}{
		{"stat = 'a' AND users.stat <> x.stat", "users", true, "status = 'a' AND users.status <> x.stat"},
		{"EXISTS (SELECT 1 FROM users u WHERE u.stat = stat)", "users", false, "EXISTS (SELECT 1 FROM users u WHERE u.status = status)"},
		{"EXISTS (SELECT 1 FROM other o WHERE o.stat = 1)", "users", true, "EXISTS (SELECT 1 FROM other o WHERE o.stat = 1)"},
		{"stat IS NULL", "users", false, "stat IS NULL"},
	}
	for _, tt := range tests {
		if got := MustParse(tt.in).RenameColumn(tt.table, "stat", "status", tt.own).Text(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestRenameColumnInQueries(t *testing.T) {
	tests := []struct{ in, want string }{
		{"SELECT stat FROM users", "SELECT status AS stat FROM users"},
		{"SELECT stat AS s, lower(stat) FROM users WHERE stat <> ''", "SELECT status AS s, lower(status) FROM users WHERE status <> ''"},
		{"SELECT stat::text FROM users ORDER BY stat", "SELECT status::text AS stat FROM users ORDER BY stat"},
		{"SELECT id FROM users GROUP BY stat ORDER BY stat", "SELECT id FROM users GROUP BY status ORDER BY status"},
		{"SELECT s.stat FROM (SELECT stat FROM users) s", "SELECT s.stat FROM (SELECT status AS stat FROM users) s"},
		{"WITH a AS (SELECT stat FROM users) SELECT stat FROM a", "WITH a AS (SELECT status AS stat FROM users) SELECT stat FROM a"},
		{"SELECT stat FROM users UNION SELECT stat FROM other", "SELECT status AS stat FROM users UNION SELECT stat FROM other"},
		{"SELECT u.id FROM users u JOIN other o ON o.stat = u.stat", "SELECT u.id FROM users u JOIN other o ON o.stat = u.status"},
		{"SELECT (SELECT u.stat FROM users u WHERE u.id = o.id) FROM other o", "SELECT (SELECT u.status FROM users u WHERE u.id = o.id) AS stat FROM other o"},
	}
	for _, tt := range tests {
		q, err := ParseQuery(tt.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.RenameColumn("users", "stat", "status", false).Text(); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

func TestCallsKnowWhetherTheyRunOnce(t *testing.T) {
	tests := []struct {
		in                string
		inSelect, wrapped bool
	}{
		{"a = auth.uid()", false, false},
		{"a = (SELECT auth.uid())", true, true},
		{"a = (SELECT auth.uid()::uuid)", true, true},
		{"a = (SELECT (auth.uid() ->> 'x')::uuid)", true, false},
		{"a = (SELECT auth.uid(b))", false, false},
		{"EXISTS (SELECT 1 FROM t WHERE t.a = auth.uid())", false, false},
	}
	for _, tt := range tests {
		calls := MustParse(tt.in).Calls()
		if len(calls) != 1 || calls[0].Schema != "auth" || calls[0].InSelect != tt.inSelect || calls[0].Wrapped != tt.wrapped {
			t.Errorf("%s: %+v", tt.in, calls)
		}
	}
}

func TestOwnColumnsAndRelations(t *testing.T) {
	e := MustParse("org_id = 1 AND t.name = org_id AND EXISTS (SELECT 1 FROM public.m WHERE m.x = hidden)")
	if got := e.OwnColumns("t"); !slices.Equal(got, []string{"org_id", "name"}) {
		t.Errorf("OwnColumns = %v", got)
	}
	if got := e.Relations(); !slices.Equal(got, []Relation{{"public", "m"}}) {
		t.Errorf("Relations = %v", got)
	}
}
