// Package cli holds the commands.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"slices"
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
	"github.com/pgdraft/pgdraft/ui/quiet"
	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1
	exitFailed   = 2
)

// patience is how long a command may take to end by itself after a signal.
const patience = 2 * time.Second

// found says that a command worked and found something.
type found struct{}

func (found) Error() string { return "there are findings" }

// Main runs the command line and gives the exit code.
func Main(args []string, stdin *os.File, stdout, stderr io.Writer) int {
	quiet.End()
	hurry()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	unwatch := context.AfterFunc(ctx, func() { // a second signal ends what does not listen, as reading from a pipe does not
		stop()
		time.AfterFunc(patience, func() { os.Exit(exitFailed) })
	})
	defer unwatch()
	env := &environment{stdin: stdin, out: stdout, err: stderr, now: time.Now, author: author()}
	if f, ok := stdout.(*os.File); ok && isTerminal(f) {
		env.out, env.terminal = safe.NewWriter(f), f
	}
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

// hurry has memory collected half as often: a command ends soon, and reading a
// schema makes much that is short-lived.
func hurry() { debug.SetGCPercent(200) }

// environment is what the commands need of the world.
type environment struct {
	stdin    *os.File
	out, err io.Writer
	terminal *os.File // what out leads to, nil where it is no terminal
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

SOURCE is a folder of migrations, an .sql file, the postgres:// URL of a live
database or a .pgdraft design. Without it the design or the migrations of this
folder are opened, else a start screen.`,
		Example: `  pgdraft                              what this folder holds, or the start screen
  pgdraft supabase/migrations          a folder of migrations
  pgdraft postgres://user@host/name    a live database, which is only read
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
	cmd.AddCommand(env.inspect(), env.check(), env.diff(), env.export(), env.erd(), env.rehearse())
	for _, c := range cmd.Commands() {
		c.Version = cmd.Version
	}
	return cmd
}

// sources checks that a command was given as many sources as it takes.
func sources(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		return fmt.Errorf("%s takes %s, and %d were given: pgdraft %s: see pgdraft %s --help",
			cmd.Name(), strings.Join(names, " and "), len(args), cmd.Use, cmd.Name())
	}
}

// choiceFlag adds a flag that takes one of several words.
func choiceFlag(cmd *cobra.Command, to *string, name, value string, words ...string) {
	cmd.Flags().StringVar(to, name, value, strings.Join(words[:len(words)-1], ", ")+" or "+words[len(words)-1])
	if err := cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag is defined above
	}
}

func (env *environment) options() design.Options {
	return design.Options{Now: env.now, Author: env.author, ReadOnly: true}
}

// open reads a source for a command that does not edit it, and reports on
// stderr what could not be read.
func (env *environment) open(ctx context.Context, name string) (*load.Source, error) {
	return env.openWith(ctx, name, env.options())
}

func (env *environment) openWith(ctx context.Context, name string, opts design.Options) (*load.Source, error) {
	s, err := load.Open(ctx, name, opts)
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
		if torn := s.Design.Repaired(); torn != "" {
			fmt.Fprintln(env.err, safe.Clean(torn))
		}
		for _, c := range s.Design.State().Conflicts {
			fmt.Fprintln(env.err, safe.Clean(fmt.Sprintf("edit %d no longer fits the base: %s: %v", c.N, c.Edit.Describe(), c.Err)))
		}
	}
	return s, nil
}

// whole fails where something of a source was not read or does not fit: what
// follows from it could then be wrong, and a migration could drop what is
// there.
func whole(s *load.Source, consequence, otherwise string) error {
	unread, unfit := s.Unread(), 0
	if s.Design != nil {
		unfit = len(s.Design.State().Conflicts)
	}
	var parts []string
	if unread > 0 {
		parts = append(parts, plural(unread, "statement or file", "statements or files")+" could not be read")
	}
	if unfit > 0 {
		parts = append(parts, plural(unfit, "edit does not fit the base any more", "edits do not fit the base any more"))
	}
	if len(parts) == 0 {
		return nil
	}
	return fmt.Errorf("%s, so %s: %s: see the messages above, or pass %s", strings.Join(parts, " and "), consequence, s.Name, otherwise)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
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
	if err := knownRules(set); err != nil {
		return nil, set, err
	}
	return checks.New(all.Rules(), set), set, nil
}

// knownRules fails where the settings set the level of a rule that there is
// not.
func knownRules(set settings.Settings) error {
	var ids []string
	for _, r := range all.Rules() {
		ids = append(ids, r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(set.Rules)) {
		if slices.Contains(ids, id) {
			continue
		}
		fix := "see pgdraft check --list"
		if near := model.Nearest(id, ids); near != "" {
			fix = "did you mean " + near + "?"
		}
		return fmt.Errorf("there is no rule %q: %s, [rules]: %s", id, settings.FileName, fix)
	}
	return nil
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
