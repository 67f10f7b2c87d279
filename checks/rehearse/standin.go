package rehearse

import (
	"context"
	"embed"
	"regexp"
	"slices"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

// standins are scripts that make, of extensions which a server may lack, what
// DDL needs: types, functions and operators that do nothing.
//
//go:embed standins
var standins embed.FS

// homes are the schemas of the extensions that choose theirs.
var homes = map[string]string{"pg_net": "net", "pg_cron": "cron", "pgmq": "pgmq", "supabase_vault": "vault"}

// createExtension finds the name and the schema in CREATE EXTENSION.
var createExtension = regexp.MustCompile(`(?is)^\s*create\s+extension\s+(?:if\s+not\s+exists\s+)?("[^"]+"|[\w-]+)(?:\s+with)?(?:\s+schema\s+("[^"]+"|\w+))?`)

// statement runs one statement of a script. An extension that the server lacks
// is stood in for where that is known how.
func (s *session) statement(ctx context.Context, sql string) error {
	m := createExtension.FindStringSubmatch(sql)
	if m == nil {
		return s.exec(ctx, sql)
	}
	name, schema := model.ParseName(m[1], "").Name, model.ParseName(m[2], "").Name
	script, err := standins.ReadFile("standins/" + name + ".sql")
	if err != nil {
		return s.exec(ctx, sql) // the server has it, or says that it has not
	}
	var lacks bool
	if err := s.conn.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = $1)
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = $1)`, name).Scan(&lacks); err != nil || !lacks {
		return s.exec(ctx, sql)
	}
	if home := homes[name]; home != "" {
		schema = home
	}
	if schema == "" {
		if err := s.conn.QueryRow(ctx, "SELECT coalesce(current_schema(), 'public')").Scan(&schema); err != nil {
			return err
		}
	}
	if !slices.Contains(*s.stoodIn, name) {
		*s.stoodIn = append(*s.stoodIn, name)
	}
	return s.exec(ctx, standIn(name, schema, string(script)))
}

// standIn is the script that makes an extension of what another script makes.
// What is made is told by its number, which is higher than that of a schema
// made just before.
func standIn(name, schema, script string) string {
	r := strings.NewReplacer("{name}", ident.Literal(name), "{extension}", ident.Quote(name), "{schema}", ident.Quote(schema),
		"{schema text}", ident.Literal(schema), "{script}", script)
	return r.Replace(`SET LOCAL allow_system_table_mods = on;
SET LOCAL check_function_bodies = off;
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE SCHEMA marker_of_pgdraft;
SELECT set_config('pgdraft.marker', 'marker_of_pgdraft'::regnamespace::oid::text, true), set_config('pgdraft.path', current_setting('search_path'), true);
DROP SCHEMA marker_of_pgdraft;
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
	SELECT current_setting('pgdraft.marker')::oid, {name}, r.oid, n.oid, true, '0' FROM pg_roles r, pg_namespace n WHERE rolname = current_user AND nspname = {schema text};
SELECT set_config('search_path', {schema text} || ', pg_catalog', true);
{script}
DO $adopt$
DECLARE
	made record;
BEGIN
	FOR made IN
		SELECT i.type, i.identity FROM (
			SELECT 'pg_type'::regclass AS class, oid FROM pg_type WHERE typcategory <> 'A' AND (typrelid = 0 OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND c.relkind = 'c'))
			UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_proc
			UNION ALL SELECT 'pg_class'::regclass, oid FROM pg_class WHERE relkind IN ('r', 'v')
			UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator
			UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_am
			UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_opfamily
			UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass) o,
		LATERAL pg_identify_object(o.class, o.oid, 0) i
		WHERE o.oid::bigint > current_setting('pgdraft.marker')::bigint AND i.schema IS DISTINCT FROM 'pg_toast'
	LOOP
		EXECUTE 'ALTER EXTENSION {extension} ADD ' || made.type || ' ' || made.identity;
	END LOOP;
END
$adopt$;
SELECT set_config('search_path', current_setting('pgdraft.path'), true);
SET LOCAL allow_system_table_mods = off;`)
}
