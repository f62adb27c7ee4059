package triplet

import (
	"math"
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
		{"cosine-threshold", "softplus(10*(cos_ap - 0.3)) + 0.5*softplus(10*(0.3 - cos_an)) + 0.5*softplus(10*(0.3 - cos_pn))", 0},
		{"combined-threshold", "softplus(10*(cos_ap - 0.3)) + 0.5*softplus(10*(0.3 - cos_an)) + 0.5*softplus(10*(0.3 - cos_pn))" +
			" + softplus(euc_ap - 3) + 0.5*softplus(3 - euc_an) + 0.5*softplus(3 - euc_pn)", 0},
		{"soft-margin", "softplus(euc_ap - euc_an)", math.Ln2},
	} {
		s, err := Preset(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != c.name || s.String() != c.formula {
			t.Errorf("%s is %q %q, want %q", c.name, s.Name, s, c.formula)
		}
		testutil.Near(t, c.name+" at its margin", compile[float32](t, s).AtMargin(), c.atMargin, 1e-15)
	}
}

func TestPresetTakesEachCoefficient(t *testing.T) {
	for name, want := range map[string]string{
		"cosine":              "2*relu(cos_ap - cos_an + 3)",
		"euclidean":           "4*relu(euc_ap - euc_an + 5)",
		"combined":            "2*relu(cos_ap - cos_an + 3) + 4*relu(euc_ap - euc_an + 5)",
		"combined-as-printed": "2*relu(cos_an - cos_ap + 3) + 4*relu(euc_an - euc_ap + 5)",
	} {
		s, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		params, err := s.Parameters()
		if err != nil {
			t.Fatal(err)
		}
		set := map[string]float64{}
		for _, p := range params {
			set[p.Name] = map[string]float64{"w_cos": 2, "m_cos": 3, "w_euc": 4, "m_euc": 5}[p.Name]
		}
		if got := s.With(set).String(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestUnknownPresetSuggests(t *testing.T) {
	for _, parse := range []func(string) (Spec, error){Preset, Parse} {
		if _, err := parse("combined-printed"); err == nil || !strings.Contains(err.Error(), `did you mean "combined-as-printed"?`) {
			t.Errorf("error %v suggests nothing", err)
		}
	}
	want := []string{"cosine", "euclidean", "combined", "combined-as-printed", "cosine-threshold", "combined-threshold", "soft-margin"}
	if diff := cmp.Diff(want, PresetNames()); diff != "" {
		t.Error(diff)
	}
}

func TestAtMarginLeavesOutDeadZones(t *testing.T) {
	for text, want := range map[string]float64{
		"2*relu(cos_ap - cos_an + 0.5) + 3*relu(euc_ap - euc_an - 4) + relu(ang_ap - ang_an + 0.25)": 1.25,
		"relu(cos_ap - cos_an - 1)": 0,
		"softplus(cos_ap)":          0, // not the same wherever the distances are equal
	} {
		testutil.Near(t, text, compile[float32](t, Spec{Formula: text}).AtMargin(), want, 1e-15)
	}
}
