//go:build unix

package rehearse

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
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
