package train

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/formula"
	"mekiki/internal/testutil"
)

// TestUndefinedFormulaOnBatchesNamesTheTriplet has equal pictures of a class, which
// have no slope of sqrt while they train and no logarithm while they validate.
func TestUndefinedFormulaOnBatchesNamesTheTriplet(t *testing.T) {
	for _, c := range []struct {
		loss, where, want string
		column            int
		rows              func(s Split) []int32
	}{
		{"sqrt(euc_ap) + relu(1 - euc_an)", "step ", "sqrt(euc_ap) takes the root of 0", 1, func(s Split) []int32 { return s.Pictures }},
		{"relu(1 - euc_an) + log(euc_ap)", "its validation", "log(euc_ap) takes the logarithm of 0", 20, func(s Split) []int32 { return s.HeldOut }},
	} {
		j := batchJob(t, c.loss)
		j.Config.Network, j.Config.Augment, j.Config.Miner, j.Config.Sampler = "dense 8; norm; relu; dense 4", "", "all", ""
		im := j.Data.Train.Images
		var first int32 = -1
		for _, i := range c.rows(j.Data) {
			switch {
			case im.Labels[i] != 1:
			case first < 0:
				first = i
			default:
				copy(testutil.Must(im.Bytes(int(i))), testutil.Must(im.Bytes(int(first))))
			}
		}
		_, err := run(context.Background(), j)
		if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.where) {
			t.Fatalf("%s: %v", c.loss, err)
		}
		var e *formula.Error
		if !errors.As(err, &e) || e.Column != c.column {
			t.Errorf("%s: no place in the formula: %v", c.loss, err)
		}
		var a, p, n int32
		text := regexp.MustCompile(`triplet of pictures .* cannot`).FindString(err.Error())
		if _, err := fmt.Sscanf(text, "triplet of pictures %d, %d, %d cannot", &a, &p, &n); err != nil {
			t.Fatalf("%s: %q: %v", c.loss, text, err)
		}
		rows := c.rows(j.Data)
		if a == p || im.Labels[a] != 1 || im.Labels[p] != 1 || im.Labels[n] == 1 || !slices.Contains(rows, a) || !slices.Contains(rows, p) || !slices.Contains(rows, n) {
			t.Errorf("%s: pictures %d, %d, %d of classes %d, %d, %d are not it", c.loss, a, p, n, im.Labels[a], im.Labels[p], im.Labels[n])
		}
	}
	pair := batchJob(t, "contrastive(log(cos - 3))")
	_, err := run(context.Background(), pair)
	if !errors.Is(err, ErrDiverged) || !regexp.MustCompile(`the distance of the pictures \d+ and \d+ cannot be computed: log\(cos_ap - 3\) takes the logarithm of -\d`).MatchString(err.Error()) {
		t.Errorf("%v", err)
	}
	// Embeddings that are not finite are no fault of the formula.
	j := batchJob(t, "cosine")
	j.Config.LearningRate, j.Config.Clip = 1e30, 0
	if _, err := run(context.Background(), j); !errors.Is(err, ErrDiverged) || strings.Contains(err.Error(), "triplet of pictures") {
		t.Errorf("%v", err)
	}
}
