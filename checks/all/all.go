// Package all lists the rules of every family.
package all

import (
	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/audit"
	"github.com/pgdraft/pgdraft/checks/performance"
	"github.com/pgdraft/pgdraft/checks/security"
	"github.com/pgdraft/pgdraft/checks/tenancy"
	"github.com/pgdraft/pgdraft/checks/types"
)

// Rules lists all rules, by family.
func Rules() []*checks.Rule {
	var out []*checks.Rule
	for _, family := range [][]*checks.Rule{security.Rules(), tenancy.Rules(), audit.Rules(), types.Rules(), performance.Rules()} {
		out = append(out, family...)
	}
	return out
}
