package risk

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestVerdict(t *testing.T) {
	th := Thresholds{Low: 1, High: 2}
	for score, want := range map[float64]Verdict{0.9: OK, 1: Review, 1.5: Review, 2: NG, 3: NG, math.Inf(1): NG, math.Inf(-1): OK} {
		if got := th.Verdict(score); got != want {
			t.Errorf("%v is %v, want %v", score, got, want)
		}
	}
	one := Thresholds{Low: 1, High: 1}
	if one.Verdict(1) != NG || one.Verdict(0.999) != OK {
		t.Error("one threshold: it is NG itself, and all below is OK")
	}
	if th.Verdict(math.NaN()) != Review || one.Verdict(math.NaN()) != Review {
		t.Error("what is no number must be looked at")
	}
	if Verdict(0) != Review {
		t.Error("what was not judged must not be OK")
	}
}

func TestVerdictIsText(t *testing.T) {
	raw, err := json.Marshal([]Verdict{OK, Review, NG})
	if err != nil || string(raw) != `["OK","REVIEW","NG"]` {
		t.Errorf("%s, %v", raw, err)
	}
	var back []Verdict
	if err := json.Unmarshal(raw, &back); err != nil || back[0] != OK || back[1] != Review || back[2] != NG {
		t.Errorf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`["ok"]`), &back); err == nil || !strings.Contains(err.Error(), "OK, REVIEW and NG") {
		t.Errorf("an unknown verdict: %v", err)
	}
}

func TestThresholdsRefused(t *testing.T) {
	for _, c := range []struct {
		th   Thresholds
		want string
	}{
		{Thresholds{2, 1}, "wrong order: REVIEW begins at 2 and NG at 1"},
		{Thresholds{math.NaN(), 1}, "finite"},
		{Thresholds{1, math.Inf(1)}, "finite"},
	} {
		if err := c.th.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.th, err)
		}
		if _, err := Test([]Part{{Score: 1}}, Options{Thresholds: c.th, Confidence: 0.9}); err == nil {
			t.Errorf("%v: a test took it", c.th)
		}
		if _, err := Move(nil, Thresholds{}, c.th); err == nil {
			t.Errorf("%v: moved to", c.th)
		}
	}
	if err := (Thresholds{1, 1}).Check(); err != nil {
		t.Error(err)
	}
}
