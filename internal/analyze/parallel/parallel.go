// Package parallel spreads jobs over workers.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Share does the jobs 0 to n-1, spread over the workers; 0 takes GOMAXPROCS.
// Each worker makes its own job function. Jobs must not depend on each other.
func Share(n, workers int, worker func() func(job int)) {
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			do := worker()
			for {
				job := int(next.Add(1)) - 1
				if job >= n {
					return
				}
				do(job)
			}
		})
	}
	wg.Wait()
}

// Together does a few unlike jobs at once.
func Together(workers int, jobs ...func()) {
	Share(len(jobs), workers, func() func(int) { return func(k int) { jobs[k]() } })
}
