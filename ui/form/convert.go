package form

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
	"github.com/pgdraft/pgdraft/model/template"
	"github.com/pgdraft/pgdraft/render/safe"
)

// ToEnum asks for the enum that a column of text becomes. The values that its
// checks list are filled in.
func ToEnum(t *model.Table, column string) *Form {
	return &Form{
		Title: safe.Clean("Turn into an enum  " + t.Name.String() + "." + ident.Quote(column)),
		Fields: []*Field{
			Text("name", ident.Truncate(t.Name.Name+"_"+column), "singular, as in candidate_status"),
			Text("values", strings.Join(template.ListedValues(t, column), ", "), "separated by commas, in their order; rows may hold no others")},
		Build: func(f *Form) (edit.Edit, error) {
			if f.Value("name") == "" {
				return nil, nil
			}
			return template.ToEnum(t, column, model.ParseName(f.Value("name"), t.Name.Schema), listed(f.Value("values")))
		},
	}
}

// ToText asks whether a column of an enum is to become text.
func ToText(s *model.Schema, t *model.Table, column string) *Form {
	return &Form{
		Title: safe.Clean("Turn into text  " + t.Name.String() + "." + ident.Quote(column)),
		Build: func(*Form) (edit.Edit, error) { return template.ToText(s, t, column) },
	}
}

// listed reads values that are separated by commas.
func listed(text string) []string {
	var out []string
	for _, v := range strings.Split(text, ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}
