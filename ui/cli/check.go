package cli

import (
	"fmt"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/findings"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/spf13/cobra"
)

// leftOut counts what of a source could not be read.
func leftOut(s *load.Source) int {
	n := 0
	for _, d := range s.Diagnostics {
		if d.Level == parse.Error {
			n++
		}
	}
	return n
}

func (env *environment) check() *cobra.Command {
	var format, failOn string
	cmd := &cobra.Command{
		Use:   "check SOURCE",
		Short: "Judge a schema by the checklist",
		Long: `Judge a schema by the checklist.

Exit status 0: nothing found at the level of --fail-on, 1: something found,
2: it could not run.`,
		Example: "  pgdraft check supabase/migrations\n  pgdraft check schema.sql --format github --fail-on warning",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
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
				err = findings.JSON(env.out, r)
			case "sarif":
				err = findings.SARIF(env.out, r, Version())
			case "github":
				err = findings.GitHub(env.out, r)
			default:
				err = findings.Text(env.out, r)
			}
			if err != nil {
				return err
			}
			if n := leftOut(s); n > 0 && failOn != "never" {
				return fmt.Errorf("%d statements or files could not be read, so the verdict is not whole: %s: see the messages above, or pass --fail-on never", n, args[0])
			}
			if failOn != "never" && r.Count(checks.Error) > 0 || failOn == "warning" && r.Count(checks.Warning) > 0 {
				return found{}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json, sarif or github")
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "error, warning or never")
	return cmd
}
