package data

import (
	"strings"
	"testing"

	"mekiki/internal/dataset"
)

func TestTooFewTripletsNamesTheNumber(t *testing.T) {
	for _, c := range []struct {
		n    int
		r    Recipe
		says string
	}{
		{2, Recipe{TestSize: 0.05, ValSize: 0.05, SplitSeed: 42}, "give 3 or more"},
		{4, Recipe{TestSize: 0.5, ValSize: 0.5, SplitSeed: 42}, ""},
		{3, Recipe{TestSize: 0.6, ValSize: 0.5, SplitSeed: 42}, "give 5 or more"},
	} {
		_, err := SplitTriplets(&dataset.Triplets{Images: &dataset.Images{}, Index: make([][3]int32, c.n)}, c.r)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%d triplets: %v, want %q", c.n, err, c.says)
		}
	}
}
