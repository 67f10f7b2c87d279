package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pgdraft/pgdraft/checks/rehearse"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/diff"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/render/rehearsal"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/render/sql"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/pgdraft/pgdraft/ui/sample"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/spf13/cobra"
)

// rehearseFlags are the flags of rehearse.
type rehearseFlags struct {
	rollback, scratch, format, out string
	rows                           int
	limit                          time.Duration
	partly, online                 bool
}

func (env *environment) rehearse() *cobra.Command {
	var f rehearseFlags
	cmd := &cobra.Command{
		Use:   "rehearse DESIGN | BASE MIGRATION",
		Short: "Try a migration on a throw-away PostgreSQL",
		Long: `Try a migration on a throw-away PostgreSQL: the base, rows in its tables, the
migration, what it led to, the migration again, the rollback, the migration once
more, the whole from an empty database, and a restart after every statement.

Of a design its own migration and rollback are tried on its base. The server is
one that is started for it from the PostgreSQL installed here, and goes with
it; --scratch names another, on which databases are made and dropped.

Exit status 0: all of it holds, 1: something does not, 2: it could not run.`,
		Example: "  pgdraft rehearse feature.pgdraft\n  pgdraft rehearse supabase/migrations new.sql --rollback back.sql --rows 100",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && strings.HasSuffix(args[0], load.DesignExt) {
				return nil
			}
			return sources("BASE", "MIGRATION")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", f.format, "text", "json", "markdown"); err != nil {
				return err
			}
			return env.runRehearsal(cmd.Context(), args, f)
		},
	}
	choiceFlag(cmd, &f.format, "format", "text", "text", "json", "markdown")
	cmd.Flags().StringVar(&f.rollback, "rollback", "", "the file that takes the migration back")
	cmd.Flags().StringVar(&f.scratch, "scratch", "", "URL of an empty database on a server to rehearse on")
	cmd.Flags().StringVar(&f.out, "out", "", "also write the report to this file, as markdown")
	cmd.Flags().IntVar(&f.rows, "rows", defaultRows, "rows in each table")
	cmd.Flags().DurationVar(&f.limit, "timeout", time.Minute, "how long a statement may take")
	cmd.Flags().BoolVar(&f.online, "online", false, "of a design: the migration for a database in use")
	cmd.Flags().BoolVar(&f.partly, "partly", false, "go on where the base could not be read whole")
	return cmd
}

func (env *environment) runRehearsal(ctx context.Context, args []string, f rehearseFlags) error {
	plan, name, err := env.plan(ctx, args, f)
	if err != nil {
		return err
	}
	cluster, stop, err := startCluster(ctx, f.scratch)
	if err != nil {
		return err
	}
	var told func(rehearse.Step)
	if f.format == "text" {
		told = func(s rehearse.Step) { fmt.Fprintln(env.out, safe.Clean(rehearsal.Line(s, env.ascii))) }
	}
	report, err := rehearse.Run(ctx, cluster, plan, told)
	if err = errors.Join(err, stop()); err != nil {
		return err
	}
	if f.out != "" {
		if err := os.WriteFile(f.out, []byte(rehearsal.Markdown(report, name, env.now())), 0o644); err != nil {
			return err
		}
	}
	switch f.format {
	case "json":
		err = rehearsal.JSON(env.out, report)
	case "markdown":
		_, err = fmt.Fprint(env.out, rehearsal.Markdown(report, name, env.now()))
	default:
		for _, line := range rehearsal.Details(report) {
			fmt.Fprintln(env.out, safe.Clean(line))
		}
	}
	if err == nil && !report.Holds() {
		return found{}
	}
	return err
}

// startCluster gives the server to rehearse on, and how to leave it.
func startCluster(ctx context.Context, scratch string) (rehearse.Cluster, func() error, error) {
	if scratch != "" {
		c, err := rehearse.Scratch(ctx, scratch)
		return c, func() error { return nil }, err
	}
	s, err := rehearse.Start(ctx)
	if err != nil {
		return nil, nil, err
	}
	return s.ForOne(), s.Stop, nil
}

// plan gathers what is rehearsed, and what it is called.
func (env *environment) plan(ctx context.Context, args []string, f rehearseFlags) (rehearse.Plan, string, error) {
	plan := rehearse.Plan{Rows: f.rows, Limit: f.limit, Now: env.now}
	last := args[len(args)-1]
	if strings.HasSuffix(last, load.DesignExt) {
		err := env.planDesign(ctx, args, f, &plan)
		return plan, last, err
	}
	base, err := env.open(ctx, args[0])
	if err != nil {
		return plan, "", err
	}
	if err := env.baseOf(base, f, &plan); err != nil {
		return plan, "", err
	}
	if plan.Migration, err = readScript(last); err != nil {
		return plan, "", err
	}
	if f.rollback != "" {
		back, err := readScript(f.rollback)
		if err != nil {
			return plan, "", err
		}
		plan.Rollback = &back
	}
	res, err := parse.Read(ctx, base.Schema, plan.Migration)
	if err != nil {
		return plan, "", err
	}
	for _, d := range res.Diagnostics {
		if d.Level > parse.Note {
			env.diagnostic(d)
		}
	}
	plan.Target = res.Schema
	plan.Predict = predicted(sql.New(diff.Between(base.Schema, plan.Target, nil)))
	return plan, filepath.Base(last), nil
}

// planDesign plans a design's own migration and rollback, on its base or on
// another that is named.
func (env *environment) planDesign(ctx context.Context, args []string, f rehearseFlags, plan *rehearse.Plan) error {
	s, err := env.open(ctx, args[len(args)-1])
	if err != nil {
		return err
	}
	defer func() { _ = s.Design.Close() }() // it was only read
	if len(args) == 2 {
		base, err := env.open(ctx, args[0])
		if err != nil {
			return err
		}
		if err := env.baseOf(base, f, plan); err != nil {
			return err
		}
	} else if plan.Base, err = designBase(ctx, s.Design, s.Base); err != nil {
		return err
	}
	planEdits(plan, s.Design.Name(), s.Base, s.Schema, editsOf(s), f.online)
	if diff.Between(s.Base, s.Schema, editsOf(s)) == nil {
		return &load.Error{What: "the design changes nothing, or all of it has landed in its base", Where: s.Name,
			Fix: "to try a migration that is there, name its base and the file: pgdraft rehearse BASE MIGRATION"}
	}
	if f.rollback != "" {
		own, err := readScript(f.rollback)
		if err != nil {
			return err
		}
		plan.Rollback = &own
	}
	return nil
}

// planEdits plans the migration that edits come to, and its rollback.
func planEdits(plan *rehearse.Plan, name string, base, target *model.Schema, edits []edit.Edit, online bool) {
	forward, back := sql.New(diff.Between(base, target, edits)), sql.New(diff.Back(base, target, edits))
	if online {
		forward = sql.Online(diff.Between(base, target, edits), base)
	}
	plan.Migration = parse.File{Name: "migration.sql", Text: forward.Text(sql.Header{Title: "Migration: " + name})}
	plan.Rollback = &parse.File{Name: "rollback.sql", Text: back.Text(sql.Header{Title: "Rollback: " + name})}
	plan.Target, plan.Predict = target, predicted(forward)
}

// designBase gives the scripts of what a design starts from: of the files of a
// folder those that were there when it was opened, as an export adds to them.
// Where there are no files the script is written from the model.
func designBase(ctx context.Context, d *design.Design, base *model.Schema) ([]parse.File, error) {
	var scripts []parse.File
	if d.Source() != sample.Source {
		src, err := load.BaseOf(ctx, d)
		if err != nil {
			return nil, err
		}
		scripts = slices.DeleteFunc(src.Scripts, func(s parse.File) bool {
			file := path.Base(s.Name)
			return slices.Contains(src.Files, file) && !slices.Contains(d.Files(), file)
		})
	}
	if len(scripts) == 0 && !base.IsEmpty() {
		text := sql.New(diff.Between(&model.Schema{}, base, nil)).Text(sql.Header{Title: "The base"})
		scripts = []parse.File{{Name: "base.sql", Text: text}}
	}
	return scripts, nil
}

// rehearser rehearses for the workbench.
type rehearser struct {
	env *environment
	// running counts those under way, so that leaving waits until nothing is
	// left of them.
	running *sync.WaitGroup
}

// Rehearse implements [app.Rehearser].
func (r rehearser) Rehearse(ctx context.Context, s *session.Session, snap *session.Snapshot, told func(rehearse.Step)) (report *rehearse.Report, err error) {
	r.running.Add(1)
	defer r.running.Done()
	plan := rehearse.Plan{Rows: defaultRows, Limit: time.Minute, Now: r.env.now}
	if plan.Base, err = designBase(ctx, s.Design, snap.Base); err != nil {
		return nil, err
	}
	planEdits(&plan, s.Design.Name(), snap.Base, snap.Target, snap.EditList(), false)
	cluster, stop, err := startCluster(ctx, "")
	if err != nil {
		return nil, err
	}
	report, err = rehearse.Run(ctx, cluster, plan, told)
	return report, errors.Join(err, stop())
}

// defaultRows is how many rows each table gets.
const defaultRows = 10

// baseOf gives a plan the scripts of its base. Of a live database they are
// written from what it holds.
func (env *environment) baseOf(base *load.Source, f rehearseFlags, plan *rehearse.Plan) error {
	if !f.partly {
		if err := whole(base, "the migration would be tried on something else", "--partly"); err != nil {
			return err
		}
	}
	plan.Base = base.Scripts
	if len(plan.Base) == 0 {
		text := sql.New(diff.Between(&model.Schema{}, base.Schema, nil)).Text(sql.Header{Title: base.Name})
		plan.Base = []parse.File{{Name: base.Name, Text: text}}
	}
	return nil
}

func readScript(name string) (parse.File, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return parse.File{}, &load.Error{What: "the file cannot be read", Where: name, Fix: "name an .sql file", Err: err}
	}
	return parse.File{Name: filepath.ToSlash(name), Text: string(data)}, nil
}

// predicted tells by its text which lock a statement was said to take.
func predicted(m sql.Migration) func(string) string {
	locks := map[string]string{}
	for _, s := range m.Statements {
		locks[strings.TrimSpace(s.SQL)] = s.Lock.String()
	}
	return func(text string) string { return locks[strings.TrimSpace(text)] }
}
