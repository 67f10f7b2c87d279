//go:build unix

package rehearse

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// immediateShutdown is the signal at which PostgreSQL ends without waiting.
const immediateShutdown = syscall.SIGQUIT

// other is the user that servers run as when this process is root's.
func other() (uid, gid int, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, errU := strconv.Atoi(u.Uid)
			gid, errG := strconv.Atoi(u.Gid)
			if errors.Join(errU, errG) == nil {
				return uid, gid, true
			}
		}
	}
	return 65534, 65534, true
}

// lockFile locks a file for this process, or fails where another one has it.
func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// answers tells whether somebody listens at one of the sockets.
func answers(sockets []string) bool {
	for _, s := range sockets {
		if conn, err := net.Dial("unix", s); err == nil {
			_ = conn.Close() // nothing was said
			return true
		}
	}
	return false
}

// giveAwayTree makes a folder with all that is in it the other user's.
func giveAwayTree(dir string) error {
	uid, gid, ok := other()
	if !ok {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}

// giveAway makes a folder the other user's.
func giveAway(dir string) error {
	uid, gid, ok := other()
	if !ok {
		return nil
	}
	return os.Chown(dir, uid, gid)
}

// runAsOther makes a command run as another user when this process is root's.
func runAsOther(cmd *exec.Cmd) {
	if uid, gid, ok := other(); ok {
		attributes(cmd).Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

func attributes(cmd *exec.Cmd) *syscall.SysProcAttr {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	return cmd.SysProcAttr
}
