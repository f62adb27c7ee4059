package calibrate

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/testutil"
)

func run(t *testing.T, in triplets.Input, opt Options) *Result {
	t.Helper()
	c, err := Run(in, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCalibrateOracle compares with NumPy and SciPy.
func TestCalibrateOracle(t *testing.T) {
	type figures struct{ SD, IQR, Margin, K, T, Loss, Best, Gradient float64 }
	var want struct {
		Cosine, Euclidean figures
		Zone              struct{ Threshold, J, AUC float64 }
	}
	b, err := os.ReadFile("testdata/calibrate.json")
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	in := oracleInput(t)
	c := run(t, in, Options{})
	for i, w := range []figures{want.Cosine, want.Euclidean} {
		term := c.Terms[i]
		f := fitLogistic(term.Arrays.AP, term.Arrays.AN)
		got := []float64{term.Weight.SD, term.Weight.IQR, term.Margin.Value, term.Weight.Gradient, f.Loss, c.Pairs.Alone[i].Best}
		alike(t, term.Name, []float64{w.SD, w.IQR, w.Margin, w.Gradient, w.Loss, w.Best}, got, 1e-8)
		alike(t, term.Name, []float64{w.K, w.T}, []float64{f.K, f.T}, 1e-5*w.K)
	}
	alike(t, "by spread", want.Cosine.SD/want.Euclidean.SD, c.Terms[1].Weight.BySpread, 1e-12)
	alike(t, "by gradient", want.Cosine.Gradient/want.Euclidean.Gradient, c.Terms[1].Weight.ByGradient, 1e-8)
	z := c.Terms[1].Zone
	alike(t, "zone", []float64{want.Zone.Threshold, want.Zone.J, want.Zone.AUC}, []float64{z.Threshold, z.BestJ, z.AUC}, 1e-12)
	if !z.ByYouden {
		t.Error("the threshold is not Youden's")
	}
}

// TestWeightsUndoScale: with vectors four times as long the Euclidean distance is
// four times as large and cosine the same, and the gradient of cosine is a
// quarter; so the Euclidean weight is a quarter by either way.
func TestWeightsUndoScale(t *testing.T) {
	in := oracleInput(t)
	in = inFloats(in)
	scaled := in
	scaled.F32 = make([]float32, len(in.F32))
	for i, v := range in.F32 {
		scaled.F32[i] = 4 * v
	}
	a, b := run(t, in, Options{}), run(t, scaled, Options{})
	wa, wb := a.Terms[1].Weight, b.Terms[1].Weight
	alike(t, "spread and gradient", []float64{wa.BySpread / 4, wa.Robust / 4, wa.ByGradient / 4}, []float64{wb.BySpread, wb.Robust, wb.ByGradient}, 1e-7)
	alike(t, "k, t of Euclidean", []float64{a.Pairs.Alone[1].K / 4, a.Pairs.Alone[1].T * 4}, []float64{b.Pairs.Alone[1].K, b.Pairs.Alone[1].T}, 1e-5)
	alike(t, "zone", 4*a.Terms[1].Zone.Threshold, b.Terms[1].Zone.Threshold, 1e-5)
}

// TestMarginKeepsShareActive checks the inequalities by counting.
func TestMarginKeepsShareActive(t *testing.T) {
	c := run(t, sampled(1000), Options{Active: 0.7})
	for _, term := range c.Terms {
		for _, e := range term.Margin.Shown() {
			active, easy := 0, 0
			for _, d := range term.Arrays.Diff {
				if d < e.Margin {
					active++
				}
				if d > max(e.Margin, 0) {
					easy++
				}
			}
			if e.Active != active || math.Abs(float64(active)-1000*e.Share) > 1 || e.Easy != easy || e.Easy+e.SemiHard+e.Hard != 1000 || e.Hard != 1000-term.Right {
				t.Errorf("%s: %+v, counted %d active, %d easy", term.Name, e, active, easy)
			}
		}
	}
	loss, err := triplet.Compile[float64](triplet.Spec{Formula: c.Loss.Formula})
	if err != nil {
		t.Fatal(err)
	}
	if h := c.After.Hinges; len(h) != 2 || math.Abs(float64(h[0].Active)-700) > 40 {
		t.Errorf("hinges %+v", h)
	}
	if got := loss.Spec().Distances(); len(got) != 2 {
		t.Errorf("distances %v", got)
	}
}

// TestSilentShare: a stated share of silence is kept.
func TestSilentShare(t *testing.T) {
	z := run(t, sampled(1000), Options{Silent: 0.9}).Terms[1].Zone
	if z.ByYouden || math.Abs(z.At.Silent-0.9) > 0.005 {
		t.Errorf("%+v", z)
	}
}

func TestLogisticRecovers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var same, different []float64
	for len(same) < 20000 || len(different) < 20000 {
		d := 4 * rng.Float64()
		switch isDifferent := rng.Float64() < 1/(1+math.Exp(-3*(d-2))); {
		case isDifferent && len(different) < 20000:
			different = append(different, d)
		case !isDifferent && len(same) < 20000:
			same = append(same, d)
		}
	}
	f := fitLogistic(same, different)
	alike(t, "k, t", []float64{3, 2}, []float64{f.K, f.T}, 0.08)
	apart := fitLogistic([]float64{1, 2, 3}, []float64{5, 6, 7})
	if !apart.Separated || !(apart.K > 0) || math.IsInf(apart.K, 0) {
		t.Errorf("separated pairs: %+v", apart)
	}
	alike(t, "middle", 4.0, apart.T, 1e-9)
}

func TestCalibrateWorkersChangeNothing(t *testing.T) {
	whole := sampled(3*gradientBlock + 17)
	for name, in := range map[string]triplets.Input{"bytes": whole, "floats": inFloats(whole)} {
		opt := Options{Distances: distance.Names(), Before: triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.1*euc_pn + |n| - 2) + relu(sqeuc_ap - ang_an)"}, Workers: 1}
		want := run(t, in, opt)
		for _, opt.Workers = range []int{2, 7} {
			if d := cmp.Diff(want, run(t, in, opt), cmpopts.IgnoreUnexported(triplets.Combined{}, PairLoss{}), cmpopts.EquateNaNs()); d != "" {
				t.Errorf("%s, %d workers: %s", name, opt.Workers, d)
			}
		}
	}
}

func TestCalibrateGolden(t *testing.T) {
	in := oracleInput(t)
	preset, err := triplet.Preset("combined")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(run(t, in, Options{By: ByGradient, Before: preset}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	testutil.Golden(t, "testdata/calibration.json", append(b, '\n'))
}

func TestOneDistance(t *testing.T) {
	in := oracleInput(t)
	c := run(t, in, Options{Distances: []string{"manhattan", "manhattan"}})
	if len(c.Terms) != 1 || strings.Contains(c.Loss.Formula, "w_") || c.Before != nil {
		t.Errorf("%s", c.Loss.Formula)
	}
	for _, f := range []string{c.Loss.Formula, c.Pairs.Formula} {
		if _, err := triplet.Compile[float64](triplet.Spec{Formula: f}); err != nil {
			t.Error(err)
		}
	}
}

func TestCalibrateBadInput(t *testing.T) {
	bad := func(in triplets.Input, opt Options, want string) {
		t.Helper()
		if _, err := Run(in, opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
	good := sampled(100)
	bad(sampled(19), Options{}, "at least 20")
	bad(good, Options{Distances: []string{"cosin"}}, `did you mean "cosine"`)
	bad(good, Options{Before: triplet.Spec{Formula: "relu(coss_ap)"}}, "coss_ap")
	one := good
	one.Labels = make([]int32, 200)
	bad(one, Options{}, "two classes")
	equal := good
	equal.U8 = make([]uint8, len(good.U8))
	bad(equal, Options{}, "no spread")
	broken := inFloats(good)
	broken.F32[int(broken.Index[0][0])*19] = float32(math.NaN())
	bad(broken, Options{}, "NaN")
}

// TestYoudenNaive tries every threshold, on differences that no step of J hides.
func TestYoudenNaive(t *testing.T) {
	c := run(t, sampled(700), Options{})
	lead, s, z := c.Terms[0], c.Terms[1], c.Terms[1].Zone
	best := 0.0
	for i := range s.Arrays.Diff {
		cut, acts, silent := s.Arrays.AP[i]-s.Arrays.AN[i], 0.0, 0.0
		for k := range s.Arrays.Diff {
			switch over := s.Arrays.AP[k]-s.Arrays.AN[k] > cut; {
			case lead.InOrder(k) && !over:
				silent++
			case !lead.InOrder(k) && over:
				acts++
			}
		}
		best = max(best, acts/float64(700-lead.Right)+silent/float64(lead.Right)-1)
	}
	alike(t, "J", best, z.BestJ, 1e-12)
	alike(t, "J at the threshold", best, z.At.J, 1e-12)
}
