package formula

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Distances of this package's tests: the language knows none of its own.
var made = []Symbol{{Name: "thickness", Short: "thick"}, {Name: "hue", Short: "hue"}}

func read(t *testing.T, text string, given map[string]float64) *Formula {
	t.Helper()
	f, err := Read(text, given, made)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadTakesTheSymbolsThatItGets(t *testing.T) {
	f := read(t, "let w = 0.5; let d = thick + w*hue; relu(d_ap - d_an + 1) + |p|", map[string]float64{"w": 2})
	if diff := cmp.Diff([]string{"thickness", "hue"}, f.Distances()); diff != "" {
		t.Error(diff)
	}
	if own, ok := f.Own(nil); !ok || own != "thick + 2*hue" {
		t.Errorf("own distance %q", own)
	}
	if want := "relu(thick_ap + 2*hue_ap - (thick_an + 2*hue_an) + 1) + |p|"; f.String() != want {
		t.Errorf("written %q", f)
	}
	if want := "let w = 2; let d = thick + w*hue; relu(d_ap - d_an + 1) + |p|"; f.Written() != want {
		t.Errorf("as it was written: %q", f.Written())
	}
	p, err := f.Program()
	if err != nil {
		t.Fatal(err)
	}
	var r Registers
	p.Load(&r)
	for _, s := range p.Variables {
		r.V[s.Reg] = map[string]float64{"thick_ap": 1, "hue_ap": 2, "thick_an": 3, "hue_an": 0.5, "|p|": 10}[f.Variables()[s.Index].Name]
	}
	if v := p.Forward(&r); v != 12 { // 1 + 4 - (3 + 1) + 1 = 2
		t.Errorf("value %v", v)
	}
	p.Backward(&r)
	for _, s := range p.Variables {
		name := f.Variables()[s.Index].Name
		if want := map[string]float64{"thick_ap": 1, "hue_ap": 2, "thick_an": -1, "hue_an": -2, "|p|": 1}[name]; r.Slope[s.Reg] != want {
			t.Errorf("slope by %s: %v, want %v", name, r.Slope[s.Reg], want)
		}
	}
	if hinges := p.Hinges(); len(hinges) != 1 || hinges[0].Text != "relu(thick_ap + 2*hue_ap - (thick_an + 2*hue_an) + 1)" {
		t.Errorf("hinges %+v", hinges)
	}
	for _, text := range []string{"cos_ap", "relu(thick)", "let hue = 3; hue"} {
		var e *Error
		if _, err := Read(text, nil, made); !errors.As(err, &e) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestExplainFindsTheBranchThatWasTaken(t *testing.T) {
	for text, want := range map[string]string{
		"log(thick_ap - 2)":                         "takes the logarithm of -1; it must be above 0",
		"sqrt(thick_ap - 1)":                        "takes the root of 0, where its slope is infinite",
		"hue_ap/(thick_ap - 1)":                     "divides by 0",
		"log1p(-2*thick_ap)":                        "takes log1p of -2",
		"where(thick_ap > 2, log(thick_ap - 2), 1)": "",
		"exp(1000*thick_ap)":                        "is +Inf",
		"sqrt(thick_ap)":                            "",
	} {
		p, err := read(t, text, nil).Program()
		if err != nil {
			t.Fatal(err)
		}
		var r Registers
		p.Load(&r)
		for _, s := range p.Variables {
			r.V[s.Reg] = 1
		}
		p.Forward(&r)
		p.Backward(&r)
		e := p.Explain(&r)
		if (e == nil) != (want == "") || e != nil && !strings.Contains(e.Message.String(), want) {
			t.Errorf("%s: %v, want %q", text, e, want)
		}
	}
}

func TestFunctionsAreListedOnce(t *testing.T) {
	names := Functions()
	if want := []string{"relu", "max", "min", "abs", "sqrt", "square", "exp", "log", "log1p", "softplus", "sigmoid", "tanh", "clamp", "where"}; !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("let w = learn(0.5, 0, 1); w*(|a| - |x|)")
	f.Add("let d = (((hue)))&&!true; {a: [1..2]}")
	f.Add("let d = thick + 0.1*hue; where(d_ap < 2 or not (d_an > 1), max(d_ap, 1, |n|), clamp(hue_pn, 0, 1))")
	f.Add("thick/s_hue")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Read(text, nil, alone); err != nil {
			var e *Error
			if errors.As(err, &e) && (e.Column < 0 || e.Column > len(text)+1) {
				t.Errorf("%q of no triplet: column %d", text, e.Column)
			}
		}
		read, err := Read(text, nil, made)
		if err != nil {
			var e *Error
			if errors.As(err, &e) && (e.Column < 0 || e.Column > len(text)+1) {
				t.Errorf("%q: column %d", text, e.Column)
			}
			return
		}
		read.Own(make([]float64, len(read.Learned())))
		_ = read.Terms()
		written := read.String()
		if len(read.Parameters()) > 0 && len(read.Learned()) > 0 || len(written) > maxFormula {
			return
		}
		again, err := Read(written, nil, made)
		if err != nil {
			t.Fatalf("%q is written %q: %v", text, written, err)
		}
		if again.String() != written {
			t.Errorf("%q is written %q, and then %q", text, written, again)
		}
	})
}
