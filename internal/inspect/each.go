package inspect

import (
	"context"
	"sync"
	"sync/atomic"
)

// each does the jobs 0 to n-1, spread over the workers, each of which makes its own
// function and what ends it. It stops at the first error and gives that of the lowest job
// that was begun.
func each(ctx context.Context, n, workers int, worker func() (do func(job int) error, end func())) error {
	var next atomic.Int64
	var mu sync.Mutex
	failed, first := n, error(nil)
	var wg sync.WaitGroup
	for range max(1, min(workers, n)) {
		wg.Go(func() {
			do, end := worker()
			defer end()
			for ctx.Err() == nil {
				job := int(next.Add(1)) - 1
				if job >= n {
					return
				}
				if err := do(job); err != nil {
					mu.Lock()
					if job < failed {
						failed, first = job, err
					}
					mu.Unlock()
					next.Store(int64(n))
					return
				}
			}
		})
	}
	wg.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}
