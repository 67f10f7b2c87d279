package catalog

// query spells the objects of one kind as statements. Its one parameter is the
// list of the project's namespaces.
type query struct {
	what string // the kind, for messages
	sql  string
}

// member tells whether an object belongs to an extension.
func member(class, oid string) string {
	return "EXISTS (SELECT FROM pg_depend ext WHERE ext.classid = '" + class + "'::regclass AND ext.objid = " + oid + " AND ext.deptype = 'e')"
}

// sequenceOptions spells the numbers of a sequence q that are not the default
// ones of its type and direction.
const sequenceOptions = `
	CASE WHEN q.seqstart <> CASE WHEN q.seqincrement > 0 THEN q.seqmin ELSE q.seqmax END THEN ' START WITH ' || q.seqstart ELSE '' END ||
	CASE WHEN q.seqincrement <> 1 THEN ' INCREMENT BY ' || q.seqincrement ELSE '' END ||
	CASE WHEN q.seqmin <> CASE WHEN q.seqincrement > 0 THEN 1 ELSE CASE q.seqtypid WHEN 'int2'::regtype THEN -32768 WHEN 'int4'::regtype THEN -2147483648 ELSE -9223372036854775808 END END
		THEN ' MINVALUE ' || q.seqmin ELSE '' END ||
	CASE WHEN q.seqmax <> CASE WHEN q.seqincrement > 0 THEN CASE q.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END ELSE -1 END
		THEN ' MAXVALUE ' || q.seqmax ELSE '' END ||
	CASE WHEN q.seqcache <> 1 THEN ' CACHE ' || q.seqcache ELSE '' END ||
	CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END`

// collation spells COLLATE where it is not the type's own.
func collation(column, own string) string {
	return `CASE WHEN ` + column + ` <> 0 AND ` + column + ` <> ` + own + ` THEN
		' COLLATE ' || (SELECT quote_ident(cn.nspname) || '.' || quote_ident(co.collname) FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = ` + column + `)
		ELSE '' END`
}

// columnDefinition spells a column a of a table, with its default d and its
// type t.
func columnDefinition(version int) string {
	stored := "' STORED'"
	if version >= 18 {
		stored = "CASE a.attgenerated WHEN 'v' THEN ' VIRTUAL' ELSE ' STORED' END"
	}
	return `quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attfdwoptions IS NULL THEN '' ELSE ` + foreignOptions("a.attfdwoptions") + ` END ||
	` + collation("a.attcollation", "t.typcollation") + ` ||
	CASE WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')' || ` + stored + `
		WHEN a.attidentity <> '' THEN ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END || ' AS IDENTITY (SEQUENCE NAME ' || i.name || CASE WHEN i.type <> a.atttypid THEN ' AS ' || i.type::regtype ELSE '' END || i.options || ')'
		WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END ||
	CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END`
}

// columnSettings spells how columns are kept.
func columnSettings(version int) string {
	compression, any := "", ""
	if version >= 14 {
		any = " OR a.attcompression <> ''"
		compression = `(CASE a.attcompression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END),`
	}
	return `SELECT v.sql FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid,
		LATERAL (VALUES ` + compression + `
			(CASE WHEN a.attstorage <> t.typstorage THEN 'SET STORAGE ' || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END),
			(CASE WHEN a.attstattarget >= 0 THEN 'SET STATISTICS ' || a.attstattarget END),
			('SET (' || array_to_string(a.attoptions, ', ') || ')')) s(setting),
		LATERAL (SELECT 'ALTER TABLE ONLY ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' ' || s.setting AS sql) v
		WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY ($1) AND s.setting IS NOT NULL
			AND (a.attstorage <> t.typstorage OR a.attstattarget >= 0 OR a.attoptions IS NOT NULL` + any + `)
			AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid, a.attnum, v.sql`
}

// foreignOptions spells OPTIONS (...); empty where there are none.
func foreignOptions(array string) string {
	return `coalesce((SELECT ' OPTIONS (' || string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') || ')' FROM pg_options_to_table(` + array + `)), '')`
}

// identity finds the sequence inside of the identity column a.
const identity = `LEFT JOIN LATERAL (SELECT q.seqrelid::regclass::text AS name, q.seqtypid AS type, ` + sequenceOptions + ` AS options
	FROM pg_depend dp JOIN pg_sequence q ON q.seqrelid = dp.objid
	WHERE a.attidentity <> '' AND dp.classid = 'pg_class'::regclass AND dp.refclassid = 'pg_class'::regclass
		AND dp.refobjid = a.attrelid AND dp.refobjsubid = a.attnum AND dp.deptype = 'i') i ON a.attidentity <> ''`

// queries lists what is read, in an order in which each kind finds those that
// it is made of.
func queries(version int) []query {
	qs := []query{
		{"schemas", `SELECT 'CREATE SCHEMA ' || quote_ident(nspname) FROM pg_namespace WHERE oid = ANY ($1) AND nspname <> 'public' ORDER BY nspname`},
		{"extensions", `SELECT 'CREATE EXTENSION ' || quote_ident(extname) || ' WITH SCHEMA ' || quote_ident(nspname)
			FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql' AND $1::oid[] IS NOT NULL ORDER BY extname`},
	}
	qs = append(qs, typeQueries(version)...)
	qs = append(qs, relationQueries(version)...)
	qs = append(qs, codeQueries()...)
	qs = append(qs, carriedQueries(version)...)
	qs = append(qs, accessQueries(version)...)
	qs = append(qs, query{"owners", owners}, query{"security labels", labels})
	return append(qs, query{"comments on relations", relationComments}, query{"comments", comments})
}

func typeQueries(version int) []query {
	multirange := ""
	if version >= 14 {
		multirange = ` || ', MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype`
	}
	return []query{
		{"enums", `SELECT 'CREATE TYPE ' || t.oid::regtype || ' AS ENUM (' ||
			coalesce((SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '') || ')'
			FROM pg_type t WHERE typtype = 'e' AND typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"range types", `SELECT 'CREATE TYPE ' || t.oid::regtype || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL) ||
			CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc ELSE '' END || coalesce(', CANONICAL = ' || nullif(r.rngcanonical, 0)::regproc, '') ||
			coalesce((SELECT ', SUBTYPE_OPCLASS = ' || opcnamespace::regnamespace || '.' || quote_ident(opcname) FROM pg_opclass o WHERE o.oid = r.rngsubopc AND NOT opcdefault), '') ||
			coalesce((SELECT ', COLLATION = ' || collnamespace::regnamespace || '.' || quote_ident(collname) FROM pg_collation o JOIN pg_type st ON st.oid = r.rngsubtype WHERE o.oid = r.rngcollation AND o.oid <> st.typcollation), '')` + multirange + ` || ')'
			FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid WHERE typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"base types", `SELECT 'CREATE TYPE ' || t.oid::regtype || ' (' || concat_ws(', ', 'INPUT = ' || typinput::regproc, 'OUTPUT = ' || typoutput::regproc,
				'RECEIVE = ' || nullif(typreceive, 0)::regproc, 'SEND = ' || nullif(typsend, 0)::regproc, 'TYPMOD_IN = ' || nullif(typmodin, 0)::regproc, 'TYPMOD_OUT = ' || nullif(typmodout, 0)::regproc,
				'ANALYZE = ' || nullif(typanalyze, 0)::regproc, 'INTERNALLENGTH = ' || CASE WHEN typlen > 0 THEN typlen END, CASE WHEN typbyval THEN 'PASSEDBYVALUE = true' END,
				'ALIGNMENT = ' || CASE typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'd' THEN 'double' END, 'STORAGE = ' || CASE typstorage WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END,
				'CATEGORY = ' || quote_literal(nullif(typcategory, 'U')::text), CASE WHEN typispreferred THEN 'PREFERRED = true' END, 'DEFAULT = ' || quote_literal(typdefault),
				'ELEMENT = ' || format_type(nullif(typelem, 0), NULL), 'DELIMITER = ' || quote_literal(nullif(typdelim, ',')::text), CASE WHEN typcollation <> 0 THEN 'COLLATABLE = true' END) || ')'
			FROM pg_type t WHERE typtype = 'b' AND typcategory <> 'A' AND typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"shell types", `SELECT 'CREATE TYPE ' || t.oid::regtype FROM pg_type t WHERE typtype = 'p' AND NOT typisdefined AND typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"domains", `SELECT 'CREATE DOMAIN ' || t.oid::regtype || ' AS ' || format_type(typbasetype, typtypmod) ||
			` + collation("t.typcollation", "(SELECT own.typcollation FROM pg_type own WHERE own.oid = t.typbasetype)") + ` ||
			coalesce(' DEFAULT ' || pg_get_expr(typdefaultbin, 0), '') || CASE WHEN typnotnull THEN ' NOT NULL' ELSE '' END ||
			coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(c.oid), '' ORDER BY conname)
				FROM pg_constraint c WHERE contypid = t.oid AND contype = 'c'), '')
			FROM pg_type t WHERE typtype = 'd' AND typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"composite types", `SELECT 'CREATE TYPE ' || t.oid::regtype || ' AS (' ||
			coalesce((SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) || ` + collation("attcollation", "(SELECT own.typcollation FROM pg_type own WHERE own.oid = atttypid)") + `, ', ' ORDER BY attnum)
				FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped), '') || ')'
			FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind = 'c' AND (typnamespace = ANY ($1) OR ` + member("pg_type", "t.oid") + `) ORDER BY t.oid`},
		{"sequences", `SELECT 'CREATE SEQUENCE ' || q.seqrelid::regclass || CASE WHEN q.seqtypid <> 'int8'::regtype THEN ' AS ' || q.seqtypid::regtype ELSE '' END || ` + sequenceOptions + `
			FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid WHERE c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + `
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i') ORDER BY c.oid`},
	}
}

func relationQueries(version int) []query {
	columns := `(SELECT string_agg(` + columnDefinition(version) + `, ', ' ORDER BY a.attnum)
		FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		` + identity + `
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR c.relispartition))`
	tables := `WITH RECURSIVE depth AS (
			SELECT c.oid, 0 AS n FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY ($1)
			UNION ALL SELECT h.inhrelid, d.n + 1 FROM depth d JOIN pg_inherits h ON h.inhparent = d.oid WHERE d.n < 100),
		deepest AS (SELECT oid, max(n) AS n FROM depth GROUP BY oid)`
	return []query{
		{"tables", tables + `
			SELECT CASE c.relkind WHEN 'f' THEN 'CREATE FOREIGN TABLE ' ELSE CASE c.relpersistence WHEN 'u' THEN 'CREATE UNLOGGED TABLE ' ELSE 'CREATE TABLE ' END END ||
			c.oid::regclass || ' (' || coalesce(` + columns + `, '') || ')' ||
			coalesce((SELECT ' INHERITS (' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno) || ')' FROM pg_inherits WHERE inhrelid = c.oid AND NOT c.relispartition HAVING count(*) > 0), '') ||
			CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END ||
			CASE WHEN c.relkind = 'r' AND am.amname <> 'heap' THEN ' USING ' || quote_ident(am.amname) ELSE '' END ||
			CASE WHEN c.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL THEN ' WITH (' || concat_ws(', ', array_to_string(c.reloptions, ', '), (SELECT string_agg('toast.' || o, ', ') FROM unnest(toast.reloptions) o)) || ')' ELSE '' END ||
			CASE WHEN c.relkind = 'f' THEN ' SERVER ' || (SELECT quote_ident(srvname) || ` + foreignOptions("ft.ftoptions") + ` FROM pg_foreign_table ft JOIN pg_foreign_server s ON s.oid = ft.ftserver WHERE ft.ftrelid = c.oid) ELSE '' END ||
			coalesce(' TABLESPACE ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = c.reltablespace), '')
			FROM pg_class c JOIN deepest USING (oid) LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
			WHERE NOT ` + member("pg_class", "c.oid") + ` ORDER BY deepest.n, c.oid`},
		{"owners of sequences", `SELECT 'ALTER SEQUENCE ' || c.oid::regclass || ' OWNED BY ' || d.refobjid::regclass || '.' || quote_ident(a.attname)
			FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
			JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
			WHERE c.relkind = 'S' AND c.relnamespace = ANY ($1) ORDER BY c.oid`},
		{"constraints", `SELECT 'ALTER TABLE ONLY ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(k.oid)
			FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
			WHERE contype IN ('p', 'u', 'x', 'c', 'f') AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + `
			ORDER BY position(contype::text IN 'puxcf'), conparentid <> 0, k.oid`},
		{"settings of constraints' indexes", `SELECT v.sql FROM pg_constraint k JOIN pg_class i ON i.oid = k.conindid,
			LATERAL (VALUES ('SET (' || array_to_string(i.reloptions, ', ') || ')'),
				('SET TABLESPACE ' || (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = i.reltablespace))) s(setting),
			LATERAL (SELECT 'ALTER INDEX ' || i.oid::regclass || ' ' || s.setting AS sql) v
			WHERE contype IN ('p', 'u', 'x') AND i.relnamespace = ANY ($1) AND s.setting IS NOT NULL AND NOT ` + member("pg_class", "k.conrelid") + ` ORDER BY i.oid, v.sql`},
		{"indexes", `SELECT pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
			WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))
			AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY i.relispartition, x.indexrelid`},
		{"partitions", tables + `
			SELECT 'ALTER TABLE ONLY ' || h.inhparent::regclass || ' ATTACH PARTITION ' || c.oid::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid)
			FROM pg_class c JOIN deepest USING (oid) JOIN pg_inherits h ON h.inhrelid = c.oid WHERE c.relispartition ORDER BY deepest.n, c.oid`},
		{"parts of indexes", `SELECT 'ALTER INDEX ' || h.inhparent::regclass || ' ATTACH PARTITION ' || i.oid::regclass
			FROM pg_class i JOIN pg_inherits h ON h.inhrelid = i.oid
			WHERE i.relkind IN ('i', 'I') AND i.relnamespace = ANY ($1) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) ORDER BY i.oid`},
		{"column settings", columnSettings(version)},
		{"table settings", `SELECT v.sql FROM pg_class c LEFT JOIN pg_index ri ON ri.indrelid = c.oid AND ri.indisreplident,
			LATERAL (VALUES (CASE c.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN 'REPLICA IDENTITY NOTHING'
					WHEN 'i' THEN 'REPLICA IDENTITY USING INDEX ' || (SELECT quote_ident(relname) FROM pg_class WHERE oid = ri.indexrelid) END),
				(CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END), (CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END)) s(setting),
			LATERAL (SELECT 'ALTER TABLE ' || c.oid::regclass || ' ' || s.setting AS sql) v
			WHERE c.relkind IN ('r', 'p') AND c.relnamespace = ANY ($1) AND s.setting IS NOT NULL AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid, v.sql`},
	}
}

// modify spells whether a final function writes to its state.
func modify(column string) string {
	return "CASE " + column + " WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END"
}

func codeQueries() []query {
	return []query{
		{"functions", `SELECT pg_get_functiondef(p.oid) FROM pg_proc p
			WHERE prokind IN ('f', 'p', 'w') AND pronamespace = ANY ($1) AND NOT ` + member("pg_proc", "p.oid") + `
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i') ORDER BY p.oid`}, // a range type makes some
		{"aggregates", `SELECT 'CREATE AGGREGATE ' || p.pronamespace::regnamespace || '.' || quote_ident(proname) || '(' || CASE WHEN pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END || ') (' ||
			concat_ws(', ', 'SFUNC = ' || aggtransfn::regproc, 'STYPE = ' || format_type(aggtranstype, NULL), 'SSPACE = ' || nullif(aggtransspace, 0),
				'FINALFUNC = ' || nullif(aggfinalfn, 0)::regproc, CASE WHEN aggfinalextra THEN 'FINALFUNC_EXTRA' END, 'FINALFUNC_MODIFY = ' || ` + modify("aggfinalmodify") + `,
				'COMBINEFUNC = ' || nullif(aggcombinefn, 0)::regproc, 'SERIALFUNC = ' || nullif(aggserialfn, 0)::regproc, 'DESERIALFUNC = ' || nullif(aggdeserialfn, 0)::regproc,
				'INITCOND = ' || quote_literal(agginitval), 'MSFUNC = ' || nullif(aggmtransfn, 0)::regproc, 'MINVFUNC = ' || nullif(aggminvtransfn, 0)::regproc,
				'MSTYPE = ' || CASE WHEN aggmtranstype <> 0 THEN format_type(aggmtranstype, NULL) END, 'MSSPACE = ' || nullif(aggmtransspace, 0), 'MFINALFUNC = ' || nullif(aggmfinalfn, 0)::regproc,
				CASE WHEN aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, 'MFINALFUNC_MODIFY = ' || CASE WHEN aggmtransfn <> 0 THEN ` + modify("aggmfinalmodify") + ` END,
				'MINITCOND = ' || quote_literal(aggminitval), 'SORTOP = ' || (SELECT CASE WHEN n.nspname <> 'pg_catalog' THEN 'OPERATOR(' || quote_ident(n.nspname) || '.' || oprname || ')' ELSE oprname END
					FROM pg_operator o JOIN pg_namespace n ON n.oid = oprnamespace WHERE o.oid = aggsortop),
				CASE proparallel WHEN 's' THEN 'PARALLEL = safe' WHEN 'r' THEN 'PARALLEL = restricted' END, CASE WHEN aggkind = 'h' THEN 'HYPOTHETICAL' END) || ')'
			FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid WHERE pronamespace = ANY ($1) AND NOT ` + member("pg_proc", "p.oid") + ` ORDER BY p.oid`},
		{"views", `SELECT 'CREATE ' || CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW ' || c.oid::regclass ||
			CASE WHEN c.reloptions IS NOT NULL THEN coalesce(' WITH (' || (SELECT string_agg(o, ', ') FROM unnest(c.reloptions) o WHERE o NOT LIKE 'check_option=%') || ')', '') ELSE '' END ||
			' AS ' || rtrim(pg_get_viewdef(c.oid), ';') ||
			coalesce((SELECT ' WITH ' || upper(substr(o, 14)) || ' CHECK OPTION' FROM unnest(c.reloptions) o WHERE o LIKE 'check_option=%'), '')
			FROM pg_class c WHERE c.relkind IN ('v', 'm') AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid`},
		{"defaults of views", `SELECT 'ALTER VIEW ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
			FROM pg_class c JOIN pg_attrdef d ON d.adrelid = c.oid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
			WHERE c.relkind = 'v' AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid, a.attnum`},
		{"indexes of materialized views", `SELECT pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
			WHERE c.relkind = 'm' AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY x.indexrelid`},
		{"triggers", `SELECT v.sql FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid,
			LATERAL (VALUES (1, pg_get_triggerdef(g.oid)), (2, CASE WHEN g.tgenabled <> 'O' THEN 'ALTER TABLE ' || c.oid::regclass ||
				CASE g.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' TRIGGER ' || quote_ident(g.tgname) END)) v(n, sql)
			WHERE NOT tgisinternal AND tgparentid = 0 AND (c.relnamespace = ANY ($1) OR p.pronamespace = ANY ($1)) AND v.sql IS NOT NULL
			AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY g.oid, v.n`},
	}
}

// acl explodes the privileges of others than the owner on an object into a
// GRANT for each role.
func acl(on, list, owner, class string) string {
	return `SELECT 'GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON ` + on + ` TO ' ||
		CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
		FROM ` + class + `, aclexplode(` + list + `) a WHERE a.grantee <> ` + owner
}

// defaultPrivileges spells which objects an entry d of pg_default_acl is for.
// The owner of the database is the one that runs its migrations.
const defaultPrivileges = `'ALTER DEFAULT PRIVILEGES' ||
	CASE WHEN d.defaclrole <> (SELECT datdba FROM pg_database WHERE datname = current_database()) THEN ' FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole)) ELSE '' END ||
	coalesce(' IN SCHEMA ' || (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = d.defaclnamespace), '')`

// defaultKinds joins those entries with the words for their kinds, and what
// PUBLIC has of each without being told.
const defaultKinds = `pg_default_acl d JOIN (VALUES ('r'::"char", 'TABLES', ''), ('S', 'SEQUENCES', ''), ('f', 'FUNCTIONS', 'EXECUTE'), ('T', 'TYPES', 'USAGE'), ('n', 'SCHEMAS', '')) k(type, kind, hidden) ON k.type = d.defaclobjtype`

func accessQueries(version int) []query {
	publications := `SELECT 'CREATE PUBLICATION ' || quote_ident(pubname) || CASE WHEN puballtables THEN ' FOR ALL TABLES' ELSE
		coalesce(' FOR ' || nullif(concat_ws(', ', ` + publishedSchemas(version) + `, (SELECT 'TABLE ' || string_agg(r.prrelid::regclass::text ` + publicationParts(version) + `, ', ' ORDER BY r.prrelid::regclass::text)
			FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid WHERE r.prpubid = p.oid AND c.relnamespace = ANY ($1) HAVING count(*) > 0)), ''), '') END ||
		coalesce(' WITH (' || nullif(concat_ws(', ', CASE WHEN NOT (pubinsert AND pubupdate AND pubdelete AND pubtruncate) THEN 'publish = ''' ||
			concat_ws(', ', CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END, CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END) || '''' END,
			CASE WHEN pubviaroot THEN 'publish_via_partition_root = true' END), '') || ')', '')
		FROM pg_publication p ORDER BY pubname`
	own := func(relkinds, extra string) string {
		return ` AND c.relkind IN (` + relkinds + `) AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + extra
	}
	return []query{
		{"policies", `SELECT 'CREATE POLICY ' || quote_ident(polname) || ' ON ' || polrelid::regclass || CASE WHEN polpermissive THEN '' ELSE ' AS RESTRICTIVE' END ||
			' FOR ' || CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END ||
			' TO ' || (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(polroles) r) ||
			coalesce(' USING (' || pg_get_expr(polqual, polrelid) || ')', '') || coalesce(' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')', '')
			FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname !~ '^pg_' AND $1::oid[] IS NOT NULL AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid, polname`},
		{"publications", publications},
		{"grants on schemas", acl(`SCHEMA ' || quote_ident(n.nspname) || '`, "n.nspacl", "n.nspowner", "pg_namespace n") +
			` AND n.oid = ANY ($1) AND n.nspname <> 'public' GROUP BY n.oid, n.nspname, a.grantee, a.is_grantable ORDER BY n.nspname, 1`},
		{"grants on tables", acl(`TABLE ' || c.oid::regclass || '`, "c.relacl", "c.relowner", "pg_class c") + own("'r', 'p', 'v', 'm', 'f'", "") +
			` GROUP BY c.oid, a.grantee, a.is_grantable ORDER BY c.oid, 1`},
		{"grants on sequences", acl(`SEQUENCE ' || c.oid::regclass || '`, "c.relacl", "c.relowner", "pg_class c") + own("'S'", "") +
			` GROUP BY c.oid, a.grantee, a.is_grantable ORDER BY c.oid, 1`},
		{"grants on columns", `SELECT 'GRANT ' || string_agg(x.privilege_type || ' (' || quote_ident(t.attname) || ')', ', ' ORDER BY x.privilege_type) || ' ON TABLE ' || c.oid::regclass || ' TO ' ||
			CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
			FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped, aclexplode(t.attacl) x
			WHERE x.grantee <> c.relowner` + own("'r', 'p', 'v', 'm', 'f'", "") + ` GROUP BY c.oid, t.attnum, x.grantee, x.is_grantable ORDER BY c.oid, t.attnum, 1`},
		{"functions that are not for all", `SELECT 'REVOKE EXECUTE ON ' || CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure || ' FROM PUBLIC' FROM pg_proc p
			WHERE proacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(proacl) a WHERE a.grantee = 0) AND pronamespace = ANY ($1) AND NOT ` + member("pg_proc", "p.oid") + ` ORDER BY p.oid`},
		{"grants on functions", acl(`' || CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure || '`, "p.proacl", "p.proowner", "pg_proc p") +
			` AND a.grantee <> 0 AND p.pronamespace = ANY ($1) AND NOT ` + member("pg_proc", "p.oid") + ` GROUP BY p.oid, p.prokind, a.grantee, a.is_grantable ORDER BY p.oid, 1`},
		{"default privileges", `SELECT ` + defaultPrivileges + ` || ' GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON ' || k.kind ||
			' TO ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
			FROM ` + defaultKinds + `, aclexplode(d.defaclacl) a WHERE a.grantee <> d.defaclrole AND (d.defaclnamespace = ANY ($1) OR d.defaclnamespace = 0)
			GROUP BY d.oid, d.defaclrole, d.defaclnamespace, k.kind, a.grantee, a.is_grantable ORDER BY 1`},
		{"default privileges that PUBLIC has lost", `SELECT ` + defaultPrivileges + ` || ' REVOKE ' || k.hidden || ' ON ' || k.kind || ' FROM PUBLIC'
			FROM ` + defaultKinds + ` WHERE k.hidden <> '' AND d.defaclnamespace = 0 AND $1::oid[] IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) a WHERE a.grantee = 0) ORDER BY 1`},
	}
}

func publishedSchemas(version int) string {
	if version < 15 {
		return "NULL"
	}
	return `(SELECT 'TABLES IN SCHEMA ' || string_agg(pnnspid::regnamespace::text, ', ' ORDER BY pnnspid::regnamespace::text) FROM pg_publication_namespace WHERE pnpubid = p.oid HAVING count(*) > 0)`
}

func publicationParts(version int) string {
	if version < 15 {
		return ""
	}
	return `|| coalesce(' (' || (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = r.prrelid AND attnum = ANY (r.prattrs::int2[])) || ')', '')
		|| coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')`
}

// relationComments spells the comments on relations and their columns, which
// are most of them.
const relationComments = `SELECT 'COMMENT ON ' || CASE WHEN d.objsubid > 0 THEN 'COLUMN ' || c.oid::regclass || '.' || quote_ident(a.attname) ELSE
		CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'S' THEN 'SEQUENCE ' WHEN 'i' THEN 'INDEX ' WHEN 'I' THEN 'INDEX '
			WHEN 'f' THEN 'FOREIGN TABLE ' WHEN 'c' THEN 'TYPE ' ELSE 'TABLE ' END || c.oid::regclass END || ' IS ' || quote_literal(d.description)
	FROM pg_description d JOIN pg_class c ON c.oid = d.objoid LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
	WHERE d.classoid = 'pg_class'::regclass AND c.relnamespace = ANY ($1) AND c.relkind <> 't'
		AND NOT EXISTS (SELECT FROM pg_depend ext WHERE ext.classid = d.classoid AND ext.objid = d.objoid AND ext.deptype = 'e')
	ORDER BY c.oid, d.objsubid`

// comments spells the comments on everything else. What an object is called in
// COMMENT ON is mostly what pg_identify_object says.
const comments = `SELECT 'COMMENT ON ' || CASE o.type WHEN 'table constraint' THEN 'CONSTRAINT ' WHEN 'event trigger' THEN 'EVENT TRIGGER '
		WHEN 'composite type' THEN 'TYPE ' WHEN 'statistics object' THEN 'STATISTICS ' WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER ' WHEN 'domain constraint' THEN 'CONSTRAINT ' ELSE upper(o.type) || ' ' END ||
	CASE o.type WHEN 'domain constraint' THEN (SELECT quote_ident(conname) || ' ON DOMAIN ' || contypid::regtype FROM pg_constraint WHERE oid = d.objoid)
		WHEN 'transform' THEN replace(o.identity, ' on language ', ' language ') ELSE o.identity END || ' IS ' || quote_literal(d.description)
	FROM (SELECT * FROM pg_description d WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass) AND NOT EXISTS (SELECT FROM pg_depend ext WHERE ext.classid = d.classoid AND ext.objid = d.objoid AND ext.deptype = 'e') AND CASE d.classoid
		WHEN 'pg_proc'::regclass THEN EXISTS (SELECT FROM pg_proc WHERE oid = d.objoid AND pronamespace = ANY ($1))
		WHEN 'pg_type'::regclass THEN EXISTS (SELECT FROM pg_type WHERE oid = d.objoid AND typnamespace = ANY ($1))
		WHEN 'pg_constraint'::regclass THEN EXISTS (SELECT FROM pg_constraint WHERE oid = d.objoid AND connamespace = ANY ($1))
		WHEN 'pg_trigger'::regclass THEN EXISTS (SELECT FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE g.oid = d.objoid AND c.relnamespace = ANY ($1))
		WHEN 'pg_policy'::regclass THEN EXISTS (SELECT FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.oid = d.objoid AND c.relnamespace = ANY ($1))
		WHEN 'pg_namespace'::regclass THEN d.objoid = ANY ($1)
		WHEN 'pg_publication'::regclass THEN true
		WHEN 'pg_event_trigger'::regclass THEN true
		WHEN 'pg_operator'::regclass THEN EXISTS (SELECT FROM pg_operator WHERE oid = d.objoid AND oprnamespace = ANY ($1))
		WHEN 'pg_opclass'::regclass THEN EXISTS (SELECT FROM pg_opclass WHERE oid = d.objoid AND opcnamespace = ANY ($1))
		WHEN 'pg_opfamily'::regclass THEN EXISTS (SELECT FROM pg_opfamily WHERE oid = d.objoid AND opfnamespace = ANY ($1))
		WHEN 'pg_collation'::regclass THEN EXISTS (SELECT FROM pg_collation WHERE oid = d.objoid AND collnamespace = ANY ($1))
		WHEN 'pg_conversion'::regclass THEN EXISTS (SELECT FROM pg_conversion WHERE oid = d.objoid AND connamespace = ANY ($1))
		WHEN 'pg_ts_config'::regclass THEN EXISTS (SELECT FROM pg_ts_config WHERE oid = d.objoid AND cfgnamespace = ANY ($1))
		WHEN 'pg_ts_dict'::regclass THEN EXISTS (SELECT FROM pg_ts_dict WHERE oid = d.objoid AND dictnamespace = ANY ($1))
		WHEN 'pg_ts_parser'::regclass THEN EXISTS (SELECT FROM pg_ts_parser WHERE oid = d.objoid AND prsnamespace = ANY ($1))
		WHEN 'pg_ts_template'::regclass THEN EXISTS (SELECT FROM pg_ts_template WHERE oid = d.objoid AND tmplnamespace = ANY ($1))
		WHEN 'pg_statistic_ext'::regclass THEN EXISTS (SELECT FROM pg_statistic_ext WHERE oid = d.objoid AND stxnamespace = ANY ($1))
		WHEN 'pg_rewrite'::regclass THEN EXISTS (SELECT FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid = d.objoid AND c.relnamespace = ANY ($1))
		WHEN 'pg_cast'::regclass THEN d.objoid >= 16384
		WHEN 'pg_language'::regclass THEN d.objoid >= 16384
		WHEN 'pg_am'::regclass THEN d.objoid >= 16384
		WHEN 'pg_foreign_data_wrapper'::regclass THEN true
		WHEN 'pg_foreign_server'::regclass THEN true
		WHEN 'pg_transform'::regclass THEN true
		ELSE false END OFFSET 0) d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
	WHERE o.identity <> 'public'
	ORDER BY d.classoid, d.objoid, d.objsubid`

const viewColumns = `SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relkind IN ('v', 'm') AND c.relnamespace = ANY ($1) ORDER BY c.oid, a.attnum`

// extensionTypes lists the row types that extensions make.
const extensionTypes = `SELECT n.nspname, t.typname, x.extname
	FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid JOIN pg_type t ON t.oid = d.objid JOIN pg_namespace n ON n.oid = t.typnamespace
	JOIN pg_class c ON c.oid = t.typrelid
	WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND c.relkind = 'c' AND $1::oid[] IS NOT NULL`

const inheritedConstraints = `SELECT n.nspname, c.relname, k.conname
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relnamespace = ANY ($1) AND k.contype IN ('p', 'u', 'x', 'c', 'f') AND (k.conparentid <> 0 OR NOT k.conislocal)`
