//go:build !linux

package rehearse

import "os"

// workFolder is where servers are made.
func workFolder() string { return os.TempDir() }
