package inspect

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/eye"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/model"
)

func readDistance(t testing.TB, text string) Distance {
	t.Helper()
	d, err := ReadDistance(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestReadDistance takes the rule, names and formulas, and says what is wrong with others.
func TestReadDistance(t *testing.T) {
	for text, want := range map[string]string{"": Rule, " rule": Rule, "euc": "euc", " mah/s_mah + cos/s_cos ": "mah/s_mah + cos/s_cos"} {
		if d := readDistance(t, text); d.String() != want {
			t.Errorf("%q is read as %q", text, d)
		}
	}
	if !readDistance(t, "euc/s_local").NeedsLocal() || readDistance(t, "euc").NeedsLocal() || (Distance{}).NeedsLocal() {
		t.Error("which distances need the spread of the gallery")
	}
	for text, want := range map[string]string{
		"euk":                            "did you mean euc?",
		"cos_ap":                         "unknown name cos_ap",
		"3":                              "names none of euc, cos, mah, local",
		"s_euc + level_cos":              "names none of",
		"let w = learn(1, 0, 2); w*euc":  "nothing is trained here",
		"euc +":                          "the formula ends too early",
		strings.Repeat("euc + ", 9999):   "at most 4096 can be read",
		"let euc = 3; euc":               "choose another one",
		"where(euc < 1, |a|, 0)":         "unknown name |a|",
		"mah^2":                          "no operator ^",
		"where(level_cos, euc, 2 * euc)": "not a condition",
	} {
		if _, err := ReadDistance(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

// sights are good pictures of 4 x 5 places with distances of their own.
func sights(n int) []Sight {
	var list []Sight
	for i := range n {
		s := Sight{high: 4, wide: 5}
		room := newRoom(s.high, s.wide, s.top)
		for p := range s.maps {
			for at := range s.high * s.wide {
				s.maps[p] = append(s.maps[p], float32(0.3+0.1*float64(p)+0.02*math.Abs(math.Sin(float64(i*7+at*(p+1))))*float64(1+i%5)))
			}
			m := s.maps[p]
			s.score[p], s.level[p] = room.score(func(i int) float32 { return m[i] }), levelOf(m, make([]float32, len(m)))
		}
		list = append(list, s)
	}
	return list
}

func names(n int) []string { return strings.Split(strings.Repeat("part.png ", n), " ")[:n] }

// TestFormulaOfRule: the text of the rule's distance, read again as a formula, gives the
// numbers of the rule, up to the digits that are written.
func TestFormulaOfRule(t *testing.T) {
	good := sights(30)
	mix := MixOf(good, gallery.All)
	mix.Power = [parts]float64{0.5, 0.8, 0.2}
	again, err := readDistance(t, mix.String()).mix(good, names(30))
	if err != nil {
		t.Fatal(err)
	}
	a, b := mix.joiner(), again.joiner()
	for i := range good {
		x := &good[i]
		x.level[gallery.Cosine] *= 1.3
		a.picture(x.level)
		b.picture(x.level)
		for at := range x.maps[0] {
			if u, v := a.at(&x.maps, at), b.at(&x.maps, at); math.Abs(float64(u/v-1)) > 0.01 {
				t.Fatalf("%s: %g, and %g by the sum", mix, v, u)
			}
			u, v := a.shares(&x.maps, at), b.shares(&x.maps, at)
			for p := range u {
				if p == int(gallery.Cosine) {
					continue // the share of a root is by its slope
				}
				if math.Abs(u[p]/(1-u[gallery.Cosine])-v[p]/(1-v[gallery.Cosine])) > 0.01 {
					t.Fatalf("shares %v, and %v by the sum", v, u)
				}
			}
		}
	}
}

// TestScalesOfFormula: s_NAME is the median score by that distance alone, and the text that
// is shown has it as a number.
func TestScalesOfFormula(t *testing.T) {
	good := sights(21)
	for p, name := range PartNames {
		alone, err := readDistance(t, name).mix(good, names(21))
		if err != nil {
			t.Fatal(err)
		}
		scaled, err := readDistance(t, name+"/s_"+name).mix(good, names(21))
		if err != nil {
			t.Fatal(err)
		}
		var scores, ones []float64
		for i := range good {
			for mix, to := range map[Mix]*[]float64{alone: &scores, scaled: &ones} {
				score, _ := (&Inspector{Scale: Scale{Mix: mix}}).Scorer().Score(&good[i])
				*to = append(*to, score)
			}
		}
		if got := median(scores); math.Abs(got/scaled.Scale[p]-1) > 1e-5 {
			t.Errorf("s_%s is %g, the median of the scores %g", name, scaled.Scale[p], got)
		}
		if got := median(ones); math.Abs(got-1) > 1e-5 {
			t.Errorf("%s over its scale has the median score %g", name, got)
		}
		if text := scaled.String(); strings.Contains(text, "s_") || !strings.HasPrefix(text, name+"/0.") {
			t.Errorf("shown as %s", text)
		}
		if scaled.Weight[p] != 1 {
			t.Errorf("weights %v", scaled.Weight)
		}
	}
}

// TestLevelOfFormula: level_NAME is the level over that of a usual good picture, in the power
// in which the formula has the distance.
func TestLevelOfFormula(t *testing.T) {
	good := sights(9)
	for p, name := range PartNames {
		mix, err := readDistance(t, name+"/level_"+name).mix(good, names(9))
		if err != nil {
			t.Fatal(err)
		}
		x := good[3]
		twice := x
		twice.level[p] *= 2
		twice.maps[p] = slices.Clone(x.maps[p])
		for at := range twice.maps[p] {
			twice.maps[p][at] *= 2
		}
		s := (&Inspector{Scale: Scale{Mix: mix}}).Scorer()
		a, _ := s.Score(&x)
		b, _ := s.Score(&twice)
		if math.Abs(a/b-1) > 1e-5 {
			t.Errorf("%s: a picture twice as far everywhere has %g, not %g", name, b, a)
		}
	}
}

// TestFormulaWithoutValue: a formula that has none on a good picture is refused with its
// name, and one that has none on a new picture makes it as far as can be.
func TestFormulaWithoutValue(t *testing.T) {
	good := sights(5)
	for text, want := range map[string]string{
		"euc/(mah - mah)":    "divides by 0",
		"log(euc - 1)":       "takes the logarithm of",
		"exp(100*mah*mah*9)": "is too large",
		"-euc":               "nothing is nearer than 0",
	} {
		_, err := readDistance(t, text).mix(good, names(5))
		if err == nil || !strings.Contains(err.Error(), "part.png") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	mix, err := readDistance(t, "sqrt(1 - euc)").mix(good, names(5))
	if err != nil {
		t.Fatal(err)
	}
	x := good[0]
	x.maps[0][7] = 2
	if score, _ := (&Inspector{Scale: Scale{Mix: mix}}).Scorer().Score(&x); !(score > 1e28) || math.IsInf(score, 0) {
		t.Errorf("score %g", score)
	}
}

// TestFitWithFormula: an inspector of a formula with a local part gives the same results
// after it was written and read, and thresholds in the unit of the formula.
func TestFitWithFormula(t *testing.T) {
	good, list := rings(t, 1, 4)
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := FitOptions{Eye: e, Input: model.Input{Height: side, Width: side, Channels: 3, Policy: "stretch"}, Workers: 2, Seed: 1}
	o.Distance, o.Vectors = readDistance(t, "local/s_local + max(cos/s_cos, mah/s_mah)"), 200
	n, err := Fit(t.Context(), good, list, o)
	if err != nil {
		t.Fatal(err)
	}
	if s := n.Good[0].Score; s < 1 || s > 4 {
		t.Errorf("a good picture has the score %g, where each term is about 1", s)
	}
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if again.Formula() != n.Formula() || !strings.Contains(n.Formula(), "local/") {
		t.Errorf("%s, read again %s", n.Formula(), again.Formula())
	}
	ring, _ := rings(t, 50, 1)
	j, err := n.Judge(1)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	k, err := again.Judge(2)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	x, y := j.Judge(ring[0]), k.Judge(ring[0])
	if share := x.Nearest.Share; x.Score != y.Score || share["euc"] != 0 || share["local"] == 0 || math.Abs(share["local"]+share["cos"]+share["mah"]-1) > 1e-9 {
		t.Errorf("score %v, read again %v, shares %v", x.Score, y.Score, share)
	}
	if verdict, score := n.Scorer().Verdict(j.sight(ring[0])); score != x.Score || verdict != x.Verdict {
		t.Errorf("judged %v, seen and scored %v %v", x, verdict, score)
	}
}
