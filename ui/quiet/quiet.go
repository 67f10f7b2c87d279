// Package quiet keeps a program from asking the terminal anything before it
// has said that it wants to.
//
// Bubbletea asks for the background colour while it is initialised, which
// happens in every program that imports it, whatever the program then does.
// On a terminal that does not answer, as in many containers and scripts, each
// command would hang for five seconds. Termenv, which asks on its behalf,
// leaves terminals in CI alone; so until main runs this is CI.
//
// It works because packages are initialised in the order of their import
// paths as far as their own imports allow (go.dev/ref/spec, "Program
// initialization"), and this one imports nothing that has to wait.
package quiet

import "os"

var lent bool // whether the variable was not set before

func init() {
	if _, set := os.LookupEnv("CI"); !set {
		lent = os.Setenv("CI", "true") == nil
	}
}

// End gives the environment back as it was.
func End() {
	if lent {
		lent = false
		_ = os.Unsetenv("CI") // it fails for names that hold "=" only
	}
}
