// Package catalog reads the schema of a live PostgreSQL, version 13 to 18,
// from pg_catalog.
//
// Each kind of object has one query, which spells the objects as the
// statements that make them; the same fold that reads migrations reads these,
// so that a schema has one form wherever it came from. All queries run in one
// read-only snapshot, and their number does not depend on the schema.
//
// What belongs to an extension is left to it, and so are the schemas that the
// platform manages (auth, storage, realtime ...): of these only the policies
// are read, and the triggers that run a function of the project's own.
package catalog
