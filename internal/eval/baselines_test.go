package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/testutil"
)

// TestClassesByHand counts seven queries of which the confusion is known.
func TestClassesByHand(t *testing.T) {
	labels := []int32{0, 0, 0, 0, 3, 3, 1}
	called := []int32{0, 0, 0, 3, 3, 0, 3}
	c := newClasses(labels, called, func(c int32) string { return className([]string{"good", ""}, c) })
	type line struct {
		Name                    string
		Pictures, Called, Right int
		Recall, Precision       float64
	}
	value := func(i *Interval) float64 {
		if i == nil {
			return -1
		}
		return i.Value
	}
	var got []line
	for _, k := range c.Classes {
		got = append(got, line{k.Name, k.Pictures, k.Called, k.Right, value(k.Recall), value(k.Precision)})
	}
	want := []line{{"good", 4, 4, 3, 0.75, 0.75}, {"class 1", 1, 0, 0, 0, -1}, {"class 3", 2, 3, 1, 0.5, 1. / 3}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("classes (-want +got):\n%s", d)
	}
	testutil.Near(t, "balanced", c.Balanced.Value, (0.75+0+0.5)/3, 1e-15)
	if c.Balanced.Lo >= c.Balanced.Value || c.Balanced.Hi <= c.Balanced.Value {
		t.Errorf("balanced %v", c.Balanced)
	}
	if l := c.Least(); l.Class != 1 {
		t.Errorf("least found %+v", l)
	}
}

// blobs is an input of two classes on a line, good at 0 and bad at 10, with pixels
// that say the class (told) or nothing; wrong queries of class 1 lie at 0.
func blobs(good, bad, wrong, triplets int, told bool) Input {
	in := Input{Dim: 2, Names: []string{"good", "bad"}}
	set := func(wrong int) (s Set) {
		for i := range good + bad {
			c, x := int32(0), float32(0)
			if i >= good {
				c = 1
				if x = 10; i >= good+bad-wrong {
					x = 0
				}
			}
			s.Labels, s.Emb = append(s.Labels, c), append(s.Emb, 1+x, 1+float32(i)/1000)
		}
		return s
	}
	in.Query, in.Gallery = set(wrong), set(0)
	for i := range triplets {
		y := 1 + float32(i)/1000
		in.Test = append(in.Test, 1, y, 1, y+0.1, 11, y)
	}
	in.Val = in.Test
	pixel := func(s Set) func([]float32, int) error {
		return func(dst []float32, i int) error {
			dst[0], dst[1] = 0, float32((i*7919)%97)/97
			if told {
				dst[0] = float32(s.Labels[i])
			}
			return nil
		}
	}
	in.Pixels = &Pixels{Size: 2, Query: pixel(in.Query), Gallery: pixel(in.Gallery), Test: func(dst []float32, i int) error {
		dst[0], dst[1] = 0, 0
		if told && i%3 == 2 {
			dst[0] = 1
		}
		return nil
	}}
	return in
}

func TestBaselines(t *testing.T) {
	in := blobs(300, 115, 60, 200, true)
	r, err := Run(t.Context(), in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := r.Baselines
	testutil.Near(t, "largest class", b.Largest.Share.Value, 300./415, 1e-15)
	if b.Largest.Name != "good" {
		t.Errorf("largest class %+v", b.Largest)
	}
	testutil.Near(t, "pixels", b.Pixels.KNN5.Value, 1, 0)
	testutil.Near(t, "pixel triplets", b.PixelTriplets.Value, 1, 0)
	testutil.Near(t, "5-NN", r.Neighbours["euclidean"].KNN5.Value, 355./415, 1e-15)
	testutil.Near(t, "balanced", r.Classes["euclidean"].Balanced.Value, (1+55./115)/2, 1e-15)
	if v := b.Largest.Versus; v.NetworkOnly != 55 || v.BaselineOnly != 0 || v.P > 1e-10 {
		t.Errorf("against the largest class %+v", v)
	}
	if v := b.Pixels.Versus; v.NetworkOnly != 0 || v.BaselineOnly != 60 || v.P > 1e-10 {
		t.Errorf("against pixels %+v", v)
	}
	said := strings.Join(saidAgain(t, r.Cautions), "\n")
	for _, want := range []string{"below that of raw pixels", `Of the class "bad" 60 of 115 test pictures`} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	for _, never := range []string{"too few", "always calling"} {
		if strings.Contains(said, never) {
			t.Errorf("%q in:\n%s", never, said)
		}
	}
	// The class with most pictures of the gallery decides, not that of the queries.
	in.Query.Labels, in.Query.Emb = in.Query.Labels[250:], in.Query.Emb[500:]
	testutil.Near(t, "share of few", largest(in).Share.Value, 50./165, 1e-15)

	if r, err = Run(t.Context(), in, Options{SkipBaselines: true}); err != nil || r.Baselines != nil || r.Cautions != nil {
		t.Errorf("skipped: %+v, %v, %v", r.Baselines, r.Cautions, err)
	}
}

func TestNothingToWarnOf(t *testing.T) {
	r, err := Run(t.Context(), blobs(300, 300, 3, 400, false), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Cautions) > 0 {
		t.Errorf("cautions %q", r.Cautions)
	}
	if p := r.Baselines.Pixels.KNN5.Value; p > 0.7 {
		t.Errorf("pixels that say nothing: %v", p)
	}
}

func TestTooFewForAConclusion(t *testing.T) {
	r, err := Run(t.Context(), blobs(12, 4, 1, 8, false), Options{})
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(saidAgain(t, r.Cautions), "\n")
	lo := 8 / (8 + 1.959963984540054*1.959963984540054) // 8 of 8
	for _, want := range []string{
		"With 8 test triplets", fmt.Sprintf("(%.1f to 100.0), is %.0f points wide", 100*lo, 100*(1-lo)),
		"With 16 test pictures", `always calling "good", 75.0 %`, `"bad" (4)`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
}

func TestPixelsWithinBounds(t *testing.T) {
	for _, c := range []struct {
		all, among, size int
		little           bool
		n                int
		says             string
	}{
		{126, 415, 784, true, 126, ""},
		{1500, 7400, 784, true, 1500, ""}, // the sample
		{10_000, 60_000, 784, false, 1062, "1062 of the 10000"},
		{10_000, 60_000, 784, true, 0, "mekiki eval searches them"},
		{10_000, 60_000, 3000, false, 0, "134217728 values"},
		{10_000, 60_000, 3000, true, 0, "134217728 values"},
		{500, 300, 300 * 300 * 3, false, 500, ""},
		{5_000_000, 130_000_000, 1, false, 384, "384 of"},
		{10, 130_000_000, 1, false, 10, ""},
	} {
		n, note := pixelQueries(c.all, c.among, c.size, c.little)
		if n != c.n || !strings.Contains(note, c.says) || (note == "") != (c.says == "") {
			t.Errorf("%d among %d of %d values: %d, %q", c.all, c.among, c.size, n, note)
		}
	}
	in := blobs(200, 200, 0, 10, true)
	p, err := pixelNeighbours(t.Context(), in, 50, Options{Workers: 1})
	if err != nil || p.Queries != 50 || p.KNN5.Value != 1 || p.Balanced.Value != 1 {
		t.Errorf("50 of 400: %+v, %v", p, err)
	}
}

// TestComparedOnSomeOnly: a comparison on drawn pictures says so, one on all does not.
func TestComparedOnSomeOnly(t *testing.T) {
	b := &Baselines{Pixels: &PixelNeighbours{KNN5: Interval{Value: 0.8}, Queries: 100, Versus: Versus{NetworkOnly: 5, BaselineOnly: 4, P: 1}}}
	for queries, want := range map[int]bool{1000: true, 100: false} {
		said := strings.Join(saidAgain(t, b.compare(Interval{Value: 0.81, Lo: 0.8, Hi: 0.82}, queries)), "\n")
		if !strings.Contains(said, "within chance") || strings.Contains(said, "on 100 of the 1000 test pictures") != want {
			t.Errorf("of %d queries: %s", queries, said)
		}
	}
}
