package cli

import (
	"fmt"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/findings"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/spf13/cobra"
)

func (env *environment) check() *cobra.Command {
	var format, failOn string
	var list bool
	cmd := &cobra.Command{
		Use:   "check SOURCE",
		Short: "Judge a schema by the checklist",
		Long: `Judge a schema by the checklist.

Exit status 0: nothing found at the level of --fail-on, 1: something found,
2: it could not run.`,
		Example: "  pgdraft check supabase/migrations\n  pgdraft check schema.sql --format github --fail-on warning",
		Args: func(cmd *cobra.Command, args []string) error {
			if list {
				return nil
			}
			return sources("SOURCE")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return env.listRules()
			}
			if err := oneOf("format", format, "text", "json", "sarif", "github"); err != nil {
				return err
			}
			if err := oneOf("fail-on", failOn, "error", "warning", "never"); err != nil {
				return err
			}
			s, err := env.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			c, _, err := checker(args[0])
			if err != nil {
				return err
			}
			r := c.Check(s.Schema, nil)
			switch format {
			case "json":
				err = findings.JSON(env.out, r, unread(s))
			case "sarif":
				err = findings.SARIF(env.out, r, unread(s), Version())
			case "github":
				err = findings.GitHub(env.out, r)
			default:
				err = findings.Text(env.out, r)
			}
			if err != nil {
				return err
			}
			if failOn != "never" {
				if err := whole(s, "the verdict is not whole", "--fail-on never"); err != nil {
					return err
				}
			}
			if failOn != "never" && r.Count(checks.Error) > 0 || failOn == "warning" && r.Count(checks.Warning) > 0 {
				return found{}
			}
			return nil
		},
	}
	choiceFlag(cmd, &format, "format", "text", "text", "json", "sarif", "github")
	choiceFlag(cmd, &failOn, "fail-on", "error", "error", "warning", "never")
	cmd.Flags().BoolVar(&list, "list", false, "list the rules with their levels instead")
	return cmd
}

// listRules writes a line for each rule.
func (env *environment) listRules() error {
	for _, r := range all.Rules() {
		if _, err := fmt.Fprintf(env.out, "%-28s  %-7s  %-11s  %s\n", r.ID, r.Severity, r.Family, r.Title); err != nil {
			return err
		}
	}
	return nil
}

// unread gives the remarks that stand for something left out.
func unread(s *load.Source) []parse.Diagnostic {
	var out []parse.Diagnostic
	for _, d := range s.Diagnostics {
		if d.Level == parse.Error {
			out = append(out, d)
		}
	}
	return out
}
