package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/adrg/xdg"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/mattn/go-isatty"
	"github.com/muesli/termenv"
	"github.com/pgdraft/pgdraft/checks/all"
	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/source"
	"github.com/pgdraft/pgdraft/render/document"
	"github.com/pgdraft/pgdraft/ui/app"
	"github.com/pgdraft/pgdraft/ui/export"
	"github.com/pgdraft/pgdraft/ui/load"
	"github.com/pgdraft/pgdraft/ui/sample"
	"github.com/pgdraft/pgdraft/ui/screen"
	"github.com/pgdraft/pgdraft/ui/session"
	"github.com/spf13/cobra"
)

// errNoTerminal says what to do where nobody can press a key.
var errNoTerminal = errors.New("the workbench needs a terminal: standard input or output is not one: in scripts use pgdraft inspect, check, diff, export or erd")

func (env *environment) workbench(cmd *cobra.Command, args []string) error {
	out := env.terminal
	if out == nil || env.stdin == nil || !isTerminal(env.stdin) {
		return errNoTerminal
	}
	debug.SetGCPercent(100) // it stays, unlike a command
	renderer := lipgloss.NewRenderer(out)
	if env.noColor {
		renderer.SetColorProfile(termenv.Ascii)
	}
	var rehearsals sync.WaitGroup
	ctx, stop := context.WithCancel(cmd.Context())
	defer func() { // what is under way ends and leaves nothing
		stop()
		rehearsals.Wait()
	}()
	cfg := app.Config{Theme: screen.NewTheme(renderer), ASCII: env.ascii, Export: exporter{env}, Rehearse: rehearser{env, &rehearsals},
		Copy: func(text string) { termenv.NewOutput(out).Copy(text) }, Choices: env.choices()}
	name := ""
	if len(args) == 1 {
		name = args[0]
	} else {
		name = foundHere()
	}
	if name != "" {
		cfg.Open = env.opener(named(name))
	}
	workbench := app.New(ctx, cfg)
	_, err := tea.NewProgram(workbench, tea.WithContext(cmd.Context()), tea.WithInput(env.stdin), tea.WithOutput(screen.NewWriter(out)),
		tea.WithAltScreen(), tea.WithMouseCellMotion()).Run()
	if errors.Is(err, tea.ErrProgramKilled) && cmd.Context().Err() != nil {
		err = nil // a signal asked us to end
	}
	return errors.Join(err, workbench.Close())
}

func isTerminal(f *os.File) bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }

// foundHere names the design or the migrations of this folder, empty where
// there is neither.
func foundHere() string {
	if designs, err := filepath.Glob("*" + load.DesignExt); err == nil && len(designs) == 1 {
		return designs[0]
	}
	if _, err := source.Find(os.DirFS(".")); err == nil {
		return "."
	}
	return ""
}

func (env *environment) choices() []app.Choice {
	var out []app.Choice
	if designs, err := filepath.Glob("*" + load.DesignExt); err == nil {
		for _, d := range designs {
			out = append(out, app.Choice{Title: d, Detail: "a design in this folder", Open: env.opener(named(d))})
		}
	}
	if f, err := source.Find(os.DirFS(".")); err == nil {
		out = append(out, app.Choice{Title: f.Dir, Detail: fmt.Sprintf("%s, %d files", f.Layout, len(f.Files)), Open: env.opener(named("."))})
	}
	return append(out,
		app.Choice{Title: "The sample", Detail: "the Resume Builder: three tables on top of a recruiting application", Open: env.opener((*environment).openSample)},
		app.Choice{Title: "A new design", Detail: "starts from nothing and is kept in this folder", Open: env.opener((*environment).openNew)})
}

// opener makes of a way to open something one that can also open it without
// the right to edit.
func (env *environment) opener(open func(*environment, context.Context) (*session.Session, error)) app.Opener {
	return func(ctx context.Context, readOnly bool) (*session.Session, error) {
		own := *env
		own.readOnly = env.readOnly || readOnly
		return open(&own, ctx)
	}
}

// named opens the source of that name.
func named(name string) func(*environment, context.Context) (*session.Session, error) {
	return func(env *environment, ctx context.Context) (*session.Session, error) {
		return env.openSession(ctx, name)
	}
}

func (env *environment) editing() design.Options {
	return design.Options{Now: env.now, Author: env.author, ReadOnly: env.readOnly}
}

func (env *environment) openSession(ctx context.Context, name string) (*session.Session, error) {
	set, err := load.Settings(name)
	if err == nil {
		err = knownRules(set)
	}
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, load.DesignExt) {
		d, err := design.Open(ctx, name, sample.Loader(load.Loader(filepath.Dir(name))), env.editing())
		if err != nil {
			return nil, err
		}
		return session.New(d, all.Rules(), set, d.Diagnostics()), nil
	}
	s, err := load.Open(ctx, name, env.editing())
	if err != nil {
		return nil, err
	}
	abs, project := s.Name, catalog.Database(name)
	if !catalog.IsURL(name) {
		if abs, err = filepath.Abs(s.Name); err != nil {
			return nil, err
		}
		project = projectName(abs)
	}
	d, err := env.designFor(ctx, project, abs, design.Base{Schema: s.Schema, Files: s.Files, Diagnostics: s.Diagnostics})
	if err != nil {
		return nil, err
	}
	return session.New(d, all.Rules(), set, s.Diagnostics), nil
}

// projectName makes a name from where a source lies: the folder that holds
// supabase/migrations, the file's name.
func projectName(path string) string {
	for {
		base := filepath.Base(path)
		switch base {
		case "migrations", "supabase", "drizzle", "prisma", "db", "backend", "apps", "sql":
			if parent := filepath.Dir(path); parent != path {
				path = parent
				continue
			}
		}
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
}

// designFor gives the design that edits a source: the one in this folder that
// was begun earlier, or one whose file is made with the first edit. Where this
// folder cannot be written to, the file goes to the user's own state folder.
func (env *environment) designFor(ctx context.Context, name, base string, b design.Base) (*design.Design, error) {
	dir := "."
	if !writable(dir) {
		dir = filepath.Join(xdg.StateHome, "pgdraft")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("neither this folder nor %s can be written to: %w", dir, err)
		}
	}
	for i := 1; ; i++ {
		path := filepath.Join(dir, name+load.DesignExt)
		if i > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s-%d%s", name, i, load.DesignExt))
		}
		_, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return design.Prepare(path, name, relative(dir, base), b, env.editing()), nil
		}
		loader := func(_ context.Context, source string) (design.Base, error) {
			if absolute(dir, source) != base {
				return b, errOtherBase
			}
			return b, nil
		}
		d, err := design.Open(ctx, path, loader, env.editing())
		if errors.Is(err, errOtherBase) {
			continue
		}
		return d, err
	}
}

var errOtherBase = errors.New("the design of this name has another base")

func relative(dir, path string) string {
	if catalog.IsURL(path) {
		return path
	}
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(absDir, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

func absolute(dir, path string) string {
	if catalog.IsURL(path) {
		return path
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	abs, err := filepath.Abs(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		return path
	}
	return abs
}

// writable tries whether files can be made in a folder.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".pgdraft-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// openSample opens the sample as it was left, or makes it.
func (env *environment) openSample(ctx context.Context) (*session.Session, error) {
	dir := filepath.Join(xdg.StateHome, "pgdraft")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("keep the sample in %s: %w", dir, err)
	}
	set, err := load.Settings(".")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, sample.Name+load.DesignExt)
	if _, err := os.Stat(path); err == nil {
		d, err := design.Open(ctx, path, sample.Loader(load.Loader(dir)), env.editing())
		if err != nil {
			return nil, err
		}
		return session.New(d, all.Rules(), set, nil), nil
	}
	base, err := sample.Base()
	if err != nil {
		return nil, err
	}
	edits, err := sample.Edits(base.Schema)
	if err != nil {
		return nil, err
	}
	d := design.Prepare(path, sample.Name, sample.Source, base, design.Options{Now: env.now, Author: env.author})
	for _, e := range edits {
		if _, err := d.Do(e); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	return session.New(d, all.Rules(), set, nil), nil
}

// openNew begins a design from nothing.
func (env *environment) openNew(context.Context) (*session.Session, error) {
	set, err := load.Settings(".")
	if err != nil {
		return nil, err
	}
	path := "design" + load.DesignExt
	for i := 2; ; i++ {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			break
		}
		path = fmt.Sprintf("design-%d%s", i, load.DesignExt)
	}
	name := strings.TrimSuffix(path, load.DesignExt)
	d := design.Prepare(path, name, load.EmptyBase, design.Base{Schema: &model.Schema{}}, env.editing())
	return session.New(d, all.Rules(), set, nil), nil
}

// exporter writes the documents below the folder that pgdraft was started in.
type exporter struct{ env *environment }

// Plan implements [app.Exporter].
func (x exporter) Plan(s *session.Session, snap *session.Snapshot) ([]export.Planned, error) {
	at := export.NextStamp(x.env.now(), existing(s))
	if _, earlier, ok := export.Earlier(".", s.Design); ok {
		at = earlier
	}
	files := document.Files(document.Export{
		Name: s.Design.Name(), Author: x.env.author, At: at, Base: snap.Base, Target: snap.Target,
		Edits: snap.EditList(), Findings: snap.Checks, Settings: s.Settings})
	return export.Plan(".", files, s.Design.Written())
}

// existing lists the migrations that a new one must come after.
func existing(s *session.Session) []string {
	return append(migrationsIn(filepath.FromSlash(s.Settings.Paths.Migrations)), s.Design.Files()...)
}

// migrationsIn lists the SQL files of a folder; none where it is not there.
func migrationsIn(dir string) []string {
	files, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil {
		return nil // the folder's name is no pattern; then nothing lies there that a stamp could clash with
	}
	for i, f := range files {
		files[i] = filepath.Base(f)
	}
	return files
}

// Write implements [app.Exporter].
func (x exporter) Write(s *session.Session, planned []export.Planned) error {
	if err := export.Write(planned, false); err != nil || export.Unchanged(planned) {
		return err
	}
	return s.Design.Exported(exportEntry(planned))
}
