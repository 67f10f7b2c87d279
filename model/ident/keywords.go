package ident

import "strings"

// keywords holds every keyword of PostgreSQL 16 whose category is not
// "unreserved" (pg_get_keywords: R, T and C); quote_ident quotes exactly these.
var keywords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(reserved + typeOrFunction + columnName) {
		m[w] = true
	}
	return m
}()

const (
	reserved = `
all analyse analyze and any array as asc asymmetric both case cast check collate
column constraint create current_catalog current_date current_role current_time
current_timestamp current_user default deferrable desc distinct do else end
except false fetch for foreign from grant group having in initially intersect
into lateral leading limit localtime localtimestamp not null offset on only or
order placing primary references returning select session_user some symmetric
system_user table then to trailing true union unique user using variadic when
where window with `
	typeOrFunction = `
authorization binary collation concurrently cross current_schema freeze full
ilike inner is isnull join left like natural notnull outer overlaps right
similar tablesample verbose `
	columnName = `
between bigint bit boolean char character coalesce dec decimal exists extract
float greatest grouping inout int integer interval json_array json_arrayagg
json_object json_objectagg least national nchar none normalize nullif numeric
out overlay position precision real row setof smallint substring time timestamp
treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest
xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable `
)
