package inspect

import (
	"math"
	"testing"

	"mekiki/internal/inspect/gallery"
)

// raisedBy are sights of which one part is that much higher at some places.
func raisedBy(n int, part gallery.Part, by float32) []Sight {
	list := sights(n)
	for i := range list {
		s := &list[i]
		for at := range 3 {
			s.maps[part][at] *= by
		}
		room := newRoom(s.high, s.wide, s.top)
		s.score[part] = room.score(func(i int) float32 { return s.maps[part][i] })
	}
	return list
}

// TestWeighed: what bad parts show in one distance gives it weight, more of it the more there are.
func TestWeighed(t *testing.T) {
	good := sights(20)
	rule := MixOf(good, gallery.All)
	if m := Weighed(good, nil); m != rule {
		t.Errorf("%+v without bad pictures, want the rule's %+v", m, rule)
	}
	for p := range gallery.Part(gallery.Parts) {
		last := rule.Weight[p]
		for _, n := range []int{2, 5, 20} {
			m := Weighed(good, raisedBy(n, p, 9))
			if m.Weight[p] <= last {
				t.Errorf("%s: weight %v by %d bad pictures, %v before", PartNames[p], m.Weight[p], n, last)
			}
			last = m.Weight[p]
			if sum := m.Weight[0] + m.Weight[1] + m.Weight[2]; math.Abs(sum-1) > 1e-12 {
				t.Errorf("weights add up to %v", sum)
			}
		}
	}
	// Where bad pictures are better than good ones by all distances, nothing follows.
	bad := sights(9)
	for i := range bad {
		bad[i].score = [parts]float64{}
	}
	if m := Weighed(good, bad); m.Weight != rule.Weight {
		t.Errorf("%+v, want the rule's %+v", m.Weight, rule.Weight)
	}
}

// TestGeneral: the formula of a mix is read again and orders places as the mix does.
func TestGeneral(t *testing.T) {
	good := sights(20)
	m := MixOf(good, gallery.All)
	m.Power = [parts]float64{0.25, 0.5, 1}
	m.settle(good, gallery.All)
	d := readDistance(t, m.General())
	again, err := d.mix(good, names(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	a, b := m.joiner(), again.joiner()
	for i := range good {
		a.picture(good[i].level)
		b.picture(good[i].level)
		var ratio float64
		for at := range good[i].maps[0] {
			r := float64(a.at(&good[i].maps, at) / b.at(&good[i].maps, at))
			if at > 0 && math.Abs(r/ratio-1) > 0.1 {
				t.Fatalf("place %d of %d: the mix is %v times the formula, %v at the first place", at, i, r, ratio)
			}
			if at == 0 {
				ratio = r
			}
		}
	}
	if m.Formula = "euc + cos"; m.General() != m.Formula {
		t.Error("a formula is not itself")
	}
}

// TestMixesOfOne: a single part and the plain sum are what they say.
func TestMixesOfOne(t *testing.T) {
	good := sights(5)
	n := &Inspector{}
	for p := range gallery.Parts {
		if score, _ := n.ScorerBy(Single(p)).Score(&good[2]); math.Abs(score/good[2].Score(p)-1) > 1e-6 {
			t.Errorf("%s alone gives %v, want %v", PartNames[p], score, good[2].Score(p))
		}
	}
	sum := PlainSum(good)
	for p := range gallery.Parts {
		if score, _ := seen(good, gallery.Part(p)); sum.Weight[p] != 1.0/3 || sum.Power[p] != 0 || sum.Scale[p] != median(score) {
			t.Errorf("%+v", sum)
		}
	}
	if m := Numbers(good); m.Weight[Local] != 0 || !(m.Divisor(int(Local), &good[0]) > 0) {
		t.Errorf("%+v", m)
	}
}
