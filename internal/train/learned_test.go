package train

import (
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// A margin that costs: a large one makes triplets live, so the loss wants it
// small, but a reward of 1.2 a unit (less than a live triplet pays) holds against.
const learnedLoss = "let m = learn(0.4, 0.1, 0.9); let w = learn(1, 0.5, 1.5); w*relu(cos_ap - cos_an + m) - 0.3*m + square(w - 1.2)"

func TestLearnedParametersMoveWithinTheirBounds(t *testing.T) {
	j := job(t, learnedLoss)
	j.Config.LearningRate, j.Config.Epochs = 1e-2, 12
	m := mustRun(t, j)
	p := m.Meta.Loss.Params
	if p["w"] <= 1.01 || p["w"] > 1.5 || p["m"] == 0.4 || p["m"] < 0.1 || p["m"] > 0.9 {
		t.Errorf("learned %v from m 0.4 and w 1", p)
	}
	// The model's loss is the one that was learned.
	l, err := triplet.Compile[float32](m.Meta.Loss)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Learned(); len(got) != 2 || got[0].Value != p["m"] && got[1].Value != p["m"] {
		t.Errorf("the model says %+v", got)
	}
	// A slope that always has one sign ends at the bound.
	k := job(t, "let w = learn(1, 0.25, 2); w*softplus(cos_ap - cos_an)")
	k.Config.LearningRate, k.Config.Epochs, k.Config.Patience = 1e-2, 6, 0
	if w := mustRun(t, k).Meta.Loss.Params["w"]; w != 0.25 {
		t.Errorf("w ended at %v, its lower bound is 0.25", w)
	}
}

func TestLearnedParametersResumeBitwise(t *testing.T) {
	whole := job(t, learnedLoss)
	want := mustRun(t, whole)
	for _, workers := range []int{1, 2} {
		j := job(t, learnedLoss)
		j.Config.Workers = workers
		ctx, cancel := context.WithCancel(context.Background())
		steps := 0
		j.Config.CheckpointEvery = 1
		j.Events = func(e Event) {
			if e.Kind == Checkpoint {
				if steps++; steps == 23 {
					cancel()
				}
			}
		}
		if _, err := run(ctx, j); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		j.Resume, j.Events = true, nil
		got := mustRun(t, j)
		if diff := cmp.Diff(want.Meta.Loss, got.Meta.Loss); diff != "" || got.WeightsSHA256() != want.WeightsSHA256() {
			t.Errorf("%d workers, resumed (-whole +resumed):\n%s", workers, diff)
		}
	}
}

func TestACheckpointWithoutTheLearnedParametersIsRefused(t *testing.T) {
	j := job(t, learnedLoss)
	mustRun(t, j)
	s, err := newSession(j)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, state := range map[string]*learned{
		"none": nil, "one": {Share: []float64{1}}, "steps": {Share: []float64{1, 1}, Best: []float64{1, 1}, M: []float64{1, 1}, V: []float64{1, 1}, Steps: -1},
	} {
		if s.method.(*triplets).learner.fits(state) {
			t.Errorf("%s fits", name)
		}
	}
	if (*learner)(nil).fits(&learned{}) || !(*learner)(nil).fits(nil) {
		t.Error("a loss without learned parameters has no state")
	}
}

// sqrt has no slope at 0, which equal pictures bring about.
func TestUndefinedFormulaNamesTheTriplet(t *testing.T) {
	j := job(t, "sqrt(euc_ap) + relu(1 - euc_an)")
	im := j.Data.Train.Images
	twin := j.Data.Train.Index[7]
	copy(im.Pix[int(twin[1])*im.Size():], im.Pix[int(twin[0])*im.Size():int(twin[0]+1)*im.Size()])
	before := mustStart(t, j).method.(*triplets).net.Clone()
	s := mustStart(t, j)
	_, err := s.Run(context.Background())
	if !errors.Is(err, ErrDiverged) || !strings.Contains(err.Error(), "sqrt(euc_ap) takes the root of 0") {
		t.Fatalf("error %v", err)
	}
	var e *formula.Error
	if !errors.As(err, &e) || e.Column != 1 {
		t.Errorf("no place in the formula: %v", err)
	}
	for _, v := range s.method.(*triplets).net.Weight(0) {
		if math.IsNaN(float64(v)) {
			t.Fatal("the weights are spoilt")
		}
	}
	if cmp.Equal(before.Weight(0), s.method.(*triplets).net.Weight(0)) && s.progress.Step > 0 {
		t.Error("no step before the broken one changed a weight")
	}
	if _, err := os.Stat(s.checkpointPath()); err == nil {
		t.Error("a broken run wrote a checkpoint")
	}
}

func mustStart(t *testing.T, j Job) *Session {
	t.Helper()
	s, err := Start(j)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
