package parse

import (
	"maps"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/expr"
)

// resolveType finds out which type a name means: PostgreSQL's own first, then
// along the search path, then those of the installed extensions.
func (f *fold) resolveType(t *pg.TypeName) model.Type {
	if t == nil {
		return model.Type{}
	}
	names := expr.Names(t.Names)
	out := model.Type{Mods: expr.Modifiers(t), Array: len(t.ArrayBounds) > 0}
	if t.PctType && len(names) > 1 { // table.column%TYPE
		if table := f.b.Table(f.typeName(names[:len(names)-1])); table != nil {
			if c := table.Column(names[len(names)-1]); c != nil {
				return c.Type
			}
		}
	}
	schema, name := qualified(names)
	if (schema == "" || schema == "pg_catalog") && builtinTypes[name] {
		out.Name = expr.BuiltinName(name)
		if name == "bpchar" && out.Mods == "" {
			out.Name = name // "character" would be character(1)
		}
		if elem, ok := arrayOf(name); ok {
			out.Name, out.Array = expr.BuiltinName(elem), true
		}
		return out
	}
	n := f.find(schema, name, f.b.HasType)
	if !f.b.HasType(n) {
		x, ok := extensionTypes[name]
		switch {
		case ok && schema == "":
			n.Schema = f.extensionSchema(x)
		case !ok && !model.IsManagedSchema(n.Schema):
			f.unknownType(n)
		}
	}
	out.Schema, out.Name = n.Schema, name
	return out
}

// unknownType reports a type that nothing makes, once each.
func (f *fold) unknownType(n model.Name) {
	if f.trusted || f.unknown[n] {
		return
	}
	if f.unknown == nil {
		f.unknown = map[model.Name]bool{}
	}
	f.unknown[n] = true
	fix := "If an extension makes it, all is well."
	if near := model.Nearest(n.Name, slices.Sorted(maps.Keys(builtinTypes))); near != "" {
		fix = "Is it meant to be " + near + "?"
	}
	f.report(Warning, "there is no type "+n.String(), fix)
}

// arrayOf undoes the internal spelling of array types, "_text".
func arrayOf(name string) (string, bool) {
	if name[0] == '_' && builtinTypes[name[1:]] {
		return name[1:], true
	}
	return "", false
}

// extensionSchema is where an extension's objects live: where it was said to
// be installed, else the first schema of the search path.
func (f *fold) extensionSchema(extension string) string {
	if x := f.b.Extension(extension); x != nil && x.Schema != "" {
		return x.Schema
	}
	if supabaseExtensions[extension] {
		return "extensions"
	}
	return "public"
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// supabaseExtensions are those that a Supabase project has from the start, in
// the schema extensions.
var supabaseExtensions = set("uuid-ossp", "pgcrypto", "pg_stat_statements")

// extensionTypes gives, for types that common extensions make, the extension.
var extensionTypes = map[string]string{
	"citext": "citext", "hstore": "hstore", "ltree": "ltree", "lquery": "ltree", "ltxtquery": "ltree",
	"vector": "vector", "halfvec": "vector", "sparsevec": "vector",
	"geometry": "postgis", "geography": "postgis", "box2d": "postgis", "box3d": "postgis", "raster": "postgis_raster",
	"cube": "cube", "earth": "earthdistance", "isbn": "isn", "isbn13": "isn", "issn": "isn", "ean13": "isn", "upc": "isn",
	"seg": "seg", "gbtreekey4": "btree_gist", "http_header": "http", "http_request": "http", "http_response": "http",
	"http_method": "http", "bloom": "bloom", "roaringbitmap": "roaringbitmap", "semver": "semver",
}

// builtinTypes are the types of pg_catalog by their internal names
// (PostgreSQL 16), arrays under the name of the element.
var builtinTypes = func() map[string]bool {
	m := set("bool", "bytea", "char", "name", "int8", "int2", "int2vector", "int4", "regproc", "text", "oid", "tid",
		"xid", "cid", "oidvector", "json", "xml", "pg_node_tree", "point", "lseg", "path", "box", "polygon", "line",
		"float4", "float8", "circle", "money", "macaddr", "inet", "cidr", "macaddr8", "aclitem", "bpchar", "varchar",
		"date", "time", "timestamp", "timestamptz", "interval", "timetz", "bit", "varbit", "numeric", "refcursor",
		"regprocedure", "regoper", "regoperator", "regclass", "regtype", "regrole", "regnamespace", "regconfig",
		"regdictionary", "regcollation", "uuid", "pg_lsn", "tsvector", "gtsvector", "tsquery", "jsonb", "jsonpath",
		"txid_snapshot", "pg_snapshot", "xid8", "int4range", "numrange", "tsrange", "tstzrange", "daterange",
		"int8range", "int4multirange", "nummultirange", "tsmultirange", "tstzmultirange", "datemultirange",
		"int8multirange", "record", "cstring", "any", "anyarray", "void", "trigger", "event_trigger",
		"language_handler", "internal", "anyelement", "anynonarray", "anyenum", "fdw_handler", "index_am_handler",
		"tsm_handler", "table_am_handler", "anyrange", "anycompatible", "anycompatiblearray",
		"anycompatiblenonarray", "anycompatiblerange", "anymultirange", "anycompatiblemultirange", "unknown")
	for _, elem := range []string{"text", "int4", "int8", "int2", "uuid", "varchar", "bool", "numeric", "float8", "float4",
		"jsonb", "json", "timestamptz", "timestamp", "date", "bytea", "bpchar", "inet"} {
		m["_"+elem] = true
	}
	return m
}()
