package sql_test

import (
	"context"
	"regexp"
	"slices"
	"testing"

	"github.com/pgdraft/pgdraft/checks/rehearse/pgtest"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/render/sql"
)

// semantics are scripts whose meaning is easy to get wrong, by what they are
// about. PostgreSQL says what they mean.
var semantics = []struct{ name, script string }{
	{"invented names", `CREATE TABLE a (id serial PRIMARY KEY, b int UNIQUE, c int CHECK (c > 0), d int REFERENCES a, e int, f int,
		CHECK (e < f), CHECK (e > 0), UNIQUE (e, f), UNIQUE (e, f, b), FOREIGN KEY (b) REFERENCES a (b), EXCLUDE USING gist (int4range(e, f) WITH &&));
		CREATE INDEX ON a (e); CREATE INDEX ON a (e); CREATE INDEX ON a (lower(e::text)); CREATE INDEX ON a ((e + f), (e - f)); CREATE UNIQUE INDEX ON a (f) INCLUDE (b);
		CREATE INDEX ON a (coalesce(e, 1), f); CREATE INDEX ON a ((e::text), (CASE WHEN e > 0 THEN 1 END));
		ALTER TABLE a ADD CHECK (d > 0), ADD CHECK (d > 1), ADD FOREIGN KEY (d) REFERENCES a, ADD UNIQUE (d);`},
	{"names of 63 bytes", `CREATE TABLE a_table_with_quite_a_long_name_that_goes_on_and_on_and_on (a_column_with_quite_a_long_name_that_goes_on_and_on serial PRIMARY KEY,
		another_column_with_quite_a_long_name_that_goes_on_and_on int UNIQUE CHECK (another_column_with_quite_a_long_name_that_goes_on_and_on > 0));
		CREATE INDEX ON a_table_with_quite_a_long_name_that_goes_on_and_on_and_on (another_column_with_quite_a_long_name_that_goes_on_and_on, a_column_with_quite_a_long_name_that_goes_on_and_on);
		CREATE TABLE an_identifier_that_is_much_longer_than_what_postgresql_would_ever_let_anybody_have (id int);
		CREATE TABLE "ééééééééééééééééééééééééééééééééééé" (id serial, "üüüüüüüüüüüüüüüüüüüü" int UNIQUE);`},
	{"search_path in mid-file", `CREATE SCHEMA x; CREATE SCHEMA y; SET search_path = x; CREATE TABLE t (id int PRIMARY KEY); CREATE TYPE e AS ENUM ('a');
		SET search_path TO y, x; CREATE TABLE u (id int REFERENCES t, k e DEFAULT 'a'); CREATE VIEW v AS SELECT t.id, u.k FROM t JOIN u USING (id);
		CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS 'SELECT $1'; ALTER TABLE t ADD n int; CREATE INDEX ON t (n); COMMENT ON TABLE t IS 'it';
		ALTER TABLE t ADD CHECK (n > 0), ALTER n SET DEFAULT length('a'); ALTER TABLE u ADD g e GENERATED ALWAYS AS (f('a'::e)) STORED;
		RESET search_path; CREATE TABLE t (id int); SELECT set_config('search_path', 'y', false); DROP TABLE u CASCADE; CREATE TABLE w ();`},
	{"a name that is not on the path", `CREATE SCHEMA x; SET search_path = x; CREATE FUNCTION one() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
		CREATE TYPE mood AS ENUM ('ok'); CREATE SEQUENCE s; CREATE TABLE t (id int DEFAULT one(), n bigint DEFAULT nextval('s'), m mood DEFAULT 'ok'::mood, CHECK (id <> one()));
		CREATE INDEX ON t ((id + one())); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id = one() AND EXISTS (SELECT 1 FROM t AS u WHERE u.id = t.id));
		CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.id > one()) EXECUTE FUNCTION trg();
		CREATE VIEW v AS SELECT one() AS one, m::text FROM t; CREATE DOMAIN d AS int DEFAULT one() CHECK (VALUE > one());`},
	{"renames", `CREATE TABLE a (id serial PRIMARY KEY, b int UNIQUE, c text CHECK (c <> '')); CREATE INDEX i ON a (c); CREATE VIEW v AS SELECT id, b AS bb FROM a;
		ALTER TABLE a RENAME TO z; ALTER TABLE z RENAME COLUMN b TO bee; ALTER TABLE z RENAME CONSTRAINT a_b_key TO bee_key; ALTER INDEX i RENAME TO j;
		ALTER SEQUENCE a_id_seq RENAME TO ids; ALTER VIEW v RENAME COLUMN bb TO other; ALTER TABLE v RENAME TO w; ALTER INDEX a_pkey RENAME TO pk; ALTER TABLE z RENAME c TO cc;
		CREATE TABLE a (id serial PRIMARY KEY); ALTER TABLE z ADD UNIQUE (bee);`},
	{"renames of types", `CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS text CHECK (VALUE <> ''); CREATE TYPE c AS (x e, y d);
		CREATE TABLE t (e e DEFAULT 'a', d d, c c, es e[]); CREATE FUNCTION f(e, c) RETURNS d LANGUAGE sql AS $$ SELECT NULL::d $$;
		ALTER TYPE e RENAME TO e2; ALTER DOMAIN d RENAME TO d2; ALTER TYPE c RENAME TO c2; ALTER TYPE c2 RENAME ATTRIBUTE x TO xx; ALTER TYPE e2 RENAME VALUE 'a' TO 'z';
		ALTER DOMAIN d2 RENAME CONSTRAINT d_check TO not_empty;`},
	{"type swap", `CREATE TYPE status AS ENUM ('a', 'b', 'c'); CREATE TABLE t (s status NOT NULL DEFAULT 'a', n int); CREATE INDEX ON t (s) WHERE n > 0;
		ALTER TYPE status RENAME TO status_old; CREATE TYPE status AS ENUM ('a', 'b'); ALTER TABLE t ALTER COLUMN s DROP DEFAULT;
		ALTER TABLE t ALTER COLUMN s TYPE status USING s::text::status; ALTER TABLE t ALTER COLUMN s SET DEFAULT 'b'; DROP TYPE status_old;`},
	{"DROP COLUMN takes along", `CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int, c int, d int CHECK (d > 0), CHECK (b < c), UNIQUE (b, c), EXCLUDE USING btree (c WITH =));
		CREATE TABLE u (t int REFERENCES t (a)); CREATE INDEX ON t (b, d); CREATE INDEX ON t (c) WHERE d > 0; CREATE INDEX ON t (id) INCLUDE (d); CREATE INDEX ON t ((b + id)); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT * FROM v;
		CREATE STATISTICS st ON b, c FROM t; CREATE STATISTICS st3 ON b, c, id FROM t;
		ALTER TABLE t DROP COLUMN d, DROP COLUMN b; ALTER TABLE t DROP COLUMN a CASCADE;`},
	{"DROP TABLE CASCADE", `CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE u (t int REFERENCES t, k int); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT v.id FROM v;
		CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t'; CREATE TABLE x (r t, n int); CREATE RULE r AS ON INSERT TO t DO NOTHING;
		CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION trg();
		CREATE POLICY p ON u USING (EXISTS (SELECT 1 FROM t WHERE id = u.t)); DROP TABLE t CASCADE;`},
	{"DROP TYPE CASCADE", `CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS e; CREATE TYPE c AS (x e, y int); CREATE TABLE t (id int, k e, ks e[], dd d, cc c); CREATE FUNCTION f(e) RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION g() RETURNS e LANGUAGE sql AS $$ SELECT 'a'::e $$; CREATE VIEW v AS SELECT k FROM t; CREATE INDEX ON t (k); ALTER TABLE t ALTER id SET DEFAULT length('a'::e::text); DROP TYPE e CASCADE;`},
	{"DROP FUNCTION CASCADE", `CREATE FUNCTION one() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE t (id int DEFAULT one(), n int CHECK (n > one()), g int GENERATED ALWAYS AS (one() + 1) STORED);
		CREATE INDEX ON t ((n + one())); CREATE VIEW v AS SELECT one() AS n; ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (n = one()); CREATE DOMAIN d AS int CHECK (VALUE > one());
		CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION trg(); DROP FUNCTION one() CASCADE; DROP FUNCTION trg CASCADE;`},
	{"DROP SCHEMA CASCADE", `CREATE SCHEMA x; CREATE TABLE x.t (id int PRIMARY KEY); CREATE TYPE x.e AS ENUM ('a'); CREATE FUNCTION x.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE u (t int REFERENCES x.t, k x.e, n int DEFAULT x.f());
		CREATE VIEW v AS SELECT * FROM x.t; CREATE FUNCTION x.trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION x.trg(); DROP SCHEMA x CASCADE;`},
	{"DROP SEQUENCE, CONSTRAINT, VIEW CASCADE", `CREATE SEQUENCE s; CREATE TABLE t (id int DEFAULT nextval('s'), k int, PRIMARY KEY (k)); CREATE TABLE u (t int REFERENCES t); DROP SEQUENCE s CASCADE; ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;
		CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v; CREATE MATERIALIZED VIEW m AS SELECT id FROM w; CREATE INDEX ON m (id); CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP VIEW v CASCADE;`},
	{"LIKE", `CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b text NOT NULL DEFAULT 'x' CHECK (b <> ''), c int GENERATED ALWAYS AS (1 + 1) STORED, d text COLLATE "C", UNIQUE (b, d)) WITH (fillfactor = 70);
		CREATE INDEX a_i ON a (d) WHERE d IS NOT NULL; COMMENT ON COLUMN a.b IS 'b'; COMMENT ON INDEX a_i IS 'i'; COMMENT ON CONSTRAINT a_b_check ON a IS 'k'; ALTER TABLE a ALTER d SET STORAGE EXTERNAL; CREATE STATISTICS a_s ON b, d FROM a;
		CREATE TABLE l0 (LIKE a); CREATE TABLE l1 (LIKE a INCLUDING ALL); CREATE TABLE l2 (LIKE a INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES, n int); CREATE TABLE l3 (n int, LIKE a INCLUDING ALL EXCLUDING INDEXES EXCLUDING COMMENTS);
		CREATE TABLE l4 (LIKE a INCLUDING GENERATED INCLUDING IDENTITY INCLUDING STORAGE);`},
	{"AS SELECT", `CREATE TABLE a (id int PRIMARY KEY, b varchar(10) NOT NULL, c numeric(10,2), d timestamptz, e int[]); CREATE TABLE b AS SELECT * FROM a; CREATE TABLE c AS SELECT a.id, a.b AS bb, a.c, x.d FROM a JOIN a x ON x.id = a.id WITH NO DATA;
		CREATE TABLE d (one, two) AS SELECT id, b FROM a; CREATE MATERIALIZED VIEW m AS SELECT id, count(*) AS n, max(d) AS last FROM a GROUP BY id; CREATE TABLE e AS SELECT id::bigint AS big, 'x'::text AS t, now() AS at, 1 AS n, true AS yes, b || 'x' AS cat FROM a;
		SELECT id, b INTO f FROM a; CREATE TABLE IF NOT EXISTS f AS SELECT 1 AS no;`},
	{"DO blocks", `DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$; DO $$ BEGIN CREATE TYPE e AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
		DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'e2') THEN CREATE TYPE e2 AS ENUM ('x'); END IF; END $$; CREATE TABLE t (id int);
		DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_k') THEN ALTER TABLE t ADD CONSTRAINT t_k CHECK (id > 0); END IF; END $$;
		DO $$ BEGIN ALTER TABLE t ADD COLUMN n e; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there'; END; $$ LANGUAGE plpgsql;
		DO $$ BEGIN EXECUTE 'CREATE TABLE dyn (id int)'; END $$;`},
	{"overloads", `CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS text LANGUAGE sql AS 'SELECT $1'; CREATE FUNCTION f(int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE FUNCTION f(VARIADIC text[]) RETURNS int LANGUAGE sql AS 'SELECT 3';
		CREATE FUNCTION g(IN a int, OUT b text, INOUT c int) LANGUAGE sql AS $$ SELECT 'x'::text, 1 $$; CREATE FUNCTION h(a int) RETURNS TABLE (x int, y text) LANGUAGE sql AS $$ SELECT 1, 'y' $$;
		COMMENT ON FUNCTION f(text) IS 'text'; DROP FUNCTION f(integer); ALTER FUNCTION f(int4, int4) RENAME TO ff; ALTER FUNCTION g(int, int) STABLE; CREATE OR REPLACE FUNCTION f(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || 1';
		GRANT EXECUTE ON FUNCTION f(text) TO testuser; REVOKE ALL ON FUNCTION g(int, int) FROM PUBLIC; ALTER FUNCTION h SET search_path = ''; ALTER FUNCTION h(int) SET work_mem = '1MB'; ALTER FUNCTION h RESET work_mem; ALTER FUNCTION h COST 5 ROWS 10;`},
	{"policies", `CREATE TABLE t (id int, o int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY a ON t AS RESTRICTIVE FOR UPDATE TO testuser, PUBLIC USING (id = 1) WITH CHECK (id = 2);
		CREATE POLICY b ON t FOR INSERT WITH CHECK (o > 0); ALTER POLICY a ON t RENAME TO z; ALTER POLICY z ON t USING (id = 3); ALTER POLICY b ON t TO testuser; CREATE POLICY c ON t FOR DELETE TO CURRENT_USER USING (true);
		ALTER TABLE t RENAME o TO owner; DROP POLICY IF EXISTS nope ON t; ALTER TABLE t NO FORCE ROW LEVEL SECURITY;`},
	{"owners", `CREATE SCHEMA x; CREATE TABLE a (id serial); CREATE TABLE b (id int); CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY); CREATE VIEW v AS SELECT id FROM a; CREATE MATERIALIZED VIEW m AS SELECT id FROM a; CREATE SEQUENCE s; CREATE SEQUENCE s2;
		CREATE TYPE e AS ENUM ('a'); CREATE TYPE e2 AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE TYPE r AS RANGE (SUBTYPE = int); CREATE TYPE co AS (a int); CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE AGGREGATE ag (int) (SFUNC = int4pl, STYPE = int); CREATE COLLATION german (LOCALE = 'C'); CREATE COLLATION two (LC_COLLATE = 'C', LC_CTYPE = 'C'); CREATE TABLE b2 (i int, j int); CREATE STATISTICS st2 ON i, j FROM b2; CREATE PUBLICATION pub; CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple);
		ALTER SCHEMA x OWNER TO testuser; ALTER TABLE a OWNER TO testuser; ALTER VIEW v OWNER TO testuser; ALTER MATERIALIZED VIEW m OWNER TO testuser; ALTER TABLE s OWNER TO testuser; ALTER SEQUENCE s2 OWNER TO testuser; ALTER TYPE e OWNER TO testuser; ALTER DOMAIN d OWNER TO testuser;
		ALTER TYPE r OWNER TO testuser; ALTER FUNCTION f(int) OWNER TO testuser; ALTER AGGREGATE ag (int) OWNER TO testuser; ALTER COLLATION german OWNER TO testuser; ALTER STATISTICS st2 OWNER TO testuser; ALTER TEXT SEARCH CONFIGURATION ts OWNER TO testuser;
		ALTER TABLE a OWNER TO CURRENT_USER; ALTER COLLATION german OWNER TO CURRENT_USER; ALTER TABLE s RENAME TO s3; ALTER TYPE e RENAME TO mood; DROP FUNCTION f(int); CREATE TABLE n1 (); CREATE TABLE n2 (); CREATE TABLE n3 (); CREATE TABLE n4 (); CREATE TABLE n5 (); CREATE TABLE n6 ();
		SET ROLE testuser; CREATE TABLE x.own (id int); CREATE TYPE x.ty AS ENUM ('a'); RESET ROLE; CREATE SCHEMA y AUTHORIZATION testuser; REASSIGN OWNED BY testuser TO CURRENT_USER; ALTER TABLE b OWNER TO testuser;`},
	{"partitions", `CREATE TABLE p (id int, d date NOT NULL, k text, CHECK (id > 0)) PARTITION BY RANGE (d); CREATE INDEX ON p (k); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
		CREATE TABLE p2 (id int NOT NULL, d date NOT NULL, k text, CONSTRAINT p_id_check CHECK (id > 0)); ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM ('2025-01-01') TO (MAXVALUE); CREATE TABLE p3 PARTITION OF p DEFAULT PARTITION BY LIST (k);
		CREATE TABLE p3a PARTITION OF p3 FOR VALUES IN ('a', 'b', NULL); ALTER TABLE p ADD COLUMN n int DEFAULT 3; ALTER TABLE p DETACH PARTITION p1; CREATE INDEX ON p (d, id); ALTER TABLE p RENAME COLUMN k TO kind; CREATE INDEX own ON p2 (n);
		CREATE TABLE k (id int, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (d); CREATE TABLE k1 PARTITION OF k FOR VALUES FROM ('2024-01-01') TO ('2025-01-01'); CREATE TABLE h (id int) PARTITION BY HASH (id); CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE h1 PARTITION OF h (id NOT NULL DEFAULT 7) FOR VALUES WITH (MODULUS 2, REMAINDER 1);`},
	{"inheritance", `CREATE TABLE a (id int NOT NULL CHECK (id > 0), n text DEFAULT 'x'); CREATE TABLE b (m int) INHERITS (a); CREATE TABLE c (id int, n text); ALTER TABLE c ADD CONSTRAINT a_id_check CHECK (id > 0); ALTER TABLE c ALTER id SET NOT NULL; ALTER TABLE c INHERIT a;
		ALTER TABLE a ADD COLUMN z int; ALTER TABLE a RENAME n TO nn; ALTER TABLE a ADD CONSTRAINT only_here CHECK (id < 9) NO INHERIT; ALTER TABLE b NO INHERIT a; ALTER TABLE a ALTER z TYPE bigint; ALTER TABLE a DROP COLUMN nn;`},
	{"columns", `CREATE TABLE t (a int, b text, c varchar(3), d numeric(4,1), e timestamp(3) with time zone, f bit(3), g interval day to second(2), h char, i "char", j bpchar, k time without time zone, l float(20), m int[][], n text ARRAY[3], o bit varying, p dec(3), q national character varying(5), r bit);
		ALTER TABLE t ALTER a TYPE bigint USING a::bigint, ALTER b SET NOT NULL, ALTER b SET DEFAULT 'x', ADD COLUMN IF NOT EXISTS a text, ADD z serial, DROP COLUMN IF EXISTS nope; ALTER TABLE t ALTER b DROP DEFAULT, ALTER b DROP NOT NULL;
		ALTER TABLE t ADD id int GENERATED BY DEFAULT AS IDENTITY (START 10 INCREMENT 5); ALTER TABLE t ALTER id SET GENERATED ALWAYS SET INCREMENT 7; ALTER TABLE t ADD g2 int GENERATED ALWAYS AS (a * 2) STORED; ALTER TABLE t ALTER g2 DROP EXPRESSION; ALTER TABLE t ALTER id DROP IDENTITY;
		ALTER TABLE t ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz, ALTER a SET STATISTICS 500, ALTER a SET (n_distinct = -0.5); ALTER TABLE t ALTER c TYPE varchar(5) COLLATE "C";`},
	{"table settings", `CREATE UNLOGGED TABLE t (id int NOT NULL UNIQUE, b text) WITH (fillfactor = 70, autovacuum_enabled = false); ALTER TABLE t SET (fillfactor = 80), RESET (autovacuum_enabled); ALTER TABLE t SET LOGGED; ALTER TABLE t REPLICA IDENTITY USING INDEX t_id_key; CLUSTER t USING t_id_key;
		CREATE TABLE u (id text); ALTER TABLE u REPLICA IDENTITY FULL; ALTER TABLE u SET UNLOGGED; ALTER TABLE u OWNER TO testuser; ALTER TABLE u SET (autovacuum_vacuum_scale_factor = 0.1, toast.autovacuum_enabled = off); CREATE TABLE v (id int) TABLESPACE pg_default; CREATE TYPE ty AS (a int, b text); CREATE TABLE w OF ty (PRIMARY KEY (a));`},
	{"constraints", `CREATE TABLE t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, a int UNIQUE NULLS NOT DISTINCT, b int); CREATE TABLE u (id int); ALTER TABLE u ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES t (a) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
		ALTER TABLE u ADD CONSTRAINT k CHECK (id > 0) NOT VALID; ALTER TABLE u VALIDATE CONSTRAINT k; ALTER TABLE u ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED; CREATE UNIQUE INDEX ui ON u (id); ALTER TABLE u ADD CONSTRAINT u_u UNIQUE USING INDEX ui;
		ALTER TABLE u ADD x int REFERENCES t (a) ON DELETE SET DEFAULT; ALTER TABLE u ADD y int, ADD UNIQUE (x, y), ADD FOREIGN KEY (x, y) REFERENCES u (x, y); ALTER TABLE u ADD UNIQUE (y, x) INCLUDE (id) WITH (fillfactor = 60); ALTER TABLE u ADD FOREIGN KEY (x, y) REFERENCES u (x, y) ON DELETE SET NULL (y);
		ALTER TABLE u DROP CONSTRAINT k, ADD CONSTRAINT k CHECK (id > 1);`},
	{"sequences", `CREATE SEQUENCE s AS smallint START 5 MINVALUE 2 MAXVALUE 99 INCREMENT 3 CACHE 4 CYCLE; ALTER SEQUENCE s RESTART 7 NO CYCLE MAXVALUE 200; CREATE TABLE t (id int DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY t.id; CREATE SEQUENCE down INCREMENT -1; CREATE TABLE u (id bigserial, s smallserial);
		ALTER SEQUENCE s OWNED BY NONE; ALTER TABLE u DROP COLUMN id; ALTER TABLE u ALTER s DROP DEFAULT; CREATE UNLOGGED SEQUENCE q; ALTER SEQUENCE down SET SCHEMA public; ALTER TABLE u ALTER s TYPE int; ALTER SEQUENCE u_s_seq AS bigint;`},
	{"triggers", `CREATE TABLE t (id int, n int); CREATE VIEW v AS SELECT * FROM t; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER a BEFORE INSERT OR UPDATE OF n ON t FOR EACH ROW WHEN (NEW.id > 0 AND NEW.n IS DISTINCT FROM 1) EXECUTE PROCEDURE f('x', 1);
		CREATE TRIGGER b AFTER DELETE ON t REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION f(); CREATE CONSTRAINT TRIGGER c AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER d INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
		ALTER TABLE t DISABLE TRIGGER a; ALTER TABLE t ENABLE ALWAYS TRIGGER b; ALTER TRIGGER b ON t RENAME TO bb; ALTER TABLE t RENAME n TO m; CREATE TRIGGER e AFTER TRUNCATE ON t EXECUTE FUNCTION f(); ALTER FUNCTION f() RENAME TO ff; ALTER TABLE t DISABLE TRIGGER USER; ALTER TABLE t ENABLE TRIGGER e;`},
	{"views", `CREATE TABLE t (id int PRIMARY KEY, a text, b int); CREATE VIEW v AS SELECT * FROM t; ALTER TABLE t ADD c int; CREATE OR REPLACE VIEW v AS SELECT id, a, b, c FROM t; CREATE VIEW w (x, y) WITH (security_barrier) AS SELECT id, upper(a) FROM t WHERE b > 0 WITH LOCAL CHECK OPTION; ALTER VIEW w SET (security_invoker = true); ALTER VIEW w ALTER x SET DEFAULT 3;
		CREATE VIEW g AS SELECT t.*, count(*) OVER (PARTITION BY b ORDER BY id) FROM t GROUP BY id; CREATE RECURSIVE VIEW r (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5; CREATE VIEW vals AS VALUES (1, 'a'), (2, 'b'); CREATE TEMP VIEW tmp AS SELECT 1; CREATE TEMP TABLE tt (id int);
		CREATE VIEW cte AS WITH x AS (SELECT id FROM t), y AS MATERIALIZED (SELECT * FROM x) SELECT y.id, l.n FROM y CROSS JOIN LATERAL (SELECT y.id + 1 AS n) l; COMMENT ON VIEW v IS 'v'; COMMENT ON COLUMN v.a IS 'a'; ALTER TABLE t RENAME a TO aa;`},
	{"domains", `CREATE DOMAIN d AS varchar(20) COLLATE "C" DEFAULT 'x' NOT NULL CHECK (VALUE <> '') CONSTRAINT short CHECK (length(VALUE) < 5); ALTER DOMAIN d ADD CHECK (VALUE <> 'a'); ALTER DOMAIN d DROP NOT NULL; ALTER DOMAIN d ADD CONSTRAINT later CHECK (VALUE > 'a') NOT VALID; ALTER DOMAIN d VALIDATE CONSTRAINT later; ALTER DOMAIN d DROP CONSTRAINT short; ALTER DOMAIN d SET DEFAULT 'z'; COMMENT ON DOMAIN d IS 'd'; COMMENT ON CONSTRAINT later ON DOMAIN d IS 'k'; CREATE DOMAIN dd AS d[];`},
	{"composite, range and base types", `CREATE TYPE c AS (a int, b text COLLATE "C"); ALTER TYPE c ADD ATTRIBUTE z int, DROP ATTRIBUTE a, ALTER ATTRIBUTE b TYPE varchar(3); COMMENT ON TYPE c IS 'c'; COMMENT ON COLUMN c.z IS 'z'; CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi); CREATE TYPE r2 AS RANGE (subtype = text, collation = "C", multirange_type_name = many);
		CREATE FUNCTION canon(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE nothing AS (); CREATE TYPE shell; CREATE TYPE bt; CREATE FUNCTION bt_in(cstring) RETURNS bt LANGUAGE internal STRICT IMMUTABLE AS 'textin'; CREATE FUNCTION bt_out(bt) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout';
		CREATE TYPE bt (input = bt_in, output = bt_out, like = text, category = 'S', collatable = true, default = 'x'); CREATE TABLE t (b bt, r r, m many); ALTER TYPE c SET SCHEMA public; GRANT USAGE ON TYPE c TO testuser; REVOKE USAGE ON TYPE r FROM PUBLIC;`},
	{"enums", `CREATE TYPE e AS ENUM ('b', 'd'); ALTER TYPE e ADD VALUE 'a' BEFORE 'b'; ALTER TYPE e ADD VALUE 'c' AFTER 'b'; ALTER TYPE e ADD VALUE IF NOT EXISTS 'c'; ALTER TYPE e ADD VALUE 'it''s'; ALTER TYPE e RENAME VALUE 'd' TO 'dd'; CREATE TYPE none AS ENUM ();`},
	{"grants", `CREATE TABLE t (id int, a text, b text); CREATE SEQUENCE s; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT SELECT, INSERT (a, b), UPDATE (a) ON t TO testuser; REVOKE INSERT (b) ON t FROM testuser; GRANT ALL ON t TO PUBLIC; REVOKE ALL ON t FROM PUBLIC; GRANT ALL ON SCHEMA public TO testuser;
		GRANT USAGE ON SEQUENCE s TO testuser; GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO testuser; REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO testuser; CREATE TABLE later (id int); ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE TYPE e AS ENUM ('a'); GRANT USAGE ON TYPE e TO testuser WITH GRANT OPTION; CREATE DOMAIN d AS int; REVOKE ALL ON DOMAIN d FROM PUBLIC; GRANT USAGE ON LANGUAGE sql TO testuser; REVOKE USAGE ON SCHEMA public FROM PUBLIC;`},
	{"publications", `CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE c (id int); CREATE SCHEMA x; CREATE PUBLICATION p FOR TABLE a (id), c WHERE (id > 0) WITH (publish = 'insert, update'); CREATE PUBLICATION q FOR TABLES IN SCHEMA x; CREATE PUBLICATION r FOR ALL TABLES; ALTER PUBLICATION p DROP TABLE c; ALTER PUBLICATION p ADD TABLE c; ALTER PUBLICATION q ADD TABLE a;
		ALTER PUBLICATION p SET (publish_via_partition_root = true); ALTER PUBLICATION r RENAME TO rr; ALTER TABLE a RENAME TO aa; COMMENT ON PUBLICATION p IS 'p'; CREATE TABLE gone (id int); ALTER PUBLICATION p ADD TABLE gone; DROP TABLE gone; ALTER PUBLICATION q SET TABLES IN SCHEMA public, TABLE c;`},
	{"indexes", `CREATE TABLE t (id int, a text, b text, j jsonb, p point, ts tsvector, r int4range); CREATE INDEX CONCURRENTLY i1 ON t USING btree (a text_pattern_ops DESC NULLS LAST, b COLLATE "C") INCLUDE (id) WITH (fillfactor = 50) WHERE a IS NOT NULL AND b IN ('x', 'y'); CREATE UNIQUE INDEX i2 ON t (id) NULLS NOT DISTINCT; CREATE INDEX i3 ON t USING gin (j jsonb_path_ops); CREATE INDEX i4 ON t USING gist (p);
		CREATE INDEX i5 ON t USING brin (id) WITH (pages_per_range = 8); CREATE INDEX i6 ON t USING hash (a); CREATE INDEX i7 ON t ((j ->> 'x')); CREATE INDEX i8 ON t (lower(a) varchar_pattern_ops); ALTER INDEX i1 SET (fillfactor = 60); ALTER INDEX i7 ALTER COLUMN 1 SET STATISTICS 300; CREATE INDEX IF NOT EXISTS i8 ON t (b); DROP INDEX CONCURRENTLY IF EXISTS i6; REINDEX TABLE t; ALTER INDEX i3 RENAME TO ii3; COMMENT ON INDEX i4 IS 'i'; CREATE INDEX i9 ON t USING gist (r) WHERE r && '[1,5)'::int4range;`},
	{"functions", `CREATE TABLE t (id int); CREATE FUNCTION a(x int = 3, OUT y int) LANGUAGE sql STABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 AS 'SELECT x'; CREATE FUNCTION b() RETURNS int BEGIN ATOMIC SELECT count(*)::int FROM t; END; CREATE FUNCTION c() RETURNS SETOF t LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '4MB' ROWS 5 AS 'SELECT * FROM t'; CREATE PROCEDURE d(INOUT x int) LANGUAGE plpgsql AS $$ BEGIN x := 1; END $$;
		CREATE FUNCTION e(anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[$1]'; CREATE FUNCTION w() RETURNS int LANGUAGE internal WINDOW AS 'window_rank'; CREATE FUNCTION g(t.id%TYPE) RETURNS t.id%TYPE LANGUAGE sql AS 'SELECT $1'; CREATE AGGREGATE tot(int) (sfunc = int4pl, stype = int, initcond = '0'); CREATE FUNCTION h() RETURNS int RETURN 1 + 2; ALTER PROCEDURE d(int) SECURITY DEFINER; CREATE OR REPLACE FUNCTION b() RETURNS int LANGUAGE sql AS 'SELECT 5'; COMMENT ON AGGREGATE tot(int) IS 'sum'; COMMENT ON PROCEDURE d(int) IS 'd'; ALTER AGGREGATE tot(int) RENAME TO total;`},
	{"moving between schemas", `CREATE SCHEMA x; CREATE TABLE t (id serial PRIMARY KEY, k int UNIQUE); CREATE TYPE e AS ENUM ('a'); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT id FROM t; CREATE TABLE u (t int REFERENCES t, e e DEFAULT 'a', n int DEFAULT f());
		ALTER TABLE t SET SCHEMA x; ALTER TYPE e SET SCHEMA x; ALTER FUNCTION f() SET SCHEMA x; ALTER VIEW v SET SCHEMA x; ALTER SCHEMA x RENAME TO y; CREATE EXTENSION pgcrypto; ALTER EXTENSION pgcrypto SET SCHEMA y;`},
	{"comments", `CREATE SCHEMA x; COMMENT ON SCHEMA x IS 'x'; CREATE TABLE t (id int PRIMARY KEY CHECK (id > 0)); COMMENT ON CONSTRAINT t_pkey ON t IS 'pk'; COMMENT ON INDEX t_pkey IS 'behind'; COMMENT ON TABLE t IS 'a'; COMMENT ON TABLE t IS NULL; COMMENT ON COLUMN t.id IS ''; CREATE TYPE e AS ENUM ('a'); COMMENT ON TYPE e IS 'it''s "e"'; CREATE SEQUENCE s; COMMENT ON SEQUENCE s IS 's';
		CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f(); COMMENT ON TRIGGER g ON t IS 'g'; CREATE POLICY p ON t; COMMENT ON POLICY p ON t IS 'p'; CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; COMMENT ON RULE r ON t IS 'r'; CREATE STATISTICS st ON id, (id + 1) FROM t; COMMENT ON STATISTICS st IS 'st'; COMMENT ON SCHEMA public IS 'ours'; CREATE MATERIALIZED VIEW m AS SELECT 1 AS one; COMMENT ON MATERIALIZED VIEW m IS 'm'; COMMENT ON COLUMN m.one IS '1';`},
	{"rules follow their table", `CREATE TABLE t (id int, a int); CREATE TABLE log (id int); CREATE RULE r AS ON UPDATE TO t WHERE NEW.a > 0 DO ALSO INSERT INTO log VALUES (NEW.id); ALTER TABLE t DISABLE RULE r; ALTER TABLE t RENAME TO tt; CREATE STATISTICS st ON id, a FROM tt; ALTER TABLE tt RENAME TO ttt; ALTER STATISTICS st SET STATISTICS 50; ALTER RULE r ON ttt RENAME TO rr; ALTER STATISTICS st RENAME TO st2; ALTER TABLE log RENAME TO logs; ALTER TABLE ttt RENAME a TO aa;`},
	{"casts and operators", `CREATE TYPE m AS (n int); CREATE FUNCTION to_m(int) RETURNS m LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::m'; CREATE CAST (int AS m) WITH FUNCTION to_m(int) AS ASSIGNMENT; CREATE CAST (m AS text) WITH INOUT; COMMENT ON CAST (int AS m) IS 'cast'; CREATE FUNCTION m_eq(m, m) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE FUNCTION m_ne(m, m) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
		CREATE OPERATOR === (LEFTARG = m, RIGHTARG = m, FUNCTION = m_eq, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES); CREATE OPERATOR !== (LEFTARG = m, RIGHTARG = m, PROCEDURE = m_ne, NEGATOR = ===); COMMENT ON OPERATOR === (m, m) IS 'same'; CREATE FUNCTION m_cmp(m, m) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
		CREATE OPERATOR FAMILY fam USING btree; CREATE OPERATOR CLASS m_ops FOR TYPE m USING hash AS OPERATOR 1 ===; DROP OPERATOR IF EXISTS !== (int, int); ALTER OPERATOR === (m, m) SET (RESTRICT = NONE); DROP CAST (m AS text);`},
	{"collations and text search", `CREATE COLLATION c1 (provider = icu, locale = 'de-u-co-phonebk', deterministic = false); CREATE COLLATION c2 FROM "C"; COMMENT ON COLLATION c1 IS 'c1'; ALTER COLLATION c2 RENAME TO c3; CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, stopwords = english, accept = false); CREATE TEXT SEARCH CONFIGURATION conf (PARSER = default); ALTER TEXT SEARCH CONFIGURATION conf ADD MAPPING FOR asciiword, word WITH d, english_stem; ALTER TEXT SEARCH CONFIGURATION conf ALTER MAPPING FOR word WITH simple;
		CREATE TEXT SEARCH CONFIGURATION en (COPY = english); ALTER TEXT SEARCH CONFIGURATION en ALTER MAPPING REPLACE english_stem WITH d; ALTER TEXT SEARCH CONFIGURATION conf DROP MAPPING FOR asciiword; COMMENT ON TEXT SEARCH CONFIGURATION conf IS 'conf'; ALTER TEXT SEARCH DICTIONARY d (accept = true); CREATE TEXT SEARCH CONFIGURATION gone (COPY = simple); DROP TEXT SEARCH CONFIGURATION gone;`},
	{"foreign tables and servers", `CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h', port '1'); ALTER SERVER s OPTIONS (SET host 'hh', DROP port, ADD dbname 'd'); CREATE USER MAPPING FOR testuser SERVER s OPTIONS (user 'u', password 'secret'); CREATE FOREIGN TABLE f (id int OPTIONS (column_name 'i') NOT NULL, b text) SERVER s OPTIONS (schema_name 'x', table_name 'y'); ALTER FOREIGN TABLE f OPTIONS (SET table_name 'z'); COMMENT ON FOREIGN TABLE f IS 'f';
		ALTER FOREIGN TABLE f ADD COLUMN c int; COMMENT ON SERVER s IS 's'; GRANT USAGE ON FOREIGN SERVER s TO testuser; CREATE FOREIGN DATA WRAPPER w OPTIONS (a 'b'); GRANT USAGE ON FOREIGN DATA WRAPPER w TO testuser; CREATE SERVER s2 TYPE 't' VERSION '1' FOREIGN DATA WRAPPER w; ALTER SERVER s2 RENAME TO s3; DROP USER MAPPING IF EXISTS FOR CURRENT_USER SERVER s; CREATE FOREIGN TABLE gone (id int) SERVER s3; DROP SERVER s3 CASCADE;`},
	{"event triggers and languages", `CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION ev(); ALTER EVENT TRIGGER e DISABLE; ALTER EVENT TRIGGER e RENAME TO ee; COMMENT ON EVENT TRIGGER ee IS 'ee'; CREATE CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8; CREATE LANGUAGE mine HANDLER plpgsql_call_handler; CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE th (id int) USING heap2;`},
	{"what PostgreSQL refuses", `CREATE TABLE t (id int); CREATE TABLE t (other int); DROP TABLE nope; ALTER TABLE nope ADD x int; ALTER TABLE t ADD id int; ALTER TABLE t DROP COLUMN nope; CREATE INDEX ON t (nope); ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES nope; ALTER TABLE t ALTER nope SET NOT NULL; CREATE POLICY p ON nope; DROP POLICY p ON t;
		COMMENT ON COLUMN t.nope IS 'x'; CREATE TABLE late (id int); ALTER TABLE t RENAME nope TO x; ALTER TABLE t RENAME TO late; CREATE TYPE e AS ENUM ('a'); CREATE TYPE e AS ENUM ('b'); ALTER TYPE e ADD VALUE 'a'; GRANT SELECT ON nope TO testuser; DROP FUNCTION nope(); ALTER TABLE t ADD CONSTRAINT k CHECK (id > 0); ALTER TABLE t ADD CONSTRAINT k CHECK (id > 1); ALTER TABLE t ADD PRIMARY KEY (nope); CREATE SEQUENCE t;
		CREATE TABLE u2 (id int, id text); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER SEQUENCE nope RESTART; DROP TYPE nope; CREATE VIEW t AS SELECT 1; DROP VIEW t; DROP INDEX nope; ALTER TABLE t ADD x int, ADD y int, ADD x int; ALTER TABLE t ADD z int, ALTER nope SET NOT NULL; ALTER TABLE t ADD w int, DROP COLUMN w; ALTER TABLE late DROP COLUMN id, ADD COLUMN id text, ALTER id SET NOT NULL; CREATE RULE r AS ON DELETE TO nope DO NOTHING; CREATE STATISTICS s ON a, b FROM nope; DROP RULE nope ON t; DROP CAST (int AS point); DROP SERVER nope; DROP COLLATION nope; DROP EVENT TRIGGER nope;`},
}

// idle matches the statements of the scripts that change nothing, or nothing
// that is looked at: owners are the deployment's, and where an extension is
// that no schema was asked for is not known.
var idle = regexp.MustCompile(`^(RE)?SET |^SELECT set_config|^CREATE TEMP |^REINDEX | OWNER TO |^COMMENT .* IS ''$|^ALTER EXTENSION pgcrypto|` +
	`^CREATE TABLE IF NOT EXISTS f |^CREATE INDEX IF NOT EXISTS i8 |ENUM \('a', 'b'\); EXCEPTION|^DROP .* IF EXISTS (nope|!==|FOR CURRENT_USER) |` +
	`^ALTER (SEQUENCE down|TYPE c) SET SCHEMA public|ADD VALUE IF NOT EXISTS 'c'`)

// TestSemantics runs each script on a server, statement by statement as psql
// does, and reads it: what the server refuses the reading must leave out too,
// and what is left must be the same.
func TestSemantics(t *testing.T) {
	for _, tt := range semantics {
		t.Run(tt.name, func(t *testing.T) {
			db := cluster.Database(t, "")
			for _, script := range append(pgtest.Bare(t), `DO $$ BEGIN CREATE ROLE testuser; EXCEPTION WHEN duplicate_object THEN NULL; END $$`) {
				db.MustRun("what is there before", script)
			}
			res, err := parse.Read(context.Background(), nil, parse.File{Name: tt.name, Text: tt.script})
			if err != nil {
				t.Fatal(err)
			}
			alike(t, db, refusals(db, tt.script), res)
		})
	}
}

// refusals runs a script and gives the statements that the server refuses, by
// their lines, with its reasons.
func refusals(db *pgtest.DB, script string) map[int]error {
	out := map[int]error{}
	for i, s := range parse.Statements(script) {
		if err := db.Run(s.SQL); err != nil {
			out[i] = err
		}
	}
	return out
}

// platformTable matches tables of the platform that FOR ALL TABLES sends.
var platformTable = regexp.MustCompile(`^publication_table\t\w+:(auth|storage|realtime)\.`)

func alike(t *testing.T, db *pgtest.DB, refused map[int]error, res *parse.Result) {
	t.Helper()
	var errs []string
	for _, d := range res.Diagnostics {
		if d.Level == parse.Error {
			errs = append(errs, d.String())
		}
	}
	if len(errs) != len(refused) {
		t.Errorf("the server refuses %d statements, the reading %d:\n%v\n%v", len(refused), len(errs), refused, errs)
	}
	known := db.Facts()
	db.MustRun("what the facts are found with", "DROP SCHEMA _truth CASCADE")
	server := db.Read()
	for _, d := range server.Diagnostics {
		t.Errorf("from the server: %v", d)
	}
	for _, dir := range []struct {
		what     string
		from, to *model.Schema
	}{{"the server lacks", server.Schema, res.Schema}, {"the reading lacks", res.Schema, server.Schema}} {
		for _, s := range sql.New(diff.Between(dir.from, dir.to, nil)).Statements {
			t.Errorf("%s: %s", dir.what, s.SQL)
		}
	}
	list := func(s *model.Schema) (out []string) {
		for _, f := range facts.List(s) {
			out = append(out, f.String())
		}
		return pgtest.Identities(out)
	}
	known = slices.DeleteFunc(known, func(l string) bool { return platformTable.MatchString(l) })
	pgtest.Compare(t, "the server's own facts", pgtest.Identities(known), list(server.Schema))
	pgtest.Compare(t, "facts of the reading", list(server.Schema), list(res.Schema))
}

// TestNoChangeIsMissed folds each script statement by statement: one that does
// something must make a difference in both directions.
func TestNoChangeIsMissed(t *testing.T) {
	for _, tt := range semantics {
		t.Run(tt.name, func(t *testing.T) {
			prev, said, text := &model.Schema{}, 0, ""
			for _, s := range parse.Statements(tt.script) {
				text += s.SQL + ";\n"
				res, err := parse.Read(context.Background(), nil, parse.File{Name: tt.name, Text: text})
				if err != nil {
					t.Fatal(err)
				}
				there, back := diff.Between(prev, res.Schema, nil), diff.Between(res.Schema, prev, nil)
				if len(res.Diagnostics) == said && !idle.MatchString(s.SQL) && (len(there) == 0 || len(back) == 0) {
					t.Errorf("%d changes there, %d back: %s", len(there), len(back), s.SQL)
				}
				prev, said = res.Schema, len(res.Diagnostics)
			}
		})
	}
}

// TestThereAndBack writes what each script means as one migration for an empty
// database, runs it twice, and takes it back: it makes all of it, and leaves
// nothing.
func TestThereAndBack(t *testing.T) {
	for _, tt := range semantics {
		t.Run(tt.name, func(t *testing.T) {
			db := cluster.Database(t, "")
			for _, script := range append(pgtest.Bare(t), `DO $$ BEGIN CREATE ROLE testuser; EXCEPTION WHEN duplicate_object THEN NULL; END $$`, "DROP SCHEMA _truth CASCADE") {
				db.MustRun("what is there before", script)
			}
			res, err := parse.Read(context.Background(), nil, parse.File{Name: tt.name, Text: tt.script})
			if err != nil {
				t.Fatal(err)
			}
			empty := &model.Schema{}
			there := sql.New(diff.Between(empty, res.Schema, nil)).Text(sql.Header{Title: tt.name})
			db.MustRun("the migration", there)
			db.MustRun("the migration, again", there)
			same(t, "after the migration", db.Read().Schema, res.Schema)
			back := sql.New(diff.Back(empty, res.Schema, nil)).Text(sql.Header{Title: tt.name})
			db.MustRun("the rollback", back)
			db.MustRun("the rollback, again", back)
			same(t, "after the rollback", db.Read().Schema, empty)
		})
	}
}

// same compares two schemas in both directions.
func same(t *testing.T, when string, got, want *model.Schema) {
	t.Helper()
	for _, s := range sql.New(diff.Between(got, want, nil)).Statements {
		t.Errorf("%s there lacks: %s", when, s.SQL)
	}
	for _, s := range sql.New(diff.Between(want, got, nil)).Statements {
		t.Errorf("%s there is left: %s", when, s.SQL)
	}
}
