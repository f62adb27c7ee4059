package people

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
)

// keyBegins lets a key be known for what it is, where it should not lie about.
const keyBegins = "mekiki_"

// shownLetters of a key tell it from others.
const shownLetters = len(keyBegins) + 6

// AddKey makes a key for a program. Its text is given this once.
func (p *People) AddKey(who, name string, roles []Role, reason string) (k Key, text string, err error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 1 || n > 60 {
		return k, "", invalid("name", lang.Errorf("a key has a name of 1 to 60 letters, such as that of the program"))
	}
	r, err := NewRoles(roles...)
	if err != nil {
		return k, "", err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	for _, other := range p.Keys() {
		if other.Name == name && other.Revoked.IsZero() {
			return k, "", ErrThere
		}
	}
	text = keyBegins + secret()
	k = Key{Name: name, Roles: r, Hash: hash(text), Begins: text[:shownLetters], Who: who, Made: p.cfg.Now()}
	if k, err = p.cfg.Store.PutKey(k, p.entry(who, WhatKey, "", name+", "+r.String(), reason)); err != nil {
		return k, "", err
	}
	p.keep(k)
	return k, text, nil
}

// Revoke ends a key for good.
func (p *People) Revoke(who string, id int64, reason string) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	list := p.Keys()
	i := slices.IndexFunc(list, func(k Key) bool { return k.ID == id })
	if i < 0 {
		return ErrNone
	}
	k := list[i]
	if !k.Revoked.IsZero() {
		return nil
	}
	k.Revoked = p.cfg.Now()
	k, err := p.cfg.Store.PutKey(k, p.entry(who, WhatKey, k.Name+", "+k.Roles.String(), "revoked", reason))
	if err == nil {
		p.keep(k)
	}
	return err
}

// Keys are all of them, the newest first.
func (p *People) Keys() []Key {
	p.mu.RLock()
	defer p.mu.RUnlock()
	list := []Key{}
	for _, k := range p.keys {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Key) int { return int(b.ID - a.ID) })
	return list
}

// between is how exactly the last use of a key is known: each note of it is a write.
const between = 10 * time.Minute

// ByKey is the key of a text; false where there is none, or it was revoked.
func (p *People) ByKey(text string) (Key, bool) {
	p.mu.RLock()
	k, ok := p.keys[hash(text)]
	p.mu.RUnlock()
	if !ok || !k.Revoked.IsZero() {
		return Key{}, false
	}
	if now := p.cfg.Now(); now.Sub(k.Used).Abs() > between && p.writing.TryLock() {
		defer p.writing.Unlock()
		p.mu.RLock()
		k = p.keys[k.Hash]
		p.mu.RUnlock()
		k.Used = now
		if _, err := p.cfg.Store.PutKey(k, audit.Entry{}); err == nil { // else it is noted next time
			p.keep(k)
		}
	}
	return k, k.Revoked.IsZero()
}

func (p *People) keep(k Key) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys[k.Hash] = k
}
