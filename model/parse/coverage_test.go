package parse

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// TestCoverageIsWhole holds the table, the grammar and the documentation to
// each other.
func TestCoverageIsWhole(t *testing.T) {
	grammar := map[string]bool{}
	fields := (&pg.Node{}).ProtoReflect().Descriptor().Oneofs().ByName("node").Fields()
	for i := range fields.Len() {
		if name := string(fields.Get(i).Message().Name()); strings.HasSuffix(name, "Stmt") {
			grammar[name] = true
			if _, ok := statements[name]; !ok {
				t.Errorf("%s of the grammar is not in the table", name)
			}
		}
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(statements)) {
		if !grammar[name] {
			t.Errorf("%s is not in the grammar", name)
		}
		if line := fmt.Sprintf("//\t%-28s  %-7s  %s\n", name, statements[name].as, statements[name].words); !strings.Contains(string(doc), line) {
			t.Errorf("the documentation lacks the line\n%s", line)
		}
	}
}

// TestCoverageHolds reads a statement of each kind that can stand alone.
func TestCoverageHolds(t *testing.T) {
	const before = `CREATE TABLE t (id int PRIMARY KEY, name text); CREATE SEQUENCE q; CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int;
		CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE POLICY p ON t; CREATE PUBLICATION pub; CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';`
	samples := map[string]string{
		"AlterCollationStmt": "ALTER COLLATION c REFRESH VERSION", "AlterDatabaseRefreshCollStmt": "ALTER DATABASE x REFRESH COLLATION VERSION",
		"AlterDatabaseSetStmt": "ALTER DATABASE x SET a = b", "AlterDatabaseStmt": "ALTER DATABASE x CONNECTION LIMIT 3",
		"AlterDefaultPrivilegesStmt": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x", "AlterDomainStmt": "ALTER DOMAIN d SET NOT NULL",
		"AlterEnumStmt": "ALTER TYPE e ADD VALUE 'b'", "AlterEventTrigStmt": "ALTER EVENT TRIGGER x DISABLE",
		"AlterExtensionContentsStmt": "ALTER EXTENSION x ADD TABLE t", "AlterExtensionStmt": "ALTER EXTENSION x UPDATE",
		"AlterFdwStmt": "ALTER FOREIGN DATA WRAPPER x OPTIONS (a 'b')", "AlterForeignServerStmt": "ALTER SERVER x VERSION '2'",
		"AlterFunctionStmt": "ALTER FUNCTION f STABLE", "AlterObjectDependsStmt": "ALTER FUNCTION f DEPENDS ON EXTENSION x",
		"AlterObjectSchemaStmt": "ALTER TABLE t SET SCHEMA public", "AlterOpFamilyStmt": "ALTER OPERATOR FAMILY x USING btree ADD FUNCTION 1 f(int, int)",
		"AlterOperatorStmt": "ALTER OPERATOR = (int, int) SET (RESTRICT = NONE)", "AlterOwnerStmt": "ALTER SCHEMA public OWNER TO x",
		"AlterPolicyStmt": "ALTER POLICY p ON t USING (true)", "AlterPublicationStmt": "ALTER PUBLICATION pub ADD TABLE t",
		"AlterRoleSetStmt": "ALTER ROLE x SET a = b", "AlterRoleStmt": "ALTER ROLE x LOGIN", "AlterSeqStmt": "ALTER SEQUENCE q INCREMENT 2",
		"AlterStatsStmt": "ALTER STATISTICS x SET STATISTICS 3", "AlterSubscriptionStmt": "ALTER SUBSCRIPTION x DISABLE", "AlterSystemStmt": "ALTER SYSTEM SET a = b",
		"AlterTSConfigurationStmt": "ALTER TEXT SEARCH CONFIGURATION x DROP MAPPING FOR word", "AlterTSDictionaryStmt": "ALTER TEXT SEARCH DICTIONARY x (a = b)",
		"AlterTableMoveAllStmt": "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", "AlterTableSpaceOptionsStmt": "ALTER TABLESPACE x SET (random_page_cost = 1)",
		"AlterTableStmt": "ALTER TABLE t ADD COLUMN x int", "AlterTypeStmt": "ALTER TYPE d SET (STORAGE = plain)", "AlterUserMappingStmt": "ALTER USER MAPPING FOR x SERVER s OPTIONS (a 'b')",
		"CallStmt": "CALL f()", "CheckPointStmt": "CHECKPOINT", "ClosePortalStmt": "CLOSE x", "ClusterStmt": "CLUSTER t", "CommentStmt": "COMMENT ON TABLE t IS 'x'",
		"CompositeTypeStmt": "CREATE TYPE x AS (a int)", "ConstraintsSetStmt": "SET CONSTRAINTS ALL DEFERRED", "CopyStmt": "COPY t TO STDOUT",
		"CreateAmStmt": "CREATE ACCESS METHOD x TYPE INDEX HANDLER f", "CreateCastStmt": "CREATE CAST (int AS text) WITHOUT FUNCTION",
		"CreateConversionStmt": "CREATE CONVERSION x FOR 'UTF8' TO 'LATIN1' FROM f", "CreateDomainStmt": "CREATE DOMAIN x AS int", "CreateEnumStmt": "CREATE TYPE x AS ENUM ('a')",
		"CreateEventTrigStmt": "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION f()", "CreateExtensionStmt": "CREATE EXTENSION citext",
		"CreateFdwStmt": "CREATE FOREIGN DATA WRAPPER x", "CreateForeignServerStmt": "CREATE SERVER x FOREIGN DATA WRAPPER y", "CreateForeignTableStmt": "CREATE FOREIGN TABLE x (a int) SERVER s",
		"CreateFunctionStmt": "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CreateOpClassStmt": "CREATE OPERATOR CLASS x FOR TYPE int USING btree AS FUNCTION 1 f(int, int)",
		"CreateOpFamilyStmt": "CREATE OPERATOR FAMILY x USING btree", "CreatePLangStmt": "CREATE LANGUAGE x HANDLER f", "CreatePolicyStmt": "CREATE POLICY x ON t",
		"CreatePublicationStmt": "CREATE PUBLICATION x FOR TABLE t", "CreateRangeStmt": "CREATE TYPE x AS RANGE (SUBTYPE = int)", "CreateRoleStmt": "CREATE ROLE x",
		"CreateSchemaStmt": "CREATE SCHEMA x", "CreateSeqStmt": "CREATE SEQUENCE x", "CreateStatsStmt": "CREATE STATISTICS x ON id, name FROM t", "CreateStmt": "CREATE TABLE x (id int)",
		"CreateSubscriptionStmt": "CREATE SUBSCRIPTION x CONNECTION 'a' PUBLICATION b", "CreateTableAsStmt": "CREATE TABLE x AS SELECT id FROM t",
		"CreateTableSpaceStmt": "CREATE TABLESPACE x LOCATION '/x'", "CreateTransformStmt": "CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION f(internal))",
		"CreateTrigStmt": "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()", "CreateUserMappingStmt": "CREATE USER MAPPING FOR x SERVER s", "CreatedbStmt": "CREATE DATABASE x",
		"DeallocateStmt": "DEALLOCATE x", "DeclareCursorStmt": "DECLARE x CURSOR FOR SELECT 1", "DefineStmt": "CREATE AGGREGATE x (int) (SFUNC = int4pl, STYPE = int)",
		"DeleteStmt": "DELETE FROM t", "DiscardStmt": "DISCARD ALL", "DoStmt": "DO $$ BEGIN NULL; END $$", "DropOwnedStmt": "DROP OWNED BY x", "DropRoleStmt": "DROP ROLE x",
		"DropStmt": "DROP TABLE t", "DropSubscriptionStmt": "DROP SUBSCRIPTION x", "DropTableSpaceStmt": "DROP TABLESPACE x", "DropUserMappingStmt": "DROP USER MAPPING IF EXISTS FOR x SERVER s",
		"DropdbStmt": "DROP DATABASE x", "ExecuteStmt": "EXECUTE x", "ExplainStmt": "EXPLAIN SELECT 1", "FetchStmt": "FETCH x", "GrantRoleStmt": "GRANT a TO b",
		"GrantStmt": "GRANT SELECT ON t TO x", "ImportForeignSchemaStmt": "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO public", "IndexStmt": "CREATE INDEX ON t (name)",
		"InsertStmt": "INSERT INTO t VALUES (1)", "ListenStmt": "LISTEN x", "LoadStmt": "LOAD 'x'", "LockStmt": "LOCK t", "MergeStmt": "MERGE INTO t USING t AS s ON false WHEN MATCHED THEN DELETE",
		"NotifyStmt": "NOTIFY x", "PrepareStmt": "PREPARE x AS SELECT 1", "ReassignOwnedStmt": "REASSIGN OWNED BY a TO b", "RefreshMatViewStmt": "REFRESH MATERIALIZED VIEW x",
		"ReindexStmt": "REINDEX TABLE t", "RenameStmt": "ALTER TABLE t RENAME TO u", "RuleStmt": "CREATE RULE x AS ON INSERT TO t DO NOTHING", "SecLabelStmt": "SECURITY LABEL ON TABLE t IS 'x'",
		"SelectStmt": "SELECT 1", "TransactionStmt": "BEGIN", "TruncateStmt": "TRUNCATE t", "UnlistenStmt": "UNLISTEN x", "UpdateStmt": "UPDATE t SET name = ''", "VacuumStmt": "VACUUM t",
		"VariableSetStmt": "SET search_path = x", "VariableShowStmt": "SHOW search_path", "ViewStmt": "CREATE VIEW x AS SELECT 1 AS a",
	}
	for name, k := range statements {
		if k.as == inner {
			continue
		}
		t.Run(name, func(t *testing.T) {
			tree, err := pg.Parse(samples[name])
			if err != nil || len(tree.Stmts) != 1 {
				t.Fatalf("%q: %v", samples[name], err)
			}
			if got := nodeName(tree.Stmts[0].Stmt); got != name {
				t.Fatalf("the sample is a %s", got)
			}
			res, err := ReadString(context.Background(), "test.sql", before+samples[name])
			if err != nil {
				t.Fatal(err)
			}
			if n := len(res.Schema.Verbatim); n != map[bool]int{true: 1}[k.as == carried] {
				t.Errorf("%s statements were carried", fmt.Sprint(n))
			}
			if n := len(res.Diagnostics); n != map[bool]int{true: 1}[k.as == noted] {
				t.Errorf("it gave the remarks %v", res.Diagnostics)
			}
		})
	}
}
