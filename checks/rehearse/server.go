package rehearse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model/ident"
)

// Server is a throw-away PostgreSQL that belongs to this process. It listens
// on a unix socket only, keeps nothing safe from a crash, and its folder goes
// when it stops.
type Server struct {
	folder *folder

	dir  string
	cmd  *exec.Cmd
	done chan error
	log  *bytes.Buffer
	next atomic.Int64
}

// ForOne gives the server as one that serves for one rehearsal: its databases
// go when it stops.
func (s *Server) ForOne() Cluster { return forOne{s} }

type forOne struct{ *Server }

// DropDatabase implements [Cluster].
func (forOne) DropDatabase(context.Context, string) error { return nil }

// Superuser is the role that a Server's databases are reached with.
const Superuser = "postgres"

// Start makes a cluster in a temporary folder and starts a server on it. As
// root it runs as another user, because PostgreSQL refuses to run as root.
func Start(ctx context.Context) (*Server, error) {
	bin, err := FindBinaries()
	if err != nil {
		return nil, err
	}
	f, err := makeFolder()
	if err != nil {
		return nil, err
	}
	s := &Server{folder: f, dir: f.path, log: &bytes.Buffer{}, done: make(chan error, 1)}
	if err := s.start(ctx, bin); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, bin string) error {
	data := filepath.Join(s.dir, "data")
	if err := prepared(ctx, bin, data); err != nil {
		return err
	}
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", s.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "autovacuum=off", "-c", "shared_buffers=32MB", "-c", "max_connections=20", "-c", "wal_level=logical",
		"-c", "log_min_messages=fatal")
	s.cmd.Dir = s.dir
	s.cmd.Stderr = s.log
	runAsOther(s.cmd)
	dieWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	go func() { s.done <- s.cmd.Wait() }()
	return s.await(ctx)
}

// await returns when the server takes connections.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case werr := <-s.done:
			s.done <- werr
			return fmt.Errorf("postgres ended: %w: %s", werr, strings.TrimSpace(s.log.String()))
		case <-ctx.Done():
			return fmt.Errorf("postgres did not take connections in time: %w", err)
		case <-tick.C:
		}
	}
}

// Dir is the folder of the server, in which its socket is.
func (s *Server) Dir() string { return s.dir }

// URL is how a database of the server is reached.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("host=%s user=%s dbname=%s sslmode=disable", s.dir, Superuser, database)
}

// Connect opens a connection to a database of the server.
func (s *Server) Connect(ctx context.Context, database string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, s.URL(database))
}

// CreateDatabase makes a database, as a copy of template unless that is
// empty, and gives its name.
func (s *Server) CreateDatabase(ctx context.Context, template string) (string, error) {
	if template == "" {
		template = "template0"
	}
	name := fmt.Sprintf("scratch_%d", s.next.Add(1))
	return name, s.admin(ctx, "CREATE DATABASE "+ident.Quote(name)+" TEMPLATE "+ident.Quote(template))
}

// DropDatabase takes a database away, whoever is connected to it.
func (s *Server) DropDatabase(ctx context.Context, name string) error {
	return s.admin(ctx, "DROP DATABASE IF EXISTS "+ident.Quote(name)+" WITH (FORCE)")
}

func (s *Server) admin(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

// Ended says why a server ended by itself; nil where it runs.
func (s *Server) Ended() error {
	select {
	case err := <-s.done:
		s.done <- err
	case <-time.After(time.Second): // it ends a moment after its connections
		return nil
	}
	said := strings.TrimSpace(s.log.String())
	for _, line := range strings.Split(said, "\n") {
		if strings.Contains(line, "PANIC") {
			said = line
		}
	}
	try := "run it again"
	if strings.Contains(said, "No space left") {
		try = "make room in " + filepath.Dir(s.dir) + ", or set TMPDIR to a place that has it"
	}
	return fmt.Errorf("the PostgreSQL that was started for it ended: %s: %s", said, try)
}

// Stop ends the server at once and removes its folder.
func (s *Server) Stop() error {
	if s.cmd != nil && s.cmd.Process != nil {
		if err := s.cmd.Process.Signal(immediateShutdown); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		select {
		case <-s.done:
		case <-time.After(5 * time.Second):
			_ = s.cmd.Process.Kill() // it may have ended meanwhile
			<-s.done
		}
	}
	return s.folder.remove()
}
