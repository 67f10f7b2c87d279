// Package model holds a PostgreSQL schema as an immutable value.
//
// A [Schema] is a snapshot. It is changed by opening a [Builder] on it, which
// copies what it touches and shares everything else, so that an untouched
// table is the same pointer in both snapshots: comparing pointers finds what
// changed. A value that was reached through a Schema is never written to.
//
// The words are PostgreSQL's own. Identifiers are held as they are in the
// catalog, without quotes; expressions and queries are held in one canonical
// spelling ([expr.Expr]).
package model
