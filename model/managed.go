package model

import "strings"

// IsManagedSchema tells whether a schema belongs to the platform (Supabase)
// or to PostgreSQL rather than to the project: its tables are used, not made.
func IsManagedSchema(name string) bool {
	switch name {
	case "auth", "storage", "realtime", "_realtime", "vault", "extensions", "graphql", "graphql_public",
		"supabase_functions", "supabase_migrations", "pgsodium", "pgsodium_masks", "pgtle", "pgbouncer", "cron", "net",
		"pgmq", "information_schema", "_analytics", "_supavisor", "drizzle":
		return true
	}
	return strings.HasPrefix(name, "pg_")
}

// IsManagedExtension tells whether a new Supabase project has an extension
// from the start (its image's initial migrations), in a schema of the platform.
func IsManagedExtension(x *Extension) bool {
	if !IsManagedSchema(x.Schema) {
		return false
	}
	switch x.Name {
	case "pg_stat_statements", "pgcrypto", "uuid-ossp", "pg_graphql", "pgjwt", "supabase_vault", "pgsodium", "pg_net":
		return true
	}
	return false
}

// IsManagedPublication tells whether a publication is the platform's, so that
// a project adds tables to it but does not make it.
func IsManagedPublication(name string) bool {
	return name == "supabase_realtime" || name == "supabase_realtime_messages_publication"
}

// IsManagedRole tells whether a role is the platform's: what it may do with
// the schema public is not the project's business.
func IsManagedRole(name string) bool {
	switch name {
	case "anon", "authenticated", "service_role", "authenticator", "dashboard_user", "pgbouncer":
		return true
	}
	return strings.HasPrefix(name, "supabase_") || strings.HasPrefix(name, "pg_")
}
