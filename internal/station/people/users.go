package people

import (
	"context"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// Add makes a user and gives the password that must be changed at the first log-in. who does it,
// and why.
func (p *People) Add(who, name string, roles []Role, reason string) (password string, err error) {
	if name, err = Name(name); err != nil {
		return "", err
	}
	r, err := NewRoles(roles...)
	if err != nil {
		return "", err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	if _, ok := p.user(name); ok {
		return "", ErrThere
	}
	password = firstPassword()
	u := User{Name: name, Roles: r, Change: true, Sealed: p.cfg.Cost.seal(password), Made: p.cfg.Now()}
	return password, p.put(u, who, "", "made, "+u.state(), reason)
}

// Set gives a user roles, and disables or enables the user. Sessions end, so that nobody goes on with
// roles that are gone.
func (p *People) Set(who, name string, roles []Role, disabled bool, reason string) (User, error) {
	r, err := NewRoles(roles...)
	if err != nil {
		return User{}, err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	u, ok := p.user(name)
	if !ok {
		return User{}, ErrNone
	}
	old, admin := u.state(), u.Roles.Any(Admin) && !u.Disabled
	u.Roles, u.Disabled = r, disabled
	if u.state() == old {
		return u, nil
	}
	if admin && (disabled || !u.Roles.Any(Admin)) && !p.adminBeside(name) {
		return User{}, ErrLastAdmin
	}
	if err := p.put(u, who, old, u.state(), reason); err != nil {
		return User{}, err
	}
	return u, p.endAll(name, "", who, lang.T("the roles were changed").String())
}

// Reset gives a user a new first password, and lets in again who is locked.
func (p *People) Reset(who, name, reason string) (password string, err error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	u, ok := p.user(name)
	if !ok {
		return "", ErrNone
	}
	password = firstPassword()
	u.Sealed, u.Change, u.Failures = p.cfg.Cost.seal(password), true, 0
	u.Locked = time.Time{}
	if err := p.put(u, who, "", "first password, "+u.state(), reason); err != nil {
		return "", err
	}
	return password, p.endAll(name, "", who, lang.T("the password was reset").String())
}

// ChangePassword lets the user of a session choose a new one. Other sessions of the user end.
func (p *People) ChangePassword(ctx context.Context, token, old, password, from string) error {
	u, ok := p.Check(token)
	if !ok {
		return ErrWrong
	}
	if err := p.try(ctx, u.Name, old, from); err != nil {
		return err
	}
	if err := acceptable(u.Name, old, password); err != nil {
		return err
	}
	sealed := p.cfg.Cost.seal(password)
	p.writing.Lock()
	defer p.writing.Unlock()
	u, ok = p.user(u.Name)
	if !ok || u.Disabled {
		return ErrWrong
	}
	u.Sealed, u.Change = sealed, false
	if err := p.put(u, u.Name, "", "own password, "+u.state(), ""); err != nil {
		return err
	}
	return p.endAll(u.Name, hash(token), u.Name, lang.T("the password was changed").String())
}

// state is how a user stands, as the audit says it.
func (u User) state() string {
	able := "enabled"
	if u.Disabled {
		able = "disabled"
	}
	return strings.ReplaceAll(u.Roles.String(), ",", ", ") + ", " + able
}

func (p *People) user(name string) (User, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	u, ok := p.users[name]
	return u, ok
}

// adminBeside says whether somebody else could let others in.
func (p *People) adminBeside(name string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, u := range p.users {
		if u.Name != name && !u.Disabled && u.Roles.Any(Admin) {
			return true
		}
	}
	return false
}

// put stores a user with an entry of who changed it.
func (p *People) put(u User, who, was, is, reason string) error {
	if err := p.cfg.Store.PutUser(u, p.entry(who, WhatUser, was, is, reason)); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.users[u.Name] = u
	return nil
}
