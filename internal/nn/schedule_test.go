package nn

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
)

// TestScheduleFollowsPyTorch compares every step with testdata/schedule.json,
// which testdata/schedule.py wrote.
func TestScheduleFollowsPyTorch(t *testing.T) {
	raw, err := os.ReadFile("testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Cases []struct {
			Name         string
			Steps        int
			Warmup, Rate float64
			Rates        []float64
		}
	}
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Cases) != 14 {
		t.Fatalf("%d cases", len(o.Cases))
	}
	for _, c := range o.Cases {
		s := Schedule{Name: c.Name, Rate: c.Rate, Warmup: c.Warmup}
		for step, want := range c.Rates {
			if got := s.At(step, c.Steps); !(math.Abs(got-want) <= 1e-12*c.Rate) {
				t.Errorf("%+v step %d of %d: got %v, want %v", s, step, c.Steps, got, want)
			}
		}
	}
}

// Where PyTorch divides by zero, or knows nothing.
func TestScheduleAtItsEdges(t *testing.T) {
	for _, c := range []struct {
		s           Schedule
		step, steps int
		want        float64
	}{
		{Schedule{}, 0, 1, 0},
		{Schedule{Rate: 2}, 4, 5, 2}, // no name is constant
		{Schedule{Name: "one-cycle", Rate: 2, Warmup: 0.25}, 0, 4, 2}, // the top is the first step
		{Schedule{Name: "one-cycle", Rate: 2, Warmup: 1}, 0, 1, 2},
		{Schedule{Name: "cosine", Rate: 2, Warmup: 1}, 2, 3, 1.5}, // nothing but warm-up
		{Schedule{Name: "cosine", Rate: 2, Warmup: 1}, 0, 3, 0.5},
	} {
		if got := c.s.At(c.step, c.steps); got != c.want {
			t.Errorf("%+v step %d of %d: got %v, want %v", c.s, c.step, c.steps, got, c.want)
		}
	}
}

func TestParseSchedule(t *testing.T) {
	for name, warmup := range map[string]float64{"constant": 0, "cosine": 0, "one-cycle": 0.3} {
		if s, err := ParseSchedule(name); err != nil || s != (Schedule{Name: name, Warmup: warmup}) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	for name, want := range map[string]string{
		"onecycle": `unknown schedule "onecycle"; did you mean "one-cycle"? (known: constant, cosine, one-cycle)`,
		"cosin":    `did you mean "cosine"?`,
		"":         `unknown schedule "" (known: constant, cosine, one-cycle)`,
	} {
		if _, err := ParseSchedule(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", name, err, want)
		}
	}
}

func TestWrongSchedulesPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"name":         func() { Schedule{Name: "cosin"}.At(0, 1) },
		"before":       func() { Schedule{}.At(-1, 1) },
		"after":        func() { Schedule{}.At(1, 1) },
		"long warm-up": func() { Schedule{Warmup: 1.1}.At(0, 1) },
		"no warm-up":   func() { Schedule{Warmup: math.NaN()}.At(0, 1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
