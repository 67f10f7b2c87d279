// Package performance holds the rules about what gets slow as tables grow.
package performance

import "github.com/pgdraft/pgdraft/checks"

// Rules lists the rules of the family.
func Rules() []*checks.Rule {
	return []*checks.Rule{fkUnindexed(), fkIndexPartial(), policyNoInitplan(), multiplePermissivePolicies()}
}
