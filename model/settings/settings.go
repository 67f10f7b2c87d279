// Package settings holds what a project decides once: who the tenants are,
// which claim says so, which schemas the API shows. They are kept in
// pgdraft.toml at the root of the user's project, and each has a default.
package settings

import (
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/pgdraft/pgdraft/model"
)

// FileName is where a project keeps its settings.
const FileName = "pgdraft.toml"

// Settings are the decisions of a project.
type Settings struct {
	// TenantColumn is the column that says which organisation a row belongs to.
	TenantColumn string `toml:"tenant_column"`
	// TenantRoot is the table of the organisations.
	TenantRoot string `toml:"tenant_root"`
	// TenantClaim is where the token holds the organisation: "org_id", which
	// needs Supabase's access token hook, or "app_metadata.org_id".
	TenantClaim string `toml:"tenant_claim"`
	// UserTable is what created_by and updated_by point at.
	UserTable string `toml:"user_table"`
	// AdminClaim is where the token holds the role that crosses tenants, and
	// AdminRole what it then says.
	AdminClaim string `toml:"admin_claim"`
	AdminRole  string `toml:"admin_role"`
	// ExposedSchemas are those that the data API shows.
	ExposedSchemas []string `toml:"exposed_schemas"`
	// TenantFunctions are functions that compare a row's tenant with the
	// caller's by themselves.
	TenantFunctions []string `toml:"tenant_functions"`
	// TouchFunction is what the trigger that keeps updated_at runs.
	TouchFunction string `toml:"touch_function"`
	// Pillars are the areas of the product that tables are said to serve.
	Pillars []string `toml:"pillars"`
	// Rules sets levels by the rule's id: "error", "warning", "info", "off".
	Rules map[string]string `toml:"rules"`

	Paths Paths `toml:"paths"`
}

// Paths are where an export writes, relative to the project's root.
// {feature} stands for the design's name.
type Paths struct {
	Migrations   string `toml:"migrations"`
	Artifacts    string `toml:"artifacts"`
	Architecture string `toml:"architecture"`
}

// Default gives the settings of the requirements.
func Default() Settings {
	return Settings{
		TenantColumn: "org_id", TenantRoot: "public.organizations", TenantClaim: "org_id", UserTable: "public.users",
		AdminClaim: "app_metadata.role", AdminRole: "super_admin", ExposedSchemas: []string{"public"},
		TouchFunction: "public.update_updated_at_column", Rules: map[string]string{},
		Paths: Paths{
			Migrations:   "supabase/migrations",
			Artifacts:    ".claude/state/runs/{feature}",
			Architecture: ".claude/state/artifacts/architecture-db.md",
		},
	}
}

// Root is the table of the organisations.
func (s Settings) Root() model.Name { return model.ParseName(s.TenantRoot, "public") }

// Users is the table that created_by and updated_by point at.
func (s Settings) Users() model.Name { return model.ParseName(s.UserTable, "public") }

// Touch is the function that keeps updated_at.
func (s Settings) Touch() model.Name { return model.ParseName(s.TouchFunction, "public") }

// Exposed tells whether the data API shows a schema.
func (s Settings) Exposed(schema string) bool {
	for _, e := range s.ExposedSchemas {
		if e == schema {
			return true
		}
	}
	return false
}

// Parse reads the text of a settings file over the defaults. An unknown key
// is an error that names the nearest one.
func Parse(file, text string) (Settings, error) {
	s := Default()
	meta, err := toml.Decode(text, &s)
	if err != nil {
		return s, fmt.Errorf("%s: %w", file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		parts := unknown[0].String()
		near := model.Nearest(parts, []string{"tenant_column", "tenant_root", "tenant_claim", "user_table", "admin_claim",
			"admin_role", "exposed_schemas", "tenant_functions", "touch_function", "pillars", "rules",
			"paths.migrations", "paths.artifacts", "paths.architecture"})
		if near != "" {
			near = "; did you mean " + near + "?"
		}
		return s, fmt.Errorf("%s: %s is not a setting%s", file, parts, near)
	}
	for rule, level := range s.Rules {
		switch level {
		case "error", "warning", "info", "off":
		default:
			return s, fmt.Errorf("%s: rules.%s is %q; a level is error, warning, info or off", file, rule, level)
		}
	}
	return s, nil
}

// Claim gives the path of a claim as its keys.
func Claim(path string) []string { return strings.Split(path, ".") }
