// Package security holds the rules that guard who may see and change what.
package security

import "github.com/pgdraft/pgdraft/checks"

// Rules lists the rules of the family.
func Rules() []*checks.Rule {
	return []*checks.Rule{
		rlsMissing(), rlsNoPolicy(), policyWithoutRLS(), policyOrgIsolationMissing(), policyClaimUncast(),
		policyJWTRoleClaim(), policyBlocksSoftDelete(), policyAlwaysTrue(), piiWithoutRLS(), credentialColumn(),
		definerSearchPath(), viewNotInvoker(),
	}
}
