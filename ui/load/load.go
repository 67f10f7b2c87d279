// Package load opens what a user names as a SOURCE: a folder of migrations,
// an SQL file, a design.
package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/model/parse"
	"github.com/pgdraft/pgdraft/model/settings"
	"github.com/pgdraft/pgdraft/model/source"
)

// DesignExt is the extension of design files.
const DesignExt = ".pgdraft"

// Error says what is wrong with a source, where, and how to put it right.
type Error struct {
	What, Where, Fix string
	Err              error
}

func (e *Error) Error() string {
	s := e.What + ": " + e.Where
	if e.Fix != "" {
		s += ": " + e.Fix
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Source is what was opened.
type Source struct {
	Name   string // as it is shown: the folder or file
	Schema *model.Schema
	// Base is what Schema grew from: Schema itself but for a design.
	Base        *model.Schema
	Design      *design.Design // nil unless the source is one
	Layout      source.Layout  // of a folder
	Files       []string
	Left        []source.Left
	Diagnostics []parse.Diagnostic
	Statements  int
	// Scripts are the texts that were read, in their order; none of a live
	// database or a design.
	Scripts []parse.File

	url string // of a live database
}

// Unread counts the statements and files that could not be read.
func (s *Source) Unread() int {
	n := 0
	for _, d := range s.Diagnostics {
		if d.Level == parse.Error {
			n++
		}
	}
	return n
}

// StandardInput is the name under which a source is read from standard input.
const StandardInput = "-"

// Open reads a source.
func Open(ctx context.Context, name string, opts design.Options) (*Source, error) {
	if catalog.IsURL(name) {
		return live(ctx, name)
	}
	if name == StandardInput {
		return standardInput(ctx)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, &Error{What: "nothing is there", Where: name, Fix: "give a folder of migrations, an .sql file, a postgres:// URL or a " + DesignExt + " design", Err: err}
	}
	switch {
	case info.IsDir():
		return folder(ctx, name)
	case strings.HasSuffix(name, DesignExt):
		return openDesign(ctx, name, opts)
	}
	return file(ctx, name)
}

func folder(ctx context.Context, name string) (*Source, error) {
	fsys := os.DirFS(name)
	found, err := source.Find(fsys)
	if err != nil {
		if errors.Is(err, source.ErrNoSQL) {
			return nil, &Error{What: "the folder holds no migration", Where: name,
				Fix: "name the folder with the .sql files, or an .sql file", Err: err}
		}
		return nil, &Error{What: err.Error(), Where: name, Err: err}
	}
	files, err := found.Read(fsys, name)
	if err != nil {
		return nil, readError(name, err)
	}
	s, err := read(ctx, source.Follow(files, beside(name+"/x")))
	if err != nil {
		return nil, err
	}
	s.Name, s.Layout, s.Left = filepath.Join(name, found.Dir), found.Layout, found.Left
	for _, f := range found.Files {
		s.Files = append(s.Files, filepath.Base(f))
	}
	return s, nil
}

func readError(name string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return &Error{What: "reading is not permitted", Where: name, Fix: "check the file's owner and mode with ls -l", Err: err}
	}
	return &Error{What: err.Error(), Where: name, Err: err}
}

func file(ctx context.Context, name string) (*Source, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, readError(name, err)
	}
	files := source.Follow([]parse.File{{Name: filepath.ToSlash(name), Text: string(data)}}, beside(name))
	s, err := read(ctx, files)
	if err != nil {
		return nil, err
	}
	s.Name = name
	return s, nil
}

// beside opens the files that a script reads. They have to lie in the working
// folder, or in that of the script, or below: a script from elsewhere is not
// to show what else there is on the machine.
func beside(script string) func(string) (string, error) {
	return func(name string) (string, error) {
		file := filepath.FromSlash(name)
		if !within(filepath.Dir(script), file) && !within(".", file) {
			return "", errors.New(name + " lies outside of the script's folder and of this one")
		}
		data, err := os.ReadFile(file)
		return string(data), err
	}
}

// within tells whether a file lies in a folder or below it, links followed.
func within(dir, file string) bool {
	real := func(p string) (string, error) {
		p, err := filepath.Abs(p)
		if err != nil {
			return "", err
		}
		return filepath.EvalSymlinks(p)
	}
	d, err := real(dir)
	if err != nil {
		return false
	}
	f, err := real(file)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) // which reading it will say
	}
	rel, err := filepath.Rel(d, f)
	return err == nil && filepath.IsLocal(rel)
}

// live reads a database.
func live(ctx context.Context, name string) (*Source, error) {
	conn, err := catalog.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	shown := catalog.Redact(name)
	res, err := catalog.Read(ctx, conn, shown)
	if err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))); err != nil {
		return nil, &Error{What: err.Error(), Where: shown, Fix: "what was read up to there is not used; try again", Err: err}
	}
	return &Source{Name: shown, Schema: res.Schema, Base: res.Schema, Diagnostics: res.Diagnostics, url: name}, nil
}

// Agree settles, where one of two sources is a live database, which
// expressions of the other mean the same to it though they are spelled in
// another way; see [catalog.Agree].
func Agree(ctx context.Context, a, b *Source) error {
	server, other := a, b
	if a.url == "" {
		server, other = b, a
	}
	if server.url == "" || other.url != "" {
		return nil
	}
	conn, err := catalog.Open(ctx, server.url)
	if err != nil {
		return err
	}
	agreed, err := catalog.Agree(ctx, conn, server.Schema, other.Schema)
	if err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))); err != nil {
		return &Error{What: err.Error(), Where: server.Name, Fix: "try again", Err: err}
	}
	other.Schema = agreed
	return nil
}

func standardInput(ctx context.Context) (*Source, error) {
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		return nil, readError("standard input", err)
	}
	s, err := read(ctx, []parse.File{{Name: "standard input", Text: string(data)}})
	if err != nil {
		return nil, err
	}
	s.Name = "standard input"
	return s, nil
}

func read(ctx context.Context, files []parse.File) (*Source, error) {
	res, err := parse.Read(ctx, nil, files...)
	if err != nil {
		return nil, err
	}
	return &Source{Schema: res.Schema, Base: res.Schema, Diagnostics: res.Diagnostics, Statements: res.Statements, Scripts: files}, nil
}

// BaseOf opens what a design starts from.
func BaseOf(ctx context.Context, d *design.Design) (*Source, error) {
	name := d.Source()
	if name == EmptyBase {
		return &Source{Name: "nothing", Schema: &model.Schema{}, Base: &model.Schema{}}, nil
	}
	if !filepath.IsAbs(name) && !catalog.IsURL(name) {
		name = filepath.Join(filepath.Dir(d.Path()), name)
	}
	return Open(ctx, name, design.Options{})
}

// IsLive tells whether the source is a live database.
func (s *Source) IsLive() bool { return s.url != "" }

// EmptyBase is how a design names that it starts from nothing.
const EmptyBase = ""

// Loader gives the base of a design that lies in dir.
func Loader(dir string) design.Loader {
	return func(ctx context.Context, name string) (design.Base, error) {
		if name == EmptyBase {
			return design.Base{Schema: &model.Schema{}}, nil
		}
		if strings.HasSuffix(name, DesignExt) {
			return design.Base{}, &Error{What: "the base of a design cannot be a design", Where: name,
				Fix: "export that design and name the folder of its migrations"}
		}
		if !filepath.IsAbs(name) && !catalog.IsURL(name) {
			name = filepath.Join(dir, name)
		}
		s, err := Open(ctx, name, design.Options{})
		if err != nil {
			return design.Base{}, err
		}
		return design.Base{Schema: s.Schema, Files: s.Files, Diagnostics: s.Diagnostics}, nil
	}
}

func openDesign(ctx context.Context, name string, opts design.Options) (*Source, error) {
	d, err := design.Open(ctx, name, Loader(filepath.Dir(name)), opts)
	if err != nil {
		return nil, err
	}
	state := d.State()
	return &Source{Name: name, Schema: state.Target, Base: state.Base, Design: d, Files: d.Files(), Diagnostics: d.Diagnostics()}, nil
}

// Settings reads the settings of the project that a source belongs to:
// pgdraft.toml beside the source or above it, or in this folder for a database;
// else the defaults.
func Settings(name string) (settings.Settings, error) {
	if catalog.IsURL(name) || name == StandardInput {
		name = "."
	}
	dir, err := filepath.Abs(name)
	if err != nil {
		return settings.Default(), err
	}
	for {
		file := filepath.Join(dir, settings.FileName)
		data, err := os.ReadFile(file)
		switch {
		case err == nil:
			return settings.Parse(file, string(data))
		case !errors.Is(err, fs.ErrNotExist) && !isNotDir(err):
			return settings.Default(), fmt.Errorf("%s: %w", file, err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return settings.Default(), nil
		}
		dir = parent
	}
}

// isNotDir tells whether a path went through a file.
func isNotDir(err error) bool { return strings.Contains(err.Error(), "not a directory") }
