package design

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// Holder is the process that has a design open for writing.
type Holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Who   string    `json:"who"`
	Since time.Time `json:"since"`
}

// LockedError says that another process has the design open for writing.
type LockedError struct {
	Path   string
	Holder Holder
}

func (e *LockedError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("%s is open for writing in another process; open it with --read-only, or close the other one", e.Path)
	}
	return fmt.Sprintf("%s is open for writing by %s on %s (process %d, since %s); open it with --read-only, or close the other one",
		e.Path, e.Holder.Who, e.Holder.Host, e.Holder.PID, e.Holder.Since.Local().Format("2006-01-02 15:04"))
}

// lock is held while a design is open for writing. The kernel lets go of it
// when the process ends, however it ends.
type lock struct {
	path string
	file *flock.Flock
}

func acquire(path string, opts Options) (*lock, error) {
	l := &lock{path: path + ".lock", file: flock.New(path + ".lock")}
	ok, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the design: %w", err)
	}
	if !ok {
		locked := &LockedError{Path: path}
		if data, err := os.ReadFile(l.path); err == nil {
			_ = json.Unmarshal(data, &locked.Holder) // a half-written note names nobody
		}
		return nil, locked
	}
	host, _ := os.Hostname() // without a name the note is less exact
	note, err := json.Marshal(Holder{PID: os.Getpid(), Host: host, Who: opts.Author, Since: opts.Now()})
	if err == nil {
		err = os.WriteFile(l.path, note, 0o644)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the design: %w", err), l.file.Unlock())
	}
	return l, nil
}

// release removes the note first, so that nobody reads a stale one.
func (l *lock) release() error {
	if l == nil {
		return nil
	}
	err := os.Remove(l.path)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, l.file.Unlock())
}
