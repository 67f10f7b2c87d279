package cli

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/facts"
	"github.com/pgdraft/pgdraft/render/listing"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/spf13/cobra"
)

func (env *environment) inspect() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "inspect SOURCE",
		Short:   "Show what was read",
		Long:    "Show what was read. What is carried verbatim or was left out is listed on stderr, and\nlast how much of each there was.\n\n\"sql\" is one script that makes the schema in an empty database.",
		Example: "  pgdraft inspect supabase/migrations\n  pgdraft inspect schema.sql --format facts",
		Args:    sources("SOURCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "tree", "json", "sql", "facts"); err != nil {
				return err
			}
			s, err := env.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if s.Layout != "" {
				fmt.Fprintln(env.err, safe.Clean(fmt.Sprintf("%s: %s, %d read, %d left out", s.Name, s.Layout, len(s.Files), len(s.Left))))
			}
			for _, d := range s.Diagnostics {
				if d.Level == parse.Note {
					env.diagnostic(d)
				}
			}
			for _, v := range s.Schema.Verbatim {
				fmt.Fprintln(env.err, safe.Clean(fmt.Sprintf("%s: carried verbatim: %s: %s", v.Origin, v.What, v.Reason)))
			}
			objects := facts.List(s.Schema)
			ledger := listing.NewLedger(s.Schema, s.Statements, len(objects), s.Diagnostics)
			fmt.Fprintln(env.err, ledger)
			switch format {
			case "json":
				return listing.JSON(env.out, s.Schema, ledger)
			case "facts":
				return facts.Write(env.out, objects)
			case "sql":
				m := sql.New(diff.Between(&model.Schema{}, s.Schema, nil))
				_, err := fmt.Fprint(env.out, m.Text(sql.Header{Title: "Schema: " + s.Name}))
				return err
			}
			return listing.Tree(env.out, s.Schema)
		},
	}
	choiceFlag(cmd, &format, "format", "tree", "tree", "json", "sql", "facts")
	return cmd
}
