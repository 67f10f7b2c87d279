package security

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/ident"
)

// personal are the words that name personal data.
func personal() []string {
	return []string{"email", "phone", "mobile", "ssn", "social_security", "dob", "date_of_birth", "birth_date", "birthday",
		"address", "street", "postal_code", "zip_code", "salary", "passport", "tax_id", "iban", "credit_card", "card_number",
		"driver_license", "national_id", "ip_address", "medical_record", "health"}
}

func piiWithoutRLS() *checks.Rule {
	return &checks.Rule{
		ID: "pii-without-rls", Family: checks.Security, Severity: checks.Error,
		Title:    "personal data without row level security",
		Why:      "Columns that name people, such as email or phone, must not be readable by whoever has a grant on the table.",
		HowToFix: "Enable row level security and let policies say who may see the rows.",
		Sources:  []string{"DOC", "splinter 0023"},
		Bad:      `CREATE TABLE private.people (id uuid PRIMARY KEY, email text, phone text);`,
		Good:     `CREATE TABLE private.people (id uuid PRIMARY KEY, email text, phone text); ALTER TABLE private.people ENABLE ROW LEVEL SECURITY;`,
		Table: func(p *checks.Pass, t *model.Table) {
			if t.RowSecurity || t.PartitionOf != nil {
				return
			}
			var names []string
			for _, c := range t.Columns {
				if isPersonal(c) {
					names = append(names, ident.Quote(c.Name))
				}
			}
			if len(names) > 0 {
				p.Report("personal data ("+strings.Join(names, ", ")+") without row level security",
					checks.Fixed(func() edit.Edit { return &edit.SetRowSecurity{Table: t.Name, Enabled: true} }))
			}
		},
	}
}

// isPersonal judges by name, leaving out what only points at such data or
// says something about it.
func isPersonal(c *model.Column) bool {
	if c.Type.Is("boolean", "uuid", "integer", "bigint") || c.Type.Is("timestamp with time zone") {
		return false
	}
	for _, end := range []string{"_id", "_count", "_at", "_template", "_enabled", "_verified", "_hash", "_type"} {
		if strings.HasSuffix(c.Name, end) {
			return false
		}
	}
	return checks.HasToken(c.Name, personal())
}
