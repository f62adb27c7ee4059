package workers

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestSharesHandOutEachJobOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 8} {
		s := NewShares(workers)
		for _, n := range []int{0, 1, 7, 100} {
			s.Even(n)
			done := make([]atomic.Int32, n)
			var wg sync.WaitGroup
			for w := range workers {
				wg.Go(func() {
					for {
						j, ok := s.Take(w)
						if !ok {
							return
						}
						done[j].Add(1)
					}
				})
			}
			wg.Wait()
			for j := range done {
				if done[j].Load() != 1 {
					t.Fatalf("%d workers, job %d of %d: %d times", workers, j, n, done[j].Load())
				}
			}
		}
	}
}

func TestSharesBeginWithTheWorkersOwn(t *testing.T) {
	s := NewShares(2)
	s.Even(10)
	if j, _ := s.Take(1); j != 5 {
		t.Fatalf("worker 1 began with %d", j)
	}
	if j, _ := s.Take(0); j != 0 {
		t.Fatalf("worker 0 began with %d", j)
	}
	s.Each([]int{3, 2})
	for _, want := range []int{3, 4, 0, 1, 2} {
		if j, ok := s.Take(1); !ok || j != want {
			t.Fatalf("worker 1 took %d, want %d", j, want)
		}
	}
	if _, ok := s.Take(0); ok {
		t.Fatal("a sixth job")
	}
}
