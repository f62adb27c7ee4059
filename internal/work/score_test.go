package work

import (
	"context"
	"errors"
	"testing"

	"mekiki/internal/train"
)

// TestScoreHearsAStop by every way of searching.
func TestScoreHearsAStop(t *testing.T) {
	set := train.Labelled{Emb: []float32{1, 0, 0, 1, 1, 1, 1, 2}, Labels: []int32{0, 0, 1, 1}}
	for _, loss := range []string{"cosine", "euclidean", "relu(man_ap - man_an + 1)", "let d = cos + 0.1*euc; relu(d_ap - d_an + 1)", "normface"} {
		cfg, err := train.Preset("mlp", loss)
		if err != nil {
			t.Fatal(err)
		}
		o, err := cfg.Objective()
		if err != nil {
			t.Fatal(err)
		}
		score := neighbourScore(cfg.Workers)(o)
		if v, err := score(t.Context(), set, set, 2); err != nil || v <= 0 {
			t.Errorf("%s: %v, %v", loss, v, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := score(ctx, set, set, 2); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v after a stop", loss, err)
		}
	}
}
