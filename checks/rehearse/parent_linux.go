package rehearse

import "os/exec"

// dieWithParent has the kernel end the server when this process is killed.
func dieWithParent(cmd *exec.Cmd) { attributes(cmd).Pdeathsig = immediateShutdown }
