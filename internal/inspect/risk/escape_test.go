package risk

import (
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

func TestFromBad(t *testing.T) {
	for _, c := range []struct {
		n, missed int
		met       bool
		limit     float64
	}{
		{59, 0, true, 0.04951}, {92, 0, true, 0.03204}, {93, 1, true, 0.04999}, {58, 0, false, 0.05034}, {12, 0, false, 0.22092},
	} {
		got := testutil.Must(FromBad(rising(c.n), EscapeGoal{0.05, 0.95}))
		if got.Missed != c.missed || got.Met != c.met || got.Threshold != float64(c.missed+1) || got.Needed != 59 || got.Bad != c.n {
			t.Errorf("%d parts: %+v", c.n, got)
		}
		testutil.Near(t, "limit", got.Limit, c.limit, 1e-5)
	}
	_, err := FromBad(nil, EscapeGoal{0.01, 0.95})
	if err == nil || !strings.Contains(err.Error(), "299 bad parts, none of them missed, are needed for at most 1 % with 95 % confidence") {
		t.Errorf("no bad part: %v", err)
	}
	// Parts that score alike are missed together or not at all.
	if got := testutil.Must(FromBad(make([]float64, 93), EscapeGoal{0.05, 0.95})); got.Missed != 0 || got.Threshold != 0 {
		t.Errorf("equal scores: %+v", got)
	}
}

func TestFromBoth(t *testing.T) {
	good := rising(99) // 1 to 99
	overkill, escape := OverkillGoal{0.01, 0.95, false}, EscapeGoal{0.05, 0.95}
	bad := rising(59)
	for i := range bad {
		bad[i] += 200
	}
	apart := testutil.Must(FromBoth(good, bad, overkill, escape))
	if th := apart.Thresholds; th.Low != th.High || th.Low <= 149.9 || th.Low >= 150.1 {
		t.Errorf("parts that lie apart: %+v", th)
	}
	for i := range bad {
		bad[i] -= 150
	}
	mixed := testutil.Must(FromBoth(good, bad, overkill, escape))
	if th := mixed.Thresholds; th.Low != 51 || th.High <= 99 || th.High > 99.1 || th.Check() != nil {
		t.Errorf("parts that lie among each other: %+v", th)
	}
	if _, err := FromBoth(good, nil, overkill, escape); err == nil {
		t.Error("no bad parts")
	}
	if _, err := FromBoth(nil, bad, overkill, escape); err == nil {
		t.Error("no good parts")
	}
}

func TestBetween(t *testing.T) {
	next := above(1)
	for _, c := range [][3]float64{{1, 2, 1.5}, {-3, 1, -1}, {1, 1, 1}, {1, next, next}, {-1e308, 1e308, 0}} {
		if got := between(c[0], c[1]); got != c[2] {
			t.Errorf("between %v and %v: %v", c[0], c[1], got)
		}
	}
}

func TestNeededTable(t *testing.T) {
	rows := NeededTable(0.95, 0.9)
	if len(rows) != 10 {
		t.Fatalf("%d rows", len(rows))
	}
	// The figures that quality engineers know by heart.
	for i, want := range [][2]int{{59, 93}, {149, 236}, {299, 473}, {598, 947}, {2995, 4742}} {
		if rows[i].None != want[0] || rows[i].One != want[1] || rows[i].Confidence != 0.95 {
			t.Errorf("%+v, want %v", rows[i], want)
		}
	}
	if rows[5].None != 45 || rows[7].None != 230 {
		t.Errorf("at 90 %%: %+v, %+v", rows[5], rows[7])
	}
}

func TestWords(t *testing.T) {
	good := func(n int, sure bool) *GoodThreshold {
		return testutil.Must(FromGood(rising(n), OverkillGoal{0.01, 0.95, sure}))
	}
	bad := func(n int) *BadThreshold { return testutil.Must(FromBad(rising(n), EscapeGoal{0.01, 0.95})) }
	for got, want := range map[string]string{
		NoMiss(12, 0.95).String():           "With 12 bad parts and no miss the escape rate may still be 22 %; 59 are needed for 5 %, 299 for 1 % (95 % confidence).",
		NoMiss(100, 0.95).String():          "With 100 bad parts and no miss the escape rate may still be 3 %; 299 are needed for 1 % (95 % confidence).",
		NoMiss(299, 0.95).String():          "With 299 bad parts and no miss the escape rate may still be 1 % (95 % confidence).",
		NoMiss(0, 0.9).String():             "Without a bad part nothing can be said of escapes; 45 of them without a miss are needed for 5 %, 230 for 1 % (90 % confidence).",
		good(350, false).Message().String(): "2 of 350 good parts reach this threshold; of new ones at most 0.85 % do on average, and at most 1.8 % with 95 % confidence.",
		good(20, false).Message().String():  "From 20 good parts it is known that at most 14 % of new ones reach this threshold (95 % confidence). That it is 1 % on average, and at most 4.2 %, is an extrapolation beyond the largest score; it takes 99 good parts to do without.",
		good(20, true).Message().String():   "From 20 good parts it is known that at most 14 % of new ones reach this threshold (95 % confidence). That it is at most 1 % is an extrapolation beyond the largest score; it takes 299 good parts to know it.",
		good(5, false).Message().String():   "The threshold lies just above the largest score of 5 good parts, too few or too much alike to tell more: up to 45 % of new ones may reach it (95 % confidence), not the wanted 1 %, for which 99 good parts are needed.",
		bad(12).Message().String():          "The limit of 1 % cannot be kept. With 12 bad parts and no miss the escape rate may still be 22 %; 59 are needed for 5 %, 299 for 1 % (95 % confidence).",
		bad(473).Message().String():         "1 of 473 bad parts are missed; of new ones at most 1 % are (95 % confidence).",
	} {
		if got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{
		0: "0 %", 1: "100 %", 0.22092: "22 %", 0.048: "4.8 %", 0.05: "5 %", 0.01: "1 %", 0.00217: "0.22 %", 0.95: "95 %", 0.999: "99.9 %", 0.5: "50 %", 0.0001: "0.01 %", 0.1: "10 %", 0.973: "97.3 %",
	} {
		if got := Percent(share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
}
