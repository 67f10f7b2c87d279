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
