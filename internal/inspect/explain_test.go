package inspect

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/inspect/risk"
)

// TestExplain: the place that decided lies in the defect, its good neighbours are of different
// pictures with the nearest first, its parts add up to all, and a known bad part of the
// same look is nearer than one without.
func TestExplain(t *testing.T) {
	n, err := Read(bytes.NewReader(written(t, many.of(t, 12))))
	if err != nil {
		t.Fatal(err)
	}
	ring := drawn.Part{Kind: drawn.Ring, Seed: 900, Width: side, Height: side}
	pix, mask := rgb(t, ring, "stain")
	scratched, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 901, Width: side, Height: side}, "scratch")
	n, err = n.Learn(t.Context(), More{}, More{Pictures: shelf{scratched, pix}, Names: []string{"scratched.png", "stained.png"}}, LearnOptions{
		Known: n.Known(), Rule: risk.Rule{Overkill: DefaultGoal, Review: DefaultReview, Escape: &risk.EscapeGoal{Rate: 0.05, Confidence: 0.95}}, Workers: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := n.Explainer(2)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	x := e.Explain(pix, 2, 4)
	j, err := n.Judge(1)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if want := j.Judge(pix); x.Score != want.Score || x.Verdict != want.Verdict || !slices.Equal(x.Map, want.Map) {
		t.Errorf("explained as %v, judged as %v", x.Result, want)
	}
	if len(x.Places) == 0 || len(x.Places) > 2 {
		t.Fatalf("%d places", len(x.Places))
	}
	worst := x.Places[0]
	if mask[int(worst.Y*side)*side+int(worst.X*side)] == 0 {
		t.Errorf("the worst place, %v, %v, lies beside the defect", worst.X, worst.Y)
	}
	sum := 0.0
	for _, s := range worst.Share {
		sum += s
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("parts %v", worst.Share)
	}
	seen := map[int]bool{}
	for i, near := range worst.Good {
		if seen[near.Picture] || near.Name != n.Good[near.Picture].Name || i > 0 && near.Distance < worst.Good[i-1].Distance {
			t.Errorf("good neighbours %+v", worst.Good)
		}
		seen[near.Picture] = true
	}
	if len(worst.Good) != 4 || len(worst.Bad) < 2 || worst.Bad[0].Name != "stained.png" || worst.Bad[0].Distance > 1e-3 || worst.Bad[1].Distance < worst.Good[0].Distance/10 {
		t.Errorf("good %+v, bad %+v", worst.Good, worst.Bad)
	}
	good, _ := rings(t, 950, 1)
	n.Thresholds = risk.Thresholds{Low: 1e6, High: 1e6}
	if x := e.Explain(good[0], 3, 2); len(x.Regions) != 0 || len(x.Places) != 1 || len(x.Places[0].Good) != 2 {
		t.Errorf("without a region: %+v", x.Places)
	}
}

// TestExplainFewPictures: where there are fewer pictures than neighbours are asked for, more of
// one picture come.
func TestExplainFewPictures(t *testing.T) {
	e, err := few.of(t, 3).Explainer(1)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	good, _ := rings(t, 970, 1)
	x := e.Explain(good[0], 1, 5)
	if got := x.Places[0]; len(got.Good) != 5 || len(got.Bad) != 0 || got.Bad == nil {
		t.Errorf("good %+v, bad %+v", got.Good, got.Bad)
	}
}

// TestRegionsAmongGoodScores: a threshold of REVIEW far below what good parts reach, too, takes no more places than the one
// that good parts set.
func TestRegionsAmongGoodScores(t *testing.T) {
	n := *few.of(t, 3)
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 900, Width: side, Height: side}, "stain")
	want := judgedBy(t, &n, pix).Regions
	n.Thresholds.Low /= 10
	if got := judgedBy(t, &n, pix).Regions; len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("regions %+v, want %+v", got, want)
	}
}
