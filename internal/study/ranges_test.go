package study

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseRange(t *testing.T) {
	for text, want := range map[string]Range{
		"w=0:0.1":               {"w", 0, 0.1, false},
		"m_euc = -10 : 10":      {"m_euc", -10, 10, false},
		"w_euc=0.001:1:log":     {"w_euc", 0.001, 1, true},
		"learning_rate=1e-6:1.": {"learning_rate", 1e-6, 1, false},
	} {
		if got, err := ParseRange(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "w", "w=1", "w=1:1", "w=2:1", "=0:1", "w=0:1:log", "w=a:b", "w=0:1:lin", "w=0:1:log:log",
		"w=NaN:1", "w=0:Inf", "w=-1e308:1e308"} {
		if got, err := ParseRange(text); err == nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func FuzzParseRange(f *testing.F) {
	f.Add("w=0:0.1")
	f.Add("w_euc=0.001:1:log")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRange(text)
		if err != nil {
			return
		}
		if again, err := ParseRange(r.String()); err != nil || again != r {
			t.Errorf("%q is written as %q: %+v, %v", text, r.String(), again, err)
		}
		if v := drawValues([]Range{r}, 1, 1)[r.Name]; !(v >= r.Lo && v <= r.Hi) {
			t.Errorf("%v drawn from %q", v, text)
		}
	})
}

func TestRangeCheck(t *testing.T) {
	learned := config(t, "let w = learn(1, 0.5, 2); let v = 1; v*relu(w*cos_ap - cos_an)")
	for _, test := range []struct {
		r    Range
		want string
	}{
		{Range{Name: "w", Lo: 0.5, Hi: 2}, ""}, {Range{Name: "w", Lo: 0.4, Hi: 2}, "at 0.4: "}, {Range{Name: "w", Lo: 0.5, Hi: 2.1}, "at 2.1: "},
		{Range{Name: "v", Lo: 0, Hi: 1}, ""}, {Range{Name: "v", Lo: -1, Hi: 0}, ""},
	} {
		switch err := test.r.Check(learned); {
		case err == nil && test.want != "", err != nil && (test.want == "" || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%v: %v", test.r, err)
		}
	}
	if learned.Params["w"] != 1 {
		t.Error("the check changed the configuration")
	}
}

func TestDraw(t *testing.T) {
	ranges := []Range{{"a", -10, 10, false}, {"b", 0.001, 1, true}}
	var a, b []float64
	for i := range 2000 {
		d := drawValues(ranges, 7, i)
		a, b = append(a, d["a"]), append(b, d["b"])
	}
	slices.Sort(a)
	slices.Sort(b)
	// A tenth of the values at each end, evenly or by magnitude.
	for name, q := range map[string][3]float64{"a": {a[200], a[1000], a[1800]}, "log b": {math.Log10(b[200]), math.Log10(b[1000]), math.Log10(b[1800])}} {
		want := [3]float64{-8, 0, 8}
		tolerance := 0.8
		if name != "a" {
			want, tolerance = [3]float64{-2.7, -1.5, -0.3}, 0.12
		}
		for i := range want {
			if math.Abs(q[i]-want[i]) > tolerance {
				t.Errorf("%s: deciles %v, want %v", name, q, want)
				break
			}
		}
	}
	if cmp.Equal(drawValues(ranges, 7, 1), drawValues(ranges, 8, 1)) || !cmp.Equal(drawValues(ranges, 7, 1), drawValues(ranges, 7, 1)) {
		t.Error("draws do not follow from seed and number")
	}
}
