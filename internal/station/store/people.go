package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/station/audit"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
)

const userColumns = "name, roles, disabled, change, sealed, made, last, failures, locked"

// Users are all users, by name.
func (s *Store) Users(ctx context.Context) ([]people.User, error) {
	return all(rowsOf(ctx, s, scanUser, "SELECT "+userColumns+" FROM users ORDER BY name"))
}

const keyColumns = "id, name, roles, hash, begins, who, made, revoked, used"

// Keys are all keys, also those that were revoked.
func (s *Store) Keys(ctx context.Context) ([]people.Key, error) {
	return all(rowsOf(ctx, s, scanKey, "SELECT "+keyColumns+" FROM keys ORDER BY id"))
}

// Sessions are all that did not end.
func (s *Store) Sessions(ctx context.Context) ([]people.Session, error) {
	return all(rowsOf(ctx, s, scanSession, "SELECT hash, user, begun, used FROM sessions"))
}

// PutUser adds a user, or replaces the one with this name.
func (s *Store) PutUser(u people.User, e audit.Entry) error {
	if e.What == people.WhatUser {
		e.Subject, e.Record = u.Name, u.Digest()
	}
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO users (`+userColumns+`) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (name) DO UPDATE SET roles = excluded.roles, disabled = excluded.disabled,
			change = excluded.change, sealed = excluded.sealed, last = excluded.last, failures = excluded.failures, locked = excluded.locked`,
			u.Name, u.Roles.String(), u.Disabled, u.Change, u.Sealed, micro(u.Made), micro(u.Last), u.Failures, micro(u.Locked))
		return t.noted(err, e)
	})
}

// PutKey adds a key, or replaces the one with this ID.
func (s *Store) PutKey(k people.Key, e audit.Entry) (people.Key, error) {
	err := s.do(func(t *tx) error {
		var id any
		if k.ID != 0 {
			id = k.ID
		}
		row := t.conn.QueryRowContext(noLimit, `INSERT INTO keys (`+keyColumns+`) VALUES (?,?,?,?,?,?,?,?,?)
			ON CONFLICT (id) DO UPDATE SET revoked = excluded.revoked, used = excluded.used RETURNING id`,
			id, k.Name, k.Roles.String(), k.Hash, k.Begins, k.Who, micro(k.Made), micro(k.Revoked), micro(k.Used))
		err := row.Scan(&k.ID)
		if e.What == people.WhatKey {
			e.Subject, e.Record = keySubject(k.ID), k.Digest()
		}
		return t.noted(err, e)
	})
	return k, err
}

func keySubject(id int64) string { return strconv.FormatInt(id, 10) }

// PutSession adds a session, or replaces the one with this hash.
func (s *Store) PutSession(v people.Session, e audit.Entry) error {
	return s.do(func(t *tx) error {
		err := t.exec(`INSERT INTO sessions (hash, user, begun, used) VALUES (?,?,?,?) ON CONFLICT (hash) DO UPDATE SET used = excluded.used`, v.Hash, v.User, micro(v.Begun), micro(v.Used))
		return t.noted(err, e)
	})
}

// EndSessions removes sessions.
func (s *Store) EndSessions(hashes []string, e audit.Entry) error {
	return s.do(func(t *tx) error {
		list := make([]any, len(hashes))
		for i, h := range hashes {
			list[i] = h
		}
		err := t.exec("DELETE FROM sessions WHERE hash IN (?"+strings.Repeat(",?", len(list)-1)+")", list...)
		return t.noted(err, e)
	})
}

// noted adds an entry, if it says anything, to what was done with err.
func (t *tx) noted(err error, e audit.Entry) error {
	if err == nil && e.What != "" {
		err = t.note(e)
	}
	return inWords(err)
}

// micro is a time as these columns have it, 0 for none.
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func when(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return record.FromMicro(us, 0)
}

func scanUser(row columns) (u people.User, err error) {
	var roles string
	var made, last, locked int64
	err = row(&u.Name, &roles, &u.Disabled, &u.Change, &u.Sealed, &made, &last, &u.Failures, &locked)
	u.Made, u.Last, u.Locked = when(made), when(last), when(locked)
	if err == nil {
		u.Roles, err = people.ParseRoles(roles)
	}
	return u, err
}

func scanKey(row columns) (k people.Key, err error) {
	var roles string
	var made, revoked, used int64
	err = row(&k.ID, &k.Name, &roles, &k.Hash, &k.Begins, &k.Who, &made, &revoked, &used)
	k.Made, k.Revoked, k.Used = when(made), when(revoked), when(used)
	if err == nil {
		k.Roles, err = people.ParseRoles(roles)
	}
	return k, err
}

func scanSession(row columns) (v people.Session, err error) {
	var begun, used int64
	err = row(&v.Hash, &v.User, &begun, &used)
	v.Begun, v.Used = when(begun), when(used)
	return v, err
}
