package parallel

import (
	"sync/atomic"
	"testing"
)

// TestEveryJobOnce holds for more workers than jobs, and for none.
func TestEveryJobOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 50} {
		for _, n := range []int{0, 1, 40} {
			done, made := make([]atomic.Int32, n), atomic.Int32{}
			Share(n, workers, func() func(int) {
				made.Add(1)
				return func(job int) { done[job].Add(1) }
			})
			for job := range done {
				if got := done[job].Load(); got != 1 {
					t.Errorf("%d workers did job %d of %d %d times", workers, job, n, got)
				}
			}
			if int(made.Load()) > n {
				t.Errorf("%d workers for %d jobs", made.Load(), n)
			}
		}
	}
	var a, b atomic.Int32
	Together(2, func() { a.Add(1) }, func() { b.Add(2) })
	if a.Load() != 1 || b.Load() != 2 {
		t.Error("Together left a job out")
	}
}
