package fetch

import (
	"context"
	"time"

	"mekiki/internal/lang"
)

// withIdle gives a context that ends when touch was not called for limit. stop
// must be called.
func withIdle(parent context.Context, limit time.Duration) (ctx context.Context, touch, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	timer := time.AfterFunc(limit, func() { cancel(lang.Errorf("nothing came for %v", limit)) })
	return ctx, func() { timer.Reset(limit) }, func() {
		timer.Stop()
		cancel(nil)
	}
}

// causeOr is why ctx ended, or err where it did not.
func causeOr(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
