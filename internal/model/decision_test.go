package model

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/testutil"

	"github.com/google/go-cmp/cmp"
)

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		meta      Meta
		own, note string
	}{
		{Meta{Loss: triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"}}, "cos", ""},
		{Meta{Loss: triplet.Spec{Formula: "let d = cos + 0.1*euc; relu(d_ap - d_an)"}}, "cos + 0.1*euc", ""},
		{Meta{Batch: &BatchTraining{Loss: "contrastive(euc)"}}, "euc", ""},
		{Meta{Batch: &BatchTraining{Loss: "supcon"}}, "cos", ""},
		{Meta{Batch: &BatchTraining{Loss: "of-a-later-version"}}, "", "cosine decides"},
	} {
		own, note, err := c.meta.Measure()
		if err != nil || own != c.own || !strings.Contains(note, c.note) || (note == "") != (c.note == "") {
			t.Errorf("%+v: %q, %q, %v; want %q, %q", c.meta.Loss, own, note, err, c.own, c.note)
		}
	}
	if _, _, err := (&Meta{Loss: triplet.Spec{Formula: "relu("}}).Measure(); err == nil {
		t.Error("a formula that is none has a decision")
	}
}

func TestDecisionIsKept(t *testing.T) {
	m := small()
	if m.Meta.StateMeasure(); m.Meta.Decision == nil || m.Meta.Format() != 2 {
		t.Fatalf("decision %+v, version %d", m.Meta.Decision, m.Meta.Format())
	}
	threshold := 0.25
	m.Meta.Decision = &Decision{
		Measure: "cos + 0.1*euc", Threshold: &threshold, Costs: &Costs{Escape: 10, Overkill: 1},
		ChosenOn: &ChosenOn{Data: "parts", Fingerprint: "0f", Pictures: 30, Reject: 0.01},
	}
	if m.Meta.Format() != 4 {
		t.Errorf("version %d, which older programs read and decide otherwise", m.Meta.Format())
	}
	again, err := Read(bytes.NewReader(bytesOf(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Meta.Decision, again.Meta.Decision); diff != "" {
		t.Errorf("(-saved +loaded):\n%s", diff)
	}
	if own, note, err := again.Meta.Measure(); own != "cos + 0.1*euc" || note != "" || err != nil {
		t.Errorf("decides by %q, %q, %v", own, note, err)
	}
	for distance, beyond := range map[float64]bool{0.2: false, 0.25: false, 0.26: true, math.NaN(): true} {
		if again.Meta.Decision.Beyond(distance) != beyond {
			t.Errorf("%v", distance)
		}
	}
}

// TestThresholdIsNoNewVersion: an older program decides by the same distance, only without it.
func TestThresholdIsNoNewVersion(t *testing.T) {
	m := small()
	m.Meta.StateMeasure()
	threshold := 0.25
	m.Meta.Decision.Threshold = &threshold
	m.Meta.Decision.ChosenOn = &ChosenOn{Data: "parts", Fingerprint: "0f", Pictures: 30, Pairs: 20, FalseAccept: 0.01, Accepted: 1, Rejected: 2}
	if v := m.Meta.Format(); v != 2 {
		t.Errorf("version %d", v)
	}
	testutil.Golden(t, "testdata/threshold.safetensors", bytesOf(t, m))
	again, err := Load("testdata/threshold.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Meta.Decision, again.Meta.Decision); diff != "" {
		t.Errorf("(-saved +loaded):\n%s", diff)
	}
}

func TestNoDecisionWithoutADistance(t *testing.T) {
	m := Meta{Batch: &BatchTraining{Loss: "of-a-later-version"}}
	if m.StateMeasure(); m.Decision != nil {
		t.Errorf("%+v", m.Decision)
	}
}

func TestRefusesDecision(t *testing.T) {
	for want, d := range map[string]Decision{
		"taste":               {Measure: "taste"},
		"threshold of +Inf":   {Measure: "cos", Threshold: new(float64)},
		"costs of -1 and 1":   {Measure: "cos", Costs: &Costs{Escape: -1, Overkill: 1}},
		"costs of 0 and 0":    {Measure: "cos", Costs: &Costs{}},
		"costs of 1 and +Inf": {Measure: "cos", Costs: &Costs{Escape: 1, Overkill: math.Inf(1)}},
	} {
		if d.Threshold != nil {
			*d.Threshold = math.Inf(1)
		}
		m := small()
		m.Meta.Decision = &d
		if err := m.Write(new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
