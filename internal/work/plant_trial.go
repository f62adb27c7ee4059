package work

import (
	"context"
	"errors"
	"time"

	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

// TrialKind is what a job is called that tries a version.
const TrialKind = "trial"

// TrialOf says of which parts a trial is: those that came in the last Days; where more than Most of them can be judged, so many,
// drawn at random by Seed.
type TrialOf struct {
	Days int   `json:"days,omitempty" minimum:"1" maximum:"3650" default:"7" doc:"of parts that came in so many days until now"`
	Most int   `json:"most,omitempty" minimum:"1" maximum:"20000" default:"1000" doc:"at most so many; where more can be judged, a random sample of them"`
	Seed int64 `json:"seed,omitempty" minimum:"1" maximum:"1000000000" default:"1" doc:"of the random sample: the same seed draws the same parts again"`
}

// Try begins a job that finds out what a version would have said of stored parts of its product. Its result is a recipe.Trial,
// which is stored when all are judged, and not before: a trial that is cancelled, or cut off by the end of the station, leaves nothing.
func (p *Plant) Try(ctx context.Context, hash string, of TrialOf, who string) (job.Job, error) {
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
		t, err := p.try(ctx, b, e, of, progress)
		if err != nil {
			return nil, err
		}
		t.Who = who
		return p.AddTrial(ctx, *t)
	})
}

// try judges stored parts anew.
func (p *Plant) try(ctx context.Context, b *recipe.Book, e *recipe.Entry, of TrialOf, progress func(done, of int)) (*recipe.Trial, error) {
	now := record.Moment(p.now())
	t := &recipe.Trial{
		Hash: e.Hash, Asked: of.Most, From: now.Add(-time.Duration(of.Days) * 24 * time.Hour), To: now,
		Changed: []recipe.Change{}, Counts: map[record.Verdict]map[record.Verdict]int{},
	}
	list, err := p.tried(ctx, b, e, of, t)
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
	kept := p.KeptPictures()
	for i, r := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress(i, len(list))
		c := recipe.Change{Trigger: r.Trigger, Part: r.Part, Was: r.Verdict, WasScore: r.Score, WasReason: r.Reason, Called: called[r.Trigger]}
		if byScore(b, e, r) {
			c.Is, c.IsScore, c.NoPicture = e.Verdict(r.Score), r.Score, !kept(r)
			t.Add(c)
			continue
		}
		picture, _, err := p.Picture(ctx, r.Trigger)
		if errors.Is(err, pictures.ErrNotKept) || errors.Is(err, pictures.ErrDamaged) {
			t.NotKept++ // it went meanwhile, or is no more what was judged
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
		t.Add(c)
	}
	progress(len(list), len(list))
	return t, nil
}

// byScore says whether a version has the score of a result, by which it can be judged: no picture is needed.
func byScore(b *recipe.Book, e *recipe.Entry, r record.Result) bool {
	old, err := b.Entry(r.Recipe)
	return err == nil && r.Reason == "" && old.SameScores(&e.Version) && old.SameGuard(&e.Version)
}
