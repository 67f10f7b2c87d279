package catalog

// owned lists what has an owner of its own, with who that is: what goes with a
// table is the table's owner's.
const owned = `(
	SELECT 'pg_class'::regclass AS class, c.oid, relowner AS owner FROM pg_class c WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relnamespace = ANY ($1)
		AND NOT (relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
	UNION ALL SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc WHERE pronamespace = ANY ($1)
	UNION ALL SELECT 'pg_type'::regclass, t.oid, typowner FROM pg_type t WHERE typnamespace = ANY ($1) AND (typtype IN ('e', 'd', 'r')
		OR typtype = 'b' AND typcategory <> 'A' OR typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind = 'c'))
	UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace WHERE oid = ANY ($1) AND nspname <> 'public'
	UNION ALL SELECT 'pg_collation'::regclass, oid, collowner FROM pg_collation WHERE collnamespace = ANY ($1)
	UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner FROM pg_conversion WHERE connamespace = ANY ($1)
	UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner FROM pg_operator WHERE oprnamespace = ANY ($1)
	UNION ALL SELECT 'pg_opclass'::regclass, oid, opcowner FROM pg_opclass WHERE opcnamespace = ANY ($1)
	UNION ALL SELECT 'pg_opfamily'::regclass, f.oid, opfowner FROM pg_opfamily f WHERE opfnamespace = ANY ($1)
		AND NOT EXISTS (SELECT FROM pg_opclass c WHERE c.opcfamily = f.oid AND c.opcname = f.opfname AND c.opcnamespace = f.opfnamespace)
	UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner FROM pg_ts_dict WHERE dictnamespace = ANY ($1)
	UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner FROM pg_ts_config WHERE cfgnamespace = ANY ($1)
	UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner FROM pg_statistic_ext WHERE stxnamespace = ANY ($1)
	UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner FROM pg_foreign_data_wrapper
	UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner FROM pg_foreign_server
	UNION ALL SELECT 'pg_event_trigger'::regclass, e.oid, evtowner FROM pg_event_trigger e JOIN pg_proc p ON p.oid = evtfoid WHERE pronamespace = ANY ($1)
	UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner FROM pg_publication)`

// commonOwner is the role that owns the most; null where nothing is owned.
const commonOwner = `SELECT coalesce((SELECT rolname FROM pg_roles r WHERE r.oid = (SELECT mode() WITHIN GROUP (ORDER BY owner) FROM ` + owned + ` o)), '')`

// owners spells who owns what another role owns than most.
const owners = `WITH o AS MATERIALIZED (SELECT * FROM ` + owned + ` o)
	SELECT 'ALTER ' || replace(replace(upper(i.type), 'STATISTICS OBJECT', 'STATISTICS'), 'FOREIGN-DATA', 'FOREIGN DATA') || ' ' || i.identity || ' OWNER TO ' || quote_ident(r.rolname)
	FROM o JOIN pg_roles r ON r.oid = o.owner, LATERAL pg_identify_object(o.class, o.oid, 0) i
	WHERE o.owner <> (SELECT mode() WITHIN GROUP (ORDER BY owner) FROM o)
		AND NOT EXISTS (SELECT FROM pg_depend ext WHERE ext.classid = o.class AND ext.objid = o.oid AND ext.deptype = 'e') ORDER BY o.class, o.oid`

// labels spells what security labels say. Those of roles and databases are no
// part of a schema.
const labels = `SELECT 'SECURITY LABEL FOR ' || quote_ident(provider) || ' ON ' || upper(objtype) || ' ' || objname || ' IS ' || quote_literal(label)
	FROM pg_seclabels WHERE objtype NOT IN ('role', 'database', 'tablespace', 'subscription', 'large object')
		AND (objnamespace IS NULL OR objnamespace = ANY ($1)) ORDER BY objtype, objname, provider`
