package diff

import (
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
	"github.com/pgdraft/pgdraft/model/ident"
)

// fill gives columns that come back without their values, and must hold one, a
// value for the rows that are there: else the way back would end there.
func fill(changes []Change, s *model.Schema) {
	for _, c := range changes {
		x, ok := c.(*AddColumn)
		if !ok || !x.Column.NotNull || x.Column.Default != nil || x.Column.Generated != nil || x.Column.Identity != nil {
			continue
		}
		if v := neutral(s, x.Column.Type); v != "" {
			x.Fill = expr.MustParse(v)
		}
	}
}

// neutral spells a value of a type that stands for none; empty where there is
// no such value.
func neutral(s *model.Schema, t model.Type) string {
	name := model.Name{Schema: t.Schema, Name: t.Name}
	switch {
	case t.Array:
		return "'{}'::" + t.String()
	case s.Enums.Has(name):
		if values := s.Enums.Get(name).Values; len(values) > 0 {
			return ident.Literal(values[0]) + "::" + t.String()
		}
		return ""
	case t.Schema != "":
		return ""
	}
	switch t.Name {
	case "text", "citext", "character varying", "character", "bytea":
		return "''"
	case "smallint", "integer", "bigint", "numeric", "real", "double precision", "money":
		return "0"
	case "boolean":
		return "false"
	case "json", "jsonb":
		return "'{}'"
	case "uuid":
		return "'00000000-0000-0000-0000-000000000000'"
	case "interval":
		return "'0'"
	case "date":
		return "'1970-01-01'"
	case "inet":
		return "'0.0.0.0'"
	}
	if strings.HasPrefix(t.Name, "timestamp") {
		return "'1970-01-01 00:00:00+00'"
	}
	return ""
}
