package metric

import (
	"strings"
	"testing"

	"mekiki/internal/testutil"

	"github.com/google/go-cmp/cmp"
)

func TestPresets(t *testing.T) {
	for _, c := range []struct {
		name, formula string
		atMargin      float64
	}{
		{"cosine", "relu(cos_ap - cos_an + 0.4)", 0.4},
		{"euclidean", "relu(euc_ap - euc_an + 1)", 1},
		{"combined", "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)", 0.32},
		{"combined-as-printed", "0.8*relu(cos_an - cos_ap + 0.4) + 0.02*relu(euc_an - euc_ap - 5)", 0.32},
	} {
		k, err := DefaultCoefficients(c.name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Preset(c.name, k)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != c.name || s.String() != c.formula {
			t.Errorf("%s is %q %q, want %q", c.name, s.Name, s, c.formula)
		}
		testutil.Near(t, c.name+" at its margin", s.AtMargin(), c.atMargin, 1e-15)
		if _, err := Compile[float32](s); err != nil {
			t.Error(err)
		}
	}
}

func TestPresetTakesEachCoefficient(t *testing.T) {
	c := Coefficients{WeightCos: 2, MarginCos: 3, WeightEuc: 4, MarginEuc: 5}
	for name, want := range map[string]string{
		"cosine":              "2*relu(cos_ap - cos_an + 3)",
		"euclidean":           "4*relu(euc_ap - euc_an + 5)",
		"combined":            "2*relu(cos_ap - cos_an + 3) + 4*relu(euc_ap - euc_an + 5)",
		"combined-as-printed": "2*relu(cos_an - cos_ap + 3) + 4*relu(euc_an - euc_ap + 5)",
	} {
		s, err := Preset(name, c)
		if err != nil || s.String() != want {
			t.Errorf("%s: %q, %v; want %q", name, s, err, want)
		}
	}
}

func TestUnknownPresetSuggests(t *testing.T) {
	_, err1 := Preset("combined-printed", Coefficients{})
	_, err2 := DefaultCoefficients("combined-printed")
	for _, err := range []error{err1, err2} {
		if err == nil || !strings.Contains(err.Error(), `did you mean "combined-as-printed"?`) {
			t.Errorf("error %v suggests nothing", err)
		}
	}
	want := []string{"cosine", "euclidean", "combined", "combined-as-printed"}
	if diff := cmp.Diff(want, PresetNames()); diff != "" {
		t.Error(diff)
	}
}

func TestFormula(t *testing.T) {
	for want, s := range map[string]Spec{
		"0":                                 {},
		"relu(ang_ap - ang_an)":             {Terms: []TermSpec{{Distance: "angular", Weight: 1}}},
		"0*relu(sqeuc_ap - sqeuc_an - 0.5)": {Terms: []TermSpec{{Distance: "sqeuclidean", Margin: -0.5}}},
		"1e-09*relu(x_an - x_ap + 2)":       {Terms: []TermSpec{{Distance: "x", Weight: 1e-9, Margin: 2, Inverted: true}}},
	} {
		if s.String() != want {
			t.Errorf("%q, want %q", s, want)
		}
	}
}

func TestAtMarginLeavesOutDeadZones(t *testing.T) {
	s := Spec{Terms: []TermSpec{{Weight: 2, Margin: 0.5}, {Weight: 3, Margin: -4}, {Weight: 1, Margin: 0.25}}}
	testutil.Near(t, "at margin", s.AtMargin(), 1.25, 1e-15)
	testutil.Near(t, "of nothing", Spec{}.AtMargin(), 0, 0)
}
