package plant

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"mekiki/internal/lang"
)

// patience is how long the database may take for one thing that a station asks of it.
const patience = 30 * time.Second

// Address is where a database is. It may hold a password, which String leaves out.
type Address struct{ config *pgconn.Config }

// Parse reads an address such as postgres://station@db.example:5432/mekiki?sslmode=verify-full, with what
// libpq knows of parameters. A password that it has not is looked for as libpq does, in ~/.pgpass for one.
func Parse(text string) (*Address, error) {
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		return nil, errAddress
	}
	config, err := pgconn.ParseConfig(text)
	if err != nil {
		return nil, errAddress // its words may hold the password
	}
	config.RuntimeParams["application_name"] = "mekiki"
	config.RuntimeParams["timezone"] = "UTC"
	return &Address{config}, nil
}

var errAddress = lang.Errorf("the address of a plant's database is like postgres://station@db.example:5432/mekiki?sslmode=verify-full, with certificates that are there; a password may stand in ~/.pgpass")

// String is the address without password and parameters.
func (a *Address) String() string {
	c := a.config
	host := net.JoinHostPort(c.Host, itoa(int64(c.Port)))
	if strings.HasPrefix(c.Host, "/") {
		host = c.Host // a socket
	}
	return "postgres://" + c.User + "@" + host + "/" + c.Database
}

// connect connects. Errors hold no password.
func (a *Address) connect(ctx context.Context) (*pgconn.PgConn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := pgconn.ConnectConfig(ctx, a.config.Copy())
	if err != nil {
		return nil, inWords(ctx, err)
	}
	return c, nil
}

// do asks for one thing, whose rows have one column of text, and has patience.
func do(ctx context.Context, c *pgconn.PgConn, text string, args ...string) ([][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return rows(ctx, c, text, args...)
}

// rows asks for rows with one column of text, and waits until ctx ends.
func rows(ctx context.Context, c *pgconn.PgConn, text string, args ...string) ([][]byte, error) {
	values := make([][]byte, len(args))
	for i, a := range args {
		values[i] = []byte(a)
	}
	r := c.ExecParams(ctx, text, values, nil, nil, nil).Read()
	if r.Err != nil {
		return nil, inWords(ctx, r.Err)
	}
	list := make([][]byte, len(r.Rows))
	for i, row := range r.Rows {
		list[i] = row[0]
	}
	return list, nil
}

// script does several statements without arguments, in one transaction, and waits so long.
func script(ctx context.Context, c *pgconn.PgConn, most time.Duration, text string) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	_, err := c.Exec(ctx, text).ReadAll()
	if err != nil {
		return inWords(ctx, err)
	}
	return nil
}

// inWords is an error as people read it.
func inWords(ctx context.Context, err error) error {
	var says *pgconn.PgError
	var system syscall.Errno
	var name *net.DNSError
	switch {
	case errors.As(err, &says):
		return lang.Errorf("it says: %s (%s)", says.Message, says.Code)
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil:
		return lang.Errorf("it does not answer")
	case errors.As(err, &system):
		return lang.Errorf("it cannot be reached: %w", system)
	case errors.As(err, &name):
		return lang.Errorf("the name %s is not known", name.Name)
	}
	var connecting *pgconn.ConnectError
	if errors.As(err, &connecting) {
		return connecting.Unwrap() // its own words hold user and database
	}
	return err
}
