package security

import (
	"strings"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/ident"
)

func credentialColumn() *checks.Rule {
	return &checks.Rule{
		ID: "credential-column", Family: checks.Security, Severity: checks.Error,
		Title:    "a column holds a credential",
		Why:      "Passwords and secrets that are readable in a table leak with every dump, replica and log.",
		HowToFix: "Leave passwords to Supabase Auth and secrets to Vault, or store a hash and say so in the name (password_hash).",
		Sources:  []string{"DOC"},
		Bad:      `CREATE TABLE private.members (id uuid PRIMARY KEY, password text);`,
		Good:     `CREATE TABLE private.members (id uuid PRIMARY KEY, password_hash text);`,
		Table: func(p *checks.Pass, t *model.Table) {
			for _, c := range t.Columns {
				if isCredential(c) {
					p.Report("column "+ident.Quote(c.Name)+" looks like a credential in plain text", checks.At(ident.Quote(c.Name), c.Origin))
				}
			}
		},
	}
}

func isCredential(c *model.Column) bool {
	if !c.Type.Is("text", "character varying", "character", "jsonb", "json", "citext") && c.Type.Name != "citext" {
		return false
	}
	for _, end := range []string{"_hash", "_digest", "_encrypted", "_at", "_id", "_hint", "_url", "_count"} {
		if strings.HasSuffix(c.Name, end) {
			return false
		}
	}
	if strings.HasPrefix(c.Name, "encrypted_") || strings.HasPrefix(c.Name, "hashed_") {
		return false
	}
	return checks.HasToken(c.Name, []string{"password", "passwd", "secret", "private_key", "refresh_token", "access_token"})
}
