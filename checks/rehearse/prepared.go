package rehearse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// prepared makes the files of a new cluster: a copy of one that was prepared
// earlier by the same build of PostgreSQL, which is kept in the user's cache,
// or else a new one, which is kept there for the next time.
func prepared(ctx context.Context, bin, data string) error {
	kept := keptCluster(ctx, bin)
	if kept != "" {
		if _, err := os.Stat(filepath.Join(kept, "PG_VERSION")); err == nil {
			if err := copyCluster(kept, data); err == nil {
				return nil
			}
			if err := os.RemoveAll(data); err != nil { // what is kept is of no use: another user's, or broken
				return err
			}
		}
	}
	if err := initialise(ctx, bin, data); err != nil {
		return err
	}
	if kept != "" {
		keepCluster(data, kept)
	}
	return nil
}

func initialise(ctx context.Context, bin, data string) error {
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", Superuser, "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1")
	initdb.Dir = filepath.Dir(data)
	runAsOther(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("make a cluster with initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// keptCluster is where the cluster that a build of PostgreSQL made is kept;
// empty where there is no such place.
func keptCluster(ctx context.Context, bin string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	build, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(bin + "\n" + string(build)))
	return filepath.Join(cache, "pgdraft", "cluster-"+hex.EncodeToString(sum[:6]))
}

// keepCluster keeps a cluster. Where that cannot be done the next one is made
// anew; nothing else depends on it.
func keepCluster(data, kept string) {
	if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
		return
	}
	half, err := os.MkdirTemp(filepath.Dir(kept), "half-*")
	if err != nil {
		return
	}
	if err := os.CopyFS(half, os.DirFS(data)); err == nil {
		err = os.Rename(half, kept)
		if err == nil {
			return
		}
	}
	_ = os.RemoveAll(half) // another process may have been first
}

// copyCluster copies a cluster that is kept to where a server is to use it.
func copyCluster(kept, data string) error {
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	return errors.Join(os.CopyFS(data, os.DirFS(kept)), giveAwayTree(data))
}
