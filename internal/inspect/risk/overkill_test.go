package risk

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"mekiki/internal/testutil"
)

// rising are the scores 1 to n, in no order.
func rising(n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = float64((i*7919)%n) + 1 // 7919 is a prime above every n here
	}
	return s
}

func TestFromGoodByOrder(t *testing.T) {
	for _, c := range []struct {
		n       int
		goal    OverkillGoal
		reached int
		limit   float64
	}{
		{99, OverkillGoal{0.01, 0.95, false}, 0, 0.02981},
		{350, OverkillGoal{0.01, 0.95, false}, 2, 0.01788},
		{299, OverkillGoal{0.01, 0.95, true}, 0, 0.00997},
		{473, OverkillGoal{0.01, 0.95, true}, 1, 0.00999},
		{472, OverkillGoal{0.01, 0.95, true}, 0, 0.00633},
		{19, OverkillGoal{0.1, 0.9, false}, 1, 0.18977},
	} {
		got := testutil.Must(FromGood(rising(c.n), c.goal))
		// Just above the largest score that is to pass.
		want := math.Nextafter(float64(c.n-c.reached), math.Inf(1))
		if got.Basis != ByOrder || got.Reached != c.reached || got.Threshold != want || got.Good != c.n || got.TailRate != nil {
			t.Errorf("%d parts, %+v: %+v", c.n, c.goal, got)
		}
		testutil.Near(t, "limit", got.Limit, c.limit, 1e-5)
		if !c.goal.Surely {
			testutil.Near(t, "expected", got.Expected, float64(c.reached+1)/float64(c.n+1), 1e-15)
		}
		if got.Needed > c.n {
			t.Errorf("%d parts: %d are needed", c.n, got.Needed)
		}
	}
}

func TestGoodNeeded(t *testing.T) {
	for goal, want := range map[OverkillGoal]int{
		{0.01, 0.95, false}:  99,
		{0.01, 0.95, true}:   299,
		{0.05, 0.95, false}:  19,
		{0.003, 0.95, false}: 333,
		{0.9, 0.5, false}:    1,
	} {
		if got := goal.Needed(); got != want {
			t.Errorf("%+v: %d, want %d", goal, got, want)
		}
		if goal.spare(want) < 0 || want > 1 && goal.spare(want-1) >= 0 {
			t.Errorf("%+v: %d is not where it begins", goal, want)
		}
	}
	// 0.29 times 100 is rounded to less than 29.
	if k := (OverkillGoal{0.29, 0.95, false}).spare(99); k != 28 {
		t.Errorf("29 %% of 100 places: %d parts", k)
	}
	// Never more than the rate on average, and one more would be.
	for n := 1; n < 2000; n++ {
		for _, rate := range []float64{0.001, 0.01, 0.07, 0.1, 0.3} {
			k := OverkillGoal{rate, 0.95, false}.spare(n)
			if float64(k+1)/float64(n+1) > rate+1e-12 || float64(k+2)/float64(n+1) <= rate-1e-12 {
				t.Fatalf("%v of %d: %d", rate, n, k)
			}
		}
	}
}

func TestFromGoodWithFewParts(t *testing.T) {
	goal := OverkillGoal{0.01, 0.95, false}
	few := testutil.Must(FromGood([]float64{3, 1, 2}, goal))
	if few.Basis != ByLargest || few.Threshold <= 3 || few.Threshold > 3.0001 || few.TailLimit != nil {
		t.Errorf("three parts: %+v", few)
	}
	testutil.Near(t, "limit of three", few.Limit, 1-math.Cbrt(0.05), 1e-12)
	tail := testutil.Must(FromGood(rising(20), goal))
	if tail.Basis != ByTail || tail.Threshold <= 20 || tail.Reached != 0 || *tail.TailRate != 0.01 || *tail.TailLimit <= 0.01 || *tail.TailLimit > tail.Limit {
		t.Errorf("twenty parts: %+v", tail)
	}
	testutil.Near(t, "limit of twenty", tail.Limit, 1-math.Pow(0.05, 1./20), 1e-12)
	sure := testutil.Must(FromGood(rising(20), OverkillGoal{0.01, 0.95, true}))
	if sure.Basis != ByTail || sure.Threshold <= tail.Threshold || *sure.TailLimit != 0.01 || *sure.TailRate >= 0.01 {
		t.Errorf("twenty parts, surely: %+v", sure)
	}
	equal := testutil.Must(FromGood(make([]float64, 20), goal))
	if equal.Basis != ByLargest || equal.Threshold != math.SmallestNonzeroFloat64 {
		t.Errorf("equal scores: %+v", equal)
	}
	// Scores in another unit give the same threshold in that unit.
	scaled := rising(20)
	for i := range scaled {
		scaled[i] = 1000*scaled[i] - 5
	}
	testutil.Near(t, "scaled", testutil.Must(FromGood(scaled, goal)).Threshold, 1000*tail.Threshold-5, 1e-12)
}

// TestTiesAtTheThreshold: parts of equal score reach it together or not at all, and never
// more than may.
func TestTiesAtTheThreshold(t *testing.T) {
	scores := make([]float64, 350)
	for i := range scores {
		scores[i] = math.Floor(float64(i) / 70)
	}
	got := testutil.Must(FromGood(scores, OverkillGoal{0.01, 0.95, false}))
	if got.Reached != 0 || got.Threshold <= 4 {
		t.Errorf("%+v", got)
	}
}

func TestGoalsRefused(t *testing.T) {
	for want, goal := range map[string]OverkillGoal{
		"proves a rate of 0": {0, 0.95, false},
		"not 1;":             {1, 0.95, false},
		"not NaN":            {math.NaN(), 0.95, false},
		"a confidence":       {0.01, 1, true},
	} {
		if _, err := FromGood([]float64{1}, goal); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", goal, err)
		}
		if _, err := FromBad([]float64{1}, EscapeGoal{goal.Rate, goal.Confidence}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", goal, err)
		}
	}
	if _, err := FromGood(nil, OverkillGoal{0.01, 0.95, false}); err == nil {
		t.Error("a threshold of no part")
	}
	defer func() {
		if recover() == nil {
			t.Error("NaN was taken for a score")
		}
	}()
	_, _ = FromGood([]float64{1, math.NaN()}, OverkillGoal{0.01, 0.95, false})
}

// TestMost: the most parts whose share the goal still goes with; one more, and chance would bring so many with less than
// what lacks to the confidence.
func TestMost(t *testing.T) {
	for _, g := range []OverkillGoal{{Rate: 0.1, Confidence: 0.95}, {Rate: 0.01, Confidence: 0.9}} {
		for _, n := range []int{1, 6, 20, 300} {
			b := distuv.Binomial{N: float64(n), P: g.Rate}
			most := g.Most(n)
			// At least so many come with probability 1 - F(k-1).
			if atLeast := 1 - b.CDF(float64(most-1)); most > 0 && atLeast < 1-g.Confidence {
				t.Errorf("%d of %d come with %v", most, n, atLeast)
			}
			if atLeast := 1 - b.CDF(float64(most)); most < n && atLeast > 1-g.Confidence {
				t.Errorf("%d of %d, one more than said, come with %v", most+1, n, atLeast)
			}
		}
	}
}
