// Package cli holds the commands.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/pgdraft/pgdraft/checks"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/render/safe"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1
	exitFailed   = 2
)

// found says that a command worked and found something.
type found struct{}

func (found) Error() string { return "there are findings" }

// Main runs the command line and gives the exit code.
func Main(args []string, stdin *os.File, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env := &environment{stdin: stdin, out: stdout, err: stderr, now: time.Now, author: author()}
	root := env.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var f found
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &f):
		return exitFindings
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 {
			line = "pgdraft: " + line
		}
		fmt.Fprintln(stderr, safe.Clean(line))
	}
	return exitFailed
}

// environment is what the commands need of the world.
type environment struct {
	stdin    *os.File
	out, err io.Writer
	now      func() time.Time
	author   string
	noColor  bool
	ascii    bool
	readOnly bool
}

func author() string {
	if u, err := user.Current(); err == nil {
		if u.Name != "" {
			return u.Name
		}
		return u.Username
	}
	return "somebody"
}

// Version is what the build says of itself.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return strings.Trim(info.Main.Version, "()")
}

func (env *environment) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pgdraft [SOURCE]",
		Short: "A terminal workbench for PostgreSQL schemas",
		Long: `pgdraft opens a PostgreSQL schema, lets you browse and edit it, shows what
breaks the checklist while you type, draws it, and exports a migration that
can be run twice, its rollback and the documents that go with it.

SOURCE is a folder of migrations, an .sql file or a .pgdraft design. Without
it the design or the migrations of this folder are opened, else a start
screen.`,
		Example: `  pgdraft                              what this folder holds, or the start screen
  pgdraft supabase/migrations          a folder of migrations
  pgdraft check supabase/migrations    the checklist, for scripts`,
		Version: Version(),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return nil
			}
			var names []string
			for _, c := range cmd.Commands() {
				names = append(names, c.Name())
			}
			fix := "see pgdraft --help"
			if near := model.Nearest(args[0], names); near != "" {
				fix = "did you mean " + near + "?"
			}
			return fmt.Errorf("there is no such command: %s: %s", args[0], fix)
		},
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          env.workbench,
	}
	cmd.PersistentFlags().BoolVar(&env.noColor, "no-color", os.Getenv("NO_COLOR") != "", "print without colours")
	cmd.PersistentFlags().BoolVar(&env.ascii, "ascii", false, "draw with ASCII characters only")
	cmd.Flags().BoolVar(&env.readOnly, "read-only", false, "open a design without the right to edit it")
	cmd.AddCommand(env.inspect(), env.check(), env.diff(), env.export(), env.erd())
	return cmd
}

func (env *environment) options() design.Options {
	return design.Options{Now: env.now, Author: env.author, ReadOnly: true}
}

// open reads a source for a command that does not edit it, and reports on
// stderr what could not be read.
func (env *environment) open(ctx context.Context, name string) (*load.Source, error) {
	s, err := load.Open(ctx, name, env.options())
	if err != nil {
		return nil, err
	}
	for _, d := range s.Diagnostics {
		if d.Level > parse.Note {
			env.diagnostic(d)
		}
	}
	for _, l := range s.Left {
		fmt.Fprintln(env.err, safe.Clean(fmt.Sprintf("%s was left out: %s", l.File, l.Why)))
	}
	if s.Design != nil {
		for _, c := range s.Design.State().Conflicts {
			fmt.Fprintln(env.err, safe.Clean(fmt.Sprintf("edit %d no longer fits the base: %s: %v", c.N, c.Edit.Describe(), c.Err)))
		}
	}
	return s, nil
}

// diagnostic prints a diagnostic line by line, so that the caret stays under
// its place.
func (env *environment) diagnostic(d parse.Diagnostic) {
	for _, line := range safe.Lines(d.String()) {
		fmt.Fprintln(env.err, line)
	}
}

func checker(source string) (*checks.Checker, settings.Settings, error) {
	set, err := load.Settings(source)
	if err != nil {
		return nil, set, err
	}
	return checks.New(all.Rules(), set), set, nil
}

// oneOf checks the value of a flag.
func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if a == value {
			return nil
		}
	}
	return fmt.Errorf("--%s %s is not known: it is one of %s", flag, value, strings.Join(allowed, ", "))
}
