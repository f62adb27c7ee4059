package model

import (
	"strings"
	"testing"

	"mekiki/internal/metric"
)

func TestDecision(t *testing.T) {
	for _, c := range []struct {
		meta      Meta
		own, note string
	}{
		{Meta{Loss: metric.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"}}, "cos", ""},
		{Meta{Loss: metric.Spec{Formula: "let d = cos + 0.1*euc; relu(d_ap - d_an)"}}, "cos + 0.1*euc", ""},
		{Meta{Batch: &BatchTraining{Loss: "contrastive(euc)"}}, "euc", ""},
		{Meta{Batch: &BatchTraining{Loss: "supcon"}}, "cos", ""},
		{Meta{Batch: &BatchTraining{Loss: "of-a-later-version"}}, "", "cosine decides"},
	} {
		own, note, err := c.meta.Decision()
		if err != nil || own != c.own || !strings.Contains(note, c.note) || (note == "") != (c.note == "") {
			t.Errorf("%+v: %q, %q, %v; want %q, %q", c.meta.Loss, own, note, err, c.own, c.note)
		}
	}
	if _, _, err := (&Meta{Loss: metric.Spec{Formula: "relu("}}).Decision(); err == nil {
		t.Error("a formula that is none has a decision")
	}
}
