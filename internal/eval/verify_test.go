package eval

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/stats"
)

type verificationCase struct {
	Name            string    `json:"name"`
	AP              []float32 `json:"ap"`
	AN              []float32 `json:"an"`
	ValAP           []float32 `json:"val_ap"`
	ValAN           []float32 `json:"val_an"`
	FPR             []float64 `json:"fpr"`
	TPR             []float64 `json:"tpr"`
	AUC             float64   `json:"auc"`
	EER             float64   `json:"eer"`
	Accuracy        float64   `json:"accuracy"`
	BestRank        int       `json:"best_rank"`
	HeldOut         float64   `json:"held_out_accuracy"`
	HeldOutAt       float64   `json:"held_out_threshold"`
	TripletAccuracy float64   `json:"order"`
}

type verificationOracle struct {
	Cases      []verificationCase `json:"cases"`
	Replicates []float64          `json:"replicates"`
	Quantiles  []float64          `json:"quantiles"`
}

func readOracle(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestVerifyOracle compares with scikit-learn.
func TestVerifyOracle(t *testing.T) {
	var o verificationOracle
	readOracle(t, "testdata/verification.json", &o)
	for _, c := range o.Cases {
		t.Run(c.Name, func(t *testing.T) {
			v, err := Verify(c.AP, c.AN, c.ValAP, c.ValAN, Options{Resamples: 50, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			near(t, "AUC", v.AUC.Value, c.AUC)
			near(t, "EER", v.EER.Value, c.EER)
			near(t, "accuracy", v.Accuracy.Value, c.Accuracy)
			near(t, "held-out accuracy", v.HeldOutAccuracy.Value, c.HeldOut)
			near(t, "held-out threshold", v.HeldOutThreshold, c.HeldOutAt)
			near(t, "triplet accuracy", v.TripletAccuracy.Value, c.TripletAccuracy)
			near(t, "accuracy at the threshold", accuracyAt(c.AP, c.AN, v.Threshold), c.Accuracy)

			distinct := slices.Concat(c.AP, c.AN)
			slices.Sort(distinct)
			distinct = slices.Compact(distinct)
			below := 0
			for _, d := range distinct {
				if float64(d) <= v.Threshold {
					below++
				}
			}
			if below != c.BestRank {
				t.Errorf("threshold %v lies above %d distances, want %d", v.Threshold, below, c.BestRank)
			}
			if len(v.ROC) != len(c.FPR) {
				t.Fatalf("ROC has %d points, want %d", len(v.ROC), len(c.FPR))
			}
			for i, p := range v.ROC {
				near(t, "FPR", p.FPR, c.FPR[i])
				near(t, "TPR", p.TPR, c.TPR[i])
			}
		})
	}
	i := interval(0, o.Replicates)
	near(t, "2.5 % quantile", i.Lo, o.Quantiles[0])
	near(t, "97.5 % quantile", i.Hi, o.Quantiles[1])
}

func accuracyAt(ap, an []float32, threshold float64) float64 {
	right := 0
	for i := range ap {
		if float64(ap[i]) <= threshold {
			right++
		}
		if float64(an[i]) > threshold {
			right++
		}
	}
	return float64(right) / float64(2*len(ap))
}

// normal gives n triplets whose distances are normal, an shifted by shift.
func normal(rng *rand.Rand, n int, shift float64) (ap, an []float32) {
	ap, an = make([]float32, n), make([]float32, n)
	for i := range ap {
		ap[i], an[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64()+shift)
	}
	return ap, an
}

func TestROCThinned(t *testing.T) {
	ap, an := normal(rand.New(rand.NewPCG(1, 2)), 5000, 1)
	p := newPairs(ap, an)
	got := p.roc()
	if len(got) > maxROC || len(got) < maxROC/2 {
		t.Errorf("%d points", len(got))
	}
	if got[0] != (ROCPoint{}) || got[len(got)-1] != (ROCPoint{1, 1}) {
		t.Errorf("ends at %v and %v", got[0], got[len(got)-1])
	}
	area := 0.0
	for i := 1; i < len(got); i++ {
		dx, dy := got[i].FPR-got[i-1].FPR, got[i].TPR-got[i-1].TPR
		if dx < 0 || dy < 0 {
			t.Fatalf("the curve turns back at point %d: %v after %v", i, got[i], got[i-1])
		}
		area += dx * (got[i].TPR + got[i-1].TPR) / 2
	}
	ones := slices.Repeat([]int32{1}, 5000)
	if auc := p.figures(ones).auc; math.Abs(area-auc) > 1e-4 {
		t.Errorf("area under the thinned curve %v, under the whole %v", area, auc)
	}
	for _, limit := range []int{3, 10, len(got) - 1, len(got)} {
		if n := len(thin(slices.Clone(got), limit)); n > limit {
			t.Errorf("thinned to %d points, limit %d", n, limit)
		}
	}
}

// TestBootstrapNaive draws the same resamples, makes new arrays of each and
// judges them afresh.
func TestBootstrapNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	ap, an := normal(rng, 60, 1)
	for i := range ap { // ties within and between
		ap[i], an[i] = float32(math.Round(float64(ap[i])*4)), float32(math.Round(float64(an[i])*4))
	}
	valAP, valAN := normal(rng, 30, 4)
	opt := Options{Resamples: 200, Seed: 7}
	v, err := Verify(ap, an, valAP, valAN, opt)
	if err != nil {
		t.Fatal(err)
	}
	rs := stats.NewResampler(opt.Seed)
	var auc, eer, accuracy, heldOut, order []float64
	for range opt.Resamples {
		var a, n []float32
		for range ap {
			i := rs.Draw(len(ap))
			a, n = append(a, ap[i]), append(n, an[i])
		}
		w, err := Verify(a, n, valAP, valAN, Options{})
		if err != nil {
			t.Fatal(err)
		}
		auc = append(auc, naiveAUC(a, n))
		eer = append(eer, w.EER.Value)
		accuracy = append(accuracy, w.Accuracy.Value)
		heldOut = append(heldOut, accuracyAt(a, n, v.HeldOutThreshold))
		order = append(order, w.TripletAccuracy.Value)
	}
	for _, c := range []struct {
		name string
		got  Interval
		rep  []float64
	}{
		{"AUC", v.AUC, auc}, {"EER", v.EER, eer}, {"accuracy", v.Accuracy, accuracy},
		{"held-out accuracy", v.HeldOutAccuracy, heldOut}, {"order", v.TripletAccuracy, order},
	} {
		want := interval(c.got.Value, c.rep)
		near(t, c.name+" low", c.got.Lo, want.Lo)
		near(t, c.name+" high", c.got.Hi, want.Hi)
		if !(c.got.Lo < c.got.Value && c.got.Value < c.got.Hi) {
			t.Errorf("%s: %v lies outside its interval", c.name, c.got)
		}
	}
}

func naiveAUC(ap, an []float32) float64 {
	sum := 0.0
	for _, p := range ap {
		for _, n := range an {
			switch {
			case p < n:
				sum++
			case p == n:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(ap)*len(an))
}

// TestBootstrapCoverage: the intervals of many samples of one law hold its true
// figures about 95 times in 100.
func TestBootstrapCoverage(t *testing.T) {
	const trials, shift = 200, 1.2
	truth := math.Erfc(-shift/2) / 2 // P(ap < an), both for pairs and for triplets
	rng := rand.New(rand.NewPCG(5, 6))
	auc, order := 0, 0
	for trial := range trials {
		ap, an := normal(rng, 150, shift)
		v, err := Verify(ap, an, ap, an, Options{Resamples: 300, Seed: uint64(trial)})
		if err != nil {
			t.Fatal(err)
		}
		if v.AUC.Lo <= truth && truth <= v.AUC.Hi {
			auc++
		}
		if v.TripletAccuracy.Lo <= truth && truth <= v.TripletAccuracy.Hi {
			order++
		}
	}
	for name, n := range map[string]int{"AUC": auc, "triplet accuracy": order} {
		if share := float64(n) / trials; share < 0.90 || share > 0.985 {
			t.Errorf("%s: %v of the 95 %% intervals hold the truth", name, share)
		}
	}
}

func TestNoIntervals(t *testing.T) {
	v, err := Verify([]float32{1, 3}, []float32{2, 2}, []float32{1}, []float32{2}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v.AUC != (Interval{0.5, 0.5, 0.5}) {
		t.Errorf("AUC without resamples: %v", v.AUC)
	}
}

func TestVerifyErrors(t *testing.T) {
	one, nan, inf := []float32{1}, []float32{float32(math.NaN())}, []float32{float32(math.Inf(1))}
	for _, c := range []struct {
		want                 string
		ap, an, valAP, valAN []float32
	}{
		{"no test triplets", nil, nil, one, one},
		{"no validation triplets", one, one, nil, nil},
		{"test triplet 0", one, nan, one, one},
		{"validation triplet 0", one, one, inf, one},
	} {
		if _, err := Verify(c.ap, c.an, c.valAP, c.valAN, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want an error with %q, got %v", c.want, err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	ap, an := normal(rand.New(rand.NewPCG(1, 1)), 1500, 2)
	for b.Loop() {
		if _, err := Verify(ap, an, ap, an, Options{Resamples: DefaultResamples}); err != nil {
			b.Fatal(err)
		}
	}
}
