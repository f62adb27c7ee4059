package formula

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Quantities of no triplet.
var alone = []Symbol{{Name: "thickness", Short: "thick", Alone: true}, {Name: "hue of a usual part", Short: "s_hue", Alone: true}}

func TestReadTakesQuantitiesThatStandAlone(t *testing.T) {
	f, err := Read("let w = 3; where(thick < 2, w*thick/s_hue, 1)", nil, alone)
	if err != nil {
		t.Fatal(err)
	}
	if names := f.Distances(); !slices.Equal(names, []string{"thickness", "hue of a usual part"}) {
		t.Errorf("distances %q", names)
	}
	if f.String() != "where(thick < 2, 3*thick/s_hue, 1)" {
		t.Errorf("written %q", f)
	}
	p, err := f.Program()
	if err != nil {
		t.Fatal(err)
	}
	var r Registers
	p.Load(&r)
	for _, s := range p.Variables {
		r.V[s.Reg] = map[string]float64{"thick": 1.5, "s_hue": 9}[f.Variables()[s.Index].Name]
	}
	if v := p.Forward(&r); v != 0.5 {
		t.Errorf("value %v", v)
	}
}

func TestAFormulaOfNoTripletHasNoPairs(t *testing.T) {
	for text, want := range map[string]string{
		"thick_ap":           "unknown name thick_ap",
		"thick + |a|":        "unknown name |a|",
		"thick + thicc":      "did you mean thick?",
		"nothing":            "a formula knows thick, s_hue and",
		"let thick = 2; 1":   "choose another one",
		"where(thick, 1, 2)": "as in thick < 0.5",
	} {
		var e *Error
		if _, err := Read(text, nil, alone); !errors.As(err, &e) || !strings.Contains(e.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	mixed := append(slices.Clone(made), alone[1])
	if f, err := Read("thick_ap/s_hue + |a|", nil, mixed); err != nil || f.String() != "thick_ap/s_hue + |a|" {
		t.Errorf("pairs beside what stands alone: %v, %v", f, err)
	}
}
