package triplets

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// many is an input of several blocks with four classes.
func many(triplets int) Input {
	rng := rand.New(rand.NewPCG(1, 2))
	in := Input{Dim: 19, U8: make([]uint8, 200*19), Labels: make([]int32, 200)}
	for i := range in.U8 {
		in.U8[i] = uint8(rng.IntN(256))
	}
	for i := range in.Labels {
		in.Labels[i] = int32(i % 4)
	}
	for range triplets {
		a, n := rng.Int32N(200), rng.Int32N(200)
		for n%4 == a%4 {
			n = rng.Int32N(200)
		}
		in.Index = append(in.Index, [3]int32{a, (a + 4) % 200, n})
	}
	return in
}

const allKinds = "relu(cos_ap - cos_an + 0.1*euc_pn + |n| - 2) + relu(sqeuc_ap - ang_an)"

func TestWorkersChangeNothing(t *testing.T) {
	whole := many(2*block + 17)
	for name, in := range map[string]Input{"bytes": whole, "floats": floats(whole)} {
		opt := Options{Distances: distance.Names(), Loss: triplet.Spec{Formula: allKinds}, Workers: 1}
		results := func() *Result {
			r := run(t, in, opt)
			r.Combined.loss = nil // compiled anew each time
			return r
		}
		want := results()
		for _, opt.Workers = range []int{2, 7, 0} {
			if !reflect.DeepEqual(want, results()) {
				t.Errorf("%s: %d workers change a figure", name, opt.Workers)
			}
		}
	}
}

// slow is a measure that needs the vectors: the sum of 1, 2, 3 … times |x-y|.
type slow struct{}

func (slow) Name() string { return "slow" }
func (slow) Value(x, y []float64) (sum float64) {
	for i := range x {
		sum += float64(i+1) * math.Abs(x[i]-y[i])
	}
	return sum
}

func TestMeasuresOfVectors(t *testing.T) {
	in := many(40)
	columns := []column{columnOf(slow{}, formula.AP), columnOf(slow{}, formula.AN), columnOf(slow{}, formula.PN)}
	for _, in := range []Input{in, floats(in)} {
		got := in.newSource(2).measure(columns, 2)
		for i, tr := range in.Index {
			for c, p := range [][2]int32{{tr[0], tr[1]}, {tr[0], tr[2]}, {tr[1], tr[2]}} {
				want := 0.0
				for k := range in.Dim {
					if in.U8 != nil {
						want += float64(k+1) * math.Abs(float64(in.U8[int(p[0])*in.Dim+k])-float64(in.U8[int(p[1])*in.Dim+k])) / 255
					} else {
						want += float64(k+1) * math.Abs(float64(in.F32[int(p[0])*in.Dim+k])-float64(in.F32[int(p[1])*in.Dim+k]))
					}
				}
				near(t, "slow", want, got[c][i], 1e-12)
			}
		}
	}
}

func TestClassPairs(t *testing.T) {
	in := many(700)
	in.Classes = []string{"zero", "one", "two", "three"}
	r := run(t, in, Options{})
	d := r.Disagreement
	var n, a, b, onlyA, onlyB int
	for i, c := range d.ClassPairs {
		n, a, b, onlyA, onlyB = n+c.Triplets, a+c.RightA, b+c.RightB, onlyA+c.OnlyA, onlyB+c.OnlyB
		if c.Anchor == c.Negative || c.AnchorName != in.Classes[c.Anchor] || c.NegativeName != in.Classes[c.Negative] {
			t.Errorf("pair %+v", c)
		}
		if i > 0 && d.ClassPairs[i-1].Anchor > c.Anchor {
			t.Error("pairs are not in order")
		}
		if c.Holm < c.P || c.Holm > 1 {
			t.Errorf("p %v, corrected %v", c.P, c.Holm)
		}
		want := map[bool]string{true: "a"}[c.RightA > c.RightB]
		if c.RightB > c.RightA {
			want = "b"
		}
		if c.Better() != want {
			t.Errorf("better is %q, want %q", c.Better(), want)
		}
	}
	if len(d.ClassPairs) != 12 || n != 700 || a != r.Distances[0].Right || b != r.Distances[1].Right || onlyA != d.OnlyA || onlyB != d.OnlyB {
		t.Errorf("%d pairs with %d triplets, %d and %d right, %d and %d alone", len(d.ClassPairs), n, a, b, onlyA, onlyB)
	}
}

// TestLengthsTell: where only lengths differ the Euclidean distance is length
// alone, and cosine sees nothing.
func TestLengthsTell(t *testing.T) {
	in := Input{Dim: 2, F32: []float32{3, 4, 3.3, 4.4, 6, 8, 4, -3}, Index: [][3]int32{{0, 1, 2}, {0, 1, 3}}}
	r := run(t, in, Options{})
	l := r.Lengths
	near(t, "positive", []float64{0.25, 0.25, 0, 1}, []float64{l.AP.Total, l.AP.Length, l.AP.Angle, l.AP.LengthShare}, 1e-6)
	near(t, "negative", []float64{37.5, 12.5, 25}, []float64{l.AN.Total, l.AN.Length, l.AN.Angle}, 1e-6)
	if l.RightByLength != 1 || l.All.N != 4 || l.Classes != nil || r.Disagreement.ClassPairs != nil {
		t.Errorf("%d right by length, %d lengths", l.RightByLength, l.All.N)
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0].String(), "no labels") {
		t.Errorf("notes %q", r.Notes)
	}
}

func TestTiesAreNotInOrder(t *testing.T) {
	in := Input{Dim: 2, U8: []uint8{9, 9, 10, 9, 9, 10, 200, 9}, Index: [][3]int32{{0, 1, 2}, {0, 1, 3}}}
	for _, s := range run(t, in, Options{}).Distances {
		if s.Name == "euclidean" && (s.Right != 1 || s.Ties != 1 || s.Share != 0.5) {
			t.Errorf("%d in order, %d ties", s.Right, s.Ties)
		}
	}
}

func TestPlane(t *testing.T) {
	o, in := readOracle(t)
	r := run(t, in, Options{Loss: triplet.Spec{Formula: "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 0.1) + 0.1*|a|"}})
	c := r.Combined
	plane, ok := c.Plane("cosine", "euclidean")
	if !ok {
		t.Fatal("no plane")
	}
	for _, d := range [][2]float64{{0, 0}, {0.5, -1}, {-0.3, -0.5}, {1, 1}} {
		want := 0.8*max(0.4-d[0], 0) + 0.02*max(-d[1]-0.1, 0) + 0.1*c.Held["|a|"]
		near(t, "plane", want, plane(d[0], d[1]), 1e-12)
	}
	if _, ok := c.Plane("angular", "sqeuclidean"); ok {
		t.Error("a plane of distances that the loss has not")
	}
	if c.Decision != "0.8*cos + 0.02*euc" || c.Distance == nil {
		t.Fatalf("decision %q", c.Decision)
	}
	for i, v := range c.Distance.Arrays.AN {
		near(t, "decision", 0.8*o.Distances["cosine"].AN[i]+0.02*o.Distances["euclidean"].AN[i], v, 1e-12)
	}
	if r.Own() != c.Distance || len(r.Spreads()) != 3 {
		t.Errorf("%d spreads", len(r.Spreads()))
	}
	one := run(t, in, Options{Loss: triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"}})
	if one.Own() != nil || one.Combined.Decision != "cosine" || len(one.Spreads()) != 2 || one.Combined.Distance.Right != one.Distances[0].Right {
		t.Errorf("the cosine loss has a distance of its own: %q", one.Combined.Decision)
	}
	active := 0
	for i, v := range o.Distances["euclidean"].AP {
		if v-o.Distances["euclidean"].AN[i]-0.1 > 0 {
			active++
		}
	}
	if h := c.Hinges; len(h) != 2 || h[0].Triplets != 150 || h[1].Active != active {
		t.Errorf("hinges %+v, want %d active in the second", h, active)
	}
}

func TestBadInput(t *testing.T) {
	good := many(5)
	bad := func(change func(in *Input, opt *Options), want ...string) {
		t.Helper()
		in, opt := good, Options{}
		change(&in, &opt)
		_, err := Run(t.Context(), in, opt)
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("error %v does not say %q", err, w)
			}
		}
	}
	bad(func(in *Input, _ *Options) { in.Index = in.Index[:1] }, "1 triplets are too few")
	bad(func(in *Input, _ *Options) { in.Labels = make([]int32, 200); in.Classes = []string{"bolt"} }, "class bolt", "two classes")
	bad(func(_ *Input, opt *Options) { opt.Distances = []string{"cosin"} }, `did you mean "cosine"`)
	bad(func(in *Input, _ *Options) {
		*in = floats(*in)
		in.F32[int(in.Index[2][1])*19+3] = float32(math.NaN())
	}, "value 3 of vector", "NaN")
	bad(func(_ *Input, opt *Options) { opt.Loss.Formula = "relu(coss_ap)" }, "coss_ap")
	bad(func(_ *Input, opt *Options) { opt.Loss.Formula = "log(cos_ap - 10)" }, "on triplet 0", "logarithm")

	odd := good
	odd.Labels = append([]int32{1}, good.Labels[1:]...)
	odd.Index = append([][3]int32{{0, 4, 5}}, good.Index...)
	if r := run(t, odd, Options{Distances: []string{"cosine", "cosine"}}); len(r.Notes) != 1 || !strings.Contains(r.Notes[0].String(), "1 of 6") || r.Disagreement != nil || len(r.Distances) != 1 {
		t.Errorf("notes %q, %d distances", r.Notes, len(r.Distances))
	}
	// A NaN that no triplet points to does no harm.
	in := floats(good)
	in.F32 = append(in.F32, make([]float32, 19)...)
	in.F32[200*19] = float32(math.NaN())
	in.Labels = append(in.Labels[:200:200], 0)
	if l := run(t, in, Options{}).Lengths; l.All.Mean != l.All.Mean || l.All.N > 15 {
		t.Errorf("%d lengths, mean %v; only those that occur count", l.All.N, l.All.Mean)
	}

	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := Run(ended, good, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled analysis ends with %v", err)
	}

	for name, in := range map[string]Input{
		"half a vector": {Dim: 3, U8: make([]uint8, 4), Index: good.Index},
		"no such row":   {Dim: 3, U8: make([]uint8, 6), Index: [][3]int32{{0, 1, 2}, {0, 1, 1}}},
		"labels":        {Dim: 3, U8: make([]uint8, 6), Labels: make([]int32, 3)},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			_, _ = Run(t.Context(), in, Options{})
		}()
	}
}
