// Package workers runs the phases of a computation on several processors.
package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Pool keeps workers that run one phase after another. The caller is worker 0.
//
// Waiting spins briefly, because the next phase usually follows within
// microseconds, and then blocks, because spinning on a busy machine takes the
// processor from the very worker that is waited for.
type Pool struct {
	workers int
	phase   func(worker int)
	// turn counts phases; a worker runs when it changes. running counts the
	// workers that have not finished the phase.
	turn, running atomic.Uint32
	mu            sync.Mutex
	start, done   *sync.Cond
	stop          bool
	wg            sync.WaitGroup
}

// spins is how often a waiter looks before it blocks: some tens of microseconds.
const spins = 20_000

// New starts a pool; the caller counts as one of the workers. Close ends it.
func New(workers int) *Pool {
	p := &Pool{workers: workers}
	p.start, p.done = sync.NewCond(&p.mu), sync.NewCond(&p.mu)
	for w := 1; w < workers; w++ {
		p.wg.Go(func() { p.work(w) })
	}
	return p
}

// Run calls f once for each worker, at the same time, and returns when all are
// done. What f reads must not change until then.
func (p *Pool) Run(f func(worker int)) {
	if p.workers == 1 {
		f(0)
		return
	}
	p.phase = f
	p.running.Store(uint32(p.workers - 1))
	p.mu.Lock()
	p.turn.Add(1)
	p.mu.Unlock()
	p.start.Broadcast()
	f(0)
	await(p.done, func() bool { return p.running.Load() == 0 })
}

func (p *Pool) work(worker int) {
	for seen := uint32(0); ; seen++ {
		await(p.start, func() bool { return p.turn.Load() != seen })
		if p.stop {
			return
		}
		p.phase(worker)
		// The last one takes the lock, so that the caller cannot miss the
		// signal between its look and its wait.
		if p.running.Add(^uint32(0)) == 0 {
			p.mu.Lock()
			p.mu.Unlock() //nolint:staticcheck // the empty section orders the signal after the wait
			p.done.Signal()
		}
	}
}

// await spins until ready, then blocks on c.
func await(c *sync.Cond, ready func() bool) {
	for i := range spins {
		if ready() {
			return
		}
		if i%256 == 255 {
			runtime.Gosched()
		}
	}
	c.L.Lock()
	for !ready() {
		c.Wait()
	}
	c.L.Unlock()
}

// Close ends the workers and waits for them.
func (p *Pool) Close() {
	if p.workers == 1 {
		return
	}
	p.stop = true
	p.mu.Lock()
	p.turn.Add(1)
	p.mu.Unlock()
	p.start.Broadcast()
	p.wg.Wait()
}
