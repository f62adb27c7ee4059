package duplicates

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

func TestDuplicatesAgainstEveryPair(t *testing.T) {
	for _, shape := range [][4]int{{6, 5, 1, 2}, {9, 4, 3, 3}, {1, 20, 1, 1}, {17, 16, 1, 2}} {
		for _, mirrored := range []bool{false, true} {
			t.Run(fmt.Sprint(shape, mirrored), func(t *testing.T) {
				rng := rand.New(rand.NewPCG(uint64(shape[0]), 7))
				parts := leaky(rng, shape[0], shape[1], shape[2], shape[3], 150)
				if shape[0] == 9 { // mixed kinds, a part without labels
					im := parts[1].Images
					im.F32 = make([]float32, len(im.Pix))
					for i, v := range im.Pix {
						im.F32[i] = float32(v) / 255
					}
					im.Pix, im.Labels = nil, nil
				}
				want := naiveDuplicates(parts, 0.01, mirrored)
				got, err := Find(t.Context(), parts, Options{Near: 0.01, Mirrored: mirrored, Workers: 3})
				if err != nil {
					t.Fatal(err)
				}
				if want.Between[0].Near.Pairs == 0 || want.Between[0].Exact.Pairs == 0 {
					t.Fatal("nothing planted")
				}
				// Distances are rounded in other ways, so equal ones may come in another order.
				for _, d := range []*Result{want, got} {
					slices.SortFunc(d.Pairs, func(a, b Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
				}
				for i := range got.Partner {
					for _, x := range [][2]Partner{{want.Partner[i], got.Partner[i]}, {want.Leak[i], got.Leak[i]}} {
						if (x[0].Row < 0) != (x[1].Row < 0) || math.Abs(x[0].Distance-x[1].Distance) > 1e-7 {
							t.Errorf("picture %d: partner %v, want %v", i, x[1], x[0])
						}
					}
				}
				opt := gocmp.Options{
					cmpopts.EquateApprox(0, 1e-7), cmpopts.IgnoreFields(Result{}, "Largest", "Partner", "Leak"),
					cmpopts.IgnoreFields(Pair{}, "Group", "Mirrored"),
				}
				if diff := gocmp.Diff(want, got, opt); diff != "" {
					t.Errorf("(-every pair +found):\n%s", diff)
				}
			})
		}
	}
}

// TestDuplicatesOfTheSample compares with every pair of the sample's pictures.
func TestDuplicatesOfTheSample(t *testing.T) {
	set, err := dataset.Sample()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]int, 700)
	for i := range rows {
		rows[i] = i
	}
	parts := []Part{{Name: "train", Images: set.Train.Subset(rows)}, {Name: "test", Images: set.Test.Subset(rows[:300])}}
	const near = 0.02
	var want []Pair
	from := [2]int{0, 700}
	value := make([][]float32, 1000)
	for p, x := range parts {
		for i := range x.Images.N {
			value[from[p]+i] = make([]float32, 784)
			x.Images.Floats(value[from[p]+i], i)
		}
	}
	for i, x := range value {
		for j, y := range value[:i] {
			if d := 1 - correlation(x, y); d <= near {
				want = append(want, Pair{A: int32(j), B: int32(i), Distance: d})
			}
		}
	}
	got, err := Find(t.Context(), parts, Options{Near: near})
	if err != nil {
		t.Fatal(err)
	}
	if len(want) < 5 {
		t.Fatalf("%d pairs", len(want))
	}
	slices.SortFunc(want, byNearness)
	if diff := gocmp.Diff(want, got.Pairs, cmpopts.EquateApprox(0, 1e-7), cmpopts.IgnoreFields(Pair{}, "Group", "Across", "OtherLabel")); diff != "" {
		t.Errorf("(-every pair +found):\n%s", diff)
	}
}

func TestDuplicatesDoNotDependOnWorkers(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(3, 4)), 8, 8, 1, 2, 1300)
	var all [][]byte
	for _, workers := range []int{1, 2, 5} {
		d, err := Find(t.Context(), parts, Options{Near: 0.02, Mirrored: true, Listed: 100, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Pairs) < 300 || len(d.Largest) != mostGroups {
			t.Fatalf("%d pairs, %d groups", len(d.Pairs), len(d.Largest))
		}
		// Infinite distances are no JSON.
		for i := range d.Partner {
			d.Partner[i].Distance, d.Leak[i].Distance = min(d.Partner[i].Distance, 9), min(d.Leak[i].Distance, 9)
		}
		b, err := json.Marshal(struct {
			*Result
			P    []Pair
			Q, L []Partner
			E    []bool
		}{d, d.Pairs, d.Partner, d.Leak, d.Later})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	if !slices.Equal(all[0], all[1]) || !slices.Equal(all[0], all[2]) {
		t.Error("the number of workers changes what is found")
	}
}

// TestListsKeepTheNearest takes a short list of each kind from a long one.
func TestListsKeepTheNearest(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(5, 4)), 8, 8, 1, 2, 400)
	find := func(listed int) *Result {
		d, err := Find(t.Context(), parts, Options{Near: 0.05, Listed: listed})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	long, short := find(0), find(7)
	var want []Pair
	kept := map[[2]bool]int{}
	for _, p := range long.Pairs {
		if k := [2]bool{p.Across, p.OtherLabel}; kept[k] < 7 {
			kept[k]++
			want = append(want, p)
		}
	}
	if diff := gocmp.Diff(want, short.Pairs); diff != "" || len(want) != 28 {
		t.Errorf("%d pairs (-want +got):\n%s", len(want), diff)
	}
}

// TestAllPicturesEqual counts a square of pairs without listing it.
func TestAllPicturesEqual(t *testing.T) {
	const n = 60_000
	im := &dataset.Images{N: n, H: 1, W: 2, C: 1, Pix: slices.Repeat([]uint8{1, 2}, n)}
	test := &dataset.Images{N: 1, H: 1, W: 2, C: 1, Pix: []uint8{1, 2}}
	d, err := Find(t.Context(), []Part{{Name: "train", Images: im}, {Name: "test", Images: test}}, Options{Near: 0.01, Listed: 10})
	if err != nil {
		t.Fatal(err)
	}
	if d.Between[0].Exact.Pairs != n*(n-1)/2 || d.Between[1].Exact.Pairs != n || len(d.Pairs) != 11 || d.Groups != 1 || d.Grouped != n+1 ||
		d.Parts[0].Exact != n || d.Parts[1].LeakedExact != 1 || len(d.Largest[0].First) != mostMembers {
		t.Errorf("%+v", d.Between)
	}
}

func TestTooNear(t *testing.T) {
	// 3300 ramps of other brightness: 5.4 million near pairs.
	const n = 3300
	im := &dataset.Images{N: n, H: 1, W: 4, C: 1}
	for i := range n {
		b := float32(i)
		im.F32 = append(im.F32, b, b+1, b+2, b+3)
	}
	_, err := Find(t.Context(), []Part{{Name: "train", Images: im}}, Options{Near: 0.01})
	if !errors.Is(err, ErrTooNear) {
		t.Errorf("error %v", err)
	}
}

func TestOnePicture(t *testing.T) {
	im := &dataset.Images{N: 1, H: 1, W: 1, C: 1, Pix: []uint8{7}}
	empty := &dataset.Images{H: 1, W: 1, C: 1, Pix: []uint8{}}
	d, err := Find(t.Context(), []Part{{Name: "train", Images: im}, {Name: "test", Images: empty}}, Options{Near: 1, Mirrored: true})
	if err != nil || len(d.Pairs) != 0 || d.Groups != 0 || len(d.Between) != 3 {
		t.Errorf("%v, %+v", err, d)
	}
}

func TestDuplicatesCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	parts := leaky(rand.New(rand.NewPCG(1, 1)), 4, 4, 1, 1, 50)
	if _, err := Find(ctx, parts, Options{Near: 0.1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestSketchBoundsTheCorrelation holds the inequality, and that turning a picture
// turns its sketch.
func TestSketchBoundsTheCorrelation(t *testing.T) {
	parts := leaky(rand.New(rand.NewPCG(8, 1)), 20, 24, 3, 1, 60)
	a := newAlbum(parts)
	m, s := newPairMeasure(a), newSketcher(20, 24, 3)
	var unit, room []float64
	unit = make([]float64, a.size())
	type shown struct {
		unit          []float64
		plain, turned []float32
	}
	var all []shown
	for g := range a.groups() {
		if shows, _ := m.unit(unit, a.first(g)); !shows {
			continue
		}
		x := shown{slices.Clone(unit), make([]float32, sketchWidth), make([]float32, sketchWidth)}
		room = s.sketch(x.plain, unit, room)
		room = s.sketch(x.turned, mirror(nil, unit, 24, 3), room)
		all = append(all, x)
	}
	dot := func(x, y []float32) (sum float64) {
		for i := range x {
			sum += float64(x[i]) * float64(y[i])
		}
		return sum
	}
	for i, x := range all {
		turned := slices.Clone(x.plain)
		s.mirror(turned)
		for k := range turned {
			testutil.Near(t, "mirrored sketch", float64(turned[k]), float64(x.turned[k]), 1e-6)
		}
		testutil.Near(t, "length", dot(x.plain, x.plain), 1, 1e-6)
		for _, y := range all[:i] {
			r, bound := dotFloats(x.unit, y.unit), dot(x.plain, y.plain)
			if r > bound+dupSlack/2 {
				t.Fatalf("r %v above its bound %v", r, bound)
			}
		}
	}
}

// TestDuplicatesInManyStrips compares with every pair where the pictures fill
// several strips and blocks.
func TestDuplicatesInManyStrips(t *testing.T) {
	const n, near = 2*dupStrip + 100, 0.15
	rng := rand.New(rand.NewPCG(2, 2))
	im := &dataset.Images{N: n, H: 4, W: 4, C: 1, Pix: make([]uint8, n*16)}
	for i := range im.Pix {
		im.Pix[i] = uint8(rng.IntN(256))
	}
	value := make([][]float32, n)
	var want []Pair
	for i := range value {
		value[i] = make([]float32, 16)
		im.Floats(value[i], i)
		for j := range i {
			if d := 1 - correlation(value[j], value[i]); d <= near {
				want = append(want, Pair{A: int32(j), B: int32(i), Distance: d})
			}
		}
	}
	if !slices.ContainsFunc(want, func(p Pair) bool { return p.A < dupStrip && p.B >= 2*dupStrip }) {
		t.Fatalf("no pair of distant strips among %d", len(want))
	}
	slices.SortFunc(want, byNearness)
	got, err := Find(t.Context(), []Part{{Name: "all", Images: im}}, Options{Near: near, Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got.Pairs, cmpopts.EquateApprox(0, 1e-7), cmpopts.IgnoreFields(Pair{}, "Group")); diff != "" {
		t.Errorf("%d pairs (-every pair +found):\n%s", len(want), diff)
	}
}
