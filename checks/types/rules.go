// Package types holds the rules about keys and column types.
package types

import "github.com/pgdraft/pgdraft/checks"

// Rules lists the rules of the family.
func Rules() []*checks.Rule {
	return []*checks.Rule{pkMissing(), pkNotUUID(), timestampNoTZ(), jsonNotJSONB(), varcharOverText()}
}
