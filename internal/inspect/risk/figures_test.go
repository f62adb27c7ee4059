package risk

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"mekiki/internal/stats"
	"mekiki/internal/testutil"
)

// parts are five good and five bad ones; 3 is the threshold of REVIEW and 5 that of NG.
func someParts() []Part {
	return []Part{
		{Score: 1}, {Score: 2}, {Score: 2.5}, {Score: 3}, {Score: 6},
		{Score: 2, Bad: true, Kind: "scratch"}, {Score: 4, Bad: true, Kind: "scratch"}, {Score: 5, Bad: true, Kind: "dent"},
		{Score: 7, Bad: true, Kind: "dent"}, {Score: 8, Bad: true},
	}
}

func TestFigures(t *testing.T) {
	f := testutil.Must(Test(someParts(), Options{Thresholds: Thresholds{3, 5}, Confidence: 0.95, Resamples: 200, Seed: 1}))
	limit := stats.UpperLimit(0.2, 5, 0.95)
	for name, c := range map[string][2]Rate{
		"escapes":     {f.Escapes, {1, 5, 0.2, 5, stats.LowerLimit(0.2, 5, 0.95), limit}},
		"overkill":    {f.Overkill, {1, 5, 0.2, 5, stats.LowerLimit(0.2, 5, 0.95), limit}},
		"good review": {f.GoodReview, {1, 5, 0.2, 5, stats.LowerLimit(0.2, 5, 0.95), limit}},
		"bad review":  {f.BadReview, {1, 5, 0.2, 5, stats.LowerLimit(0.2, 5, 0.95), limit}},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %+v, want %+v", name, c[0], c[1])
		}
	}
	if f.Good != 5 || f.Bad != 5 || f.Objects != 10 || len(f.Kinds) != 2 {
		t.Errorf("%+v", f)
	}
	r := f.Ranking
	// At the lower threshold 4 of 5 bad and 3 of 5 good are called right, at the upper 3 and 4.
	testutil.Near(t, "balanced, low", r.BalancedLow.Value, 0.7, 1e-15)
	testutil.Near(t, "balanced, high", r.BalancedHigh.Value, 0.7, 1e-15)
	testutil.Near(t, "recall", r.ZeroOverkill.Value, 0.4, 1e-15)
	good, bad := scoresOf(someParts())
	if want := stats.AUC(bad, good, 0.95); r.AUROC != want {
		t.Errorf("AUROC %+v, want DeLong's %+v", r.AUROC, want)
	}
	for name, i := range map[string]stats.Interval{"AP": r.AP, "F1": r.F1Max, "recall": r.ZeroOverkill, "low": r.BalancedLow, "high": r.BalancedHigh} {
		if !(i.Lo <= i.Value && i.Value <= i.Hi && i.Lo < i.Hi) {
			t.Errorf("%s: %+v", name, i)
		}
	}
	dent, scratch := f.Kinds[0], f.Kinds[1]
	if dent.Kind != "dent" || dent.Bad != 2 || dent.Escapes.Count != 0 || dent.Review.Count != 0 || dent.AUROC.Value != 0.9 || dent.ZeroOverkill.Value != 0.5 {
		t.Errorf("%+v", dent)
	}
	if scratch.Escapes.Count != 1 || scratch.Review.Count != 1 || scratch.AUROC.Value != 0.55 {
		t.Errorf("%+v", scratch)
	}
}

// TestGuardedParts: they are under REVIEW at any score, and in the ranking by their score.
func TestGuardedParts(t *testing.T) {
	parts := someParts()
	opt := Options{Thresholds: Thresholds{3, 3}, Confidence: 0.95}
	before := testutil.Must(Test(parts, opt))
	parts[0].Guarded, parts[4].Guarded, parts[5].Guarded, parts[9].Guarded = true, true, true, true
	f := testutil.Must(Test(parts, opt))
	if f.Escapes.Count != 0 || f.Overkill.Count != 1 || f.GoodReview.Count != 2 || f.BadReview.Count != 2 || f.Kinds[1].Review.Count != 1 {
		t.Errorf("%+v", f)
	}
	if f.Ranking.AUROC != before.Ranking.AUROC {
		t.Errorf("AUROC %+v, before %+v", f.Ranking.AUROC, before.Ranking.AUROC)
	}
	// REVIEW as NG: all bad are found, 2 of 5 good let pass; as OK: 3 and 4.
	testutil.Near(t, "balanced, low", f.Ranking.BalancedLow.Value, 0.7, 1e-15)
	testutil.Near(t, "balanced, high", f.Ranking.BalancedHigh.Value, 0.7, 1e-15)
}

// TestPerfectTestsAreNotSure: where all is right, intervals still say how few the parts were.
func TestPerfectTestsAreNotSure(t *testing.T) {
	for _, pictures := range []int{1, 5} {
		var parts []Part
		for k := range 12 {
			for range pictures {
				parts = append(parts, Part{Score: float64(k), Bad: k >= 6, Object: string(rune('A' + k))})
			}
		}
		f := testutil.Must(Test(parts, Options{Thresholds: Thresholds{6, 6}, Confidence: 0.95, Resamples: 100}))
		// By Newcombe, and by Clopper and Pearson at 97.5 % from six parts, halved and added.
		want := stats.AUC([]float64{6, 7, 8, 9, 10, 11}, []float64{0, 1, 2, 3, 4, 5}, 0.95)
		if f.Ranking.AUROC != want || want.Lo > 0.9 {
			t.Errorf("AUROC %+v, want %+v", f.Ranking.AUROC, want)
		}
		testutil.Near(t, "balanced", f.Ranking.BalancedLow.Lo, 1-(1-math.Pow(0.025, 1./6))*math.Sqrt2/2, 1e-12)
		if f.Ranking.BalancedHigh.Value != 1 || f.Ranking.BalancedHigh.Hi != 1 {
			t.Errorf("%+v", f.Ranking.BalancedHigh)
		}
	}
}

func TestFiguresOfOneSide(t *testing.T) {
	opt := Options{Thresholds: Thresholds{3, 3}, Confidence: 0.95, Resamples: 10}
	parts := someParts()
	f := testutil.Must(Test(parts[:5], opt))
	if f.Ranking != nil || f.Escapes != (Rate{AtMost: 1}) || f.Overkill.Count != 2 {
		t.Errorf("good parts alone: %+v", f)
	}
	f = testutil.Must(Test(parts[5:], opt))
	if f.Ranking != nil || f.Kinds[0].AUROC != nil || f.Escapes.Count != 1 {
		t.Errorf("bad parts alone: %+v", f)
	}
	if _, err := Test(nil, opt); err == nil {
		t.Error("no part")
	}
	opt.Confidence = 0
	if _, err := Test(parts, opt); err == nil {
		t.Error("no confidence")
	}
}

// TestObjectsCountOnce: ten pictures of an object tell no more than one.
func TestObjectsCountOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var once, often []Part
	for i := range 40 {
		p := Part{Score: rng.NormFloat64(), Bad: i%2 == 0, Object: string(rune('A' + i))}
		if p.Bad {
			p.Score++
		}
		once = append(once, p)
		for range 10 {
			often = append(often, p)
		}
	}
	opt := Options{Thresholds: Thresholds{1, 1}, Confidence: 0.95, Resamples: 300, Seed: 3}
	a, b := testutil.Must(Test(once, opt)), testutil.Must(Test(often, opt))
	if b.Objects != 40 || b.Escapes.Of != 200 || b.Escapes.Share != a.Escapes.Share {
		t.Errorf("%+v", b)
	}
	testutil.Near(t, "limit", b.Escapes.AtMost, a.Escapes.AtMost, 1e-12)
	testutil.Near(t, "limit below", b.Overkill.AtLeast, a.Overkill.AtLeast, 1e-12)
	for name, i := range map[string][2]stats.Interval{
		"AP": {a.Ranking.AP, b.Ranking.AP}, "F1": {a.Ranking.F1Max, b.Ranking.F1Max}, "balanced": {a.Ranking.BalancedLow, b.Ranking.BalancedLow},
	} {
		// The same draws of objects give the same figures.
		testutil.Near(t, name, i[1].Value, i[0].Value, 1e-12)
		testutil.Near(t, name+" low", i[1].Lo, i[0].Lo, 1e-12)
		testutil.Near(t, name+" high", i[1].Hi, i[0].Hi, 1e-12)
	}
	// That of AUROC is by bootstrap here, near DeLong's of the objects.
	testutil.Near(t, "AUROC low", b.Ranking.AUROC.Lo, a.Ranking.AUROC.Lo, 0.05)
	if again := testutil.Must(Test(often, opt)); !reflect.DeepEqual(again, b) {
		t.Error("the same seed gave another result")
	}
	opt.Seed++
	if again := testutil.Must(Test(often, opt)); reflect.DeepEqual(again.Ranking, b.Ranking) {
		t.Error("another seed gave the same intervals")
	}
	if a.Objects != 40 {
		t.Errorf("%d objects", a.Objects)
	}
	unnamed := []Part{{Score: 1}, {Score: 2}, {Score: 3, Object: "A"}, {Score: 4, Object: "A"}}
	if of, n := objects(unnamed); n != 3 || of[0] == of[1] || of[2] != of[3] {
		t.Errorf("%v, %d objects", of, n)
	}
}

// TestResamplesHaveBothKinds: with one bad part, or objects that are good in one picture and
// bad in another, every resample still has both.
func TestResamplesHaveBothKinds(t *testing.T) {
	parts := []Part{{Bad: true, Object: "A"}, {Object: "B"}, {Object: "C"}, {Object: "D"}, {Bad: true, Object: "D"}}
	r := newResampler(parts, 1)
	seen := map[int32]bool{}
	for range 200 {
		w := r.next()
		if w[0] != 1 || w[1]+w[2] != 2 || w[3] != 1 || w[4] != 1 {
			t.Fatalf("weights %v", w)
		}
		seen[w[1]] = true
	}
	if len(seen) != 3 {
		t.Errorf("B was drawn %v times", seen)
	}
}

// TestRankingByWeights: a weight is as many parts.
func TestRankingByWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 50 {
		var parts, copies []Part
		var weight []int32
		for i := range 2 + rng.IntN(12) {
			p := Part{Score: float64(rng.IntN(6)), Bad: i == 0 || i > 1 && rng.IntN(2) == 0}
			w := rng.IntN(4)
			if i < 2 {
				w++
			}
			parts, weight = append(parts, p), append(weight, int32(w))
			for range w {
				copies = append(copies, p)
			}
		}
		once := make([]int32, len(copies))
		for i := range once {
			once[i] = 1
		}
		a, b := newRanking(parts).figures(weight), newRanking(copies).figures(once)
		testutil.Near(t, "AUROC", a.auroc, b.auroc, 1e-14)
		testutil.Near(t, "AP", a.ap, b.ap, 1e-14)
		testutil.Near(t, "F1", a.f1, b.f1, 1e-14)
		testutil.Near(t, "recall", a.recall, b.recall, 1e-14)
	}
}

// TestPerfectRanking: shares of all counts, however many parts there are, are 1 and no bit more.
func TestPerfectRanking(t *testing.T) {
	for bad := 1; bad <= 300; bad++ {
		parts, once := []Part{{Score: 0}}, []int32{1}
		for i := range bad {
			parts, once = append(parts, Part{Score: float64(i + 1), Bad: true}), append(once, 1)
		}
		if f := newRanking(parts).figures(once); f.ap != 1 || f.auroc != 1 || f.f1 != 1 || f.recall != 1 {
			t.Fatalf("%d bad parts: %+v", bad, f)
		}
	}
}

func TestMove(t *testing.T) {
	parts := []Part{{Score: 1}, {Score: 2}, {Score: 3}, {Score: 4}, {Score: math.NaN()}, {Score: 9, Guarded: true}}
	m := testutil.Must(Move(parts, Thresholds{2, 3}, Thresholds{3, 5}))
	want := []MovedCount{{OK, OK, 1}, {Review, OK, 1}, {Review, Review, 2}, {NG, Review, 2}}
	if !reflect.DeepEqual(m.Counts, want) || !reflect.DeepEqual(m.Changed, []int{1, 2, 3}) {
		t.Errorf("%+v", m)
	}
	if m := testutil.Must(Move(parts, Thresholds{2, 3}, Thresholds{2, 3})); m.Changed != nil {
		t.Errorf("the same thresholds: %+v", m)
	}
}
