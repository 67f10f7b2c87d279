// Package tenancy holds the rules that keep organisations apart.
package tenancy

import "github.com/pgdraft/pgdraft/checks"

// Rules lists the rules of the family.
func Rules() []*checks.Rule {
	return []*checks.Rule{
		tenantColumnMissing(), tenantColumnType(), tenantColumnNullable(), tenantFKMissing(), tenantRootPolicy(),
		tenantIndexMissing(),
	}
}
