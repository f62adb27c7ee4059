package distance

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/testutil"
)

// covarianceCase is one case of testdata/covariance.json, written by
// testdata/covariance.py with scikit-learn and SciPy.
type covarianceCase struct {
	Dim       int
	Rows      []float64
	Shrinkage float64
	Matrix    []float64
	AP, AN    []float64
}

func covarianceCases(t *testing.T) []covarianceCase {
	t.Helper()
	raw, err := os.ReadFile("testdata/covariance.json")
	if err != nil {
		t.Fatal(err)
	}
	var o struct{ Cases []covarianceCase }
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Cases) != 5 {
		t.Fatalf("%d cases", len(o.Cases))
	}
	return o.Cases
}

func TestLedoitWolfAgainstScikitLearn(t *testing.T) {
	for _, want := range covarianceCases(t) {
		pairs := len(want.Rows) / want.Dim / 3
		what := fmt.Sprintf("%d pairs of dim %d", pairs, want.Dim)
		c, err := fitMahalanobis(want.Rows, want.Dim)
		if err != nil {
			t.Fatal(err)
		}
		if c.Dim != want.Dim || c.Pairs != pairs || len(c.Matrix) != len(want.Matrix) {
			t.Fatalf("%s: %d pairs of dim %d, %d values", what, c.Pairs, c.Dim, len(c.Matrix))
		}
		testutil.Near(t, what+": shrinkage", c.Shrinkage, want.Shrinkage, 1e-12)
		for i, v := range c.Matrix {
			testutil.Near(t, fmt.Sprintf("%s: matrix[%d]", what, i), v, want.Matrix[i], 1e-12)
		}
		narrow := make([]float32, len(want.Rows))
		for i, v := range want.Rows {
			narrow[i] = float32(v)
		}
		if c32, err := fitMahalanobis(narrow, want.Dim); err != nil || !slices.Equal(c32.Matrix, c.Matrix) {
			t.Errorf("%s: float32 rows of the same values give %v, %v", what, c32, err)
		}
	}
}

// shrunk is fitMahalanobis with a given shrinkage.
func shrunk(t *testing.T, emb []float64, dim int, shrinkage float64) *covariance {
	t.Helper()
	c, _, err := scatter(emb, dim)
	if err != nil {
		t.Fatal(err)
	}
	c.shrink(shrinkage)
	return c
}

func TestGivenShrinkage(t *testing.T) {
	const dim, count = 3, 20
	emb := testutil.Normals[float64](6, 3*dim*count, 2)
	scatter := make([]float64, dim*dim)
	for k := range count {
		for i := range dim {
			for j := range dim {
				at := 3 * k * dim
				scatter[i*dim+j] += (emb[at+i] - emb[at+dim+i]) * (emb[at+j] - emb[at+dim+j]) / (2 * count)
			}
		}
	}
	mu := (scatter[0] + scatter[4] + scatter[8]) / 3
	for _, share := range []float64{0, 0.3, 1} {
		c := shrunk(t, emb, dim, share)
		if c.Shrinkage != share {
			t.Errorf("shrinkage %v, want %v", c.Shrinkage, share)
		}
		for i, v := range c.Matrix {
			want := (1 - share) * scatter[i]
			if i%(dim+1) == 0 {
				want += share * mu
			}
			testutil.Near(t, fmt.Sprintf("shrinkage %v: matrix[%d]", share, i), v, want, 1e-13)
		}
	}
}

func TestFitMahalanobisRefuses(t *testing.T) {
	good := testutil.Normals[float64](7, 18, 1)
	broken := slices.Clone(good)
	broken[10] = math.NaN() // the anchor of triplet 1
	huge := slices.Clone(good)
	huge[13] = math.Inf(1) // its positive
	still := testutil.Fill[float64](18, 3)
	for _, c := range []struct {
		want string
		emb  []float64
	}{
		{"no triplets", nil},
		{"triplet 1 is not finite", broken},
		{"triplet 1 is not finite", huge},
		{"every anchor equals its positive", still},
	} {
		if _, err := fitMahalanobis(c.emb, 3); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
	elsewhere := slices.Clone(good)
	elsewhere[6] = math.NaN() // a negative, which is not asked
	if _, err := fitMahalanobis(elsewhere, 3); err != nil {
		t.Error(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for values that are not whole triplets")
		}
	}()
	_, _ = fitMahalanobis(good[:4], 3)
}
