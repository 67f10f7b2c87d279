package rehearse

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestSweep removes the folders that nobody owns any more, and no others.
func TestSweep(t *testing.T) {
	parent := t.TempDir()
	folder := func(name string, owned bool) string {
		dir := filepath.Join(parent, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if owned {
			if err := os.WriteFile(filepath.Join(dir, ownerFile), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	crashed, alive, others := folder("pgdraft-1", true), folder("pgdraft-2", true), folder("pgdraft-3", false)
	lock, err := os.OpenFile(filepath.Join(alive, ownerFile), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Close() }() // nothing was written
	if err := lockFile(lock); err != nil {
		t.Fatal(err)
	}
	if err := sweep(parent); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{crashed: false, alive: true, others: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(dir), err == nil, want)
		}
	}
}

// TestPrepared keeps a cluster for the next server, and does without one that
// is of no use.
func TestPrepared(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	start := func() {
		t.Helper()
		ctx := context.Background()
		s, err := Start(ctx)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := s.Connect(ctx, "postgres")
		if err != nil {
			t.Fatal(err)
		}
		var one int
		if err := conn.QueryRow(ctx, "SELECT 1").Scan(&one); err != nil {
			t.Error(err)
		}
		closeAndStop(t, conn, s)
	}
	start()
	kept, err := filepath.Glob(filepath.Join(cache, "*", "cluster-*"))
	if more, errMore := filepath.Glob(filepath.Join(cache, "*", "*", "cluster-*")); errMore == nil { // macOS has Library/Caches
		kept = append(kept, more...)
	}
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	start()
	if err := os.Remove(filepath.Join(kept[0], "PG_VERSION")); err != nil {
		t.Fatal(err)
	}
	start()
}

func closeAndStop(t *testing.T, conn *pgx.Conn, s *Server) {
	t.Helper()
	if err := conn.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("its folder: %v", err)
	}
}

// TestAServerThatEnds says so, with what the server said last.
func TestAServerThatEnds(t *testing.T) {
	s, err := Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Process.Signal(immediateShutdown); err != nil {
		t.Fatal(err)
	}
	if err := s.Ended(); err == nil || !strings.Contains(err.Error(), "ended") {
		t.Errorf("got %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
