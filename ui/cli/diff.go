package cli

import (
	"encoding/json"
	"fmt"

	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/spf13/cobra"
)

func (env *environment) diff() *cobra.Command {
	var format string
	var rollback, exitCode, partly, online bool
	cmd := &cobra.Command{
		Use:   "diff FROM TO",
		Short: "Write the migration from one source to another",
		Long: `Write the migration that leads from one source to another, or its rollback.
Renames are known where TO is a design; elsewhere nothing is guessed.

With --exit-code: exit status 0 where nothing differs, 1 where something does.`,
		Example: "  pgdraft diff old.sql new.sql\n  pgdraft diff supabase/migrations feature.pgdraft --rollback",
		Args:    sources("FROM", "TO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "sql", "json", "text"); err != nil {
				return err
			}
			from, err := env.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			to, err := env.open(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			if !partly {
				for _, s := range []*load.Source{from, to} {
					if err := whole(s, "the migration could drop what is there", "--partly"); err != nil {
						return err
					}
				}
			}
			edits := editsOf(to)
			if err := load.Agree(cmd.Context(), from, to); err != nil {
				return err
			}
			changes, title := diff.Between(from.Schema, to.Schema, edits), "Migration"
			if rollback {
				changes, title = diff.Back(from.Schema, to.Schema, edits), "Rollback"
			}
			m := sql.New(changes)
			if online {
				before := from.Schema
				if rollback {
					before = to.Schema
				}
				m = sql.Online(changes, before)
			}
			switch format {
			case "json":
				err = env.printChanges(m)
			case "text":
				err = env.listChanges(m)
			default:
				_, err = fmt.Fprint(env.out, m.Text(sql.Header{Title: fmt.Sprintf("%s: %s to %s", title, from.Name, to.Name)}))
			}
			if err == nil && exitCode && !m.Empty() {
				return found{}
			}
			return err
		},
	}
	choiceFlag(cmd, &format, "format", "sql", "sql", "json", "text")
	cmd.Flags().BoolVar(&online, "online", false, "for a database in use: in steps that keep nobody waiting")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 1 where the two differ")
	cmd.Flags().BoolVar(&partly, "partly", false, "go on where a source could not be read whole")
	cmd.Flags().BoolVar(&rollback, "rollback", false, "write the way back instead")
	return cmd
}

func editsOf(s *load.Source) []edit.Edit {
	if s.Design == nil {
		return nil
	}
	var out []edit.Edit
	for _, a := range s.Design.State().Edits {
		out = append(out, a.Edit)
	}
	return out
}

// listChanges writes a line a statement, and below it what the rows have to do
// with it.
func (env *environment) listChanges(m sql.Migration) error {
	for _, s := range m.Statements {
		text := s.About + "  (" + s.Lock.String() + ")"
		if s.Loss != "" {
			text += "\n    loses " + s.Loss
		}
		if s.Fails != "" {
			text += "\n    fails where " + s.Fails
		}
		for _, line := range safe.Lines(text) {
			if _, err := fmt.Fprintln(env.out, line); err != nil {
				return err
			}
		}
	}
	return nil
}

func (env *environment) printChanges(m sql.Migration) error {
	type statement struct {
		SQL     string `json:"sql"`
		Change  string `json:"change"`
		Section string `json:"section"`
		Lock    string `json:"lock"`
		Group   int    `json:"transaction"`
		Loss    string `json:"loss,omitempty"`
		Fails   string `json:"fails,omitempty"`
	}
	out := []statement{}
	for _, s := range m.Statements {
		out = append(out, statement{s.SQL, s.About, string(s.Section), s.Lock.String(), s.Group, s.Loss, s.Fails})
	}
	enc := json.NewEncoder(env.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
