package people

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// Config is what People are made of. All but Cost and Idle must be set.
type Config struct {
	Store   Store
	Station string // its name in the audit
	Now     func() time.Time
	Idle    time.Duration // a session without a deed ends after it; 0: [Idle]
	Cost    Cost
}

// Idle is how long a session lasts without a deed, Shift how long that of somebody who is an
// operator and nothing else: who watches a line for hours does nothing. None is longer than Longest.
const (
	Idle    = 30 * time.Minute
	Shift   = 12 * time.Hour
	Longest = 16 * time.Hour
)

// Errors that mean something to who asks.
var (
	// ErrWrong tells as little as it can.
	ErrWrong = lang.Errorf("name and password do not fit, or the user is locked: after 5 wrong passwords for 15 minutes")
	// ErrTooMany means that an address must wait.
	ErrTooMany = lang.Errorf("too many tries from this address; wait 5 minutes")
	// ErrNone means that there is no such user or key.
	ErrNone = lang.Errorf("there is no such user or key")
	// ErrLastAdmin means that nobody could let others in any more.
	ErrLastAdmin = lang.Errorf("this is the last admin who can log in; make another one first")
	// ErrThere means that a name is taken.
	ErrThere = lang.Errorf("there is a user or key with this name already")
)

// InvalidError is about what somebody has typed: What is "password", "name" or "roles".
type InvalidError struct {
	What string
	Err  error
}

func (e *InvalidError) Error() string { return e.Err.Error() }
func (e *InvalidError) Unwrap() error { return e.Err }

// In is the error in a language.
func (e *InvalidError) In(l lang.Language) string { return l.Error(e.Err) }

func invalid(what string, err error) error { return &InvalidError{what, err} }

// People are those of a station. Any number of goroutines may use them. They are read once and
// then stand in memory: one process has a station.
type People struct {
	cfg   Config
	tries limiter
	door  chan struct{} // one password is checked at a time: each takes memory and a core

	writing sync.Mutex // one change at a time; what is read meanwhile is as before

	mu       sync.RWMutex
	users    map[string]User
	keys     map[string]Key     // by hash
	sessions map[string]Session // by hash
}

// Open reads people.
func Open(ctx context.Context, cfg Config) (*People, error) {
	if cfg.Idle == 0 {
		cfg.Idle = Idle
	}
	if cfg.Cost == (Cost{}) {
		cfg.Cost = Usual
	}
	p := &People{cfg: cfg, tries: limiter{now: cfg.Now}, door: make(chan struct{}, 1), users: map[string]User{}, keys: map[string]Key{}, sessions: map[string]Session{}}
	users, err := cfg.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := cfg.Store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	sessions, err := cfg.Store.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		p.users[u.Name] = u
	}
	for _, k := range keys {
		p.keys[k.Hash] = k
	}
	for _, s := range sessions {
		p.sessions[s.Hash] = s
	}
	return p, nil
}

// First makes the user admin, with all roles, where there are no users, and gives the password that
// must be changed at the first log-in; else "".
func (p *People) First() (name, password string, err error) {
	p.mu.RLock()
	n := len(p.users)
	p.mu.RUnlock()
	if n > 0 {
		return "", "", nil
	}
	name = string(Admin)
	password, err = p.Add("station", name, All(), lang.T("the first user of the station").String())
	return name, password, err
}

// Users are all of them, by name.
func (p *People) Users() []User {
	p.mu.RLock()
	defer p.mu.RUnlock()
	list := []User{}
	for _, u := range p.users {
		list = append(list, u)
	}
	slices.SortFunc(list, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// entry is one of the audit.
func (p *People) entry(who, what, was, is, reason string) audit.Entry {
	return audit.Entry{At: record.Moment(p.cfg.Now()), Who: who, Station: p.cfg.Station, What: what, Old: was, New: is, Reason: reason}
}

// taken are names that stand for something else in records.
var taken = []string{"station", "api", "camera", "key", "nobody"}

// Name is a user's name as it is kept, in small letters.
func Name(text string) (string, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@", r)
	}
	switch {
	case name == "" || utf8.RuneCountInString(name) > 60 || strings.ContainsFunc(name, odd):
		return "", invalid("name", lang.Errorf("the name %q; a name has 1 to 60 letters, digits and . _ - @", text))
	case slices.Contains(taken, name):
		return "", invalid("name", lang.Errorf("the name %q stands for something else in the records; choose another one", text))
	}
	return name, nil
}
