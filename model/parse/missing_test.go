package parse

import (
	"context"
	"strings"
	"testing"
)

// TestWhatNothingMakes refers to things that are not there: each is reported
// with its place, and what refers to it is kept.
func TestWhatNothingMakes(t *testing.T) {
	const text = `CREATE TABLE t (id int);
CREATE VIEW v AS WITH c AS (SELECT 1 AS id) SELECT id FROM c JOIN pg_class ON true JOIN auth.users ON true JOIN tt ON true;
CREATE POLICY p ON t USING (EXISTS (SELECT 1 FROM gone WHERE gone.id = t.id));
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION nobody();
CREATE TABLE u (x nope);
CREATE RECURSIVE VIEW r (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM r;`
	res, err := ReadString(context.Background(), "t.sql", text)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"t.sql:2: warning: view public.v reads public.tt, which nothing makes. Is it meant to be t?",
		"t.sql:3: warning: policy p of public.t reads public.gone, which nothing makes.",
		"t.sql:4: warning: trigger g of public.t runs public.nobody, which nothing makes.",
		"t.sql:5: warning: there is no type public.nope.",
	}
	if len(res.Diagnostics) != len(want) {
		t.Fatalf("remarks: %v", res.Diagnostics)
	}
	for i, d := range res.Diagnostics {
		if !strings.HasPrefix(d.String(), want[i]) {
			t.Errorf("got %q, want %q", d, want[i])
		}
	}
	if res.Schema.Tables.Len() != 2 || res.Schema.Views.Len() != 2 {
		t.Errorf("%d tables and %d views are left", res.Schema.Tables.Len(), res.Schema.Views.Len())
	}
}
