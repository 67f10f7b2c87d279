// Package parse reads SQL text into a [model.Schema].
//
// The text is split into statements, parsed by PostgreSQL's own parser on all
// cores, and folded in order: each statement changes the schema that the ones
// before it left. A statement that is not modelled is carried verbatim; one
// that cannot be read, or that does not fit the schema so far, is reported
// with its place, and the rest is still read.
//
// # Coverage
//
// What becomes of each kind of statement of PostgreSQL 16's grammar, by the
// name of its node in the parser. Folded is into the model, though of some
// kinds a part is carried; carried is verbatim, in its place in the order;
// noted is what has an effect that is not known, which is reported; passed is
// what says nothing about the schema; inner is a part of other statements.
//
// Of what is carried, casts, operators with their classes and families,
// collations, conversions, text search, rules, extended statistics, event
// triggers, languages, transforms, access methods, wrappers, servers and user
// mappings are kept as the statement that makes them: what alters, renames,
// comments on or drops them changes that, and a server is asked for them too.
// The others are as they were written.
//
//	AlterCollationStmt            carried  ALTER COLLATION
//	AlterDatabaseRefreshCollStmt  carried  ALTER DATABASE REFRESH COLLATION
//	AlterDatabaseSetStmt          carried  ALTER DATABASE SET
//	AlterDatabaseStmt             carried  ALTER DATABASE
//	AlterDefaultPrivilegesStmt    folded   ALTER DEFAULT PRIVILEGES
//	AlterDomainStmt               folded   ALTER DOMAIN
//	AlterEnumStmt                 folded   ALTER TYPE ... VALUE
//	AlterEventTrigStmt            carried  ALTER EVENT TRIGGER
//	AlterExtensionContentsStmt    carried  ALTER EXTENSION ADD
//	AlterExtensionStmt            carried  ALTER EXTENSION UPDATE
//	AlterFdwStmt                  carried  ALTER FOREIGN DATA WRAPPER
//	AlterForeignServerStmt        carried  ALTER SERVER
//	AlterFunctionStmt             folded   ALTER FUNCTION
//	AlterObjectDependsStmt        carried  ALTER ... DEPENDS ON EXTENSION
//	AlterObjectSchemaStmt         folded   ALTER ... SET SCHEMA
//	AlterOpFamilyStmt             carried  ALTER OPERATOR FAMILY
//	AlterOperatorStmt             carried  ALTER OPERATOR
//	AlterOwnerStmt                folded   ALTER ... OWNER TO
//	AlterPolicyStmt               folded   ALTER POLICY
//	AlterPublicationStmt          folded   ALTER PUBLICATION
//	AlterRoleSetStmt              carried  ALTER ROLE SET
//	AlterRoleStmt                 carried  ALTER ROLE
//	AlterSeqStmt                  folded   ALTER SEQUENCE
//	AlterStatsStmt                carried  ALTER STATISTICS
//	AlterSubscriptionStmt         carried  ALTER SUBSCRIPTION
//	AlterSystemStmt               carried  ALTER SYSTEM
//	AlterTSConfigurationStmt      carried  ALTER TEXT SEARCH CONFIGURATION
//	AlterTSDictionaryStmt         carried  ALTER TEXT SEARCH DICTIONARY
//	AlterTableMoveAllStmt         carried  ALTER TABLE ALL IN TABLESPACE
//	AlterTableSpaceOptionsStmt    carried  ALTER TABLESPACE
//	AlterTableStmt                folded   ALTER TABLE
//	AlterTypeStmt                 carried  ALTER TYPE SET
//	AlterUserMappingStmt          carried  ALTER USER MAPPING
//	CallStmt                      noted    CALL
//	CheckPointStmt                passed   CHECKPOINT
//	ClosePortalStmt               passed   CLOSE
//	ClusterStmt                   folded   CLUSTER
//	CommentStmt                   folded   COMMENT
//	CompositeTypeStmt             folded   CREATE TYPE AS
//	ConstraintsSetStmt            passed   SET CONSTRAINTS
//	CopyStmt                      passed   COPY
//	CreateAmStmt                  carried  CREATE ACCESS METHOD
//	CreateCastStmt                carried  CREATE CAST
//	CreateConversionStmt          carried  CREATE CONVERSION
//	CreateDomainStmt              folded   CREATE DOMAIN
//	CreateEnumStmt                folded   CREATE TYPE AS ENUM
//	CreateEventTrigStmt           carried  CREATE EVENT TRIGGER
//	CreateExtensionStmt           folded   CREATE EXTENSION
//	CreateFdwStmt                 carried  CREATE FOREIGN DATA WRAPPER
//	CreateForeignServerStmt       carried  CREATE SERVER
//	CreateForeignTableStmt        folded   CREATE FOREIGN TABLE
//	CreateFunctionStmt            folded   CREATE FUNCTION
//	CreateOpClassStmt             carried  CREATE OPERATOR CLASS
//	CreateOpFamilyStmt            carried  CREATE OPERATOR FAMILY
//	CreatePLangStmt               carried  CREATE LANGUAGE
//	CreatePolicyStmt              folded   CREATE POLICY
//	CreatePublicationStmt         folded   CREATE PUBLICATION
//	CreateRangeStmt               folded   CREATE TYPE AS RANGE
//	CreateRoleStmt                carried  CREATE ROLE
//	CreateSchemaStmt              folded   CREATE SCHEMA
//	CreateSeqStmt                 folded   CREATE SEQUENCE
//	CreateStatsStmt               carried  CREATE STATISTICS
//	CreateStmt                    folded   CREATE TABLE
//	CreateSubscriptionStmt        carried  CREATE SUBSCRIPTION
//	CreateTableAsStmt             folded   CREATE TABLE AS
//	CreateTableSpaceStmt          carried  CREATE TABLESPACE
//	CreateTransformStmt           carried  CREATE TRANSFORM
//	CreateTrigStmt                folded   CREATE TRIGGER
//	CreateUserMappingStmt         carried  CREATE USER MAPPING
//	CreatedbStmt                  carried  CREATE DATABASE
//	DeallocateStmt                passed   DEALLOCATE
//	DeclareCursorStmt             passed   DECLARE
//	DefineStmt                    folded   CREATE AGGREGATE, OPERATOR, TYPE, COLLATION, TEXT SEARCH
//	DeleteStmt                    passed   DELETE
//	DiscardStmt                   passed   DISCARD
//	DoStmt                        folded   DO
//	DropOwnedStmt                 noted    DROP OWNED
//	DropRoleStmt                  carried  DROP ROLE
//	DropStmt                      folded   DROP
//	DropSubscriptionStmt          carried  DROP SUBSCRIPTION
//	DropTableSpaceStmt            carried  DROP TABLESPACE
//	DropUserMappingStmt           folded   DROP USER MAPPING
//	DropdbStmt                    carried  DROP DATABASE
//	ExecuteStmt                   noted    EXECUTE
//	ExplainStmt                   passed   EXPLAIN
//	FetchStmt                     passed   FETCH
//	GrantRoleStmt                 carried  GRANT role
//	GrantStmt                     folded   GRANT
//	ImportForeignSchemaStmt       noted    IMPORT FOREIGN SCHEMA
//	IndexStmt                     folded   CREATE INDEX
//	InsertStmt                    passed   INSERT
//	ListenStmt                    passed   LISTEN
//	LoadStmt                      passed   LOAD
//	LockStmt                      passed   LOCK
//	MergeStmt                     passed   MERGE
//	NotifyStmt                    passed   NOTIFY
//	PLAssignStmt                  inner    the assignment of PL/pgSQL
//	PrepareStmt                   passed   PREPARE
//	RawStmt                       inner    a statement with its place
//	ReassignOwnedStmt             folded   REASSIGN OWNED
//	RefreshMatViewStmt            passed   REFRESH MATERIALIZED VIEW
//	ReindexStmt                   passed   REINDEX
//	RenameStmt                    folded   ALTER ... RENAME
//	ReplicaIdentityStmt           inner    REPLICA IDENTITY
//	ReturnStmt                    inner    the RETURN of a function
//	RuleStmt                      carried  CREATE RULE
//	SecLabelStmt                  carried  SECURITY LABEL
//	SelectStmt                    folded   SELECT
//	SetOperationStmt              inner    UNION
//	TransactionStmt               passed   BEGIN, COMMIT, ROLLBACK
//	TruncateStmt                  passed   TRUNCATE
//	UnlistenStmt                  passed   UNLISTEN
//	UpdateStmt                    passed   UPDATE
//	VacuumStmt                    passed   VACUUM, ANALYZE
//	VariableSetStmt               folded   SET
//	VariableShowStmt              passed   SHOW
//	ViewStmt                      folded   CREATE VIEW
package parse
