package cli

import (
	"fmt"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/render/erd"
	"github.com/spf13/cobra"
)

func (env *environment) erd() *cobra.Command {
	var format, level, focus string
	var hops int
	var hubs bool
	cmd := &cobra.Command{
		Use:     "erd SOURCE",
		Short:   "Draw the entity relationship diagram",
		Example: "  pgdraft erd supabase/migrations\n  pgdraft erd schema.sql --focus posts --hops 1 --level all\n  pgdraft erd schema.sql --format mermaid > erd.mmd",
		Args:    sources("SOURCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "text", "mermaid"); err != nil {
				return err
			}
			if err := oneOf("level", level, "names", "keys", "all"); err != nil {
				return err
			}
			if hops < 0 {
				return fmt.Errorf("--hops %d makes no sense: it is 0 or more", hops)
			}
			s, err := env.open(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			v := erd.View{Level: map[string]erd.Level{"names": erd.Names, "keys": erd.Keys, "all": erd.All}[level], Ambient: hubs}
			if focus != "" {
				v.Focus, v.Hops = model.ParseName(focus, "public"), hops
				if !s.Schema.Tables.Has(v.Focus) {
					return noTable(s.Schema, v.Focus, args[0])
				}
			}
			out := erd.Diagram(s.Schema, v, env.ascii)
			if format == "mermaid" {
				out = erd.Mermaid(s.Schema, v)
			}
			_, err = fmt.Fprint(env.out, out)
			return err
		},
	}
	choiceFlag(cmd, &format, "format", "text", "text", "mermaid")
	choiceFlag(cmd, &level, "level", "keys", "names", "keys", "all")
	cmd.Flags().StringVar(&focus, "focus", "", "draw only this table and its neighbours")
	cmd.Flags().IntVar(&hops, "hops", 1, "how many foreign keys away a neighbour may be")
	cmd.Flags().BoolVar(&hubs, "hubs", false, "draw the foreign keys that nearly every table has, too")
	return cmd
}

func noTable(s *model.Schema, n model.Name, source string) error {
	var names []string
	for t := range s.Tables.All() {
		names = append(names, t.Name.Name)
	}
	fix := "see pgdraft inspect " + source
	if near := model.Nearest(n.Name, names); near != "" {
		fix = "did you mean " + near + "?"
	}
	return fmt.Errorf("there is no table %s: %s: %s", n, source, fix)
}
