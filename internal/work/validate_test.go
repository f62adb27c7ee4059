package work

import (
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/metric/distance"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

// TestValidationThresholds has halves that want thresholds of their own: by the
// other one's, each has one pair of two right.
func TestValidationThresholds(t *testing.T) {
	f := study.Figures{}
	if err := validatePairs(f, "own", []float32{0, 0, 2, 2}, []float32{1, 1, 3, 3}); err != nil {
		t.Fatal(err)
	}
	if f[study.ValPairs]["own"] != 0.5 || f[study.ValTriplets]["own"] != 1 || f[study.ValAUC]["own"] != 0.75 {
		t.Errorf("%v", f)
	}
	if err := validatePairs(f, "own", []float32{0}, []float32{1}); err == nil {
		t.Error("one triplet is judged by its own threshold")
	}
}

// TestValidationNeighbours wants them by the loss's own distance wherever the
// evaluation has them, also by one that needs the vectors, with its state.
func TestValidationNeighbours(t *testing.T) {
	const n = 300
	im := &dataset.Images{N: n, H: 1, W: 3, C: 1}
	for i := range n {
		im.Labels = append(im.Labels, int32(i*i%7%3))
		im.F32 = append(im.F32, float32(i%5), float32(i*i%11), float32(i%2))
	}
	split := train.Split{Train: &dataset.Triplets{Images: im}, Val: &dataset.Triplets{Images: im}, Test: &dataset.Triplets{Images: im}}
	for i := range int32(n / 3) {
		t := split.Train
		if i%3 == 0 {
			t = split.Val
		}
		t.Index = append(t.Index, [3]int32{i, i + n/3, i + 2*n/3})
	}
	m := &model.Model{Net: nn.New([]int{3, 2}, 1)}
	m.Meta.Loss.Mahalanobis = distance.Whitening{1, 3, 90}
	held, err := newHeldOut(split, apart(im.N))
	if err != nil {
		t.Fatal(err)
	}
	query, gallery, err := held.embed(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for own, key := range map[string]string{"": study.Cosine, "cos + 0.1*euc": study.Own, "man": study.Own, "mah": study.Own, "ang": study.Own} {
		o := &study.Outcome{Own: own, Figures: study.Figures{}}
		if err := validateNeighbours(t.Context(), m, held, o); err != nil {
			t.Fatal(err)
		}
		by := own
		if by == "" {
			by = "cos"
		}
		want, _, err := eval.SearchOwn(t.Context(), query, gallery, 2, eval.Options{Own: by, Mahalanobis: m.Meta.Loss.Mahalanobis})
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := o.Figures[study.ValNeighbours][key]; !ok || got != want.KNN5.Value || len(o.Figures[study.ValNeighbours]) != 1 {
			t.Errorf("%q: %v, want %v by %s", own, o.Figures, want.KNN5.Value, key)
		}
	}
}

// apart says that no two of n pictures are the same.
func apart(n int) []int32 {
	twins := make([]int32, n)
	for i := range twins {
		twins[i] = int32(i)
	}
	return twins
}

func TestHeldOutPictures(t *testing.T) {
	im := &dataset.Images{N: 20, H: 1, W: 2, C: 1, Labels: make([]int32, 20)}
	for i := range im.N {
		im.Labels[i] = int32(i % 2)
		im.F32 = append(im.F32, float32(i), 1)
	}
	triplets := func(index ...[3]int32) *dataset.Triplets { return &dataset.Triplets{Images: im, Index: index} }
	// 0 is a negative of the validation, 15 and 12 stand in the test, where 17 is a copy of
	// 13, and 16 and 18 are copies of 2 and 4.
	split := train.Split{
		Train: triplets([3]int32{0, 2, 1}, [3]int32{4, 6, 3}, [3]int32{8, 10, 5}, [3]int32{12, 14, 13}, [3]int32{15, 17, 2}, [3]int32{16, 18, 1}, [3]int32{19, 7, 0}),
		Val:   triplets([3]int32{1, 3, 0}, [3]int32{8, 5, 11}, [3]int32{15, 13, 2}, [3]int32{9, 9, 4}),
		Test:  triplets([3]int32{15, 13, 12}),
	}
	twins := apart(im.N)
	twins[17], twins[16], twins[18] = 13, 2, 4
	m := &model.Model{Net: nn.New([]int{2, 3}, 1)}
	held, err := newHeldOut(split, twins)
	if err != nil {
		t.Fatal(err)
	}
	query, gallery, err := held.embed(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := embed(t.Context(), m.Net, im, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		emb  []float32
		rows []int
	}{{query.Emb, []int{1, 3, 8, 5, 9}}, {gallery.Emb, []int{6, 10, 14, 19, 7}}} {
		if len(s.emb) != 3*len(s.rows) {
			t.Fatalf("%d values for %v", len(s.emb), s.rows)
		}
		for k, i := range s.rows {
			if s.emb[3*k] != whole[3*i] {
				t.Errorf("picture %d of %v is another one", k, s.rows)
			}
		}
	}
	if query.Labels[0] != 1 || query.Labels[2] != 0 || len(gallery.Labels) != 5 {
		t.Errorf("labels %v, %v", query.Labels, gallery.Labels)
	}
	refused := func(want string) {
		t.Helper()
		if _, err := newHeldOut(split, twins); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	split.Train = triplets([3]int32{6, 10, 3})
	refused(`no training picture of class "1" is left`)
	split.Train = triplets([3]int32{1, 3, 0})
	refused("5 validation pictures are left to look up and 0 training pictures")
	split.Test = split.Val
	refused("0 validation pictures")
	im.Labels = nil
	refused("no labels")
}
