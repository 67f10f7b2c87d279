package catalog

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// IsURL tells whether a source is named by the URL of a database.
func IsURL(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// The times after which a server that does not answer is given up.
const (
	connectTimeout   = 10 * time.Second
	statementTimeout = 60 * time.Second
)

// Open connects to a database for reading. What the URL leaves out is taken
// from the PG* variables, the service file and the password file, and TLS is
// verified as sslmode says, all as libpq does it. The session cannot write.
// The error is a [*ConnectError].
func Open(ctx context.Context, name string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(name)
	if err != nil {
		return nil, &ConnectError{Where: Redact(name), Why: parseReason(err),
			Try: "write it as postgres://user@host:5432/database?sslmode=verify-full", Err: err}
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
	}
	for key, value := range map[string]string{
		"default_transaction_read_only": "on",
		"statement_timeout":             fmt.Sprint(statementTimeout.Milliseconds()),
		"application_name":              "pgdraft",
	} {
		if _, set := cfg.RuntimeParams[key]; !set || key == "default_transaction_read_only" {
			cfg.RuntimeParams[key] = value
		}
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, refusal(Redact(name), cfg, err)
	}
	return conn, nil
}

// Database is the name of the database that a URL leads to, empty where it
// cannot be read.
func Database(name string) string {
	cfg, err := pgx.ParseConfig(name)
	if err != nil {
		return ""
	}
	return cfg.Database
}

// Redact gives a URL without its password, and without anything else that
// could be one.
func Redact(name string) string {
	u, err := url.Parse(name)
	if err != nil {
		return "the URL that was given"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	for _, key := range []string{"password", "sslpassword", "passfile"} {
		q.Del(key)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// ConnectError says why a database could not be reached, and what to try.
type ConnectError struct {
	Where string // the URL, without its password
	Why   string
	Try   string
	Err   error
}

func (e *ConnectError) Error() string { return e.Why + ": " + e.Where + ": " + e.Try }

func (e *ConnectError) Unwrap() error { return e.Err }

// password finds a password in a message of the driver's.
var password = regexp.MustCompile(`(?i)(password=|://[^:/@\s]+:)[^@\s]+`)

func parseReason(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, "("); i >= 0 { // what is wrong stands last; before it the URL, which holds secrets
		text = strings.TrimSuffix(text[i+1:], ")")
	}
	return "the URL cannot be read, " + password.ReplaceAllString(text, "$1xxxxx")
}

// refusal turns what the driver says into what a person can do about it.
func refusal(where string, cfg *pgx.ConnConfig, err error) error {
	e := &ConnectError{Where: where, Err: err}
	at := fmt.Sprintf("%s, port %d", cfg.Host, cfg.Port)
	var pe *pgconn.PgError
	var dns *net.DNSError
	var unknownCA x509.UnknownAuthorityError
	var otherHost x509.HostnameError
	switch {
	case errors.As(err, &pe):
		e.Why, e.Try = serverRefusal(pe, cfg)
	case errors.As(err, &dns):
		e.Why, e.Try = "the host "+cfg.Host+" is not known", "check its spelling, and whether this machine can resolve names"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Why, e.Try = "nothing answers at "+at, "check host and port, and that the server runs and listens there"
	case errors.Is(err, syscall.ENOENT):
		e.Why, e.Try = "there is no socket at "+at, "check that the server runs, and where it puts its socket (unix_socket_directories)"
	case errors.Is(err, syscall.EACCES):
		e.Why, e.Try = "the socket at "+at+" may not be used", "run as a user who may, or connect by TCP"
	case errors.As(err, &unknownCA):
		e.Why, e.Try = "the server's certificate is signed by nobody known here", "give its authority with sslrootcert=FILE"
	case errors.As(err, &otherHost):
		e.Why, e.Try = "the server's certificate is for another host", "use the host's name that it was made for"
	case strings.Contains(err.Error(), "server refused TLS"):
		e.Why, e.Try = "the server does not speak TLS", "use sslmode=disable on a network that you trust, or have it switched on"
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded):
		e.Why, e.Try = "no answer from "+at+" in time", "check host, port and firewall, or give more time with connect_timeout"
	case errors.Is(err, context.Canceled):
		e.Why, e.Try = "it was interrupted while connecting", "run it again"
	default:
		e.Why, e.Try = "cannot connect to "+at+", "+password.ReplaceAllString(err.Error(), "$1xxxxx"), "check that psql with the same URL works"
	}
	return e
}

// serverRefusal explains the refusals that a server itself gives (appendix A
// of PostgreSQL's documentation).
func serverRefusal(pe *pgconn.PgError, cfg *pgx.ConnConfig) (why, try string) {
	switch pe.Code {
	case "28P01":
		return "the password for " + cfg.User + " is not right", "put it in PGPASSWORD or ~/.pgpass"
	case "28000":
		return "the server does not let " + cfg.User + " in, it says " + pe.Message, "check the role's name, and pg_hba.conf on the server"
	case "3D000":
		return "there is no database " + cfg.Database, "psql -l lists those there are"
	case "53300":
		return "the server has no connection left", "close some, or wait"
	case "57P03":
		return "the server is starting up or shutting down", "wait a moment and try again"
	}
	return "the server refused the connection, it says " + pe.Message + " (" + pe.Code + ")", "ask whoever runs it"
}
