package inspect

import (
	"context"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// Learned is what good pictures show, before a distance is chosen.
type Learned struct {
	fit    *fit
	names  []string
	held   []Sight // of each picture, by what was learned from others
	all    chosen
	coarse *Learned // of the coarse scale; nil: one scale is all
}

// Learn is Fit up to the choice of a distance, so that many can be made of one fit.
func Learn(ctx context.Context, good Pictures, names []string, o FitOptions) (*Learned, error) {
	if o.Vectors == 0 {
		o.Vectors = DefaultVectors
	}
	if o.Goal == (risk.OverkillGoal{}) {
		o.Goal = DefaultGoal
	}
	if o.Review == (risk.OverkillGoal{}) {
		o.Review = DefaultReview
	}
	if len(names) < LeastGood {
		return nil, lang.Errorf("%d good picture is too few: at least %d are needed to learn and to judge what was learned, and 20 make a beginning", len(names), LeastGood)
	}
	if !o.TwoScales {
		return learnScale(ctx, good, names, o)
	}
	if o.Input.Height%2 != 0 || o.Input.Width%2 != 0 {
		panic("inspect: two scales of an odd height or width")
	}
	both := 0
	if p := o.Progress; p != nil {
		o.Progress = func(done, of int) { p(both+done, 2*of) }
	}
	l, err := learnScale(ctx, good, names, o)
	if err != nil {
		return nil, err
	}
	both = 2 * len(names)
	c := o
	c.Input, c.Top, c.Album = halfInput(o.Input), halfTop(o.Top), 0
	c.Position, c.Light = l.fit.Position, lightMode(l.fit.light)
	if l.coarse, err = learnScale(ctx, halves{good, o.Input}, names, c); err != nil {
		return nil, err
	}
	for i := range l.held {
		l.held[i].coarse = &l.coarse.held[i]
	}
	return l, nil
}

// learnScale is Learn at one scale.
func learnScale(ctx context.Context, good Pictures, names []string, o FitOptions) (*Learned, error) {
	f := &fit{FitOptions: o, n: len(names), good: good}
	if err := f.layers(ctx); err != nil {
		return nil, err
	}
	f.album = newAlbumMaker(f.n, f.Input, o.Album)
	if err := f.samples(ctx); err != nil {
		return nil, err
	}
	if err := f.choosePosition(ctx); err != nil {
		return nil, err
	}
	l := &Learned{fit: f, names: names}
	var err error
	if l.held, err = f.leftOut(ctx); err != nil {
		return nil, err
	}
	all := make([]int, f.n)
	for i := range all {
		all[i] = i
	}
	l.all = f.choose(all)
	return l, nil
}

// Inspector judges by a distance. Its thresholds are those that the good pictures, each
// judged by what was learned from others, allow. It panics if d needs local distances that
// Learn was not asked for. Errors are in a user's words.
func (l *Learned) Inspector(d Distance) (*Inspector, error) {
	f := l.fit
	if d.NeedsLocal() && l.all.spread == nil {
		panic("inspect: Learn was not asked for local distances")
	}
	s, err := l.scale(d)
	if err != nil {
		return nil, err
	}
	n := &Inspector{
		Eye: f.Eye, Input: f.Input, Scale: *s, Top: f.Top, Position: f.Position, Copies: f.Copies, Border: true,
		Album: f.album.album, Folds: f.folds, Settings: Settings{Vectors: f.Vectors, Seed: f.Seed, Album: f.Album},
	}
	if l.coarse != nil {
		c, err := l.coarse.scale(d)
		if err != nil {
			return nil, err
		}
		n.Coarse = newCoarse(*c, s.scores(l.held), c.scores(l.coarse.held))
	}
	figures := make([]Figures, f.n)
	judge := n.Scorer()
	n.Sketches = sketches(f.sketch)
	oddOf := odds(f.sketch)
	for i := range l.held {
		n.Good = append(n.Good, Known{Name: l.names[i], Fold: f.fold[i]})
		n.Good[i].Score, figures[i] = judge.Score(&l.held[i])
		n.Good[i].Frozen = n.Good[i].Score
		figures[i].Odd = oddOf[i]
		if f.Shapes != nil {
			n.Good[i].Shape = f.Shapes[i]
			figures[i].take(f.Shapes[i])
		}
	}
	n.Guard = newGuard(figures)
	if err := n.Decide(risk.Rule{Overkill: f.Goal, Review: f.Review}); err != nil {
		return nil, err
	}
	return n, nil
}

// scale is what was learned with a distance.
func (l *Learned) scale(d Distance) (*Scale, error) {
	mix, err := d.mix(l.held, l.names)
	if err != nil {
		return nil, err
	}
	s := &Scale{Light: l.fit.light, Layers: l.fit.feature.Layers, Mix: mix, Gallery: l.all.gallery, Origin: l.all.origin, Pool: l.all.pool, Radius: l.all.radius}
	if d.NeedsLocal() {
		s.Spread = l.all.spread
	}
	return s, nil
}
