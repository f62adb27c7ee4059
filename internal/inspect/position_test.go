package inspect

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/model"
)

// labels are n good labels, which lie alike, and their names.
func labels(t testing.TB, n int) (s shelf, names []string) {
	for i := range n {
		pix, _ := rgb(t, drawn.Part{Kind: drawn.Label, Seed: uint64(i + 1), Width: 128, Height: 128}, "")
		s, names = append(s, pix), append(names, fmt.Sprintf("label%d.png", i))
	}
	return s, names
}

// fit128 is an inspector of labels.
func fit128(t testing.TB, change func(o *FitOptions)) *Inspector {
	t.Helper()
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := FitOptions{Eye: e, Input: model.Input{Height: 128, Width: 128, Channels: 3, Policy: "stretch"}, Vectors: 300, Workers: 2, Seed: 1}
	change(&o)
	good, names := labels(t, 4)
	n, err := Fit(context.Background(), good, names, o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// scores are those of some pictures, by an inspector and by what is read from its file.
func scores(t testing.TB, n *Inspector, list ...[]uint8) (out []float64) {
	t.Helper()
	again, err := Read(bytes.NewReader(written(t, n)))
	if err != nil {
		t.Fatal(err)
	}
	for k, n := range []*Inspector{n, again} {
		j, err := n.Judge(1 + 2*k)
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		for i, pix := range list {
			score := j.Judge(pix).Score
			if k == 0 {
				out = append(out, score)
			} else if score != out[i] {
				t.Errorf("picture %d: %g, and %g from the file with three workers", i, out[i], score)
			}
		}
	}
	return out
}

// TestPosition: what stands where it does not belong is good anywhere, but not there. The halves of
// a label exchanged are hardly seen without position, and stand out with it; the file keeps
// it. Labels lie alike, so the rule does not leave them free.
func TestPosition(t *testing.T) {
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Label, Seed: 50, Width: 128, Height: 128}, "")
	exchanged := slices.Concat(pix[len(pix)/2:], pix[:len(pix)/2])
	share := map[Position]float64{}
	for _, p := range []Position{Free, AutoPosition, Fixed} {
		n := fit128(t, func(o *FitOptions) { o.Position = p })
		if p == AutoPosition && n.Position != Near && n.Position != Fixed {
			t.Errorf("labels that lie alike are compared by position %q", n.Position)
		}
		s := scores(t, n, pix, exchanged)
		share[p] = s[1] / s[0]
		if last := slices.MaxFunc(n.Origin[:n.Gallery.N/4], func(a, b Origin) int { return a.Place - b.Place }).Place; last < 16*12 {
			t.Errorf("%s: the first quarter of the vectors, as a head takes them, ends at place %d of %d", p, last, 16*16)
		}
	}
	if share[AutoPosition] < 1.15*share[Free] || share[Fixed] < 1.15*share[Free] {
		t.Errorf("exchanged halves over the label itself: %v", share)
	}
}

// TestTurnedCopies: turned copies are learned from, so that a part that lies turned is nearer to
// good; the vectors come from places of the pictures themselves.
func TestTurnedCopies(t *testing.T) {
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Label, Seed: 50, Width: 128, Height: 128}, "")
	over := turned(pix, 90, model.Input{Height: 128, Width: 128, Channels: 3})
	plain := scores(t, fit128(t, func(*FitOptions) {}), over, pix)
	n := fit128(t, func(o *FitOptions) { o.Copies, o.Vectors = Turned, 1000 })
	copies := scores(t, n, over, pix)
	t.Log(plain, copies)
	if copies[0]/copies[1] > 0.8*plain[0]/plain[1] {
		t.Errorf("a turned label over the label: %g, and %g with copies", plain[0]/plain[1], copies[0]/copies[1])
	}
	for i, o := range n.Origin {
		if o.Picture < 0 || o.Picture > 3 || o.Place < 0 || o.Place >= 16*16 {
			t.Fatalf("vector %d comes from %v", i, o)
		}
	}
	cells := make([]uint8, 16)
	for i := range cells {
		cells[i] = uint8(i)
	}
	if got := turned(cells, 90, model.Input{Height: 4, Width: 4, Channels: 1}); got[0] != 3 || got[3] != 15 || got[15] != 12 {
		t.Errorf("sixteen cells turned: %v", got)
	}
	for _, at := range []struct {
		place   int
		degrees float64
		from    int
		inside  bool
	}{{5, 0, 5, true}, {0, 90, 3, true}, {0, 180, 15, true}, {3, 90, 15, true}, {0, 45, 0, false}} {
		if from, inside := turnedFrom(at.place, at.degrees, 4, 4); inside != at.inside || inside && from != at.from {
			t.Errorf("place %d at %g degrees comes from %d (%v), want %d (%v)", at.place, at.degrees, from, inside, at.from, at.inside)
		}
	}
}

// TestTop: a score over one place is the largest of the map, and the file keeps it.
func TestTop(t *testing.T) {
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Label, Seed: 50, Width: 128, Height: 128}, "")
	n := fit128(t, func(o *FitOptions) { o.Top = 1 })
	j, err := n.Judge(1)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	r := j.Judge(pix)
	if got := scores(t, n, pix)[0]; got != float64(slices.Max(r.Map)) {
		t.Errorf("%g, the largest place has %g", got, slices.Max(r.Map))
	}
}
