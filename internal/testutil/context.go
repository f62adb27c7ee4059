package testutil

import (
	"context"
	"sync"
	"testing"
)

type endsAfter struct {
	context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	looks  int
}

// EndsAfter is a context that ends once its Err has been asked for so many times.
func EndsAfter(t testing.TB, looks int) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return &endsAfter{Context: ctx, cancel: cancel, looks: looks}
}

func (e *endsAfter) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.looks--; e.looks < 0 {
		e.cancel()
	}
	return e.Context.Err()
}
