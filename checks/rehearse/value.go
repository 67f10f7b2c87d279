package rehearse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// value spells a value of a type that is another one in each row: SQL over g.
// It is empty for types of which no value is known.
func value(s *model.Schema, table model.Name, column string, t model.Type) string {
	if t.Array {
		element := t
		element.Array = false
		if v := value(s, table, column, element); v != "" {
			return "ARRAY[" + v + "]::" + t.String()
		}
		return ""
	}
	n := model.Name{Schema: t.Schema, Name: t.Name}
	if e := s.Enums.Get(n); e != nil {
		if len(e.Values) == 0 {
			return ""
		}
		return "(enum_range(NULL::" + n.String() + "))[1 + (g - 1) % " + strconv.Itoa(len(e.Values)) + "]"
	}
	if d := s.Domains.Get(n); d != nil {
		if v := value(s, table, column, d.Base); v != "" {
			return v
		}
		return ""
	}
	return builtinValue(table, column, t)
}

// builtinValue is value for PostgreSQL's own types.
func builtinValue(table model.Name, column string, t model.Type) string {
	switch t.Name {
	case "smallint", "integer", "bigint", "oid":
		return "g"
	case "real", "double precision", "money":
		return "g::numeric::" + t.Name
	case "numeric":
		precision, scale, found := strings.Cut(t.Mods, ",")
		if p, err := strconv.Atoi(strings.TrimSpace(precision)); err == nil {
			q := 0
			if found {
				q, _ = strconv.Atoi(strings.TrimSpace(scale)) // PostgreSQL has read it as a number
			}
			if p-q < 1 {
				return "0"
			}
			return "g % " + strings.TrimSpace("1"+strings.Repeat("0", min(p-q, 9)))
		}
		return "g"
	case "boolean":
		return "g % 2 = 1"
	case "uuid":
		return "md5(" + ident.Literal(table.String()+"."+column) + " || g)::uuid"
	case "text", "citext", "name", "xml":
		return ident.Literal(column+" ") + " || g"
	case "character varying", "character":
		v := ident.Literal(column+" ") + " || g"
		if n, err := strconv.Atoi(t.Mods); err == nil || t.Name == "character" {
			return "right(" + v + ", " + strconv.Itoa(max(n, 1)) + ")"
		}
		return v
	case "timestamp with time zone", "timestamp without time zone", "date":
		return "(timestamptz '2024-01-01 00:00:00+00' + g * interval '1 day')::" + t.Name
	case "time without time zone", "time with time zone":
		return "(time '00:00' + g * interval '1 minute')::" + t.Name
	case "interval":
		return "g * interval '1 hour'"
	case "json", "jsonb":
		return "jsonb_build_object('n', g)::" + t.Name
	case "bytea":
		return "decode(md5(g::text), 'hex')"
	case "inet", "cidr":
		return "(inet '10.0.0.0' + g)::" + t.Name
	case "macaddr":
		return "('08:00:2b:00:00:' || lpad(to_hex(g % 256), 2, '0'))::macaddr"
	case "tsvector":
		return "to_tsvector('simple', 'word' || g)"
	case "tsquery":
		return "to_tsquery('simple', 'word' || g)"
	case "point":
		return "point(g, g)"
	case "bit", "bit varying":
		if t.Mods == "" {
			return "(g % 2)::bit"
		}
		return "g::bit(" + t.Mods + ")"
	case "int4range", "int8range", "numrange":
		element := map[string]string{"int4range": "integer", "int8range": "bigint", "numrange": "numeric"}[t.Name]
		return t.Name + "(g::" + element + ", (g + 1)::" + element + ")"
	case "daterange":
		return "daterange(date '2024-01-01' + g, date '2024-01-02' + g)"
	case "tstzrange":
		return "tstzrange(timestamptz '2024-01-01 00:00:00+00' + g * interval '1 day', timestamptz '2024-01-02 00:00:00+00' + g * interval '1 day')"
	case "tsrange":
		return "tsrange(timestamp '2024-01-01' + g * interval '1 day', timestamp '2024-01-02' + g * interval '1 day')"
	case "vector", "halfvec":
		if n, err := strconv.Atoi(t.Mods); err == nil {
			return "('[' || array_to_string(array_fill(g, ARRAY[" + strconv.Itoa(n) + "]), ',') || ']')::" + t.String()
		}
		return "('[' || g || ']')::" + t.String()
	case "ltree":
		return "('n' || g)::" + t.String()
	case "hstore":
		return "('n=>' || g)::" + t.WithoutMods().String()
	}
	return ""
}

// literal finds the literals of a check: one of them is often what it wants.
var literal = regexp.MustCompile(`'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b`)

// forms are texts that checks often ask for.
var forms = []string{"'user' || g || '@example.com'", "'https://example.com/' || g", "'a' || g", "'+1555000' || g", "'#aabbcc'", "'AA'", "upper(left(md5(g::text), 3))", "md5(g::text)"}

// alternatives lists other values for a column of a type that does not meet
// the checks.
func alternatives(t model.Type, checks []*model.Constraint) []string {
	var out []string
	add := func(v string) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	cast := "::" + t.String()
	for _, k := range checks {
		for _, l := range literal.FindAllString(k.Expr.Text(), -1) {
			if strings.HasPrefix(l, "'") {
				add(l + cast)
				continue
			}
			if t.Is("bytea") { // how long it is to be
				add("decode(repeat(lpad(to_hex(g % 256), 2, '0'), " + l + "::integer), 'hex')")
				continue
			}
			add(l)
			add(l + " + 1")
			add(l + " - 1")
		}
	}
	switch {
	case t.Array:
		add("'{}'" + cast)
	case t.Is("text"), t.Is("character varying"), t.Is("character"), t.Is("citext"), t.Schema != "":
		for _, f := range forms {
			add("(" + f + ")" + cast)
		}
		for _, k := range checks { // of a length, for instance
			for _, l := range literal.FindAllString(k.Expr.Text(), -1) {
				if !strings.HasPrefix(l, "'") {
					add("left(repeat(md5(g::text), 10), " + l + "::integer)" + cast)
				}
			}
		}
	case t.Is("timestamp with time zone"), t.Is("timestamp without time zone"), t.Is("date"):
		add("(timestamptz '2034-01-01 00:00:00+00' + g * interval '1 day')" + cast)
		add("(timestamptz '2014-01-01 00:00:00+00' + g * interval '1 day')" + cast)
	case t.Is("boolean"):
		add("true")
		add("false")
	case t.Is("json"), t.Is("jsonb"):
		add("'{}'" + cast)
		add("'[]'" + cast)
	case t.Is("bytea"):
		add("decode(md5(g::text), 'hex')")
	default:
		add("0" + cast)
		add("1" + cast)
		add("(1000000 + g)" + cast)
	}
	return out
}
