package store

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/people"
)

// TestVerifyPeople: a user, a role or a key that somebody put into the file shows.
func TestVerifyPeople(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	user := people.User{Name: "sato", Roles: people.Roles{people.Operator}, Sealed: "x", Made: time.Now()}
	if err := s.PutUser(user, audit.Entry{At: nine, What: people.WhatUser}); err != nil {
		t.Fatal(err)
	}
	user.Roles, user.Failures = people.Roles{people.Engineer}, 3
	if err := s.PutUser(user, audit.Entry{At: nine, What: people.WhatUser}); err != nil {
		t.Fatal(err)
	}
	k, err := s.PutKey(people.Key{Name: "mes", Roles: user.Roles, Hash: "h"}, audit.Entry{At: nine, What: people.WhatKey})
	if err != nil {
		t.Fatal(err)
	}
	k.Used = nine
	if _, err := s.PutKey(k, audit.Entry{}); err != nil {
		t.Fatal(err)
	}
	found := func(want int) {
		t.Helper()
		if c, err := s.Verify(t.Context()); err != nil || len(c.Findings) != want {
			t.Errorf("%+v, %v; want %d", c, err, want)
		}
	}
	found(0)
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, text := range []string{
		"UPDATE users SET roles = 'admin'",
		"INSERT INTO users SELECT 'eve', roles, disabled, change, sealed, made, last, failures, locked FROM users",
		"INSERT INTO keys SELECT 7, name, roles, 'other', begins, who, made, revoked, used FROM keys",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
		found(i + 1)
	}
}

// TestReadOlder: a file that an older program wrote is not half understood.
func TestReadOlder(t *testing.T) {
	dir := t.TempDir()
	newest := migrations
	migrations = migrations[:1]
	s, err := Open(t.Context(), dir)
	if err == nil {
		err = s.Close()
	}
	migrations = newest
	if err != nil {
		t.Fatal(err)
	}
	if _, err = Read(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "older mekiki") {
		t.Error(err)
	}
	if s, err = Open(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if s, err = Read(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	s.Close()
}
