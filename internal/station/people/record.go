package people

import (
	"context"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// User is a person who may log in. Users are never deleted, since the audit names them; who
// has gone is disabled.
type User struct {
	Name     string    `json:"name"`
	Roles    Roles     `json:"roles"`
	Disabled bool      `json:"disabled"`
	Change   bool      `json:"change"` // the password must be changed before anything else
	Sealed   string    `json:"-"`      // the password, by argon2id
	Made     time.Time `json:"made"`
	Last     time.Time `json:"last,omitzero"` // log-in; zero: never
	// Failures are log-ins in a row that failed; until Locked none is tried.
	Failures int       `json:"failures"`
	Locked   time.Time `json:"locked,omitzero"`
}

// Key lets a program do what its roles allow, until it is revoked. The key itself is not
// stored, but its SHA-256.
type Key struct {
	ID      int64     `json:"id"`
	Name    string    `json:"name"` // of the program
	Roles   Roles     `json:"roles"`
	Hash    string    `json:"-"`
	Begins  string    `json:"begins"` // the first letters, to tell it from others
	Who     string    `json:"who"`    // made it
	Made    time.Time `json:"made"`
	Revoked time.Time `json:"revoked,omitzero"`
	Used    time.Time `json:"used,omitzero"` // last, to some minutes
}

// Session is the time in which somebody is logged in. Its token is not stored, but its SHA-256.
type Session struct {
	Hash  string
	User  string
	Begun time.Time
	Used  time.Time // last, to a minute
}

// The What of entries in the audit. Those of users and keys have the Digest as their Record, so
// that a user or key who came in another way shows.
const (
	WhatUser  = "user"
	WhatKey   = "key"
	WhatLogin = "login"
)

// Store keeps people. Each Put replaces what has the same name, ID or hash, and is not lost
// when it returns. An entry goes into the audit with it, unless its What is ""; that of WhatUser
// and WhatKey gets Subject and Record from the store.
type Store interface {
	Users(ctx context.Context) ([]User, error)
	Keys(ctx context.Context) ([]Key, error)
	Sessions(ctx context.Context) ([]Session, error)
	PutUser(u User, e audit.Entry) error
	// PutKey gives a key without an ID the next one.
	PutKey(k Key, e audit.Entry) (Key, error)
	PutSession(s Session, e audit.Entry) error
	EndSessions(hashes []string, e audit.Entry) error
	Note(e audit.Entry, kind string, body any) error
}

// account is what the audit holds a user to: all but what each log-in changes.
type account struct {
	Name     string
	Roles    string
	Disabled bool
	Change   bool
	Sealed   string
}

// Digest is what the audit has of a user.
func (u User) Digest() string {
	return record.Digest(account{u.Name, u.Roles.String(), u.Disabled, u.Change, u.Sealed})
}

// keyed is what the audit holds a key to.
type keyed struct {
	ID      int64
	Name    string
	Roles   string
	Hash    string
	Revoked bool
}

// Digest is what the audit has of a key.
func (k Key) Digest() string {
	return record.Digest(keyed{k.ID, k.Name, k.Roles.String(), k.Hash, !k.Revoked.IsZero()})
}
