// Package audit holds the rules that keep the history of rows.
package audit

import "github.com/pgdraft/pgdraft/checks"

// Rules lists the rules of the family.
func Rules() []*checks.Rule {
	return []*checks.Rule{
		auditColumnsMissing(), auditTimestampType(), deletedAtShape(), updatedAtTriggerMissing(), updatedAtTriggerNoColumn(),
	}
}
