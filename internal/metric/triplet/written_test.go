package triplet

import (
	"math"
	"testing"

	"mekiki/internal/metric/formula"

	"github.com/google/go-cmp/cmp"
)

// TestWritten wants the text kept but for the values, and of a formula that is
// read again the same parameters, formula and decision.
func TestWritten(t *testing.T) {
	for _, test := range []struct {
		text   string
		params map[string]float64
		want   string
	}{
		{"let w = 0.8; w*relu(cos_ap - cos_an + 0.4)", nil, "let w = 0.8; w*relu(cos_ap - cos_an + 0.4)"},
		{"let w = 0.8; w*relu(cos_ap - cos_an + 0.4)", map[string]float64{"w": 0.25}, "let w = 0.25; w*relu(cos_ap - cos_an + 0.4)"},
		// What is set to the value that it has stays as it is written.
		{"let w = 0.50; let m = 1_0; w*relu(cos_ap - cos_an + m)", map[string]float64{"w": 0.5, "m": 10}, "let w = 0.50; let m = 1_0; w*relu(cos_ap - cos_an + m)"},
		{"let w = learn(0.8, 0, 2); let m = 0.4; w*relu(cos_ap - cos_an + m)", map[string]float64{"w": 1.5, "m": -0.1},
			"let w = learn(1.5, 0, 2); let m = -0.1; w*relu(cos_ap - cos_an + m)"},
		{"let w = learn(- 0.8 ,-1,2);relu(w*cos_ap - cos_an)", map[string]float64{"w": 0}, "let w = learn(0 ,-1,2);relu(w*cos_ap - cos_an)"},
		// A distance of one's own that is not linear: String alone would decide otherwise.
		{"let s = 2; let d = cos + s*square(euc); let m = 0.4; relu(d_ap - d_an + m)", map[string]float64{"s": 0.5, "m": 1e-7},
			"let s = 0.5; let d = cos + s*square(euc); let m = 1e-07; relu(d_ap - d_an + m)"},
		{"let 重み = 0.8;\n\tlet 余白 =  - 5 ; let 距離 = 重み*cos + abs(|x| - |y|);\n relu(距離_ap - 距離_an + 余白)", map[string]float64{"重み": 3, "余白": -2.5},
			"let 重み = 3;\n\tlet 余白 =  -2.5 ; let 距離 = 重み*cos + abs(|x| - |y|);\n relu(距離_ap - 距離_an + 余白)"},
		{"let m = -5; relu(euc_ap - euc_an + m)", map[string]float64{"m": 5}, "let m = 5; relu(euc_ap - euc_an + m)"},
		{"let m = -(+(5)); let w = (0.5); w*relu(euc_ap - euc_an + m)", map[string]float64{"m": 2, "w": 7},
			"let m = -(+(-2)); let w = (7); w*relu(euc_ap - euc_an + m)"},
		{"let m = (-(-5)); relu(euc_ap - euc_an + m)", map[string]float64{"m": -2}, "let m = (-(--2)); relu(euc_ap - euc_an + m)"},
		{"let m = 0x10; relu(euc_ap - euc_an + m)", map[string]float64{"m": math.Copysign(0, -1)}, "let m = 0; relu(euc_ap - euc_an + m)"},
		// A whole number that has no place in 64 bits.
		{"let m = 1; let w = 1; w*relu(euc_ap - euc_an + m)", map[string]float64{"m": 1e20, "w": -12345678901234567890}, "let m = 1e+20; let w = -1.2345678901234567e+19; w*relu(euc_ap - euc_an + m)"},
		{"let m = 1; relu(euc_ap - euc_an + m)", map[string]float64{"none": 1}, "let m = 1; relu(euc_ap - euc_an + m)"},
	} {
		spec, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		spec = spec.With(test.params)
		got := spec.Written()
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s with %v:\n%s", test.text, test.params, diff)
		}
		if _, err := spec.Parameters(); err == nil {
			readAgain(t, spec, got)
		}
	}
	for _, name := range PresetNames() {
		spec, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		own, err := spec.Parameters()
		if err != nil {
			t.Fatal(err)
		}
		spec = spec.With(map[string]float64{own[0].Name: 0.125})
		readAgain(t, spec, spec.Written())
	}
}

// readAgain wants of a text the loss that spec is.
func readAgain(t *testing.T, spec Spec, text string) {
	t.Helper()
	type all struct {
		Parameters       []formula.Parameter
		String, Decision string
	}
	of := func(s Spec) all {
		loss, err := Compile[float64](s)
		if err != nil {
			t.Fatalf("%s: %v", s.Formula, err)
		}
		p, err := s.Parameters()
		if err != nil {
			t.Fatal(err)
		}
		return all{p, s.String(), loss.Decision()}
	}
	again, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(of(spec), of(again)); diff != "" {
		t.Errorf("%q read again is another loss:\n%s", text, diff)
	}
}
