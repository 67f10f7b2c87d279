// Package design keeps a design: a base schema and a journal of edits.
//
// The journal is a file of JSON lines: a header, then one entry a line, each
// appended and synced before the state it leads to is given out. A process
// that is killed at any moment therefore loses nothing that was shown; at
// worst the last line is torn, which is reported and cut off when the file is
// opened again.
package design

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pgdraft/pgdraft/model"
	"github.com/pgdraft/pgdraft/model/edit"
	"github.com/pgdraft/pgdraft/model/parse"
)

// The errors of a design.
var (
	ErrNothingToUndo = errors.New("there is nothing to undo")
	ErrNothingToRedo = errors.New("there is nothing to redo")
	ErrReadOnly      = errors.New("the design is open read-only")
)

// Base is what a design starts from.
type Base struct {
	Schema      *model.Schema
	Files       []string // the migrations it was read from
	Diagnostics []parse.Diagnostic
}

// Loader reads the base that a design names.
type Loader func(ctx context.Context, source string) (Base, error)

// Options are what a design needs from outside.
type Options struct {
	Now      func() time.Time
	Author   string
	ReadOnly bool
}

// Applied is an edit of the design that is in force.
type Applied struct {
	N    int // its number in the journal
	At   time.Time
	By   string
	Edit edit.Edit
}

// Conflict is an edit that no longer fits the base.
type Conflict struct {
	Applied
	Err error
}

// State is what a design is at a moment. It is never written to.
type State struct {
	Base   *model.Schema
	Target *model.Schema
	// Edits are those in force, in order; Landed is how many edits before
	// them the base holds already.
	Edits     []Applied
	Landed    int
	Conflicts []Conflict
	Redoable  []edit.Edit // the next to redo is the last
	Revision  int         // grows with every change
}

// Design is an open design. Its methods may be called from several
// goroutines.
type Design struct {
	header  Header
	opts    Options
	path    string
	journal *journal     // nil for a design that is kept nowhere, or not yet
	begin   func() error // makes the file, before the first entry; nil once it is there
	lock    *lock
	repair  string
	files   []string
	remarks []parse.Diagnostic

	mu     sync.Mutex
	hashes map[string]string // of the files written by exports
	last   int               // number of the last entry

	exported   *Export // the last one
	exportedAt int     // the number of its entry
	state      State
	undone     []Applied
	past       []*model.Schema // past[i] is the target before state.Edits[i]
}

// New makes a design that is kept nowhere.
func New(name string, base Base, opts Options) *Design {
	return &Design{header: Header{Version: formatVersion, Name: name}, opts: opts, files: base.Files, remarks: base.Diagnostics,
		state: State{Base: base.Schema, Target: base.Schema}}
}

// Prepare makes a design whose file is made with its first entry: looking at
// a schema leaves nothing behind.
func Prepare(path, name, source string, base Base, opts Options) *Design {
	d := New(name, base, opts)
	d.path = path
	d.header.Base, d.header.Created = source, opts.Now().UTC()
	d.begin = func() error {
		l, err := acquire(path, opts)
		if err != nil {
			return err
		}
		j, err := createJournal(path, d.header)
		if err != nil {
			return errors.Join(err, l.release())
		}
		d.lock, d.journal, d.begin = l, j, nil
		return nil
	}
	return d
}

// Create makes a design file. source is how the base is to be found again. It
// fails where the file exists.
func Create(path, name, source string, base Base, opts Options) (*Design, error) {
	d := Prepare(path, name, source, base, opts)
	if err := d.begin(); err != nil {
		return nil, err
	}
	return d, nil
}

// Open opens a design file, reads its base with load and replays its edits. A
// [*LockedError] says who else has it open for writing.
func Open(ctx context.Context, path string, load Loader, opts Options) (*Design, error) {
	var l *lock
	if !opts.ReadOnly {
		var err error
		if l, err = acquire(path, opts); err != nil {
			return nil, err
		}
	}
	d, err := open(ctx, path, load, opts)
	if err != nil {
		return nil, errors.Join(err, l.release())
	}
	d.lock = l
	return d, nil
}

func open(ctx context.Context, path string, load Loader, opts Options) (*Design, error) {
	content, err := readJournal(path)
	if err != nil {
		return nil, err
	}
	base, err := load(ctx, content.header.Base)
	if err != nil {
		return nil, fmt.Errorf("the base of %s: %w", path, err)
	}
	d := New(content.header.Name, base, opts)
	d.header, d.path, d.repair = content.header, path, content.torn
	if !opts.ReadOnly {
		if d.journal, err = reopenJournal(path, content.size); err != nil {
			return nil, err
		}
	}
	d.replay(content.entries)
	return d, nil
}

// replay brings the design to where its entries lead.
func (d *Design) replay(entries []Entry) {
	active, undone, landed := resolve(entries, d.files)
	d.state.Landed = landed
	target := d.state.Base
	for _, a := range active {
		next, err := edit.Apply(target, a.Edit)
		if err != nil {
			d.state.Conflicts = append(d.state.Conflicts, Conflict{a, err})
			continue
		}
		d.past = append(d.past, target)
		d.state.Edits = append(d.state.Edits, a)
		target = next
	}
	d.state.Target = target
	d.undone = undone
	d.state.Redoable = redoable(undone)
	for _, e := range entries {
		if e.Export != nil {
			d.note(*e.Export)
		}
	}
	if n := len(entries); n > 0 {
		d.last = entries[n-1].N
	}
	d.state.Revision = d.last
}

// resolve works out which edits of a journal are in force, which were undone
// last, and how many the base holds already because the migration that they
// were exported to is among its files.
func resolve(entries []Entry, files []string) (active, undone []Applied, landed int) {
	for _, e := range entries {
		switch {
		case e.Edit != nil:
			active = append(active, Applied{e.N, e.At, e.By, e.Edit})
			undone = nil
		case e.Undo != 0:
			if i := slices.IndexFunc(active, func(a Applied) bool { return a.N == e.Undo }); i >= 0 {
				undone = append(undone, active[i])
				active = slices.Delete(active, i, i+1)
			}
		case e.Redo != 0:
			if i := slices.IndexFunc(undone, func(a Applied) bool { return a.N == e.Redo }); i >= 0 {
				active = append(active, undone[i])
				undone = slices.Delete(undone, i, i+1)
			}
		case e.Export != nil && slices.Contains(files, e.Export.Migration):
			left := active[:0:0]
			for _, a := range active {
				if a.N <= e.Export.UpTo {
					landed++
				} else {
					left = append(left, a)
				}
			}
			active = left
		}
	}
	return active, undone, landed
}

func redoable(undone []Applied) []edit.Edit {
	out := make([]edit.Edit, len(undone))
	for i, a := range undone {
		out[i] = a.Edit
	}
	return out
}

// Name is the name of the design.
func (d *Design) Name() string { return d.header.Name }

// Path is the file of the design, empty where it is kept nowhere.
func (d *Design) Path() string { return d.path }

// Source is how the base was named.
func (d *Design) Source() string { return d.header.Base }

// Files are the migrations that the base was read from.
func (d *Design) Files() []string { return d.files }

// Diagnostics are the remarks on the base, as they were when it was read.
func (d *Design) Diagnostics() []parse.Diagnostic { return d.remarks }

// Repaired says what was wrong with the file and mended, empty for nothing.
func (d *Design) Repaired() string { return d.repair }

// ReadOnly tells whether edits are refused.
func (d *Design) ReadOnly() bool { return d.opts.ReadOnly }

// State gives the design as it is now.
func (d *Design) State() State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

// Do applies an edit. When it returns without error the edit is on disk.
func (d *Design) Do(e edit.Edit) (State, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opts.ReadOnly {
		return d.state, ErrReadOnly
	}
	next, err := edit.Apply(d.state.Target, e)
	if err != nil {
		return d.state, err
	}
	entry, err := d.write(Entry{Edit: e})
	if err != nil {
		return d.state, err
	}
	d.push(Applied{entry.N, entry.At, entry.By, e}, next)
	d.undone = nil
	d.state.Redoable = nil
	return d.state, nil
}

// push puts an edit in force. Slices given out before are not written to.
func (d *Design) push(a Applied, next *model.Schema) {
	d.past = append(d.past, d.state.Target)
	d.state.Edits = append(d.state.Edits[:len(d.state.Edits):len(d.state.Edits)], a)
	d.state.Target = next
	d.state.Revision = d.last
}

// Undo takes the last edit back and gives the state before it, the same
// snapshot that was shown then.
func (d *Design) Undo() (State, edit.Edit, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(d.state.Edits)
	switch {
	case d.opts.ReadOnly:
		return d.state, nil, ErrReadOnly
	case n == 0:
		return d.state, nil, ErrNothingToUndo
	}
	last := d.state.Edits[n-1]
	if _, err := d.write(Entry{Undo: last.N}); err != nil {
		return d.state, nil, err
	}
	d.state.Target = d.past[n-1]
	d.past = d.past[:n-1]
	d.state.Edits = d.state.Edits[:n-1]
	d.undone = append(d.undone, last)
	d.state.Redoable = redoable(d.undone)
	d.state.Revision = d.last
	return d.state, last.Edit, nil
}

// Redo puts the edit that was undone last in force again.
func (d *Design) Redo() (State, edit.Edit, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(d.undone)
	switch {
	case d.opts.ReadOnly:
		return d.state, nil, ErrReadOnly
	case n == 0:
		return d.state, nil, ErrNothingToRedo
	}
	a := d.undone[n-1]
	next, err := edit.Apply(d.state.Target, a.Edit)
	if err != nil {
		return d.state, nil, err
	}
	if _, err := d.write(Entry{Redo: a.N}); err != nil {
		return d.state, nil, err
	}
	d.undone = d.undone[:n-1]
	d.push(a, next)
	d.state.Redoable = redoable(d.undone)
	return d.state, a.Edit, nil
}

// Exported notes that a migration was written which holds every edit in
// force. When the base is later seen to hold it, those edits are not replayed.
func (d *Design) Exported(x Export) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opts.ReadOnly {
		return ErrReadOnly
	}
	x.UpTo = d.last
	if _, err := d.write(Entry{Export: &x}); err != nil {
		return err
	}
	d.note(x)
	return nil
}

// LastExport gives the last export, and whether an edit, undo or redo came
// after it. It is nil where nothing was exported yet.
func (d *Design) LastExport() (x *Export, changedSince bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.exported, d.exported != nil && d.last > d.exportedAt
}

func (d *Design) note(x Export) {
	if d.hashes == nil {
		d.hashes = map[string]string{}
	}
	for path, sum := range x.Files {
		d.hashes[path] = sum
	}
	d.exported, d.exportedAt = &x, x.UpTo+1
}

// Written gives, for the files that exports of this design wrote, the SHA-256
// that each had then.
func (d *Design) Written() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make(map[string]string, len(d.hashes))
	for path, sum := range d.hashes {
		out[path] = sum
	}
	return out
}

// write numbers and signs an entry and appends it to the journal.
func (d *Design) write(e Entry) (Entry, error) {
	e.N, e.At, e.By = d.last+1, d.opts.Now().UTC(), d.opts.Author
	if d.begin != nil {
		if err := d.begin(); err != nil {
			return e, err
		}
	}
	if d.journal != nil {
		if err := d.journal.append(e); err != nil {
			return e, err
		}
	}
	d.last = e.N
	d.state.Revision = e.N
	return e, nil
}

// Close lets go of the file.
func (d *Design) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.journal.close()
	d.journal = nil
	return errors.Join(err, d.lock.release())
}
