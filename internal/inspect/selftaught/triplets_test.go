package selftaught

import (
	"bytes"
	"math"
	"slices"
	"testing"
)

// TestTriplet: anchor and positive are different copies, nearer to each other than the negative is to the anchor, and a
// made-up defect changes a patch.
func TestTriplet(t *testing.T) {
	p := &Pool{Height: 4 * Side, Width: 4 * Side}
	pix := make([]uint8, 0, p.Height*p.Width*channels)
	for y := range p.Height {
		for x := range p.Width {
			pix = append(pix, uint8(40+y*160/p.Height), uint8(40+x*160/p.Width), 120) // a place tells where it is
		}
	}
	p.Pix = [][]uint8{pix}
	d := newDeal(p, 1)
	apart := func(a, b []uint8) (sum int) {
		for i := range a {
			sum += max(int(a[i]), int(b[i])) - min(int(a[i]), int(b[i]))
		}
		return sum
	}
	buffer := make([]uint8, 3*patchValues)
	var same, other int
	for range 100 {
		d.triplet(buffer)
		a, p, n := buffer[:patchValues], buffer[patchValues:2*patchValues], buffer[2*patchValues:]
		if bytes.Equal(a, p) {
			t.Fatal("anchor and positive are one copy")
		}
		same, other = same+apart(a, p), other+apart(a, n)
	}
	if float64(other) < 1.5*float64(same) {
		t.Errorf("copies of a place differ by %d, negatives by %d", same, other)
	}
	for range 50 {
		good := buffer[:patchValues]
		d.copy(good, 0, d.place())
		bad := slices.Clone(good)
		if d.spoil(bad); bytes.Equal(good, bad) {
			t.Error("a made-up defect changes nothing")
		}
	}
}

// TestTriplets: they lie one behind the other.
func TestTriplets(t *testing.T) {
	p, all, one := weaves(1), make([]uint8, 9*patchValues), make([]uint8, 3*patchValues)
	newDeal(p, 5).triplets(all)
	d := newDeal(p, 5)
	for i := range 3 {
		if d.triplet(one); !bytes.Equal(one, all[3*i*patchValues:][:3*patchValues]) {
			t.Errorf("triplet %d is another one", i)
		}
	}
}

// TestNegatives: half of them are of the place of the anchor, with a defect, the others of places far from it. Neither light
// nor noise changes patches here, and pictures are ramps: the middle of its values tells where a patch is from, and copies
// without a defect are no less even than they.
func TestNegatives(t *testing.T) {
	d := newDeal(ramps(), 3)
	d.light = nil
	middle := func(patch []uint8, c int) float64 {
		var v []uint8
		for i := c; i < len(patch); i += channels {
			v = append(v, patch[i])
		}
		slices.Sort(v)
		return float64(v[len(v)/2]) / float64(1+c) // green is twice the row
	}
	bent := func(patch []uint8) bool {
		for i := 2; i < Side*Side; i++ {
			if a, b, c := int(patch[(i-2)*channels]), int(patch[(i-1)*channels]), int(patch[i*channels]); i%Side >= 2 && (a-2*b+c > 3 || a-2*b+c < -3) {
				return true
			}
		}
		return false
	}
	buffer := make([]uint8, 3*patchValues)
	near, spoilt := 0, 0
	for range 200 {
		d.triplet(buffer)
		anchor, negative := buffer[:patchValues], buffer[2*patchValues:]
		apart := max(math.Abs(middle(anchor, 0)-middle(negative, 0)), math.Abs(middle(anchor, 1)-middle(negative, 1)))
		if bent(anchor) {
			t.Fatal("an anchor has a defect")
		}
		switch {
		case apart <= 2*moved+2:
			near++
			if bent(negative) {
				spoilt++
			}
		case apart < Side/2-2*moved-2:
			t.Errorf("a negative lies %v pixels apart", apart)
		}
	}
	if near < 70 || near > 130 || spoilt < near/2 {
		t.Errorf("of 200 negatives %d are of the anchor's place, %d of them with a defect", near, spoilt)
	}
}
