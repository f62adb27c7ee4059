package testutil

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// PostgreSQL makes an empty database on the server that MEKIKI_POSTGRES names, and gives its address; it
// goes with the test. Without the variable the test is skipped.
func PostgreSQL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("MEKIKI_POSTGRES")
	if server == "" {
		t.Skip("MEKIKI_POSTGRES names no PostgreSQL server, such as postgres://postgres@/postgres?host=/run/postgresql")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("mekiki_test_%d_%d", os.Getpid(), time.Now().UnixNano())
	SQL(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() { SQL(t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// SQL does statements at an address, and gives the rows of the last one.
func SQL(t testing.TB, address, text string) [][][]byte {
	t.Helper()
	ctx := context.Background()
	c, err := pgconn.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	r, err := c.Exec(ctx, text).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r[len(r)-1].Rows
}
