// Pgdraft is a terminal workbench for PostgreSQL schemas.
package main

import (
	"os"

	"github.com/pgdraft/pgdraft/ui/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
