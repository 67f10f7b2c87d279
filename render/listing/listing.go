// Package listing writes a whole schema: as a tree for people, as JSON for
// programs.
package listing

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/safe"
)

// Tree writes the schema for people.
func Tree(w io.Writer, s *model.Schema) error {
	t := &tree{}
	if s.Extensions.Len() > 0 {
		var list []string
		for x := range s.Extensions.All() {
			list = append(list, x.Name)
		}
		t.line(0, "extensions  %s", strings.Join(list, ", "))
	}
	for _, n := range Namespaces(s) {
		t.namespace(s, n)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

// Namespaces lists the schemas that hold something: public first, those of the
// platform last.
func Namespaces(s *model.Schema) []string {
	seen := map[string]bool{}
	collect(seen, s.Tables)
	collect(seen, s.Views)
	collect(seen, s.Enums)
	collect(seen, s.Domains)
	collect(seen, s.Composites)
	collect(seen, s.Opaques)
	collect(seen, s.Sequences)
	collect(seen, s.Routines)
	for n := range s.Namespaces.All() {
		seen[n.Name] = true
	}
	for _, v := range s.Verbatim {
		if n, ok := v.Place(); ok {
			seen[n.Schema] = true
		}
	}
	var out []string
	for n := range seen {
		out = append(out, n)
	}
	rank := func(n string) int {
		switch {
		case n == "public":
			return 0
		case model.IsManagedSchema(n):
			return 2
		}
		return 1
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	return out
}

func collect[T model.Object](seen map[string]bool, objects model.Objects[T]) {
	for o := range objects.All() {
		seen[o.Key().Schema] = true
	}
}

type tree struct{ b strings.Builder }

func (t *tree) line(depth int, format string, args ...any) {
	t.b.WriteString(strings.Repeat("  ", depth) + string(safe.Clean(fmt.Sprintf(format, args...))) + "\n")
}

func (t *tree) namespace(s *model.Schema, name string) {
	t.line(0, "%s", name)
	for x := range s.Tables.In(name) {
		t.table(x)
	}
	for v := range s.Views.In(name) {
		t.line(1, "%s  %s", strings.ToLower(v.What()), v.Name.Name)
		for _, c := range v.Columns {
			t.line(2, "%-28s %s", c.Name, c.Type)
		}
	}
	for e := range s.Enums.In(name) {
		t.line(1, "enum  %s  (%s)", e.Name.Name, strings.Join(e.Values, ", "))
	}
	for d := range s.Domains.In(name) {
		t.line(1, "domain  %s  %s", d.Name.Name, d.Base)
	}
	for c := range s.Composites.In(name) {
		t.line(1, "type  %s  (%d attributes)", c.Name.Name, len(c.Attributes))
	}
	for o := range s.Opaques.In(name) {
		t.line(1, "%s type  %s", o.Kind, o.Name.Name)
	}
	for q := range s.Sequences.In(name) {
		if !q.Implied {
			t.line(1, "sequence  %s", q.Name.Name)
		}
	}
	for r := range s.Routines.In(name) {
		t.line(1, "%s  %s(%s) %s", strings.ToLower(string(r.Kind)), r.Name.Name, r.IdentityArguments(), r.Returns)
	}
	for _, v := range s.CarriedIn(name) {
		n, _ := v.Place()
		t.line(1, "%s", n.Name)
	}
}

func (t *tree) table(x *model.Table) {
	var marks []string
	switch {
	case x.External:
		marks = append(marks, "not made here")
	case x.RowSecurity:
		marks = append(marks, "RLS on")
	default:
		marks = append(marks, "RLS off")
	}
	if x.Kind != "" {
		marks = append(marks, string(x.Kind))
	}
	if x.PartitionOf != nil {
		marks = append(marks, "partition of "+x.PartitionOf.Parent.String())
	}
	t.line(1, "table  %s  (%s)", x.Name.Name, strings.Join(marks, ", "))
	for _, c := range x.Columns {
		t.line(2, "%-28s %s", c.Name, c.Definition())
	}
	for _, c := range x.Constraints {
		t.line(2, "constraint  %s  %s", c.Name, c.Definition())
	}
	for _, i := range x.Indexes {
		t.line(2, "index  %s", i.Definition(x.Name))
	}
	for _, p := range x.Policies {
		t.line(2, "policy  %s", p.Definition(x.Name))
	}
	for _, g := range x.Triggers {
		t.line(2, "trigger  %s", g.Definition(x.Name))
	}
}

// JSON writes the schema for programs, with the ledger of how it was read.
func JSON(w io.Writer, s *model.Schema, l Ledger) error {
	out := struct {
		Ledger       Ledger               `json:"ledger"`
		Namespaces   []*model.Namespace   `json:"schemas"`
		Extensions   []*model.Extension   `json:"extensions"`
		Tables       []*model.Table       `json:"tables"`
		Views        []*model.View        `json:"views"`
		Enums        []*model.Enum        `json:"enums"`
		Domains      []*model.Domain      `json:"domains"`
		Composites   []*model.Composite   `json:"compositeTypes"`
		Opaques      []*model.Opaque      `json:"otherTypes"`
		Sequences    []*model.Sequence    `json:"sequences"`
		Routines     []*model.Routine     `json:"routines"`
		Publications []*model.Publication `json:"publications"`

		DefaultPrivileges []*model.DefaultPrivileges `json:"defaultPrivileges"`
	}{
		l,
		slices.AppendSeq([]*model.Namespace{}, s.Namespaces.All()), slices.AppendSeq([]*model.Extension{}, s.Extensions.All()),
		slices.AppendSeq([]*model.Table{}, s.Tables.All()), slices.AppendSeq([]*model.View{}, s.Views.All()),
		slices.AppendSeq([]*model.Enum{}, s.Enums.All()), slices.AppendSeq([]*model.Domain{}, s.Domains.All()),
		slices.AppendSeq([]*model.Composite{}, s.Composites.All()), slices.AppendSeq([]*model.Opaque{}, s.Opaques.All()),
		slices.AppendSeq([]*model.Sequence{}, s.Sequences.All()), slices.AppendSeq([]*model.Routine{}, s.Routines.All()),
		slices.AppendSeq([]*model.Publication{}, s.Publications.All()),
		slices.AppendSeq([]*model.DefaultPrivileges{}, s.DefaultPrivileges.All()),
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
