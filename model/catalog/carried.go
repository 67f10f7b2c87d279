package catalog

// carriedQueries spell what is not modelled but carried; see the package parse.
func carriedQueries(version int) []query {
	return []query{
		{"rules", `SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
			WHERE rulename <> '_RETURN' AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY r.oid`},
		{"states of rules", `SELECT 'ALTER TABLE ' || r.ev_class::regclass || CASE r.ev_enabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END || ' RULE ' || quote_ident(rulename)
			FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
			WHERE rulename <> '_RETURN' AND ev_enabled <> 'O' AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY r.oid`},
		{"statistics", `SELECT v.sql FROM pg_statistic_ext s, LATERAL (VALUES (1, pg_get_statisticsobjdef(s.oid)),
			(2, CASE WHEN stxstattarget >= 0 THEN 'ALTER STATISTICS ' || stxnamespace::regnamespace || '.' || quote_ident(stxname) || ' SET STATISTICS ' || stxstattarget END)) v(n, sql)
			WHERE stxnamespace = ANY ($1) AND v.sql IS NOT NULL ORDER BY s.oid, v.n`},
		{"clusters", `SELECT 'ALTER TABLE ' || x.indrelid::regclass || ' CLUSTER ON ' || quote_ident(c.relname)
			FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid WHERE indisclustered AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "x.indrelid") + ` ORDER BY x.indrelid`},
		{"statistics of indexes", `SELECT 'ALTER INDEX ' || c.oid::regclass || ' ALTER COLUMN ' || attnum || ' SET STATISTICS ' || attstattarget
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('i', 'I') AND attstattarget >= 0 AND c.relnamespace = ANY ($1) AND NOT ` + member("pg_class", "c.oid") + ` ORDER BY c.oid, attnum`},
		{"event triggers", `SELECT v.sql FROM pg_event_trigger e JOIN pg_proc p ON p.oid = evtfoid, LATERAL (VALUES (1, 'CREATE EVENT TRIGGER ' || quote_ident(evtname) || ' ON ' || evtevent ||
				coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ') FROM unnest(evttags) t) || ')', '') || ' EXECUTE FUNCTION ' || evtfoid::regproc || '()'),
			(2, CASE WHEN evtenabled <> 'O' THEN 'ALTER EVENT TRIGGER ' || quote_ident(evtname) || CASE evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END END)) v(n, sql)
			WHERE p.pronamespace = ANY ($1) AND v.sql IS NOT NULL AND NOT ` + member("pg_event_trigger", "e.oid") + ` ORDER BY e.oid, v.n`},
		{"casts", `SELECT 'CREATE CAST (' || format_type(castsource, NULL) || ' AS ' || format_type(casttarget, NULL) || ') ' ||
			CASE castmethod WHEN 'f' THEN 'WITH FUNCTION ' || castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END ||
			CASE castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
			FROM pg_cast k WHERE ` + userMade("k.oid") + ` AND $1::oid[] IS NOT NULL AND NOT ` + member("pg_cast", "k.oid") + `
			AND EXISTS (SELECT FROM pg_type t WHERE t.oid IN (castsource, casttarget) AND t.typnamespace = ANY ($1))
			AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid AND d.deptype = 'i') ORDER BY k.oid`},
		{"operators", `SELECT 'CREATE OPERATOR ' || quote_ident(n.nspname) || '.' || oprname || ' (' || concat_ws(', ', 'FUNCTION = ' || oprcode::regproc,
				'LEFTARG = ' || format_type(nullif(oprleft, 0), NULL), 'RIGHTARG = ' || format_type(nullif(oprright, 0), NULL),
				'COMMUTATOR = ' || ` + operatorName("o.oprcom") + `, 'NEGATOR = ' || ` + operatorName("o.oprnegate") + `,
				'RESTRICT = ' || nullif(oprrest, 0)::regproc, 'JOIN = ' || nullif(oprjoin, 0)::regproc,
				CASE WHEN oprcanhash THEN 'HASHES' END, CASE WHEN oprcanmerge THEN 'MERGES' END) || ')'
			FROM pg_operator o JOIN pg_namespace n ON n.oid = oprnamespace WHERE oprcode <> 0 AND oprnamespace = ANY ($1) AND NOT ` + member("pg_operator", "o.oid") + ` ORDER BY o.oid`},
		{"operator families", `SELECT 'CREATE OPERATOR FAMILY ' || opfnamespace::regnamespace || '.' || quote_ident(opfname) || ' USING ' || amname
			FROM pg_opfamily f JOIN pg_am a ON a.oid = opfmethod WHERE opfnamespace = ANY ($1) AND NOT ` + member("pg_opfamily", "f.oid") + `
			AND NOT EXISTS (SELECT FROM pg_opclass c WHERE c.opcfamily = f.oid AND c.opcname = f.opfname AND c.opcnamespace = f.opfnamespace) ORDER BY f.oid`},
		{"operator classes", `SELECT 'CREATE OPERATOR CLASS ' || opcnamespace::regnamespace || '.' || quote_ident(opcname) || CASE WHEN opcdefault THEN ' DEFAULT' ELSE '' END ||
			' FOR TYPE ' || format_type(opcintype, NULL) || ' USING ' || amname || ' FAMILY ' || opfnamespace::regnamespace || '.' || quote_ident(opfname) || ' AS ' ||
			concat_ws(', ', (SELECT string_agg('OPERATOR ' || amopstrategy || ' ' || (SELECT quote_ident(mn.nspname) || '.' || mo.oprname FROM pg_operator mo JOIN pg_namespace mn ON mn.oid = mo.oprnamespace WHERE mo.oid = m.amopopr) || ' (' || format_type(amoplefttype, NULL) || ', ' || format_type(amoprighttype, NULL) || ')' ||
					coalesce(' FOR ORDER BY ' || (SELECT opfnamespace::regnamespace || '.' || quote_ident(opfname) FROM pg_opfamily sf WHERE sf.oid = amopsortfamily), ''), ', ' ORDER BY amopstrategy)
				FROM pg_amop m WHERE ` + belongsTo("pg_amop", "m.oid") + `),
				(SELECT string_agg('FUNCTION ' || amprocnum || ' (' || format_type(amproclefttype, NULL) || ', ' || format_type(amprocrighttype, NULL) || ') ' || amproc::regprocedure, ', ' ORDER BY amprocnum)
				FROM pg_amproc m WHERE ` + belongsTo("pg_amproc", "m.oid") + `),
				'STORAGE ' || format_type(nullif(opckeytype, 0), NULL))
			FROM pg_opclass c JOIN pg_opfamily f ON f.oid = opcfamily JOIN pg_am a ON a.oid = opcmethod WHERE opcnamespace = ANY ($1) AND NOT ` + member("pg_opclass", "c.oid") + ` ORDER BY c.oid`},
		{"collations", `SELECT 'CREATE COLLATION ' || collnamespace::regnamespace || '.' || quote_ident(collname) || ' (' || concat_ws(', ',
				'PROVIDER = ' || CASE collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END, ` + locale(version) + `, CASE WHEN NOT collisdeterministic THEN 'DETERMINISTIC = false' END) || ')'
			FROM pg_collation c WHERE collnamespace = ANY ($1) AND NOT ` + member("pg_collation", "c.oid") + ` ORDER BY c.oid`},
		{"conversions", `SELECT 'CREATE ' || CASE WHEN condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION ' || connamespace::regnamespace || '.' || quote_ident(conname) ||
			' FOR ' || quote_literal(pg_encoding_to_char(conforencoding)) || ' TO ' || quote_literal(pg_encoding_to_char(contoencoding)) || ' FROM ' || conproc::regproc
			FROM pg_conversion c WHERE connamespace = ANY ($1) AND NOT ` + member("pg_conversion", "c.oid") + ` ORDER BY c.oid`},
		{"text search templates and parsers", `SELECT v.sql FROM (
			SELECT 1 AS n, oid, 'CREATE TEXT SEARCH TEMPLATE ' || tmplnamespace::regnamespace || '.' || quote_ident(tmplname) || ' (' || concat_ws(', ', 'INIT = ' || nullif(tmplinit, 0)::regproc, 'LEXIZE = ' || tmpllexize) || ')' AS sql
				FROM pg_ts_template t WHERE tmplnamespace = ANY ($1) AND NOT ` + member("pg_ts_template", "t.oid") + `
			UNION ALL SELECT 2, oid, 'CREATE TEXT SEARCH PARSER ' || prsnamespace::regnamespace || '.' || quote_ident(prsname) || ' (' || concat_ws(', ', 'START = ' || prsstart, 'GETTOKEN = ' || prstoken, 'END = ' || prsend, 'LEXTYPES = ' || prslextype, 'HEADLINE = ' || nullif(prsheadline, 0)::regproc) || ')'
				FROM pg_ts_parser p WHERE prsnamespace = ANY ($1) AND NOT ` + member("pg_ts_parser", "p.oid") + `) v ORDER BY v.n, v.oid`},
		{"text search dictionaries", `SELECT 'CREATE TEXT SEARCH DICTIONARY ' || dictnamespace::regnamespace || '.' || quote_ident(dictname) || ' (' ||
			concat_ws(', ', 'TEMPLATE = ' || CASE WHEN tn.nspname <> 'pg_catalog' THEN quote_ident(tn.nspname) || '.' ELSE '' END || quote_ident(tmplname), dictinitoption) || ')'
			FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = dicttemplate JOIN pg_namespace tn ON tn.oid = tmplnamespace WHERE dictnamespace = ANY ($1) AND NOT ` + member("pg_ts_dict", "d.oid") + ` ORDER BY d.oid`},
		{"text search configurations", `SELECT 'CREATE TEXT SEARCH CONFIGURATION ' || c.oid::regconfig || ' (PARSER = ' || prsnamespace::regnamespace || '.' || quote_ident(prsname) || ')'
			FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = cfgparser WHERE cfgnamespace = ANY ($1) AND NOT ` + member("pg_ts_config", "c.oid") + ` ORDER BY c.oid`},
		{"text search mappings", `SELECT 'ALTER TEXT SEARCH CONFIGURATION ' || c.oid::regconfig || ' ADD MAPPING FOR ' || quote_ident(t.alias) || ' WITH ' || string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno)
			FROM pg_ts_config c JOIN pg_ts_config_map m ON m.mapcfg = c.oid, LATERAL (SELECT alias FROM ts_token_type(c.cfgparser) WHERE tokid = maptokentype) t
			WHERE cfgnamespace = ANY ($1) AND NOT ` + member("pg_ts_config", "c.oid") + ` GROUP BY c.oid, t.alias ORDER BY c.oid, t.alias`},
		{"languages", `SELECT 'CREATE ' || CASE WHEN lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || quote_ident(lanname) || ' HANDLER ' || lanplcallfoid::regproc ||
			coalesce(' INLINE ' || nullif(laninline, 0)::regproc, '') || coalesce(' VALIDATOR ' || nullif(lanvalidator, 0)::regproc, '')
			FROM pg_language l WHERE lanispl AND ` + userMade("l.oid") + ` AND $1::oid[] IS NOT NULL AND NOT ` + member("pg_language", "l.oid") + ` ORDER BY l.oid`},
		{"transforms", `SELECT 'CREATE TRANSFORM FOR ' || format_type(trftype, NULL) || ' LANGUAGE ' || quote_ident(lanname) || ' (' ||
			concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(trffromsql, 0)::regprocedure, 'TO SQL WITH FUNCTION ' || nullif(trftosql, 0)::regprocedure) || ')'
			FROM pg_transform t JOIN pg_language l ON l.oid = trflang WHERE $1::oid[] IS NOT NULL AND NOT ` + member("pg_transform", "t.oid") + ` ORDER BY t.oid`},
		{"access methods", `SELECT 'CREATE ACCESS METHOD ' || quote_ident(amname) || ' TYPE ' || CASE amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END || ' HANDLER ' || amhandler
			FROM pg_am a WHERE ` + userMade("a.oid") + ` AND $1::oid[] IS NOT NULL AND NOT ` + member("pg_am", "a.oid") + ` ORDER BY a.oid`},
		{"foreign data wrappers", `SELECT 'CREATE FOREIGN DATA WRAPPER ' || quote_ident(fdwname) || coalesce(' HANDLER ' || nullif(fdwhandler, 0)::regproc, '') ||
			coalesce(' VALIDATOR ' || nullif(fdwvalidator, 0)::regproc, '') || ` + foreignOptions("fdwoptions") + `
			FROM pg_foreign_data_wrapper w WHERE $1::oid[] IS NOT NULL AND NOT ` + member("pg_foreign_data_wrapper", "w.oid") + ` ORDER BY w.oid`},
		{"servers", `SELECT 'CREATE SERVER ' || quote_ident(srvname) || coalesce(' TYPE ' || quote_literal(srvtype), '') || coalesce(' VERSION ' || quote_literal(srvversion), '') ||
			' FOREIGN DATA WRAPPER ' || quote_ident(fdwname) || ` + foreignOptions("srvoptions") + `
			FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = srvfdw WHERE $1::oid[] IS NOT NULL AND NOT ` + member("pg_foreign_server", "s.oid") + ` ORDER BY s.oid`},
		// Without options: passwords are among them.
		{"user mappings", `SELECT 'CREATE USER MAPPING FOR ' || CASE umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(usename) END || ' SERVER ' || quote_ident(srvname)
			FROM pg_user_mappings WHERE $1::oid[] IS NOT NULL ORDER BY srvname, usename`},
		{"types that are not for all", `SELECT 'REVOKE USAGE ON TYPE ' || t.oid::regtype || ' FROM PUBLIC' FROM pg_type t
			WHERE typacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(typacl) a WHERE a.grantee = 0) AND typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` ORDER BY t.oid`},
		{"grants on types", acl(`TYPE ' || t.oid::regtype || '`, "t.typacl", "t.typowner", "pg_type t") +
			` AND a.grantee <> 0 AND t.typnamespace = ANY ($1) AND NOT ` + member("pg_type", "t.oid") + ` GROUP BY t.oid, a.grantee, a.is_grantable ORDER BY t.oid, 1`},
		{"grants on languages", acl(`LANGUAGE ' || quote_ident(l.lanname) || '`, "l.lanacl", "l.lanowner", "pg_language l") +
			` AND a.grantee <> 0 AND $1::oid[] IS NOT NULL GROUP BY l.oid, l.lanname, a.grantee, a.is_grantable ORDER BY l.oid, 1`},
		{"grants on wrappers", acl(`FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || '`, "w.fdwacl", "w.fdwowner", "pg_foreign_data_wrapper w") +
			` AND $1::oid[] IS NOT NULL GROUP BY w.oid, w.fdwname, a.grantee, a.is_grantable ORDER BY w.oid, 1`},
		{"grants on servers", acl(`FOREIGN SERVER ' || quote_ident(s.srvname) || '`, "s.srvacl", "s.srvowner", "pg_foreign_server s") +
			` AND $1::oid[] IS NOT NULL GROUP BY s.oid, s.srvname, a.grantee, a.is_grantable ORDER BY s.oid, 1`},
		{"grants on the schema public", acl(`SCHEMA public`, "n.nspacl", "n.nspowner", "pg_namespace n") +
			` AND n.nspname = 'public' AND NOT (a.grantee = 0 AND a.privilege_type = 'USAGE') ` + oldPublic(version) + ` AND $1::oid[] IS NOT NULL GROUP BY a.grantee, a.is_grantable ORDER BY 1`},
		{"what PUBLIC has lost on the schema public", `SELECT 'REVOKE USAGE ON SCHEMA public FROM PUBLIC' FROM pg_namespace n
			WHERE nspname = 'public' AND nspacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(nspacl) a WHERE a.grantee = 0 AND a.privilege_type = 'USAGE') AND $1::oid[] IS NOT NULL`},
		{"the comment on the schema public", `SELECT 'COMMENT ON SCHEMA public IS ' || quote_literal(d) FROM obj_description('public'::regnamespace, 'pg_namespace') d
			WHERE d <> 'standard public schema' AND $1::oid[] IS NOT NULL`},
	}
}

// oldPublic leaves out that everybody could make things in the schema public
// before version 15.
func oldPublic(version int) string {
	if version >= 15 {
		return ""
	}
	return ` AND NOT (a.grantee = 0 AND a.privilege_type = 'CREATE')`
}

// userMade tells whether an object was made after the database was: what
// PostgreSQL brings has an OID below this one (FirstNormalObjectId).
func userMade(oid string) string { return oid + " >= 16384" }

// operatorName spells an operator; null for none.
func operatorName(oid string) string {
	return `(SELECT CASE WHEN on_.nspname = 'pg_catalog' THEN oo.oprname ELSE 'OPERATOR(' || quote_ident(on_.nspname) || '.' || oo.oprname || ')' END
		FROM pg_operator oo JOIN pg_namespace on_ ON on_.oid = oo.oprnamespace WHERE oo.oid = ` + oid + `)`
}

// belongsTo tells whether a member of an operator family came with the class c.
func belongsTo(class, oid string) string {
	return `EXISTS (SELECT FROM pg_depend d WHERE d.classid = '` + class + `'::regclass AND d.objid = ` + oid + ` AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid)`
}

// locale spells what a collation sorts by.
func locale(version int) string {
	icu := "NULL"
	switch {
	case version >= 17:
		icu = "colllocale"
	case version >= 15:
		icu = "colliculocale"
	}
	return `CASE WHEN collprovider <> 'c' AND ` + icu + ` IS NOT NULL THEN 'LOCALE = ' || quote_literal(` + icu + `)
		WHEN collcollate = collctype THEN 'LOCALE = ' || quote_literal(collcollate)
		ELSE 'LC_COLLATE = ' || quote_literal(collcollate) || ', LC_CTYPE = ' || quote_literal(collctype) END`
}
