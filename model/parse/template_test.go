package parse

import (
	"context"
	"strings"
	"testing"
)

// TestTextsForAnotherProgram reads what a template engine or psql would have
// to see first: each place is reported for what it is, and the rest is read.
func TestTextsForAnotherProgram(t *testing.T) {
	tests := []struct {
		name, text string
		tables     int
		remarks    []string // each with its place
	}{
		{"values of a template", "CREATE TABLE {{ schema }}.a (id int);\nCREATE TABLE b (n text DEFAULT '{{ x }}');\nCREATE TABLE ${S}.c (id int);", 1,
			[]string{"t.sql:1:14: error: this is a template: {{ schema }}", "t.sql:3:14: error: this is a template: ${S}"}},
		{"tags of a template", "{% if x %}\nCREATE TABLE a (id int);\n{% endif %}\n{# no #}\nCREATE TABLE b (id int);", 2,
			[]string{"t.sql:1: warning: the template's {% if x %} was stepped over", "t.sql:3: warning: the template's {% endif %}"}},
		{"a tag that does not end", "CREATE TABLE a (id int);\n{% if x", 1, []string{"t.sql:2:1: error"}},
		{"variables of psql", `CREATE TABLE :"s".a (id int); CREATE TABLE b (id int DEFAULT :n); SELECT '{1}'::int[]; CREATE TABLE c (t time DEFAULT '10:30');`, 1,
			[]string{`psql would put a value for the variable :"s"`, "psql would put a value for the variable :n"}},
		{"commands of psql", "SELECT 'CREATE TABLE g ()' \\gexec\n\\if :{?x}\nCREATE TABLE a (id int);\n\\endif", 1,
			[]string{`t.sql:1: warning: psql command \gexec was not run`, `t.sql:2: warning: psql command \if :{?x} was not run`, `\endif was skipped`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, err := ReadString(context.Background(), "t.sql", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if n := res.Schema.Tables.Len(); n != tt.tables {
				t.Errorf("%d tables, want %d", n, tt.tables)
			}
			if len(res.Diagnostics) != len(tt.remarks) {
				t.Fatalf("remarks: %v", res.Diagnostics)
			}
			for i, want := range tt.remarks {
				if got := res.Diagnostics[i].String(); !strings.Contains(got, want) {
					t.Errorf("%q does not say %q", got, want)
				}
			}
		})
	}
}

// TestPiecesOfAScript reads a script that was cut at its includes: the session
// goes on from piece to piece, and lines count from the file's beginning.
func TestPiecesOfAScript(t *testing.T) {
	res, err := Read(context.Background(), nil,
		File{Name: "a.sql", Text: "CREATE SCHEMA x;\nSET search_path = x;\n"},
		File{Name: "b.sql", Text: "CREATE TABLE t (id int);", Continues: true},
		File{Name: "a.sql", Text: "\n\n\nCREATE TABLE u (id int);", Continues: true},
		File{Name: "c.sql", Text: "CREATE TABLE v (id int);"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for table := range res.Schema.Tables.All() {
		got = append(got, table.Name.String()+" "+table.Origin.String())
	}
	if want := "public.v c.sql:1, x.t b.sql:1, x.u a.sql:4"; strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
