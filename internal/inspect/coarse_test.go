package inspect

import (
	"bytes"
	"context"
	"math"
	"slices"
	"testing"

	"mekiki/internal/drawn"
	"mekiki/internal/eye"
	"mekiki/internal/model"
)

// twoScaled learns good rings of 128 pixels at that size and at half of it.
func twoScaled(t *testing.T, good shelf, names []string, workers int) (*Learned, *Inspector) {
	t.Helper()
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Learn(context.Background(), good, names, FitOptions{
		Eye: e, Input: model.Input{Height: side / 2, Width: side / 2, Channels: 3, Policy: "stretch"}, TwoScales: true, Vectors: 200, Workers: workers, Seed: 1, Album: 4 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	n, err := l.Inspector(Distance{})
	if err != nil {
		t.Fatal(err)
	}
	return l, n
}

func judgeOf(t *testing.T, n *Inspector) *Judge {
	t.Helper()
	j, err := n.Judge(2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.Close)
	return j
}

// halved are pictures of half the side.
func halved(whole shelf) (list shelf) {
	for _, pix := range whole {
		list = append(list, half(nil, pix, model.Input{Height: side, Width: side}))
	}
	return list
}

// TestTwoScales: score and map of two scales are the sums of those of two inspectors, one of each size, weighted so that good
// parts vary alike in both; the coarse map is enlarged. Files, workers, Sights and known parts agree.
func TestTwoScales(t *testing.T) {
	good, names := rings(t, 1, 6)
	good = halved(good)
	l, n := twoScaled(t, good, names, 2)
	fine, coarse := n.FineOnly(), n.coarse()
	if n.Scales() != 2 || fine.Scales() != 1 || coarse.Input.Height != side/4 {
		t.Fatalf("%d scales, the coarse one of %d", n.Scales(), coarse.Input.Height)
	}
	more, _ := rings(t, 50, 2)
	more = halved(more)
	j, both := judgeOf(t, n), []*Judge{judgeOf(t, fine), judgeOf(t, coarse)}
	var inside []*Judge // of all, and of one scale each
	for _, one := range []*Inspector{n, fine, coarse} {
		m := *one
		m.ROI = &ROI{0.25, 0, 0.75, 0.5}
		inside = append(inside, judgeOf(t, &m))
	}
	for _, pix := range more {
		r := j.Judge(pix)
		a, b := both[0].Judge(pix), both[1].Judge(half(nil, pix, n.Input))
		if want := n.Coarse.Fine*a.Score + n.Coarse.Own*b.Score; math.Abs(r.Score/want-1) > 1e-12 {
			t.Errorf("score %g, of both scales %g", r.Score, want)
		}
		for i, v := range b.Enlarged(r.High, r.Wide) {
			if want := n.Coarse.Fine*float64(a.Map[i]) + n.Coarse.Own*float64(v); math.Abs(float64(r.Map[i])-want) > 1e-5*want {
				t.Fatalf("place %d is %g, of both scales %g", i, r.Map[i], want)
			}
		}
		part, fine, coarse := inside[0].Judge(pix), inside[1].Judge(pix), inside[2].Judge(half(nil, pix, n.Input))
		if want := n.Coarse.Fine*fine.Score + n.Coarse.Own*coarse.Score; math.Abs(part.Score/want-1) > 1e-12 || part.Score > r.Score {
			t.Errorf("score %g in a region, of both scales there %g, of the whole picture %g", part.Score, want, r.Score)
		}
		for i, v := range part.Map {
			x, y := float64(i%r.Wide)+0.5, float64(i/r.Wide)+0.5
			if out := x < float64(r.Wide)/4 || y > float64(r.High)/2; out != (v == 0) {
				t.Fatalf("place %d is %g in a region", i, v)
			}
		}
		at := farthestPlace(r.Map)
		fineShare := n.Coarse.Fine * float64(a.Map[at]) / float64(r.Map[at])
		if s := j.sources(r.Map, at); math.Abs(s.Fine-fineShare) > 1e-5 || math.Abs(s.Fine+s.Coarse-1) > 1e-9 || s.Coarse <= 0 || s.Head != 0 {
			t.Errorf("sources %+v, the fine scale has %g", s, fineShare)
		}
		if verdict, score := n.Scorer().Verdict(j.sight(pix)); score != r.Score || verdict != r.Verdict {
			t.Errorf("seen first: %v %g, judged %v %g", verdict, score, r.Verdict, r.Score)
		}
	}

	// Good parts are known by both scales, each judged by what had not seen them.
	for i, k := range n.Good {
		a, _ := fine.Scorer().Score(&l.held[i])
		b, _ := coarse.Scorer().Score(&l.coarse.held[i])
		if want := n.Coarse.Fine*a + n.Coarse.Own*b; math.Abs(k.Score/want-1) > 1e-12 || a == k.Score {
			t.Errorf("%s is known by %g, both scales give %g and %g", k.Name, k.Score, a, b)
		}
	}

	_, own := twoScaled(t, good, names, 1)
	var file, again bytes.Buffer
	if err := n.Write(&file); err != nil {
		t.Fatal(err)
	}
	if err := own.Write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("one worker fits another inspector than two")
	}
	read, err := Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := judgeOf(t, read).Judge(more[0]), j.Judge(more[0]); a.Score != b.Score || !slices.Equal(a.Map, b.Map) {
		t.Errorf("read from its file it scores %g, before %g", a.Score, b.Score)
	}

	// Bad parts are taught at both scales; learning good ones anew keeps them.
	pix, _ := rgb(t, drawn.Part{Kind: drawn.Ring, Seed: 90, Width: side, Height: side}, "scratch")
	bad := halved(shelf{pix})
	m, err := read.Learn(context.Background(), More{}, More{Pictures: bad, Names: []string{"bad.png"}}, LearnOptions{Known: read.Known(), Rule: n.Rule, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if want := j.Judge(bad[0]).Score; m.Bad[0].Score != want {
		t.Errorf("the bad part is known by %g, judged %g", m.Bad[0].Score, want)
	}
	m, err = read.Learn(context.Background(), More{Pictures: more, Names: []string{"a", "b"}}, More{}, LearnOptions{Known: read.Known(), Rule: n.Rule, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if m.Scales() != 2 || len(m.Good) != 8 {
		t.Errorf("after more good parts: %d scales, %d good", m.Scales(), len(m.Good))
	}
}

// TestNewCoarse: both scales vary alike over good parts, in the unit of the fine one.
func TestNewCoarse(t *testing.T) {
	fine, own := []float64{1, 2, 3}, []float64{30, 10, 20}
	c := newCoarse(Scale{}, fine, own)
	a, b := make([]float64, 3), make([]float64, 3)
	sum := 0.0
	for i := range fine {
		a[i], b[i] = c.Fine*fine[i], c.Own*own[i]
		sum += c.joined(fine[i], own[i]) / 3
	}
	if math.Abs(spreadOf(a)/spreadOf(b)-1) > 1e-9 || math.Abs(sum-2) > 1e-9 {
		t.Errorf("spreads %g and %g, mean %g", spreadOf(a), spreadOf(b), sum)
	}
	c = newCoarse(Scale{}, []float64{0, 0}, []float64{0, 0}) // all pictures equal
	if s := c.joined(0, 1); s != 0.5 {
		t.Errorf("of equal pictures: %+v", c)
	}
}

// TestRegionOfTwoScales: a picture whose two scores reach the threshold of REVIEW by different places has a region, its
// worst place; others have the places that reach it. A threshold below what good pictures reach takes no more places.
func TestRegionOfTwoScales(t *testing.T) {
	for _, c := range []struct{ score, low, usual, want float64 }{
		{3, 2.5, 0, 2}, {3, 1.5, 0, 1.5}, {1.4, 2.5, 0, 2.5}, {math.NaN(), 2.5, 0, 2.5},
		{1.8, 0.5, 1.7, 1.7}, {1.5, 0.5, 2.5, 1.5}, {0.4, 0.5, 2.5, 2.5}, {3, 0.5, 2.5, 2},
	} {
		r := &Result{Score: c.score, Map: []float32{1, 2, 0, 1}}
		if limit := regionLimit(r, c.low, c.usual); limit != c.want {
			t.Errorf("score %g, REVIEW from %g, good ones reach %g: regions from %g, want %g", c.score, c.low, c.usual, limit, c.want)
		}
	}
}

// TestHalf: means of 2x2 by hand, channel by channel, in memory that is there.
func TestHalf(t *testing.T) {
	pix := []uint8{
		10, 200, 20, 100, 0, 0, 255, 255,
		30, 0, 41, 1, 0, 1, 0, 1,
	}
	room := make([]uint8, 9)
	got := half(room, pix, model.Input{Height: 2, Width: 4})
	if want := []uint8{25, 75, 64, 64}; !slices.Equal(got, want) || &got[0] != &room[0] {
		t.Errorf("%v, want %v", got, want)
	}
}
