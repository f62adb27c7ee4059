package work

import (
	"context"
	"errors"

	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

// TrialKind is what a job is called that tries a version.
const TrialKind = "trial"

// Try begins a job that finds out what a version would have said of the last parts of its
// product, at most so many. Its result is a recipe.Trial, which is stored, too.
func (p *Plant) Try(ctx context.Context, hash string, last int, who string) (job.Job, error) {
	b, err := p.Recipes(ctx)
	if err != nil {
		return job.Job{}, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return job.Job{}, err
	}
	if err := recipe.Allowed(e.Status, recipe.Tried); err != nil {
		return job.Job{}, &station.RecipeError{Err: err}
	}
	return p.Jobs.Start(TrialKind, hash, who, func(ctx context.Context, progress func(done, of int)) (any, error) {
		t, err := p.try(ctx, b, e, last, progress)
		if err != nil {
			return nil, err
		}
		t.Who = who
		return p.AddTrial(ctx, *t)
	})
}

// try judges stored parts anew. A part whose score would be the same is judged by the score
// alone, so it needs no picture.
func (p *Plant) try(ctx context.Context, b *recipe.Book, e *recipe.Entry, last int, progress func(done, of int)) (*recipe.Trial, error) {
	list, err := p.Store().Results(ctx, record.Query{Product: e.Product, Limit: last, NoMasters: true})
	if err != nil {
		return nil, err
	}
	called, err := p.Store().Called(ctx, list)
	if err != nil {
		return nil, err
	}
	var judge station.Judge // opened when a picture needs it
	defer func() {
		if judge != nil {
			judge.Close()
		}
	}()
	t := &recipe.Trial{Hash: e.Hash, Asked: last, Changed: []recipe.Change{}, Counts: map[record.Verdict]map[record.Verdict]int{}}
	for i, r := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress(i, len(list))
		c := recipe.Change{Trigger: r.Trigger, Was: r.Verdict, WasScore: r.Score, Called: called[r.Trigger]}
		old, err := b.Entry(r.Recipe)
		if err == nil && old.Inspector == e.Inspector && old.NoGuard == e.NoGuard && r.Reason == "" {
			c.Is, c.IsScore = e.Verdict(r.Score), r.Score
		} else {
			picture, _, err := p.Picture(ctx, r.Trigger)
			if errors.Is(err, pictures.ErrNotKept) {
				t.NotKept++
				continue
			}
			if err != nil {
				return nil, err
			}
			if judge == nil {
				if judge, err = p.judge(e.Version, 1); err != nil {
					return nil, err
				}
			}
			v := judge.Judge(picture)
			c.Is, c.IsScore, c.Reason = v.Verdict, v.Score, v.Reason
		}
		t.Add(c)
	}
	progress(len(list), len(list))
	return t, nil
}
