package dataset

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// classesOf makes pictures of classes of the given sizes, one class after the other.
func classesOf(sizes ...int) *Images {
	var labels []int32
	for c, n := range sizes {
		for range n {
			labels = append(labels, int32(c))
		}
	}
	return labelled(labels...)
}

// TestPKBatches holds the promises of PKSampler against classes of any sizes.
func TestPKBatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 40), 2, 12).Draw(t, "sizes")
		p := rapid.IntRange(2, len(sizes)).Draw(t, "p")
		k := rapid.IntRange(2, 9).Draw(t, "k")
		im := classesOf(sizes...)
		s, err := NewPKSampler(im, nil, p, k, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		groups := 0
		for _, n := range sizes {
			groups += max(1, n/k)
		}
		if want := (groups + p - 1) / p; s.Batches() != want || s.Size() != p*k {
			t.Fatalf("%d batches of %d, want %d of %d", s.Batches(), s.Size(), want, p*k)
		}
		shown, held := make([]int, im.N), make([]int, len(sizes))
		for _, batch := range epochOf(s, rapid.IntRange(0, 5).Draw(t, "epoch")) {
			checkPKBatch(t, im, sizes, batch, p, k)
			for i, r := range batch {
				shown[r]++
				if i%k == 0 {
					held[im.Labels[r]]++
				}
			}
		}
		for c, n := range sizes {
			if whole := max(1, n/k); held[c] < min(whole, s.Batches()) {
				t.Fatalf("class %d of %d pictures is in %d of %d batches", c, n, held[c], s.Batches())
			}
			lo, hi := math.MaxInt, 0
			for r, l := range im.Labels {
				if l == int32(c) {
					lo, hi = min(lo, shown[r]), max(hi, shown[r])
				}
			}
			if hi > lo+1 {
				t.Fatalf("pictures of class %d are shown %d to %d times", c, lo, hi)
			}
		}
	})
}

// checkPKBatch: p classes, k pictures each side by side, no class twice, and no
// picture more than once oftener than another of its class.
func checkPKBatch(t *rapid.T, im *Images, sizes []int, batch []int32, p, k int) {
	if len(batch) != p*k {
		t.Fatalf("batch of %d", len(batch))
	}
	classes := map[int32]bool{}
	for g := range p {
		own := batch[g*k : (g+1)*k]
		label := im.Labels[own[0]]
		if classes[label] {
			t.Fatalf("class %d twice", label)
		}
		classes[label] = true
		times := map[int32]int{}
		for _, r := range own {
			if im.Labels[r] != label {
				t.Fatalf("group of classes %d and %d", label, im.Labels[r])
			}
			times[r]++
		}
		n := sizes[label]
		for r, c := range times {
			if c > (k+n-1)/n || c < k/n {
				t.Fatalf("picture %d is %d times among %d of %d", r, c, k, n)
			}
		}
		if len(times) != min(k, n) {
			t.Fatalf("%d different pictures among %d of %d", len(times), k, n)
		}
	}
}

// TestPKShowsEachOnce: with classes of one size that K divides, an epoch is a
// permutation of the pictures.
func TestPKShowsEachOnce(t *testing.T) {
	for _, p := range []int{2, 3, 5, 10} {
		s, err := NewPKSampler(balanced(10, 60), nil, p, 4, 7)
		if err != nil {
			t.Fatal(err)
		}
		shown := map[int32]int{}
		for _, batch := range epochOf(s, 3) {
			for _, r := range batch {
				shown[r]++
			}
		}
		if len(shown) != 600 || s.Batches() != (150+p-1)/p {
			t.Errorf("p=%d: %d of 600 pictures in %d batches", p, len(shown), s.Batches())
		}
	}
}

// TestPKMixesClasses: every pair of classes meets about equally often, and
// every pair of pictures of a class.
func TestPKMixesClasses(t *testing.T) {
	im := balanced(8, 12)
	s, err := NewPKSampler(im, nil, 2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	const epochs = 200
	var meet [8][8]float64
	pairs := map[[2]int32]float64{}
	for e := range epochs {
		for _, b := range epochOf(s, e) {
			x, y := im.Labels[b[0]], im.Labels[b[2]]
			meet[min(x, y)][max(x, y)]++
			pairs[[2]int32{min(b[0], b[1]), max(b[0], b[1])}]++
		}
	}
	want := float64(epochs*s.Batches()) / 28
	for x := range 8 {
		for y := x + 1; y < 8; y++ {
			if math.Abs(meet[x][y]-want) > 6*math.Sqrt(want) {
				t.Errorf("classes %d and %d meet %v times, expected about %v", x, y, meet[x][y], want)
			}
		}
	}
	if want := 8 * 66; len(pairs) != want {
		t.Errorf("%d of %d pairs of pictures", len(pairs), want)
	}
	for pair, n := range pairs {
		if want := epochs * 6 / 66.0; math.Abs(n-want) > 6*math.Sqrt(want) {
			t.Errorf("pictures %v meet %v times, expected about %v", pair, n, want)
		}
	}
}

// TestPKHoldsOut deals only the rows given.
func TestPKHoldsOut(t *testing.T) {
	im := balanced(3, 20)
	var rows []int32
	for i := int32(0); i < 60; i += 2 {
		rows = append(rows, i)
	}
	s, err := NewPKSampler(im, rows, 2, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range epochOf(s, 0) {
		for _, r := range b {
			if r%2 == 1 {
				t.Fatalf("picture %d is held out", r)
			}
		}
	}
}

// TestPKLargeClass: with as many classes as a batch takes, each is in every batch.
func TestPKLargeClass(t *testing.T) {
	im := classesOf(100, 5)
	im.Classes = []string{"ok", "scratch"}
	s, err := NewPKSampler(im, nil, 2, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s.Batches() != 11 { // 20 groups and one, two a batch
		t.Errorf("%d batches", s.Batches())
	}
	shown := map[int32]bool{}
	for e := range 12 {
		for _, b := range epochOf(s, e) {
			for _, r := range b {
				shown[r] = true
			}
		}
	}
	if len(shown) != 105 {
		t.Errorf("%d of 105 pictures in 12 epochs", len(shown))
	}
}

// TestPKFillsEvenly: what the large class cannot fill goes to those shown least.
func TestPKFillsEvenly(t *testing.T) {
	im := classesOf(100, 20, 10, 10)
	s, err := NewPKSampler(im, nil, 2, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	var held [4]int
	for _, b := range epochOf(s, 0) {
		held[im.Labels[b[0]]]++
		held[im.Labels[b[5]]]++
	}
	// 14 batches; the large class in all, the others at first in 4, 2 and 2.
	if want := [4]int{14, 7, 4, 3}; held != want {
		t.Errorf("the classes are in %v batches, want %v", held, want)
	}
}

// TestPKPlaces: a class that is in one batch of an epoch is in any of them with
// the same probability.
func TestPKPlaces(t *testing.T) {
	im := classesOf(24, 24, 24, 24, 2)
	s, err := NewPKSampler(im, nil, 2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	const epochs = 400
	sum := 0.0
	for e := range epochs {
		for b, batch := range epochOf(s, e) {
			if im.Labels[batch[0]] == 4 || im.Labels[batch[2]] == 4 {
				sum += float64(b)
			}
		}
	}
	n := float64(s.Batches())
	if got, want, sd := sum/epochs, (n-1)/2, n/math.Sqrt(12*epochs); math.Abs(got-want) > 6*sd {
		t.Errorf("the small class stands at place %v of %v on average, expected %v", got, n, want)
	}
}

// TestPKShufflesAgain: seven pictures in groups of four. The second group takes
// the last three of the deck; they then must not stay at the end of the new one.
func TestPKShufflesAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const runs = 1000
	again := 0
	for range runs {
		c := class{deck: []int32{0, 1, 2, 3, 4, 5, 6}}
		c.take(nil, 4, rng)
		last := c.take(nil, 4, rng)[:3]
		third := c.take(nil, 4, rng)
		if !slices.ContainsFunc(last, func(r int32) bool { return !slices.Contains(third, r) }) {
			again++
		}
	}
	if math.Abs(float64(again)-runs/5) > 6*math.Sqrt(runs/5*0.8) {
		t.Errorf("the last three come together again in %d of %d decks, expected about %d", again, runs, runs/5)
	}
}

func TestPKWarnings(t *testing.T) {
	im := classesOf(60, 60, 3, 1)
	im.Classes = []string{"bolt", "nut", "pin", "ring"}
	many := make([]int, 30)
	for i := range many {
		many[i] = 1
	}
	for _, c := range []struct {
		im   *Images
		p, k int
		want []string
	}{
		{balanced(4, 10), 2, 5, nil},
		{im, 2, 5, []string{`fewer than the 5 pictures that a batch takes of a class: "pin" (3), "ring" (1); they`}},
		{im, 4, 3, []string{`"ring" (1)`, `each picture of "pin" about 11 times and each of "bolt" 0.55 times`}},
		{classesOf(30, 12), 2, 3, nil},
		{classesOf(99, 5), 2, 5, []string{`put 2 classes into every batch, an epoch shows each picture of "1" about 10 times and each of "0" 0.51 times`}},
		{classesOf(many...), 2, 2, []string{`"7" (1) and 22 more`}},
	} {
		s, err := NewPKSampler(c.im, nil, c.p, c.k, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Warnings()
		if len(got) != len(c.want) {
			t.Errorf("%d x %d: %q, want %q", c.p, c.k, got, c.want)
			continue
		}
		for i := range got {
			if !strings.Contains(got[i], c.want[i]) {
				t.Errorf("%q, want %q", got[i], c.want[i])
			}
		}
	}
}

func TestPKErrors(t *testing.T) {
	for _, c := range []struct {
		im   *Images
		p, k int
		want string
	}{
		{&Images{N: 2}, 2, 2, "need labels"},
		{balanced(3, 4), 4, 2, "need 4 classes, and the pictures to learn from are of 3; choose at most 3"},
		{labelled(0, 0, 0), 2, 2, "are of 1; the shuffle sampler needs no classes"},
		{classesOf(0), 2, 2, "need labels"},
		{balanced(3, 4), 1, 4, "at least 2 classes"},
		{balanced(3, 4), 2, 1, "at least 2 classes and 2 pictures"},
		{labelled(0, 0, -1), 2, 2, "label -1"},
	} {
		if _, err := NewPKSampler(c.im, nil, c.p, c.k, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d x %d: %v, want %q", c.p, c.k, err, c.want)
		}
	}
}
