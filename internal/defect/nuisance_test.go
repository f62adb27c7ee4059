package defect

import (
	"bytes"
	"math"
	"testing"
)

// TestNuisances: each changes the picture, more with more strength, is the same by the same
// numbers, and leaves the picture given as it is.
func TestNuisances(t *testing.T) {
	for _, channels := range []int{1, 3} {
		p := textured(90, 80, channels, 1)
		kept := p.clone()
		for _, n := range Nuisances() {
			last := 0.0
			for _, strength := range []float64{0, 0.3, 1} {
				sum := 0.0
				for seed := range uint64(8) {
					out := n.Apply(random(seed), p, strength)
					for i := range out.Pix {
						sum += math.Abs(float64(out.Pix[i])-float64(p.Pix[i])) / float64(8*len(out.Pix))
					}
					if again := n.Apply(random(seed), p, strength); !bytes.Equal(again.Pix, out.Pix) {
						t.Errorf("%s: another picture by the same numbers", n.Name)
					}
				}
				t.Logf("%s, %d channels, strength %g: %.2f levels", n.Name, channels, strength, sum)
				if sum < last || strength == 1 && (sum <= last || sum < 0.4 || sum > 30) {
					t.Errorf("%s, strength %g: changes %g levels, with less strength %g", n.Name, strength, sum, last)
				}
				last = sum
			}
		}
		if !bytes.Equal(p.Pix, kept.Pix) {
			t.Error("a nuisance changed the picture that it was given")
		}
	}
}

// TestShiftMoves: what it gives is the picture, moved, by at most 3 %.
func TestShiftMoves(t *testing.T) {
	p := textured(100, 100, 1, 1)
	for seed := range uint64(5) {
		out := shift(p, random(seed), 1)
		found := 0
		for dy := -3; dy <= 3; dy++ {
			for dx := -3; dx <= 3; dx++ {
				same := true
				for y := 10; y < 90; y++ {
					for x := 10; x < 90; x++ {
						same = same && out.Pix[y*100+x] == p.Pix[(y+dy)*100+x+dx]
					}
				}
				if same && dx != 0 && dy != 0 {
					found++
				}
			}
		}
		if found != 1 {
			t.Errorf("seed %d: no shift of 1 to 3 pixels explains it", seed)
		}
	}
}

// TestTurnKeepsTheMiddle and moves what lies far from it.
func TestTurnKeepsTheMiddle(t *testing.T) {
	p := textured(101, 101, 1, 1)
	out := turn(p, random(2), 1)
	if out.Pix[50*101+50] != p.Pix[50*101+50] {
		t.Error("the middle has changed")
	}
}

// TestMirrored against a walk that turns back at both ends.
func TestMirrored(t *testing.T) {
	for n := 1; n < 5; n++ {
		line := []int{}
		for range 6 {
			for i := range n {
				line = append(line, i)
			}
			for i := n - 1; i >= 0; i-- {
				line = append(line, i)
			}
		}
		for i := -4 * n; i < 4*n; i++ {
			if got := mirrored(i, n); got != line[i+6*n-6*n%(2*n)] {
				t.Fatalf("mirrored(%d, %d) = %d", i, n, got)
			}
		}
	}
}
