package sql_test

import (
	"testing"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/template"
)

// TestTextAndEnums turns columns of text into enums and back, with rows in
// them, an index, a policy and a view in the way.
func TestTextAndEnums(t *testing.T) {
	const text = `CREATE TABLE t (id int PRIMARY KEY, n int, status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'sent', 'it''s paid')), kind varchar(9));
		CREATE INDEX t_status ON t (status, n); CREATE INDEX t_draft ON t (n) WHERE status = 'draft'; ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t FOR SELECT USING (status = 'sent'); CREATE VIEW v AS SELECT id, status FROM t;`
	const enum = `CREATE TYPE t_status AS ENUM ('draft', 'sent'); CREATE TYPE shared AS ENUM ('x');
		CREATE TABLE t (id int PRIMARY KEY, status t_status NOT NULL DEFAULT 'sent', a shared, b shared); CREATE INDEX ON t (status);`
	status := public("t_status")
	tests := []struct {
		name, base string
		edit       func(s *model.Schema, t *model.Table) (edit.Edit, error)
		column     string // and its type afterwards
		typ        string
		enums      int
	}{
		{"text to enum", text, func(_ *model.Schema, t *model.Table) (edit.Edit, error) {
			return template.ToEnum(t, "status", status, template.ListedValues(t, "status"))
		}, "status", "public.t_status", 1},
		{"enum to text", enum, func(s *model.Schema, t *model.Table) (edit.Edit, error) { return template.ToText(s, t, "status") }, "status", "text", 1},
		{"one of two users of an enum", enum, func(s *model.Schema, t *model.Table) (edit.Edit, error) { return template.ToText(s, t, "a") }, "a", "text", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := parse.File{Name: "base.sql", Text: tt.base}
			base := read(t, file)
			d := &design{base: base, target: base}
			e, err := tt.edit(base, base.Tables.Get(public("t")))
			if err != nil {
				t.Fatal(err)
			}
			d.do(t, e)
			table := d.target.Tables.Get(public("t"))
			if got := table.Column(tt.column).Type.String(); got != tt.typ || d.target.Enums.Len() != tt.enums {
				t.Errorf("the type is %s, and there are %d enums", got, d.target.Enums.Len())
			}
			d.rehearse(t, []parse.File{file})
			if t.Failed() {
				t.Log(d.migration(), d.rollback())
			}
		})
	}
	table := read(t, parse.File{Name: "base.sql", Text: text}).Tables.Get(public("t"))
	for name, values := range map[string][]string{"without values": nil, "without the default's": {"sent"}} {
		if _, err := template.ToEnum(table, "status", status, values); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	for _, column := range []string{"id", "nothing"} {
		if _, err := template.ToEnum(table, column, status, []string{"x"}); err == nil {
			t.Errorf("%s became an enum", column)
		}
	}
}
