package dataset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// spoiled are four good triplets and five bad ones, each bad in one way.
func spoiled() *Triplets {
	t := &Triplets{Images: &Images{N: 27, H: 1, W: 2, C: 1, Pix: make([]uint8, 54), Labels: make([]int32, 27)}}
	im := t.Images
	for i := range im.N {
		im.Pix[2*i], im.Pix[2*i+1] = uint8(i), 200
		im.Labels[i] = int32(i % 3 / 2)
	}
	for i := range int32(9) {
		t.Index = append(t.Index, [3]int32{3 * i, 3*i + 1, 3*i + 2})
	}
	im.Labels[3*4+1] = 1                           // positive of another class
	im.Labels[3*5+2] = 0                           // negative of the same class
	im.Pix[2*(3*6+1)] = im.Pix[2*3*6]              // positive is the anchor
	im.Pix[2*(3*7+2)] = im.Pix[2*(3*7+1)]          // negative is the positive
	im.Pix[2*(3*8)], im.Labels[3*8] = im.Pix[0], 1 // the first picture, labelled otherwise,
	im.Labels[3*8+1], im.Labels[3*8+2] = 1, 0      // in a triplet that is right in itself
	return t
}

func TestCheckTriplets(t *testing.T) {
	tr := spoiled()
	r := CheckTriplets(tr, Twins(tr.Images))
	want := &TripletReport{
		Triplets: 9, Labelled: 9,
		OtherPositive: Rows{1, []int{4}}, SameNegative: Rows{1, []int{5}},
		CopiedPositive: Rows{1, []int{6}}, CopiedNegative: Rows{1, []int{7}},
		// In row 7 the copy has two labels as well.
		Relabelled: Rows{2, []int{7, 8}},
	}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if p, c := r.Problems(), r.Contradictions(); len(p) != 5 || len(c) != 4 || !strings.HasPrefix(c[0], "1 of 9 triplets has a positive whose label is not the anchor's") || !strings.HasSuffix(c[0], "(row 4, the first is 0)") {
		t.Errorf("%q", p)
	}
	tr.Images.Labels = nil
	if r := CheckTriplets(tr, nil); r.Labelled != 0 || r.OtherPositive.Count+r.SameNegative.Count+r.Relabelled.Count != 0 || r.CopiedPositive.Count != 1 || r.CopiedNegative.Count != 1 {
		t.Errorf("without labels: %+v", r)
	}
}

func TestCheckTripletsListsTheFirst(t *testing.T) {
	tr := spoiled()
	tr.Index = nil
	for range 30 {
		tr.Index = append(tr.Index, [3]int32{0, 2, 1})
	}
	r := CheckTriplets(tr, nil)
	if r.OtherPositive.Count != 30 || len(r.OtherPositive.Rows) != maxExamples || !strings.Contains(r.Problems()[0], "18, 19 and 10 more") {
		t.Errorf("%+v: %q", r.OtherPositive, r.Problems())
	}
	floats := &Triplets{Images: &Images{N: 3, H: 1, W: 1, C: 1, F32: []float32{0.5, 0.5, 1}}, Index: [][3]int32{{0, 1, 2}}}
	if r := CheckTriplets(floats, nil); r.CopiedPositive.Count != 1 || r.CopiedNegative.Count != 0 {
		t.Errorf("floats: %+v", r)
	}
}
