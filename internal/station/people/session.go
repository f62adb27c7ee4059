package people

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
)

// After so many wrong passwords in a row nobody logs in as a user for a while.
const (
	mostFailures = 5
	lockedFor    = 15 * time.Minute
)

// LogIn begins a session and gives its token, which only who logged in has. from is the address
// that asked. ErrWrong, ErrTooMany, or that the store fails.
func (p *People) LogIn(ctx context.Context, name, password, from string) (token string, err error) {
	name, err = Name(name)
	if err != nil {
		name = "" // no user has it; a guess costs the same
	}
	if err := p.try(ctx, name, password, from); err != nil {
		return "", err
	}
	token = secret()
	p.writing.Lock()
	defer p.writing.Unlock()
	now := p.cfg.Now()
	u, ok := p.user(name)
	if !ok || u.Disabled {
		return "", ErrWrong
	}
	if err := p.sweep(now); err != nil {
		return "", err
	}
	u.Last, u.Failures = now, 0
	e := p.login(name, "logged in", from)
	if err := p.cfg.Store.PutUser(u, audit.Entry{}); err != nil {
		return "", err
	}
	s := Session{hash(token), name, now, now}
	if err := p.cfg.Store.PutSession(s, e); err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[name], p.sessions[s.Hash] = u, s
	return token, nil
}

// Confirm is the user with a name and a password, without a session: a second person who agrees.
func (p *People) Confirm(ctx context.Context, name, password, from string) (User, error) {
	name, err := Name(name)
	if err != nil {
		name = ""
	}
	if err := p.try(ctx, name, password, from); err != nil {
		return User{}, err
	}
	u, _ := p.user(name)
	if u.Change {
		return User{}, ErrWrong // who made the user knows this password, too
	}
	return u, nil
}

// try checks a password, and counts a wrong one.
func (p *People) try(ctx context.Context, name, password, from string) error {
	if !p.tries.allow(from) {
		return ErrTooMany
	}
	select {
	case p.door <- struct{}{}:
		defer func() { <-p.door }()
	case <-ctx.Done():
		return ctx.Err()
	}
	u, known := p.user(name)
	if !known {
		u.Sealed = p.nobody()
	}
	able := known && !u.Disabled && !u.locked(p.cfg.Now())
	if opens(u.Sealed, password) && able {
		p.tries.forgive(from)
		return nil
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	if !known { // what was typed as a name may be a password
		return first(p.cfg.Store.Note(p.login("nobody", "refused: no such user", from), "", nil), ErrWrong)
	}
	u, _ = p.user(name)
	what := "refused: wrong password"
	switch {
	case u.Disabled:
		what = "refused: disabled"
	case !able:
		what = "refused: locked"
	default:
		if u.Failures++; u.Failures >= mostFailures {
			u.Failures, u.Locked = 0, p.cfg.Now().Add(lockedFor)
			what = "refused: wrong password, locked"
		}
	}
	if err := p.cfg.Store.PutUser(u, p.login(name, what, from)); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[name] = u
	return ErrWrong
}

// locked says whether nobody may log in as a user. A lock that is longer than any is of before the
// clock was set back.
func (u User) locked(now time.Time) bool {
	return now.Before(u.Locked) && u.Locked.Sub(now) <= lockedFor
}

func first(errs ...error) error {
	return errs[slices.IndexFunc(errs, func(err error) bool { return err != nil })]
}

// nobody is sealed like a password, and none opens it: whether a name exists does not show in the time.
func (p *People) nobody() string {
	empty := make([]byte, hashBytes)
	return p.cfg.Cost.text(empty[:saltBytes], empty)
}

func (p *People) login(name, is, from string) audit.Entry {
	e := p.entry(name, WhatLogin, "", is, "from "+from)
	e.Subject = name
	return e
}

// Check is the user of a token; false where there is no session any more.
func (p *People) Check(token string) (User, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	s, ok := p.sessions[hash(token)]
	u := p.users[s.User]
	return u, ok && !u.Disabled && !p.over(s, u, p.cfg.Now())
}

// over says whether a session has ended by itself. Where the clock was set back time runs as if it
// had been set forward: a session of a year that has not come would else have no end.
func (p *People) over(s Session, u User, now time.Time) bool {
	idle := p.cfg.Idle
	if len(u.Roles) == 1 && u.Roles[0] == Operator {
		idle = max(idle, Shift)
	}
	return now.Sub(s.Used).Abs() > idle || now.Sub(s.Begun).Abs() > Longest
}

// Active notes that the person of a session did something.
func (p *People) Active(token string) {
	now := p.cfg.Now()
	p.mu.RLock()
	s, ok := p.sessions[hash(token)]
	p.mu.RUnlock()
	if !ok || now.Sub(s.Used).Abs() < time.Minute || !p.writing.TryLock() {
		return
	}
	defer p.writing.Unlock()
	p.mu.Lock()
	s, ok = p.sessions[s.Hash]
	if ok {
		s.Used = now
		p.sessions[s.Hash] = s
	}
	p.mu.Unlock()
	if ok {
		_ = p.cfg.Store.PutSession(s, audit.Entry{}) // it ends earlier after a restart
	}
}

// LogOut ends a session.
func (p *People) LogOut(token, from string) error {
	u, ok := p.Check(token)
	if !ok {
		return nil
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	return p.end([]string{hash(token)}, p.login(u.Name, "logged out", from))
}

// endAll ends the sessions of a user but one.
func (p *People) endAll(name, but, who, reason string) error {
	var list []string
	p.mu.RLock()
	for h, s := range p.sessions {
		if s.User == name && h != but {
			list = append(list, h)
		}
	}
	p.mu.RUnlock()
	if len(list) == 0 {
		return nil
	}
	e := p.entry(who, WhatLogin, "", "session ended", reason)
	e.Subject = name
	return p.end(list, e)
}

// sweep ends the sessions that are over.
func (p *People) sweep(now time.Time) error {
	old := map[string][]string{} // by user
	p.mu.RLock()
	for h, s := range p.sessions {
		if p.over(s, p.users[s.User], now) {
			old[s.User] = append(old[s.User], h)
		}
	}
	p.mu.RUnlock()
	for name, list := range old {
		e := p.entry("station", WhatLogin, "", "session ended", lang.T("idle, or at its end").String())
		e.Subject = name
		if err := p.end(list, e); err != nil {
			return err
		}
	}
	return nil
}

func (p *People) end(hashes []string, e audit.Entry) error {
	if err := p.cfg.Store.EndSessions(hashes, e); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range hashes {
		delete(p.sessions, h)
	}
	return nil
}

// CSRF is what a page must send with each deed of a session: a page of another site cannot
// know it.
func CSRF(token string) string {
	m := hmac.New(sha256.New, []byte(token))
	m.Write([]byte("csrf"))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// secret is a token of 256 bits.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// hash is what is stored of a token. It needs no salt and no cost: nobody guesses 256 bits.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
