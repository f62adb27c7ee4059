package work

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/kernel"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/settings"
)

// studyOrigin says what the runs on a source depend on beside their settings.
func studyOrigin(s *data.Source, purpose string) (study.Origin, error) {
	o := study.Origin{Purpose: purpose, Data: s.Fingerprint, Engine: "assembly"}
	if s.Front != nil {
		o.Eye = s.Front.Eye.Hash
	}
	if s.Found != nil {
		var err error
		if o.Judge, err = s.Found.Set.Test.Fingerprint(); err != nil {
			return o, err
		}
	}
	if kernel.Active() == kernel.PureGo {
		o.Engine = "go" // the other levels give the same bits
	}
	return o, nil
}

// testRunner makes runs that are judged on the test triplets and the official
// test pictures, as train does. Pictures are shared by all runs; the triplets
// of a seed are made again, which takes milliseconds.
func testRunner(at *desk.Desk, s *data.Source) study.Runner {
	return func(ctx context.Context, job study.Job) (*study.Outcome, error) {
		mat, err := s.Material(data.RecipeOfConfig(job.Config))
		if err != nil {
			return nil, err
		}
		m, o, err := trainJob(ctx, at, job, mat)
		if err != nil || o.Error != "" {
			return o, err
		}
		opt := eval.Options{Distances: []string{"cosine", "euclidean"}, SkipBaselines: true, Workers: job.Config.Workers}
		j, err := judge(ctx, at.Quiet(), m, mat, opt)
		if err != nil {
			return nil, err
		}
		o.Figures, o.Own, o.EvalSeconds = study.TestFigures(j.result), j.result.Own, j.result.Seconds
		return o, nil
	}
}

// trainJob trains a job of a study in its folder, from its checkpoint if there
// is one. The outcome has no figures yet; if training diverged it says so and
// there is no model.
func trainJob(ctx context.Context, at *desk.Desk, job study.Job, mat *data.Material) (*model.Model, *study.Outcome, error) {
	run := jobOf(at, job.Config, mat)
	run.Dir, run.Resume, run.Events = job.Dir, true, job.Watch
	session, err := train.Start(run)
	if err != nil {
		return nil, nil, err
	}
	defer session.Close()
	if err := settings.Save(filepath.Join(job.Dir, runFile), job.Config, settings.Every); err != nil {
		return nil, nil, err
	}
	o := &study.Outcome{TripletsSHA256: splitSum(mat.Split)}
	m, err := session.Run(ctx)
	if errors.Is(err, train.ErrDiverged) {
		o.Error = err.Error()
		return nil, o, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if job.KeepModel {
		if err := decide(ctx, at.Quiet(), m, mat.Split, job.Config); err != nil {
			return nil, nil, err
		}
		if err := m.Save(filepath.Join(job.Dir, study.ModelFile)); err != nil {
			return nil, nil, err
		}
	}
	t := m.Meta.Training
	objective, err := m.Meta.Objective()
	if err != nil {
		return nil, nil, err
	}
	if one := objective.Triplets(); one != nil {
		o.Formula = one.String()
	} else {
		o.Formula = objective.Title() + ParamsText(m.Meta.Batch.Params)
	}
	o.Epochs, o.BestEpoch, o.TrainLoss, o.ValLoss = t.Epochs, t.BestEpoch, t.TrainLoss, t.ValLoss
	o.Seconds, o.Warnings, o.WeightsSHA256 = t.Seconds, t.Warnings, m.WeightsSHA256()
	initial, err := nn.Build(m.Net.Arch(), m.Net.Input(), job.Config.Seed)
	if err != nil {
		return nil, nil, err
	}
	o.InitialSHA256 = (&model.Model{Net: initial}).WeightsSHA256()
	return m, o, nil
}

// splitSum is a sum of the triplets of all parts and their order.
func splitSum(s train.Split) string {
	h := sha256.New()
	for _, part := range []*dataset.Triplets{s.Train, s.Val, s.Test} {
		if part == nil {
			continue // no business of a search
		}
		b := binary.LittleEndian.AppendUint64(nil, uint64(part.Len()))
		for _, t := range part.Index {
			for _, i := range t {
				b = binary.LittleEndian.AppendUint32(b, uint32(i))
			}
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}
