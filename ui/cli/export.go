package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	var force, partly, online bool
	cmd := &cobra.Command{
		Use:   "export SOURCE --out DIR",
		Short: "Write every document of a design",
		Long: `Write the migration, its rollback, the policies, the indexes and the
architecture document. Of a design that is what its edits change; of any other
source all that it holds, from nothing.`,
		Example: "  pgdraft export feature.pgdraft --out .\n  pgdraft export feature.pgdraft --out . --only migration,rollback",
		Args:    sources("SOURCE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return errors.New("--out is empty: name the root of the project, which may be \".\"")
			}
			s, err := env.openForExport(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			var written map[string]string
			if s.Design != nil {
				defer func() { _ = s.Design.Close() }() // every entry is on disk by now
				written = s.Design.Written()
			}
			if !partly {
				if err := whole(s, "the documents would not hold everything", "--partly"); err != nil {
					return err
				}
			}
			files, err := env.documents(args[0], out, s, at, online)
			if err != nil {
				return err
			}
			if files, err = chosen(files, only); err != nil {
				return err
			}
			planned, err := export.Plan(out, files, written)
			if err != nil {
				return err
			}
			if err := export.Write(planned, force); err != nil {
				return err
			}
			for _, p := range planned {
				if _, err := fmt.Fprintln(env.out, safe.Clean(fmt.Sprintf("%s  (%s)", p.Target, p.State))); err != nil {
					return err
				}
			}
			if s.Design == nil || s.Design.ReadOnly() || export.Unchanged(planned) {
				return nil
			}
			return s.Design.Exported(exportEntry(planned))
		},
	}
	cmd.Flags().BoolVar(&partly, "partly", false, "go on where the source could not be read whole")
	cmd.Flags().StringVar(&out, "out", "", "the project's root, below which the documents go")
	cmd.Flags().StringSliceVar(&only, "only", nil, "migration, rollback, policies, indexes, architecture")
	cmd.Flags().BoolVar(&online, "online", false, "the migration for a database in use: in steps that keep nobody waiting")
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

// openForExport opens a source with the right to note the export in it. Where
// somebody else has the design open, or it cannot be written to, the documents
// are written all the same and the design does not remember it.
func (env *environment) openForExport(ctx context.Context, name string) (*load.Source, error) {
	if !strings.HasSuffix(name, load.DesignExt) {
		return env.open(ctx, name)
	}
	opts := env.options()
	opts.ReadOnly = false
	s, err := env.openWith(ctx, name, opts)
	var locked *design.LockedError
	if errors.As(err, &locked) || errors.Is(err, fs.ErrPermission) {
		fmt.Fprintln(env.err, safe.Clean("the export is not noted in the design: "+err.Error()))
		return env.open(ctx, name)
	}
	return s, err
}

func (env *environment) documents(source, out string, s *load.Source, at string, online bool) ([]document.File, error) {
	c, set, err := checker(source)
	if err != nil {
		return nil, err
	}
	x := document.Export{Author: env.author, Base: &model.Schema{}, Target: s.Schema,
		Findings: c.Check(s.Schema, nil), Settings: set, Online: online, Name: strings.TrimSuffix(filepath.Base(source), filepath.Ext(source))}
	if s.Design != nil {
		x.Base, x.Name, x.Edits = s.Base, s.Design.Name(), editsOf(s)
	}
	if x.At, err = env.stamp(x, filepath.Join(out, filepath.FromSlash(set.Paths.Migrations)), out, s, at); err != nil {
		return nil, err
	}
	return document.Files(x), nil
}

// stamp gives the version of the migration: the one that was asked for, that
// of the earlier export which it replaces, or now. It comes after the
// migrations that are there.
func (env *environment) stamp(x document.Export, dir, root string, s *load.Source, at string) (time.Time, error) {
	existing, replaced := append(migrationsIn(dir), s.Files...), ""
	stamp := export.NextStamp(env.now(), existing)
	if s.Design != nil {
		if name, earlier, ok := export.Earlier(root, s.Design); ok {
			stamp, replaced = earlier, name
		}
	}
	if at == "" {
		return stamp, nil
	}
	var err error
	if stamp, err = time.Parse(document.Stamp, at); err != nil {
		return stamp, fmt.Errorf("--at %s is not a stamp: write it as YYYYMMDDHHMMSS", at)
	}
	x.At = stamp
	others := slices.DeleteFunc(existing, func(f string) bool { return f == replaced || f == x.MigrationName() })
	if next := export.NextStamp(stamp, others); next.After(stamp) {
		return stamp, fmt.Errorf("--at %s does not come after the migrations that are there: take %s or later", at, next.Format(document.Stamp))
	}
	return stamp, nil
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
