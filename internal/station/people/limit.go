package people

import (
	"sync"
	"time"
)

// An address has so many tries, and gets them back one by one within refill.
const (
	mostTries = 10
	refill    = 5 * time.Minute
	// mostAddresses bounds memory; who has more addresses than that meets the lock of users.
	mostAddresses = 10_000
)

// limiter counts tries by address: a token bucket each.
type limiter struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// allow takes a try of an address, if it has one.
func (l *limiter) allow(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.of == nil || len(l.of) >= mostAddresses {
		l.of = map[string]bucket{}
	}
	b, ok := l.of[address]
	if !ok {
		b.left = mostTries
	} else if d := now.Sub(b.at); d > 0 { // not where the clock was set back
		b.left = min(mostTries, b.left+mostTries*d.Seconds()/refill.Seconds())
	}
	b.at = now
	allowed := b.left >= 1
	if allowed {
		b.left--
	}
	l.of[address] = b
	return allowed
}

// forgive gives an address all its tries: somebody there knows a password.
func (l *limiter) forgive(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, address)
}
