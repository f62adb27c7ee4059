package eval

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPrecisionTies averages over every order of small lists.
func TestPrecisionTies(t *testing.T) {
	for _, keys := range [][]uint32{
		{7<<1 | 1, 7 << 1, 7<<1 | 1, 9 << 1, 9<<1 | 1},
		{1 << 1, 5<<1 | 1, 5 << 1, 5<<1 | 1, 5 << 1},
		{1<<1 | 1, 1<<1 | 1, 1 << 1, 1 << 1, 1 << 1},
	} {
		slices.Sort(keys)
		for size := 1; size <= len(keys); size++ {
			if size < len(keys) && keys[size]>>1 != keys[len(keys)-1]>>1 {
				continue
			}
			var rp, mapR, orders float64
			permute(keys, func(order []uint32) {
				if !slices.IsSortedFunc(order, func(a, b uint32) int { return cmp.Compare(a>>1, b>>1) }) {
					return
				}
				orders++
				hits := 0.0
				for i, v := range order[:size] {
					if v&1 == 1 {
						hits++
						mapR += hits / float64(i+1)
					}
				}
				rp += hits
			})
			gotRP, gotMAP := precision(keys, size)
			near(t, fmt.Sprint(keys, size, " R-precision"), gotRP, rp/orders/float64(size))
			near(t, fmt.Sprint(keys, size, " MAP@R"), gotMAP, mapR/orders/float64(size))
		}
	}
}

func permute(v []uint32, visit func([]uint32)) {
	v = slices.Clone(v)
	var step func(k int)
	step = func(k int) {
		if k == len(v) {
			visit(v)
			return
		}
		for i := k; i < len(v); i++ {
			v[k], v[i] = v[i], v[k]
			step(k + 1)
			v[k], v[i] = v[i], v[k]
		}
	}
	step(0)
}

func TestSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	for _, n := range []int{0, 1, 511, 512, 5000} {
		r := &ranker{top: make([]uint32, n), spare: make([]uint32, n)}
		for i := range r.top {
			r.top[i] = rng.Uint32() >> rng.IntN(32)
		}
		want := slices.Sorted(slices.Values(r.top))
		if got := r.sort(n); !slices.Equal(got, want) {
			t.Errorf("%d values are not sorted", n)
		}
	}
}
