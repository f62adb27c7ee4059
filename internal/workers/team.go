package workers

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Team shares the jobs of a phase among the caller and helpers. A helper comes when there
// are jobs and leaves when there have been none for some tens of microseconds, so nothing
// has to be closed, and the caller waits for nobody who has not begun a job. One
// goroutine may call it at a time.
//
// On a busy machine a helper may lose its processor in the middle of a job. Where the caller
// has waited for longer than it worked itself, it works alone for sixteen times as long as it
// waited, so such waits take it a seventeenth of its time.
type Team struct {
	do    func(job, worker int)
	parts []jobs
	left  atomic.Int64  // jobs that are not done
	here  []atomic.Bool // helpers; the caller is worker 0
	come  []func()      // begins a helper; made once, so that it allocates nothing
	done  *sync.Cond
	alone time.Time // until when the caller needs no help
}

const (
	usualWait  = 20 * time.Microsecond // that says nothing of the helpers
	aloneAfter = 16                    // waits of this length
)

// jobs are a worker's part of the jobs that nobody has taken: the first one in the upper half,
// the one behind the last in the lower. The padding keeps those of different workers
// in different cache lines.
type jobs struct {
	open atomic.Uint64
	_    [120]byte
}

// NewTeam has so many workers, one at least: the caller is among them.
func NewTeam(workers int) *Team {
	t := &Team{parts: make([]jobs, workers), here: make([]atomic.Bool, workers), come: make([]func(), workers), done: sync.NewCond(&sync.Mutex{})}
	for w := range t.come {
		t.come[w] = func() { go t.help(w) }
	}
	return t
}

// Share calls do once for each of n jobs, by whoever of the workers has time, and returns
// when all are done. A worker has one job at a time, and begins with the same part of the jobs
// each time, so that what it touches stays in its core's cache. What do reads must not
// change until then.
func (t *Team) Share(n int, do func(job, worker int)) {
	w := len(t.parts)
	if n == 1 || w == 1 {
		byCaller(n, do)
		return
	}
	begin := time.Now()
	if begin.Before(t.alone) {
		byCaller(n, do)
		return
	}
	t.do = do
	t.left.Store(int64(n))
	for i := range t.parts {
		t.parts[i].open.Store(uint64(n*i/w)<<32 | uint64(n*(i+1)/w))
	}
	for i := 1; i < min(w, n); i++ {
		if !t.here[i].Load() && t.here[i].CompareAndSwap(false, true) {
			t.come[i]()
		}
	}
	for t.work(0) {
	}
	if t.left.Load() == 0 {
		return
	}
	since := time.Now()
	await(t.done, func() bool { return t.left.Load() == 0 })
	if waited := time.Since(since); waited > since.Sub(begin)+usualWait {
		t.alone = since.Add((1 + aloneAfter) * waited)
	}
}

// byCaller does all jobs.
func byCaller(n int, do func(job, worker int)) {
	for job := range n {
		do(job, 0)
	}
}

// work does a job that nobody has taken, or reports that there is none.
func (t *Team) work(worker int) bool {
	for i := range t.parts {
		open := &t.parts[(worker+i)%len(t.parts)].open
		for v := open.Load(); v>>32 < v&(1<<32-1); v = open.Load() {
			if !open.CompareAndSwap(v, v+1<<32) {
				continue
			}
			// The phase does not end before this job: do is its own.
			t.do(int(v>>32), worker)
			if t.left.Add(-1) == 0 && worker > 0 {
				// The empty section orders the signal after the caller's look.
				t.done.L.Lock()
				t.done.L.Unlock() //nolint:staticcheck // as said
				t.done.Signal()
			}
			return true
		}
	}
	return false
}

// help works until there has been nothing to do for a while.
func (t *Team) help(worker int) {
	for {
		for idle := 0; idle < spins; idle++ {
			if t.work(worker) {
				idle = 0
			}
			if idle%256 == 255 {
				runtime.Gosched()
			}
		}
		t.here[worker].Store(false)
		// Jobs that came before that have called nobody.
		if !t.any() || !t.here[worker].CompareAndSwap(false, true) {
			return
		}
	}
}

// any reports whether there is a job that nobody has taken.
func (t *Team) any() bool {
	for i := range t.parts {
		if v := t.parts[i].open.Load(); v>>32 < v&(1<<32-1) {
			return true
		}
	}
	return false
}
