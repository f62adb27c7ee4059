package distances

import (
	"math"
	"math/rand/v2"
	"testing"
)

// group has pictures with these scores by two distances, half of which are the level.
func group(scores ...[2]float64) Group {
	var g Group
	for _, s := range scores {
		g.Pictures = append(g.Pictures, Picture{
			Raw: []float64{2 * s[0], 2 * s[1]}, Divided: []float64{s[0], s[1]},
			Places: [][]float64{{2 * s[0], 0}, {2 * s[1], 0}}, Far: [][]float64{{2 * s[0]}, {2 * s[1]}},
		})
	}
	return g
}

func TestHold(t *testing.T) {
	good := group([2]float64{1, 1}, [2]float64{2, 2})
	bad := group([2]float64{3, 0.5}, [2]float64{1.5, 3})
	a := Hold(good, bad)
	// By the first distance 3 lies above both, 1.5 above one: 3 of 4 pairs.
	if a[0].Pictures.Value != 0.75 || a[1].Pictures.Value != 0.5 || a[0].Raw.Value != 0.75 {
		t.Errorf("%+v", a)
	}
	if a[0].Pictures.Lo >= a[0].Pictures.Hi {
		t.Error("no interval")
	}
	// Places: 3, 0, 1.5, 0 against 1, 0, 2, 0: 4, 1, 3 and 1 of 16, equal ones by half.
	if want := 9.0 / 16; a[0].Places != want || a[0].RawPlaces != want {
		t.Errorf("%v, want %v", a[0].Places, want)
	}
	bad.Farthest, bad.Dependent = true, true
	if a = Hold(good, bad); a[0].Places != (2+1+0+0)/8.0 || a[0].Pictures.Lo != a[0].Pictures.Hi { // 3 and 1.5 against 1 and 2, 0 below both
		t.Errorf("%+v", a[0])
	}
}

// TestOverlap against the definition, at every value.
func TestOverlap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		a, b := make([]float64, 1+rng.IntN(20)), make([]float64, 1+rng.IntN(20))
		for i := range a {
			a[i] = float64(rng.IntN(9))
		}
		for i := range b {
			b[i] = float64(rng.IntN(9) + 2)
		}
		most := 0.0
		for v := range 12 {
			share := func(x []float64) float64 {
				n := 0
				for _, w := range x {
					if w <= float64(v) {
						n++
					}
				}
				return float64(n) / float64(len(x))
			}
			most = max(most, math.Abs(share(a)-share(b)))
		}
		if got := overlap(a, b); got != 1-most {
			t.Fatalf("%v and %v: %v, want %v", a, b, got, 1-most)
		}
	}
	if !math.IsNaN(overlap(nil, []float64{1})) {
		t.Error("an empty sample overlaps")
	}
}

func TestDisagree(t *testing.T) {
	good := group([2]float64{1, 1}, [2]float64{2, 2})
	bad := group([2]float64{3, 0}, [2]float64{5, 0}, [2]float64{0, 4}, [2]float64{3, 3}, [2]float64{0, 0})
	p := Disagree(good, bad, []string{"euc", "cos"}, 0, 1)
	if p.A != "euc" || p.B != "cos" || p.Both != 1 || p.OnlyA != 2 || p.OnlyB != 1 || p.Neither != 1 || p.P != 1 {
		t.Errorf("%+v", p)
	}
	if p.ForA[0].Picture != 1 || p.ForA[1].Picture != 0 || p.ForB[0].Picture != 2 {
		t.Errorf("not the strongest first: %+v, %+v", p.ForA, p.ForB)
	}
	// The limit is the quantile 0.95 of 1 and 2, the deviation sqrt(1/2).
	if want := (5 - 1.95) / math.Sqrt(0.5); math.Abs(p.ForA[0].A-want) > 1e-12 {
		t.Errorf("%v, want %v", p.ForA[0].A, want)
	}
	if bad.Dependent = true; !math.IsNaN(Disagree(good, bad, []string{"a", "b"}, 0, 1).P) {
		t.Error("a p-value of pictures that depend on each other")
	}
}

func TestKinds(t *testing.T) {
	good := group([2]float64{1, 1}, [2]float64{2, 2})
	bad := group([2]float64{3, 0}, [2]float64{0, 3}, [2]float64{9, 9})
	bad.Pictures[0].Kind, bad.Pictures[1].Kind = "b", "a"
	k := Kinds(good, bad)
	if len(k) != 2 || k[0].Kind != "a" || k[0].Apart[0].Value != 0 || k[0].Apart[1].Value != 1 || k[1].Apart[0].Value != 1 || k[1].Pictures != 1 {
		t.Errorf("%+v", k)
	}
}
