package work

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/job"
)

// TeachKind is what a job is called that teaches an inspector.
const TeachKind = "teach"

// mostTaught is how many parts are learned from at a time.
const mostTaught = 1000

// Taught is what an inspector has learned from parts that people labelled, and the draft that
// came of it.
type Taught struct {
	Draft   *recipe.Entry   `json:"draft"`
	Learned *InspectLearned `json:"learned"`
}

// Teach begins a job that makes the inspector of a version learn parts: those that a person
// called OK are good, those called NG bad, at the place that a person marked if any. Its result is Taught.
func (p *Plant) Teach(ctx context.Context, hash string, triggers []int64, who, reason string) (job.Job, error) {
	b, err := p.Recipes(ctx)
	if err != nil {
		return job.Job{}, err
	}
	e, err := b.Entry(hash)
	switch {
	case err != nil:
		return job.Job{}, err
	case len(triggers) == 0 || len(triggers) > mostTaught:
		return job.Job{}, &station.RecipeError{Err: lang.Errorf("choose 1 to %d parts to learn from", mostTaught)}
	}
	dir := filepath.Join(p.dir, plantTeaching)
	return p.Jobs.Start(TeachKind, hash, who, func(ctx context.Context, progress func(done, of int)) (any, error) {
		defer os.RemoveAll(dir) // what is left of one that was cut off is removed by the next
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
		return p.teach(ctx, *e, dir, triggers, who, reason, progress)
	})
}

func (p *Plant) teach(ctx context.Context, e recipe.Entry, dir string, triggers []int64, who, reason string, progress func(done, of int)) (any, error) {
	c := InspectLearnConfig{Inspector: p.inspector(e.Inspector), Out: filepath.Join(dir, "taught.mekiki"), Accept: true, By: who}
	for _, n := range triggers {
		if err := p.lay(ctx, dir, n, &c); err != nil {
			return nil, err
		}
	}
	at := *p.at
	at.Sink = follows{progress: progress}
	at.Command = "mekiki serve"
	learned, err := InspectLearn(ctx, &at, c)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(c.Out)
	if err != nil {
		return nil, err
	}
	v := e.Version
	v.Parent, v.Who = e.Hash, who
	if v.Inspector, err = p.AddInspector(data); err != nil {
		return nil, err
	}
	learned.File = ""
	draft, err := p.Draft(ctx, v, nil, nil, reason)
	return Taught{draft, learned}, err
}

// lay puts the picture of a part where it is learned from, by what a person called it, and of a bad one a mask of where the
// defect is, if a person has said.
func (p *Plant) lay(ctx context.Context, dir string, trigger int64, c *InspectLearnConfig) error {
	f, err := p.Store().Result(ctx, trigger)
	if err != nil {
		return err
	}
	word := f.Word()
	if word != record.OK && word != record.NG {
		return lang.Errorf("nobody has called part %d OK or NG; label it first", trigger)
	}
	picture, format, err := p.Picture(ctx, trigger)
	if err != nil {
		return lang.Errorf("part %d: %w", trigger, err)
	}
	to, name := &c.Good, "good"
	if word == record.NG {
		to, name = &c.Bad, "bad"
	}
	*to = filepath.Join(dir, name)
	if err := os.MkdirAll(*to, 0o777); err != nil {
		return err
	}
	part := fmt.Sprintf("%s-%d", p.Name(), trigger)
	if err := os.WriteFile(filepath.Join(*to, part+"."+strings.ToLower(format)), picture, 0o666); err != nil || f.Label == nil || word != record.NG {
		return err
	}
	c.Masks = filepath.Join(dir, "masks")
	if err := os.MkdirAll(c.Masks, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(c.Masks, part+".png"), f.Label.PNG(), 0o666)
}

// follows tells a job of the counts of work.
type follows struct {
	desk.Silent
	progress func(done, of int)
}

// Count hands on.
func (f follows) Count(lang.Message) (progress func(done, of int), end func()) {
	return f.progress, func() {}
}
