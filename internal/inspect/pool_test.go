package inspect

import (
	"testing"

	"mekiki/internal/inspect/patch"
)

// TestPool: a gallery says whether it was chosen among all places, or among those that each
// picture gave first.
func TestPool(t *testing.T) {
	for most, exact := range map[int]bool{16: true, 15: false} {
		f := &fit{FitOptions: FitOptions{Vectors: 10, Workers: 1}, feature: &patch.Features{High: 2, Wide: 8, Dim: 3}, shares: make([]sample, 2)}
		for i := range f.shares {
			x := make([]float32, 16*3)
			for k := range x {
				x[k] = float32((k*k*7 + i) % 31)
			}
			f.shares[i].some = append([]float32{}, x...)
			f.cover(&f.shares[i], x, most, copied{})
		}
		if c := f.choose([]int{0, 1}).pool; c != (Pool{Places: 32, From: 2 * most}) || c.Exact() != exact {
			t.Errorf("%d of 16 places: %+v, exact %v", most, c, c.Exact())
		}
	}
	if (Pool{}).Exact() {
		t.Error("what is not known is called exact")
	}
}
