package stats

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// TestKappaAsIrrCAC: testdata/kappa.py writes what irrCAC, statsmodels and a naive jackknife say.
func TestKappaAsIrrCAC(t *testing.T) {
	b, err := os.ReadFile("testdata/kappa.json")
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Many []struct {
			Counts      [][]int
			Fleiss, AC1 [3]float64
		}
		Two []struct {
			Classes int
			Parts   [][][2]int
			Cohen   [3]float64
			SE      float64
		}
	}
	if err := json.Unmarshal(b, &o); err != nil || len(o.Many) < 5 || len(o.Two) < 5 {
		t.Fatal(err, len(o.Many), len(o.Two))
	}
	same := func(what string, got Interval, want [3]float64) {
		t.Helper()
		for i, v := range []float64{got.Value, got.Lo, got.Hi} {
			if math.Abs(v-want[i]) > 1e-7 {
				t.Errorf("%s: %+v, want %v", what, got, want)
				return
			}
		}
	}
	for _, c := range o.Many {
		same("Fleiss", FleissKappa(c.Counts), c.Fleiss)
		same("AC1", GwetAC1(c.Counts), c.AC1)
	}
	for _, c := range o.Two {
		got := CohenKappa(c.Parts, c.Classes)
		same("Cohen", got, c.Cohen)
		if width := (got.Hi - got.Lo) / (2 * 2.03 * c.SE); len(c.Parts[0]) == 1 && got.Hi < 1 && (width < 0.85 || width > 1.25) {
			t.Errorf("of single pairs the interval is %v times as wide as by Fleiss, Cohen and Everitt", width)
		}
	}
}

// tables of two raters as pairs, each of a part of its own.
func pairs(both0, first0, second0, both1 int) (list [][][2]int) {
	for p, n := range map[[2]int]int{{0, 0}: both0, {0, 1}: first0, {1, 0}: second0, {1, 1}: both1} {
		for range n {
			list = append(list, [][2]int{p})
		}
	}
	return list
}

// TestKappaOfAIAG: the cross tables of the attribute study of AIAG, Measurement Systems Analysis, chapter III
// section C: appraisers A, B and C with one another, and with the reference.
func TestKappaOfAIAG(t *testing.T) {
	for _, c := range []struct {
		table [4]int
		want  float64
	}{
		{[4]int{44, 6, 3, 97}, .86}, {[4]int{42, 5, 9, 94}, .79}, {[4]int{43, 7, 8, 92}, .78},
		{[4]int{45, 5, 3, 97}, .88}, {[4]int{45, 2, 3, 100}, .92}, {[4]int{42, 9, 6, 93}, .77},
	} {
		if got := CohenKappa(pairs(c.table[0], c.table[1], c.table[2], c.table[3]), 2); math.Abs(got.Value-c.want) > 0.0051 || !(got.Lo < got.Value && got.Value < got.Hi) {
			t.Errorf("%v: %+v, want %v", c.table, got, c.want)
		}
	}
}

// TestFleissByHand: the worked example of many textbooks, 14 raters, 10 subjects and 5 classes.
func TestFleissByHand(t *testing.T) {
	got := FleissKappa([][]int{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1}, {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}})
	if math.Abs(got.Value-0.210) > 0.0005 {
		t.Errorf("%+v", got)
	}
}

// TestKappaEdges: the paradox of rare defects, and what is not defined.
func TestKappaEdges(t *testing.T) {
	rare := make([][]int, 100)
	for i := range rare {
		rare[i] = []int{2, 0}
	}
	if got := FleissKappa(rare); !math.IsNaN(got.Value) {
		t.Errorf("all of one class: %+v", got)
	}
	if got := GwetAC1(rare); math.Abs(got.Lo-1) > 1e-9 || got.Value > 1 || got.Hi != 1 {
		t.Errorf("all of one class: %+v", got)
	}
	rare[0], rare[1] = []int{1, 1}, []int{1, 1}
	if k, g := FleissKappa(rare), GwetAC1(rare); k.Value > 0 || g.Value < 0.97 || g.Hi > 1 {
		t.Errorf("98 of 100 agree: kappa %+v, AC1 %+v", k, g)
	}
	if got := CohenKappa([][][2]int{{{0, 0}}, {{0, 0}}}, 2); !math.IsNaN(got.Value) {
		t.Errorf("%+v", got)
	}
	if got := FleissKappa([][]int{{1, 1}}); math.IsNaN(got.Value) || !math.IsNaN(got.Lo) {
		t.Errorf("one part: %+v", got)
	}
	for _, bad := range [][][]int{{{1, 0}}, {{1, 1}, {1, 1, 0}}, {{2}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%v does not panic", bad)
				}
			}()
			FleissKappa(bad)
		}()
	}
}
