package rehearse

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/pgdraft/pgdraft/model/catalog"
	"github.com/pgdraft/pgdraft/model/ident"
)

// ErrNotEmpty says that a database which was named to rehearse on holds
// something.
var ErrNotEmpty = errors.New("the database that --scratch names is not empty: name one that holds nothing, such as a new one (createdb scratch); others are made beside it and dropped, it is left alone")

// scratch is a server of somebody else's, on which databases are made.
type scratch struct {
	conn *pgx.ConnConfig
	next int
}

// Scratch gives the server that a URL leads to. Databases are made on it and
// dropped; the one that the URL names has to be empty, and is not touched.
func Scratch(ctx context.Context, url string) (Cluster, error) {
	conn, err := catalog.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // it was only read
	var holds, mayCreate bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
			WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')),
		(SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user)`).Scan(&holds, &mayCreate)
	switch {
	case err != nil:
		return nil, err
	case holds:
		return nil, ErrNotEmpty
	case !mayCreate:
		return nil, errors.New("the role that --scratch names may not make databases: ALTER ROLE ... CREATEDB lets it")
	}
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the URL of --scratch cannot be read")
	}
	return &scratch{conn: cfg}, nil
}

// CreateDatabase implements [Cluster].
func (s *scratch) CreateDatabase(ctx context.Context, template string) (string, error) {
	s.next++
	name := fmt.Sprintf("pgdraft_scratch_%d_%d", os.Getpid(), s.next)
	if template == "" {
		template = "template0"
	}
	return name, s.admin(ctx, "CREATE DATABASE "+ident.Quote(name)+" TEMPLATE "+ident.Quote(template))
}

// DropDatabase implements [Cluster].
func (s *scratch) DropDatabase(ctx context.Context, name string) error {
	return s.admin(ctx, "DROP DATABASE IF EXISTS "+ident.Quote(name)+" WITH (FORCE)")
}

func (s *scratch) admin(ctx context.Context, sql string) error {
	conn, err := pgx.ConnectConfig(ctx, s.conn.Copy())
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, sql)
	return errors.Join(err, conn.Close(ctx))
}

// Connect implements [Cluster].
func (s *scratch) Connect(ctx context.Context, database string) (*pgx.Conn, error) {
	cfg := s.conn.Copy()
	cfg.Database = database
	return pgx.ConnectConfig(ctx, cfg)
}
