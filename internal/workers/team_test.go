package workers

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTeamDoesEachJobOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 8} {
		team := NewTeam(workers)
		busy := make([]atomic.Bool, workers)
		for round := range 300 {
			n := []int{1, 0, 2, 7, 100}[round%5]
			done := make([]int, n) // by whoever did it: the phase's end orders that before the look below
			team.Share(n, func(job, worker int) {
				if busy[worker].Swap(true) {
					t.Errorf("worker %d of %d has two jobs", worker, workers)
				}
				done[job]++
				busy[worker].Store(false)
			})
			for job, times := range done {
				if times != 1 {
					t.Fatalf("%d workers, job %d of %d: %d times", workers, job, n, times)
				}
			}
			if round%50 == 49 {
				time.Sleep(time.Millisecond) // helpers leave
			}
		}
	}
}

// Helpers share the work, each its own part of it first, and leave.
func TestTeamHelpersComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		team := NewTeam(3)
		for range 3 {
			var by [3]int
			team.Share(3, func(job, worker int) {
				by[job] = worker
				time.Sleep(time.Second) // of a clock that goes on when all sleep
			})
			if by != [3]int{0, 1, 2} {
				t.Fatalf("workers of the jobs: %v", by)
			}
			time.Sleep(time.Hour)
			for w := range team.here {
				if team.here[w].Load() {
					t.Fatalf("helper %d stays", w)
				}
			}
		}
	})
}

// A caller that had to wait long works alone for sixteen times as long.
func TestTeamWithoutSlowHelpers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		team, begin := NewTeam(2), time.Now()
		helped := func() bool {
			var by [2]int
			team.Share(2, func(_, worker int) {
				by[worker]++
				time.Sleep(time.Second)
				if worker == 1 {
					time.Sleep(9 * time.Second)
				}
			})
			return by[1] > 0
		}
		if !helped() || time.Since(begin) != 10*time.Second {
			t.Fatalf("the helper took no job, or the caller did not wait: %v", time.Since(begin))
		}
		for time.Since(begin) < (10+16*9)*time.Second {
			if helped() {
				t.Fatalf("helped after %v", time.Since(begin))
			}
		}
		if !helped() {
			t.Fatal("never helped again")
		}
	})
}

// A caller that waits for less than it worked itself keeps its helpers.
func TestTeamWithSlowerHelpers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		team := NewTeam(2)
		for range 3 {
			var by [2]int
			team.Share(2, func(job, worker int) {
				by[job] = worker
				time.Sleep(time.Second)
				if worker == 1 {
					time.Sleep(time.Second / 2)
				}
			})
			if by != [2]int{0, 1} {
				t.Fatalf("workers of the jobs: %v", by)
			}
		}
	})
}

// The caller does not wait for helpers that have begun nothing.
func TestTeamNeedsNoHelper(t *testing.T) {
	team := NewTeam(4)
	for i := range team.here {
		team.here[i].Store(true) // away, and thought to be here
	}
	done := 0
	team.Share(10, func(_, worker int) {
		if worker != 0 {
			t.Errorf("worker %d", worker)
		}
		done++
	})
	if done != 10 {
		t.Fatalf("%d jobs", done)
	}
}

func TestTeamAllocatesNothing(t *testing.T) {
	team, sum := NewTeam(2), [2]int{}
	do := func(job, worker int) { sum[worker] += job }
	if allocs := testing.AllocsPerRun(100, func() { team.Share(8, do) }); allocs > 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// BenchmarkTeam shows what a phase costs besides its jobs.
func BenchmarkTeam(b *testing.B) {
	team := NewTeam(2)
	for b.Loop() {
		team.Share(2, func(int, int) {})
	}
}
