package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func countedFrom0(n int) []int32 {
	id := make([]int32, n)
	for i := range id {
		id[i] = int32(i)
	}
	return id
}

// TestCopiesFound: rows that share all that a key is made of are still told apart, and
// copies among them are one row, wherever they lie.
func TestCopiesFound(t *testing.T) {
	const dim, n = 40, 90
	rng := rand.New(rand.NewPCG(93, 94))
	for _, different := range []int{30, n} {
		for _, order := range []layout{asLying, scattered, byLength} {
			for range 5 {
				emb, value := make([]float32, n*dim), rng.Perm(n)
				for i, v := range value {
					emb[i*dim+dim-1] = float32(v % different)
				}
				f := fold(matrix{emb: emb, dim: dim}, countedFrom0(n), order, 2)
				if f.rows() != different {
					t.Fatalf("layout %d: %d rows, want %d", order, f.rows(), different)
				}
				seen := 0
				for j := range different {
					v := int(f.row(j)[dim-1])
					for _, i := range f.of(j) {
						if value[i]%different != v {
							t.Errorf("layout %d: row %d of value %d among those of %d", order, i, value[i]%different, v)
						}
						seen++
					}
					if !slices.IsSorted(f.of(j)) || order != asLying && v != j || order == asLying && j > 0 && f.of(j)[0] < f.of(j - 1)[0] {
						t.Errorf("layout %d: row %d of value %d stands for %v", order, j, v, f.of(j))
					}
				}
				if seen != n {
					t.Errorf("layout %d: %d of %d rows", order, seen, n)
				}
			}
		}
	}
}

// TestOrderOfMeans: the space and the class means are the same to the last bit in any order.
func TestOrderOfMeans(t *testing.T) {
	rng := rand.New(rand.NewPCG(89, 90))
	for name, s := range sets() {
		n := len(s.gallery) / testDim
		for _, d := range measures(t, testDim)[:7] {
			class := make([]int32, n)
			for i := range class {
				class[i] = int32(rng.IntN(3))
			}
			of := func(from []int) (space, []float64) {
				var gallery []float32
				var moved []int32
				for _, i := range from {
					gallery, moved = append(gallery, s.gallery[i*testDim:(i+1)*testDim]...), append(moved, class[i])
				}
				x, err := NewIndex(gallery, testDim, d, 2)
				if err != nil {
					t.Fatal(err)
				}
				sp := *x.view.Load().space
				sp.factor = nil
				return sp, x.Means(moved, 4)
			}
			wantSpace, wantMeans := of(rng.Perm(n))
			gotSpace, gotMeans := of(rng.Perm(n))
			if !reflect.DeepEqual(gotSpace, wantSpace) || !slices.Equal(gotMeans, wantMeans) {
				t.Errorf("%s by %s: %+v, %v, want %+v, %v", name, d.Name(), gotSpace, gotMeans, wantSpace, wantMeans)
			}
			if !slices.Equal(gotMeans[3*testDim:], make([]float64, testDim)) {
				t.Errorf("%s: a class without rows has a mean of %v", name, gotMeans[3*testDim:])
			}
		}
	}
}

// TestMeansNaive: by the cosine the mean is of directions, else of vectors.
func TestMeansNaive(t *testing.T) {
	rows, class := []float32{3, 4, 0, 2, -6, 8, 0, 0}, []int32{0, 1, 0, 1}
	for m, want := range [][]float64{{0, 0.8, 0, 0.5}, {-1.5, 6, 0, 1}, {0, 0.8, 0, 0.5}, {-1.5, 6, 0, 1}, {-1.5, 6, 0, 1}, {-1.5, 6, 0, 1}, {-1.5, 6, 0, 1}} {
		for _, make := range []func() (*Index, error){
			func() (*Index, error) { return NewIndex(rows, 2, measures(t, 2)[m], 1) },
			func() (*Index, error) { return NewRanking(rows, 2, measures(t, 2)[m], 1) },
		} {
			x, err := make()
			if err != nil {
				t.Fatal(err)
			}
			for k, got := range x.Means(class, 2) {
				if math.Abs(got-want[k]) > 1e-12 {
					t.Errorf("%s: %v, want %v", x.Measure().Name(), x.Means(class, 2), want)
				}
			}
		}
	}
}

// TestFixed: a sum is that of float64 to 13 digits of the largest.
func TestFixed(t *testing.T) {
	rng := rand.New(rand.NewPCG(91, 92))
	for _, scale := range []float64{1, 1e-80, 1e77} {
		for _, n := range []int{1, 7, 1000, 100_000} {
			f, sum, want := newFixed(4*scale, n), int64(0), 0.0
			for range n {
				v := min(max(rng.NormFloat64(), -4), 4) * scale
				sum += f.of(v)
				want += v
			}
			if got := f.value(sum, n); !(math.Abs(got-want) <= 1e-13*float64(n)*scale) {
				t.Errorf("%s: %v, want %v", fmt.Sprint(n, " numbers"), got, want)
			}
		}
	}
}

func TestAnyKey(t *testing.T) {
	values := []float64{math.Inf(-1), -1e300, -math.MaxFloat32, -2, -1.5, -1e-30, 0, 1e-30, 1, 1 + 1.0/(1<<22), 3, 1e38, math.Inf(1), math.NaN()}
	for i, v := range values {
		if k := anyKey(v); k >= 1<<31 || i > 0 && k < anyKey(values[i-1]) || i > 3 && k == anyKey(values[i-1]) {
			t.Errorf("the key of %v is %#x, of %v %#x", v, k, values[max(i-1, 0)], anyKey(values[max(i-1, 0)]))
		}
	}
	if anyKey(math.Copysign(0, -1)) != anyKey(0) {
		t.Error("-0 and 0 differ")
	}
}

// TestPodiumMemory: of very many rows a podium keeps no more than twice those that it needs.
func TestPodiumMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 9))
	var p podium
	p.clear(Want{K: 100})
	for i := range 100_000 {
		p.add(rng.Float64(), int32(i), 1)
		if len(p.spots) > 200 {
			t.Fatalf("%d rows kept of 100", len(p.spots))
		}
	}
}

// TestPairwise: what needs the vectors of every pair.
func TestPairwise(t *testing.T) {
	for i, want := range map[int]string{0: "no no", 4: "no yes", 6: "no no", 21: "yes yes", 23: "yes yes"} {
		d, words := measures(t, 3)[i], map[bool]string{true: "yes", false: "no"}
		if got := words[Pairwise(d, false)] + " " + words[Pairwise(d, true)]; got != want {
			t.Errorf("%s: %s, want %s", d.Name(), got, want)
		}
	}
}
