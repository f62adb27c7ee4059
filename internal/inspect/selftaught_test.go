package inspect

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/model"
)

const smallSide = 64

// smallLabels are n drawn labels, small ones, and their names.
func smallLabels(t testing.TB, n int) (shelf, []string) {
	var s shelf
	var names []string
	for i := range n {
		pix, _ := rgb(t, drawn.Part{Kind: drawn.Label, Seed: uint64(i + 1), Width: smallSide, Height: smallSide}, "")
		s, names = append(s, pix), append(names, fmt.Sprintf("label%d.png", i))
	}
	return s, names
}

func smallInput() model.Input {
	return model.Input{Height: smallSide, Width: smallSide, Channels: 3, Policy: "stretch"}
}

// selfTaught makes an eye of some labels, in few steps.
func selfTaught(t testing.TB, good shelf, more shelf, o SelfTaughtOptions) (*eye.Eye, *SelfTaught) {
	t.Helper()
	o.Input, o.Steps, o.Seed = smallInput(), 3, 1
	e, made, err := SelfTaughtEye(t.Context(), good, len(good), more, len(more), o)
	if err != nil {
		t.Fatal(err)
	}
	return e, made
}

// TestSelfTaughtEye: the number of workers changes no bit of an eye; it is the one of those tried that sees most, says so, and is
// kept in the inspector's file with how it was made.
func TestSelfTaughtEye(t *testing.T) {
	good, names := smallLabels(t, 6)
	var percent []int
	e, made := selfTaught(t, good, nil, SelfTaughtOptions{Workers: 1, Progress: func(done, _ int) { percent = append(percent, done) }})
	again, _ := selfTaught(t, good, nil, SelfTaughtOptions{Workers: 2})
	if e.Hash != again.Hash {
		t.Error("the number of workers changes the eye")
	}
	if !slices.IsSorted(percent) || percent[len(percent)-1] != 100 {
		t.Errorf("progress %v", percent)
	}
	if made.Pictures != 6 || made.Unlabelled != 0 || made.Steps != 3 || made.Loss != "combined-threshold" || len(made.Tried) != len(Makings()) {
		t.Fatalf("%+v", made)
	}
	best := slices.MaxFunc(made.Tried, func(a, b TriedEye) int { return int(1e9 * (a.Seen - b.Seen)) })
	for _, tried := range made.Tried {
		if tried.Making == made.Making && tried.Seen != best.Seen {
			t.Errorf("taken is %s of %+v", made.Making, made.Tried)
		}
	}
	n, err := Fit(t.Context(), good, names, FitOptions{Eye: e, Input: smallInput(), Vectors: 50, Workers: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	n.SelfTaught = made
	var b bytes.Buffer
	if err := n.Write(&b); err != nil {
		t.Fatal(err)
	}
	read, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read.SelfTaught, made) {
		t.Errorf("%+v, not %+v", read.SelfTaught, made)
	}
	for _, pix := range good[:2] {
		if a, b := judged(t, n, pix), judged(t, read, pix); a.Score != b.Score || !slices.Equal(a.Map, b.Map) {
			t.Errorf("score %v, of the inspector that was read %v", a.Score, b.Score)
		}
	}
	taught, err := read.Learn(t.Context(), More{Pictures: good[:1], Names: []string{"once more.png"}}, More{}, LearnOptions{Known: Originals{Good: good}, Rule: read.Rule, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if taught.Eye != read.Eye || !reflect.DeepEqual(taught.SelfTaught, made) {
		t.Error("an inspector that learned more has lost its eye, or how it was made")
	}
}

func judged(t *testing.T, n *Inspector, pix []uint8) Result {
	t.Helper()
	j, err := n.Judge(1)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	r := *j.Judge(pix)
	r.Map = slices.Clone(r.Map)
	return r
}

// TestSelfTaughtByOneWay: a way that is given is taken untried, and each gives another eye; more pictures change filters.
func TestSelfTaughtByOneWay(t *testing.T) {
	good, _ := smallLabels(t, 4)
	more, _ := rings(t, 1, 2)
	for i := range more {
		more[i] = more[i][:smallSide*smallSide*3]
	}
	seen := map[string]Making{}
	for _, by := range Makings() {
		e, made := selfTaught(t, good, nil, SelfTaughtOptions{Workers: 2, Making: by})
		if made.Making != by || made.Tried != nil || (made.Loss != "") != (by == ByTriplets) {
			t.Errorf("%s: %+v", by, made)
		}
		if other, ok := seen[e.Hash]; ok {
			t.Errorf("%s is the eye of %s", by, other)
		}
		seen[e.Hash] = by
	}
	e, made := selfTaught(t, good, more, SelfTaughtOptions{Workers: 2, Making: ByFilters})
	if _, same := seen[e.Hash]; same || made.Pictures != 6 || made.Unlabelled != 2 {
		t.Errorf("with more pictures %+v, the same eye: %v", made, same)
	}
}

// TestSelfTaughtRefuses: sizes that the network does not fit are refused with the cure; of too few pictures nothing is tried.
func TestSelfTaughtRefuses(t *testing.T) {
	good, _ := smallLabels(t, 3)
	for _, in := range []model.Input{{Height: 32, Width: 64, Channels: 3}, {Height: 64, Width: 72, Channels: 3}} {
		_, _, err := SelfTaughtEye(t.Context(), good, 3, shelf{}, 0, SelfTaughtOptions{Input: in, Steps: 1})
		if err == nil || !strings.Contains(err.Error(), "--size 256x256") {
			t.Errorf("%dx%d: %v", in.Height, in.Width, err)
		}
	}
	if _, made := selfTaught(t, good, nil, SelfTaughtOptions{Workers: 2}); made.Tried != nil || made.Making != ByFilters {
		t.Errorf("of three pictures: %+v", made)
	}
}

// TestSeenDefects: on drawn labels the eye of the program sees more of made-up defects than random weights do.
func TestSeenDefects(t *testing.T) {
	good, _ := smallLabels(t, 8)
	o := SelfTaughtOptions{Input: smallInput(), Workers: 2, Seed: 1}
	own, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	blank, err := BlankEye()
	if err != nil {
		t.Fatal(err)
	}
	seen := func(e *eye.Eye) float64 {
		v, err := seenDefects(t.Context(), e, good, len(good), o)
		if err != nil || !(v >= 0 && v <= 1) {
			t.Fatal(v, err)
		}
		return v
	}
	if a, b := seen(own), seen(blank); !(a > b) {
		t.Errorf("the eye of the program sees %v, random weights %v", a, b)
	}
}

// TestShareBeyond: of two marked places one lies beyond the limit.
func TestShareBeyond(t *testing.T) {
	mask := make([]uint8, 8*8)
	for i := range 4 * 8 { // the upper two of four places
		mask[i] = 255
	}
	r := &Result{Map: []float32{1, 3, 9, 9}, High: 2, Wide: 2}
	if got := shareBeyond(r, mask, 8, 8, 2); got != 0.5 {
		t.Errorf("%v", got)
	}
	if got := shareBeyond(r, make([]uint8, 8*8), 8, 8, 2); got != 0 {
		t.Errorf("of no place %v", got)
	}
}
