package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

func (env *environment) workbench(cmd *cobra.Command, args []string) error {
	return errors.New("standard input is not a terminal: the workbench needs one: use inspect, check, diff, export or erd in scripts")
}
