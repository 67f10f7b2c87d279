// Package parse reads SQL text into a [model.Schema].
//
// The text is split into statements, parsed by PostgreSQL's own parser on all
// cores, and folded in order: each statement changes the schema that the ones
// before it left. A statement that is not modelled is carried verbatim; one
// that cannot be read, or that does not fit the schema so far, is reported
// with its place, and the rest is still read.
package parse
