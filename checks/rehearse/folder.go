package rehearse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// folderPattern is how the folders of servers are called.
const folderPattern = "pgdraft-*"

// ownerFile is locked in the folder of a server for as long as its process
// lives.
const ownerFile = "owner"

// folder is the folder of one server.
type folder struct {
	path  string
	owner *os.File
}

// makeFolder makes a folder for a server, after it removed those whose
// processes ended without doing so.
func makeFolder() (*folder, error) {
	for _, parent := range []string{workFolder(), os.TempDir()} {
		if err := sweep(parent); err != nil {
			return nil, err
		}
	}
	path, err := os.MkdirTemp(workFolder(), folderPattern) // short: a socket's path has 107 bytes
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	early := filepath.Join(path, ownerFile+".new")
	if f.owner, err = os.OpenFile(early, os.O_CREATE|os.O_RDWR, 0o600); err == nil {
		err = lockFile(f.owner)
	}
	if err == nil { // under its name nobody finds it unlocked
		err = os.Rename(early, filepath.Join(path, ownerFile))
	}
	if err == nil {
		err = giveAway(path)
	}
	if err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

func (f *folder) remove() error {
	err := os.RemoveAll(f.path)
	if f.owner != nil {
		err = errors.Join(err, f.owner.Close())
	}
	return err
}

// sweep removes the folders of servers below parent whose processes are gone:
// their locks are free. Folders without that file are somebody else's.
func sweep(parent string) error {
	folders, err := filepath.Glob(filepath.Join(parent, folderPattern))
	if err != nil {
		return err
	}
	for _, path := range folders {
		owner, err := os.OpenFile(filepath.Join(path, ownerFile), os.O_RDWR, 0)
		if err != nil {
			continue // it has none, or is another user's
		}
		if lockFile(owner) == nil && !running(path) {
			err = os.RemoveAll(path)
		}
		if err := errors.Join(err, owner.Close()); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}

// running tells whether a server still runs in a folder: PostgreSQL removes
// the file of its socket when it ends, and the kernel ends it with its parent.
func running(path string) bool {
	sockets, err := filepath.Glob(filepath.Join(path, ".s.PGSQL.*"))
	return err == nil && len(sockets) > 0 && answers(sockets)
}
