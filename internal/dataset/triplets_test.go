package dataset

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// labelled makes pictures of one pixel with the given labels.
func labelled(labels ...int32) *Images {
	im := &Images{N: len(labels), H: 1, W: 1, C: 1, Pix: make([]uint8, len(labels)), Labels: labels}
	for i := range im.Pix {
		im.Pix[i] = uint8(i)
	}
	return im
}

// balanced makes n pictures of each of k classes, the classes mixed.
func balanced(k, n int) *Images {
	labels := make([]int32, k*n)
	for i := range labels {
		labels[i] = int32((i*7 + i/k) % k)
	}
	counts := make([]int, k)
	for _, c := range labels {
		counts[c]++
	}
	for _, c := range counts {
		if c != n {
			panic("not balanced")
		}
	}
	return labelled(labels...)
}

// checkOrder holds for every protocol: two of one class, one of another.
func checkOrder(t rapid.TB, tr *Triplets) {
	t.Helper()
	for i, x := range tr.Index {
		l, ok := tr.Labels(i)
		if !ok || l[0] != l[1] || l[0] == l[2] || x[0] == x[1] {
			t.Fatalf("triplet %d = %v has labels %v", i, x, l)
		}
	}
}

func TestTutorialPairsOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(2, 9), 2, 5).Draw(t, "counts")
		var labels []int32
		pairs := 0
		for c, n := range counts {
			for range n {
				labels = append(labels, int32(2*c)) // every second class is empty
			}
			pairs += n / 2
		}
		labels = rapid.Permutation(labels).Draw(t, "labels")
		tr, err := Tutorial(labelled(labels...), rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		if tr.Len() != pairs {
			t.Fatalf("%d triplets, want %d", tr.Len(), pairs)
		}
		checkOrder(t, tr)
		used := map[int32]bool{}
		last := int32(0)
		for _, x := range tr.Index {
			if used[x[0]] || used[x[1]] {
				t.Fatalf("pictures of pair %v are used twice", x)
			}
			used[x[0]], used[x[1]] = true, true
			if c := labels[x[0]]; c < last {
				t.Fatal("not class by class")
			} else {
				last = c
			}
		}
	})
}

func TestRandomKeepsTheOrder(t *testing.T) {
	tr, err := Random(balanced(3, 4), 5000, 9)
	if err != nil {
		t.Fatal(err)
	}
	if tr.Len() != 5000 {
		t.Fatalf("%d triplets", tr.Len())
	}
	checkOrder(t, tr)
}

// TestDrawsAreUniform draws often enough that a picture left out, or one drawn
// twice as often as it should be, is ten standard deviations away.
func TestDrawsAreUniform(t *testing.T) {
	im := labelled(0, 0, 0, 1, 1, 1, 1, 1, 2, 2)
	const n = 60000
	tr, err := Random(im, n, 3)
	if err != nil {
		t.Fatal(err)
	}
	var anchors [10]float64
	var positives, negatives [10][10]float64 // by anchor, then by class of the anchor
	for _, x := range tr.Index {
		anchors[x[0]]++
		positives[x[0]][x[1]]++
		negatives[im.Labels[x[0]]][x[2]]++
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 6*math.Sqrt(want)+1e-9 {
			t.Errorf("%s: %v draws, expected about %v", what, got, want)
		}
	}
	size := []float64{3, 5, 2}
	for i := range 10 {
		near("anchor", anchors[i], n/10.0)
		for j := range 10 {
			want := 0.0
			if i != j && im.Labels[i] == im.Labels[j] {
				want = anchors[i] / (size[im.Labels[i]] - 1)
			}
			near("positive", positives[i][j], want)
		}
	}
	for c := range 3 {
		for j := range 10 {
			want := 0.0
			if im.Labels[j] != int32(c) {
				want = size[c] * n / 10 / (10 - size[c])
			}
			near("negative", negatives[c][j], want)
		}
	}
}

func TestSeedDecides(t *testing.T) {
	im := balanced(4, 20)
	a, _ := Tutorial(im, 1)
	b, _ := Tutorial(im, 1)
	c, _ := Tutorial(im, 2)
	if d := cmp.Diff(a.Index, b.Index); d != "" {
		t.Error("the same seed gives other triplets")
	}
	same := 0
	for i := range a.Index {
		if a.Index[i][0] == c.Index[i][0] && a.Index[i][1] == c.Index[i][1] {
			same++
		}
	}
	if same > 5 {
		t.Errorf("another seed gives %d of %d pairs again; the classes are not shuffled", same, a.Len())
	}
}

func TestProtocolErrors(t *testing.T) {
	cases := []struct {
		name string
		im   *Images
		want string
	}{
		{"no labels", &Images{N: 2, H: 1, W: 1, C: 1, Pix: []uint8{1, 2}}, "have none"},
		{"no pictures", &Images{H: 1, W: 1, C: 1, Pix: []uint8{}, Labels: []int32{}}, "no pictures"},
		{"one class", labelled(3, 3, 3), `all 3 pictures are of class "3"`},
		{"lonely picture", &Images{N: 3, H: 1, W: 1, C: 1, Pix: []uint8{1, 2, 3}, Labels: []int32{0, 0, 1}, Classes: []string{"bolt", "nut"}}, `class "nut" has one picture only`},
		{"negative label", labelled(0, 0, -1), "label -1"},
	}
	for _, c := range cases {
		if _, err := Tutorial(c.im, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Tutorial, %s: %v", c.name, err)
		}
		if _, err := Random(c.im, 5, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Random, %s: %v", c.name, err)
		}
	}
	for _, n := range []int{0, -1, maxTriplets + 1} {
		if _, err := Random(balanced(2, 2), n, 1); err == nil {
			t.Errorf("Random made %d triplets", n)
		}
	}
}

func TestSelect(t *testing.T) {
	tr, err := Random(balanced(2, 5), 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := tr.Select([]int{7, 0, 7})
	if d := cmp.Diff([][3]int32{tr.Index[7], tr.Index[0], tr.Index[7]}, s.Index); d != "" {
		t.Error(d)
	}
	if s.Images != tr.Images || s.Protocol != tr.Protocol || s.Seed != tr.Seed {
		t.Error("Select lost where the triplets come from")
	}
}
