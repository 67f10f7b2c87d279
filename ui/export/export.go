// Package export writes documents to disk: whole or not at all, and never
// over a file that a person changed, unless told to.
package export

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/pgdraft/pgdraft/model/design"
	"github.com/pgdraft/pgdraft/render/document"
)

// State says what writing a file would do.
type State string

// The states.
const (
	New     State = "new"
	Same    State = "unchanged"
	Replace State = "replaces an earlier export"
	Changed State = "was changed by hand"
)

// Planned is a file that is to be written.
type Planned struct {
	document.File
	Target string // where it goes
	State  State
}

// Plan looks at what is there. written gives the hashes of earlier exports by
// path.
func Plan(root string, files []document.File, written map[string]string) ([]Planned, error) {
	out := make([]Planned, len(files))
	for i, f := range files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return nil, fmt.Errorf("%s leads out of the project: set another path for it in pgdraft.toml, [paths]", f.Path)
		}
		p := Planned{File: f, Target: filepath.Join(root, filepath.FromSlash(f.Path)), State: New}
		data, err := os.ReadFile(p.Target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fmt.Errorf("look at %s: %w", p.Target, err)
		case undated(string(data)) == undated(f.Text):
			p.State = Same
		case written[f.Path] == Sum(string(data)):
			p.State = Replace
		default:
			p.State = Changed
		}
		out[i] = p
	}
	return out, nil
}

// dates are the lines of documents that say when they were written.
var dates = regexp.MustCompile(`(?m)^(-- Written: |\*\*Date\*\*: ).*$`)

// undated is a document without the day it was written: one that differs in
// nothing else is the same.
func undated(text string) string { return dates.ReplaceAllString(text, "") }

// Unchanged tells whether every file is there as it is.
func Unchanged(planned []Planned) bool {
	return !slices.ContainsFunc(planned, func(p Planned) bool { return p.State != Same })
}

// Earlier gives the migration that a design wrote last, and its stamp, where
// the new export is to take its place: it lies there as it was written, and
// the base does not hold it yet.
func Earlier(root string, d *design.Design) (name string, at time.Time, ok bool) {
	last, _ := d.LastExport()
	if last == nil || last.Migration == "" || slices.Contains(d.Files(), last.Migration) {
		return "", at, false
	}
	m := stamped.FindStringSubmatch(last.Migration)
	if m == nil {
		return "", at, false
	}
	at, err := time.Parse(document.Stamp, m[1])
	if err != nil {
		return "", at, false
	}
	for path, sum := range last.Files {
		if filepath.Base(path) != last.Migration {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		return last.Migration, at, err == nil && Sum(string(data)) == sum
	}
	return "", at, false
}

// ChangedError lists files that a person changed since they were exported.
type ChangedError struct{ Files []string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("not written, because these files are there and pgdraft did not write what they hold: %s; move them away, or say --force to replace them",
		strings.Join(e.Files, ", "))
}

// Write writes the files. All are prepared beside their places before the
// first of them takes its place.
func Write(planned []Planned, force bool) (err error) {
	var changed []string
	for _, p := range planned {
		if p.State == Changed && !force {
			changed = append(changed, p.Target)
		}
	}
	if len(changed) > 0 {
		return &ChangedError{changed}
	}
	var pending []*renameio.PendingFile
	defer func() {
		for _, f := range pending {
			err = errors.Join(err, f.Cleanup())
		}
	}()
	for _, p := range planned {
		if p.State == Same {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p.Target), 0o755); err != nil {
			return fmt.Errorf("make the folder of %s: %w", p.Target, err)
		}
		f, err := renameio.NewPendingFile(p.Target, renameio.WithPermissions(0o644))
		if err != nil {
			return fmt.Errorf("write %s: %w", p.Target, err)
		}
		pending = append(pending, f)
		if _, err := f.Write([]byte(p.Text)); err != nil {
			return fmt.Errorf("write %s: %w", p.Target, err)
		}
	}
	for _, f := range pending {
		if err := f.CloseAtomicallyReplace(); err != nil {
			return err
		}
	}
	return nil
}

// Sum is the SHA-256 of a text.
func Sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// Sums gives the hashes of planned files by their paths, as a design keeps
// them.
func Sums(planned []Planned) map[string]string {
	out := make(map[string]string, len(planned))
	for _, p := range planned {
		out[p.Path] = Sum(p.Text)
	}
	return out
}

var stamped = regexp.MustCompile(`^(\d{14})_`)

// NextStamp is now, or a second after the newest migration where that is not
// before now: a migration must sort behind those that are there.
func NextStamp(now time.Time, existing []string) time.Time {
	next := now.UTC().Truncate(time.Second)
	for _, name := range existing {
		m := stamped.FindStringSubmatch(filepath.Base(name))
		if m == nil {
			continue
		}
		t, err := time.Parse(document.Stamp, m[1])
		if err == nil && !t.Before(next) {
			next = t.Add(time.Second)
		}
	}
	return next
}
