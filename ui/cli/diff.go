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
	var rollback bool
	cmd := &cobra.Command{
		Use:     "diff FROM TO",
		Short:   "Write the migration from one source to another",
		Long:    "Write the migration that leads from one source to another, or its rollback. Renames are known where TO is a design; elsewhere nothing is guessed.",
		Example: "  pgdraft diff old.sql new.sql\n  pgdraft diff supabase/migrations feature.pgdraft --rollback",
		Args:    cobra.ExactArgs(2),
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
			edits := editsOf(to)
			changes, title := diff.Between(from.Schema, to.Schema, edits), "Migration"
			if rollback {
				changes, title = diff.Back(from.Schema, to.Schema, edits), "Rollback"
			}
			m := sql.New(changes)
			switch format {
			case "json":
				return env.printChanges(m)
			case "text":
				for _, s := range m.Statements {
					fmt.Fprintln(env.out, safe.Clean(s.Change.Describe()+"  ("+s.Lock.String()+")"))
				}
				return nil
			}
			_, err = fmt.Fprint(env.out, m.Text(sql.Header{Title: fmt.Sprintf("%s: %s to %s", title, from.Name, to.Name)}))
			return err
		},
	}
	cmd.Flags().StringVar(&format, "format", "sql", "sql, json or text")
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

func (env *environment) printChanges(m sql.Migration) error {
	type statement struct {
		SQL     string `json:"sql"`
		Change  string `json:"change"`
		Section string `json:"section"`
		Lock    string `json:"lock"`
		Loss    string `json:"loss,omitempty"`
	}
	out := []statement{}
	for _, s := range m.Statements {
		out = append(out, statement{s.SQL, s.Change.Describe(), string(s.Section), s.Lock.String(), s.Loss})
	}
	enc := json.NewEncoder(env.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
