package dataset

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// samplers makes one of each over the same pictures, four of each of five classes.
func samplers(t testing.TB, seed uint64) map[string]Sampler {
	t.Helper()
	pk, err := NewPKSampler(balanced(5, 40), nil, 3, 4, seed)
	if err != nil {
		t.Fatal(err)
	}
	sh, err := NewShuffleSampler(balanced(5, 40), nil, 12, seed)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]Sampler{"pk": pk, "shuffle": sh}
}

// epochOf gives all batches of an epoch.
func epochOf(s Sampler, epoch int) [][]int32 {
	out := make([][]int32, s.Batches())
	for b := range out {
		out[b] = s.Batch(nil, epoch, b)
	}
	return out
}

// TestResumedBatches asks a fresh sampler for batches out of order, and after
// other epochs: it must give those of an undisturbed run.
func TestResumedBatches(t *testing.T) {
	for name, s := range samplers(t, 1) {
		want := [][][]int32{epochOf(s, 0), epochOf(s, 1), epochOf(s, 2)}
		for e := range 3 {
			for b := range want[e] {
				fresh := samplers(t, 1)[name]
				if d := cmp.Diff(want[e][b], fresh.Batch(nil, e, b)); d != "" {
					t.Fatalf("%s: batch %d of epoch %d of a fresh sampler: %s", name, b, e, d)
				}
			}
		}
		if d := cmp.Diff(want[0], epochOf(s, 0)); d != "" {
			t.Errorf("%s: epoch 0 after epoch 2: %s", name, d)
		}
		if cmp.Equal(want[0], want[1]) || cmp.Equal(want[1], want[2]) {
			t.Errorf("%s: epochs are alike", name)
		}
		if cmp.Equal(want[0], epochOf(samplers(t, 2)[name], 0)) {
			t.Errorf("%s: another seed gives the same batches", name)
		}
	}
}

func TestBatchUsesItsBuffer(t *testing.T) {
	for name, s := range samplers(t, 1) {
		buf := make([]int32, 0, s.Size())
		s.Batch(buf, 0, 0)
		got := testing.AllocsPerRun(20, func() { buf = s.Batch(buf, 0, 1) })
		if got != 0 {
			t.Errorf("%s: %v allocations a batch", name, got)
		}
		kept := s.Batch(nil, 0, 1)
		clear(buf) // must not be the sampler's own memory
		if d := cmp.Diff(kept, s.Batch(nil, 0, 1)); d != "" {
			t.Errorf("%s: writing to a batch changes the sampler: %s", name, d)
		}
	}
}

func TestNoSuchBatch(t *testing.T) {
	for name, s := range samplers(t, 1) {
		for _, at := range [][2]int{{-1, 0}, {0, -1}, {0, s.Batches()}} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: batch %d of epoch %d", name, at[1], at[0])
					}
				}()
				s.Batch(nil, at[0], at[1])
			}()
		}
	}
}

func TestRowsMustBeThere(t *testing.T) {
	for _, rows := range [][]int32{{0, 1, 200}, {-1, 0}, {3, 4, 3}} {
		for name, make := range map[string]func(){
			"pk":      func() { NewPKSampler(balanced(5, 40), rows, 2, 2, 1) },
			"shuffle": func() { NewShuffleSampler(balanced(5, 40), rows, 2, 1) },
		} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s takes rows %v", name, rows)
					}
				}()
				make()
			}()
		}
	}
}

// TestShuffleDealsEachOnce: at most once, and all but less than half a batch.
func TestShuffleDealsEachOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		batch := rapid.IntRange(2, 70).Draw(t, "batch")
		rows := rapid.Permutation(usable(&Images{N: 100}, nil)).Draw(t, "rows")[:n]
		s, err := NewShuffleSampler(&Images{N: 100}, rows, batch, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Size() != min(batch, n) || (s.Warnings() != nil) != (n < batch) {
			t.Fatalf("size %d, warnings %q", s.Size(), s.Warnings())
		}
		var all []int32
		for b, got := range epochOf(s, rapid.IntRange(0, 5).Draw(t, "epoch")) {
			last := b == s.Batches()-1
			if len(got) > s.Size() || 2*len(got) < s.Size() || (!last && len(got) != s.Size()) {
				t.Fatalf("batch %d of %d pictures", b, len(got))
			}
			all = append(all, got...)
		}
		slices.Sort(all)
		if len(slices.Compact(slices.Clone(all))) != len(all) {
			t.Fatal("a picture comes twice")
		}
		if missing := n - len(all); missing < 0 || 2*missing >= s.Size() {
			t.Fatalf("%d of %d pictures are left out at batch %d", missing, n, batch)
		}
		slices.Sort(rows)
		for _, r := range all {
			if _, ok := slices.BinarySearch(rows, r); !ok {
				t.Fatalf("picture %d is held out", r)
			}
		}
	})
}

// TestShuffleLeavesOutOthers: what one epoch drops, others show.
func TestShuffleLeavesOutOthers(t *testing.T) {
	s, err := NewShuffleSampler(&Images{N: 25}, nil, 20, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.Batches() != 1 {
		t.Fatalf("%d batches", s.Batches())
	}
	var shown [25]int
	for e := range 200 {
		for _, r := range s.Batch(nil, e, 0) {
			shown[r]++
		}
	}
	for r, n := range shown {
		if n < 125 || n > 195 { // 160 expected, six standard deviations of 5.7
			t.Errorf("picture %d was shown in %d of 200 epochs", r, n)
		}
	}
}

func TestShuffleErrors(t *testing.T) {
	for _, c := range []struct {
		n, batch int
		want     string
	}{{0, 8, "there are 0"}, {1, 8, "there are 1"}, {9, 1, "at least 2"}, {9, -3, "at least 2"}} {
		if _, err := NewShuffleSampler(&Images{N: c.n}, nil, c.batch, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d pictures, batch %d: %v", c.n, c.batch, err)
		}
	}
}
