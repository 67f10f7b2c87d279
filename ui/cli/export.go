package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/render/document"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/export"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/spf13/cobra"
)

func (env *environment) export() *cobra.Command {
	var out, at string
	var only []string
	var force bool
	cmd := &cobra.Command{
		Use:   "export SOURCE --out DIR",
		Short: "Write every document of a design",
		Long: `Write the migration, its rollback, the policies, the indexes and the
architecture document. Of a design that is what its edits change; of any other
source all that it holds, from nothing.`,
		Example: "  pgdraft export feature.pgdraft --out .\n  pgdraft export feature.pgdraft --out . --only migration,rollback",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts := env.options()
			opts.ReadOnly = !strings.HasSuffix(args[0], load.DesignExt)
			s, err := load.Open(cmd.Context(), args[0], opts)
			if err != nil {
				return err
			}
			files, err := env.documents(args[0], s, at)
			if err != nil {
				return err
			}
			if files, err = chosen(files, only); err != nil {
				return err
			}
			var written map[string]string
			if s.Design != nil {
				defer func() { _ = s.Design.Close() }() // every entry is on disk by now
				written = s.Design.Written()
			}
			planned, err := export.Plan(out, files, written)
			if err != nil {
				return err
			}
			if err := export.Write(planned, force); err != nil {
				return err
			}
			for _, p := range planned {
				fmt.Fprintln(env.out, safe.Clean(fmt.Sprintf("%s  (%s)", p.Target, p.State)))
			}
			if s.Design != nil {
				return s.Design.Exported(exportEntry(planned))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the project's root, below which the documents go")
	cmd.Flags().StringSliceVar(&only, "only", nil, "migration, rollback, policies, indexes, architecture")
	cmd.Flags().StringVar(&at, "at", "", "the migration's stamp, YYYYMMDDHHMMSS (default: now, behind every existing one)")
	cmd.Flags().BoolVar(&force, "force", false, "replace files that were changed by hand")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}

// exportEntry is what a design remembers of an export.
func exportEntry(planned []export.Planned) design.Export {
	x := design.Export{Files: export.Sums(planned)}
	for _, p := range planned {
		if p.Name == "migration" {
			x.Migration = filepath.Base(p.Path)
		}
	}
	return x
}

func (env *environment) documents(source string, s *load.Source, at string) ([]document.File, error) {
	c, set, err := checker(source)
	if err != nil {
		return nil, err
	}
	stamp := export.NextStamp(env.now(), s.Files)
	if at != "" {
		if stamp, err = time.Parse(document.Stamp, at); err != nil {
			return nil, fmt.Errorf("--at %s is not a stamp: write it as YYYYMMDDHHMMSS", at)
		}
	}
	x := document.Export{Author: env.author, At: stamp, Base: &model.Schema{}, Target: s.Schema,
		Findings: c.Check(s.Schema, nil), Settings: set, Name: strings.TrimSuffix(filepath.Base(source), filepath.Ext(source))}
	if s.Design != nil {
		x.Base, x.Name, x.Edits = s.Base, s.Design.Name(), editsOf(s)
	}
	return document.Files(x), nil
}

func chosen(files []document.File, only []string) ([]document.File, error) {
	if len(only) == 0 {
		return files, nil
	}
	var out []document.File
	for _, name := range only {
		i := slices.IndexFunc(files, func(f document.File) bool { return f.Name == name })
		if i < 0 {
			var names []string
			for _, f := range files {
				names = append(names, f.Name)
			}
			return nil, oneOf("only", name, names...)
		}
		out = append(out, files[i])
	}
	return out, nil
}
