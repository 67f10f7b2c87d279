package design

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/pgdraft/pgdraft/model/edit"
)

// formatVersion is the version of the file format that this program writes.
const formatVersion = 1

// Header is the first line of a design file.
type Header struct {
	Version int       `json:"pgdraft"`
	Name    string    `json:"name"`
	Base    string    `json:"base"` // how the base is found, relative to the file
	Created time.Time `json:"created"`
}

// Entry is one line of the journal after the header: an edit, or that one was
// undone, redone or exported.
type Entry struct {
	N      int
	At     time.Time
	By     string
	Edit   edit.Edit
	Undo   int // the number of the edit that was undone
	Redo   int
	Export *Export
}

// Export says that a migration was written.
type Export struct {
	Migration string `json:"migration"` // the file's name, without its folder
	// Files gives the SHA-256 of every file that was written, by its path.
	Files map[string]string `json:"files,omitempty"`
	UpTo  int               `json:"upTo"` // the last entry that is in it
}

type entryJSON struct {
	N      int             `json:"n"`
	At     time.Time       `json:"at"`
	By     string          `json:"by,omitempty"`
	Edit   json.RawMessage `json:"edit,omitempty"`
	Undo   int             `json:"undo,omitempty"`
	Redo   int             `json:"redo,omitempty"`
	Export *Export         `json:"export,omitempty"`
}

// MarshalJSON writes the entry as a journal keeps it.
func (e Entry) MarshalJSON() ([]byte, error) {
	out := entryJSON{N: e.N, At: e.At, By: e.By, Undo: e.Undo, Redo: e.Redo, Export: e.Export}
	if e.Edit != nil {
		raw, err := edit.Encode(e.Edit)
		if err != nil {
			return nil, err
		}
		out.Edit = raw
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Entry) UnmarshalJSON(data []byte) error {
	var in entryJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*e = Entry{N: in.N, At: in.At, By: in.By, Undo: in.Undo, Redo: in.Redo, Export: in.Export}
	if len(in.Edit) == 0 {
		return nil
	}
	var err error
	e.Edit, err = edit.Decode(in.Edit)
	return err
}

// FormatError says that a file is not a design, or that a line of it cannot
// be read.
type FormatError struct {
	Path string
	Line int
	Err  error
}

func (e *FormatError) Error() string {
	return fmt.Sprintf("%s:%d: %v", e.Path, e.Line, e.Err)
}

func (e *FormatError) Unwrap() error { return e.Err }

// ErrNewer says that a newer version of pgdraft wrote the file.
var ErrNewer = errors.New("a newer version of pgdraft wrote this design; update pgdraft to open it")

// content is what a file holds, up to the last whole line.
type content struct {
	header  Header
	entries []Entry
	size    int64
	torn    string // what was wrong behind size
}

func readJournal(path string) (content, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return content{}, err
	}
	return parseJournal(path, data)
}

func parseJournal(path string, data []byte) (content, error) {
	var c content
	for line := 1; len(data) > 0; line++ {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			c.torn = fmt.Sprintf("the last line of %s (line %d, %d bytes) was cut off in the middle of being written and was left out",
				filepath.Base(path), line, len(data))
			if line == 1 {
				return c, &FormatError{path, line, errors.New("this is not a pgdraft design")}
			}
			return c, nil
		}
		if err := c.line(data[:end], line); err != nil {
			return c, &FormatError{path, line, err}
		}
		c.size += int64(end) + 1
		data = data[end+1:]
	}
	if c.size == 0 {
		return c, &FormatError{path, 1, errors.New("the file is empty; delete it to start the design anew")}
	}
	return c, nil
}

func (c *content) line(data []byte, line int) error {
	if line == 1 {
		if err := json.Unmarshal(data, &c.header); err != nil || c.header.Version == 0 {
			return errors.New("this is not a pgdraft design: its first line has no version")
		}
		if c.header.Version > formatVersion {
			return ErrNewer
		}
		return nil
	}
	var e Entry
	if err := json.Unmarshal(data, &e); err != nil {
		var unknown *edit.UnknownError
		if errors.As(err, &unknown) {
			return errors.Join(ErrNewer, err)
		}
		return fmt.Errorf("the entry cannot be read: %w; restore the line from version control, or delete it to give the edit up", err)
	}
	c.entries = append(c.entries, e)
	return nil
}

// file is what a journal needs of an open file.
type file interface {
	io.Writer
	io.Closer
	Sync() error
	Truncate(size int64) error
}

// journal appends to a design file.
type journal struct {
	path string
	file file
	size int64
}

func createJournal(path string, h Header) (*journal, error) {
	line, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("create the design: %w", err)
	}
	j := &journal{path: path, file: f}
	if err := j.write(append(line, '\n')); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return j, syncDir(filepath.Dir(path))
}

// reopenJournal opens the file for appending behind its last whole line.
func reopenJournal(path string, size int64) (*journal, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, fmt.Errorf("open the design for writing: %w", err)
	}
	if err := f.Truncate(size); err != nil {
		return nil, errors.Join(fmt.Errorf("cut off the torn last line: %w", err), f.Close())
	}
	return &journal{path: path, file: f, size: size}, nil
}

// append writes an entry as a line and waits until it is on disk.
func (j *journal) append(e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return j.write(append(line, '\n'))
}

// write appends all of data or, when that fails, nothing.
func (j *journal) write(data []byte) error {
	_, err := j.file.Write(data)
	if err == nil {
		err = j.file.Sync()
	}
	if err == nil {
		j.size += int64(len(data))
		return nil
	}
	what := "the edit was not kept"
	if errors.Is(err, syscall.ENOSPC) {
		what += ": the disk is full; free some space and try again"
	}
	return errors.Join(fmt.Errorf("%s: %w", what, err), j.file.Truncate(j.size))
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}

// syncDir makes a new name in a folder last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
