package inspect

import (
	"context"

	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// More are pictures that an inspector is to learn.
type More struct {
	Pictures Pictures
	Names    []string
	Shapes   []Shape // of the files of good pictures; nil: not known
	// Masks show the defects of bad pictures: as many values as the picture has pixels, 0 where it is good;
	// nil, and a nil mask: only the picture is known to be bad.
	Masks [][]uint8
}

// LearnOptions say how an inspector learns more.
type LearnOptions struct {
	// Known are the pictures that it has learned from already, as Inspector.Known gives them.
	Known Originals
	// Rule is how thresholds follow from the scores.
	Rule risk.Rule
	// Loss is what a head is trained by, as head.ReadLoss reads it; "" is that of before.
	Loss    string
	Workers int
	// Progress, if not nil, hears how much of the work is done.
	Progress func(done, of int)
}

// Originals are the pictures that an inspector has learned from.
type Originals struct{ Good, Bad Pictures }

// Learn makes an inspector that knows more good and bad parts, with a head where bad ones are
// enough. New good ones make it anew of all that are known; new bad ones alone leave its gallery
// as it is. The number of workers changes no bit. Errors are in a user's words.
func (n *Inspector) Learn(ctx context.Context, good, bad More, o LearnOptions) (*Inspector, error) {
	m, all := *n, joined{o.Known.Good, len(n.Good), good.Pictures}
	if len(good.Names) > 0 {
		names := append(namesOf(n.Good), good.Names...)
		options, err := n.fitOptions(o)
		if err != nil {
			return nil, err
		}
		options.Shapes = append(shapesOf(n.Good), good.Shapes...)
		if len(options.Shapes) < len(names) {
			options.Shapes = nil
		}
		fresh, err := Fit(ctx, all, names, options)
		if err != nil {
			return nil, err
		}
		m = *fresh
		m.SelfTaught = n.SelfTaught
		m.Bad = append([]Known{}, n.Bad...)
		if m.Album != nil && n.Album != nil {
			m.Album.bad = append([][]byte{}, n.Album.bad...)
		}
	} else {
		m.Good, m.Bad = append([]Known{}, n.Good...), append([]Known{}, n.Bad...)
		if n.Album != nil {
			album := *n.Album
			m.Album = &album
		}
	}
	if m.Settings.Loss = n.Settings.Loss; o.Loss != "" {
		m.Settings.Loss = o.Loss
	}
	marked, err := n.marked(bad.Masks, len(bad.Names))
	if err != nil {
		return nil, err
	}
	for i, name := range bad.Names {
		m.Bad = append(m.Bad, Known{Name: name, Marked: marked[i]})
	}
	if err := m.Album.keepBad(bad.Pictures, len(bad.Names)); err != nil {
		return nil, err
	}
	m.Lineage, m.Tests = append([]Step{}, n.Lineage...), nil
	if len(m.Bad) == 0 {
		return &m, m.Decide(o.Rule)
	}
	return &m, m.know(ctx, all, joined{o.Known.Bad, len(n.Bad), bad.Pictures}, o)
}

// know trains the head and sets the thresholds.
func (n *Inspector) know(ctx context.Context, good, bad Pictures, o LearnOptions) error {
	v, err := n.views(1)
	if err != nil {
		return err
	}
	loss, err := head.ReadLoss(n.Settings.Loss)
	if err != nil {
		return err
	}
	f := &headFit{n: n, loss: loss, views: v, features: v.fine, good: good, bad: bad, workers: o.Workers}
	done := 0
	f.step = func() {
		done++
		if o.Progress != nil {
			o.Progress(done, steps)
		}
	}
	n.Head = nil
	h, goodScores, badScores, err := f.fit(ctx)
	if err != nil {
		return err
	}
	n.Head = h
	for i, s := range goodScores {
		n.Good[i].Score = s
	}
	for i, s := range badScores {
		n.Bad[i].Score = s
	}
	return n.Decide(o.Rule)
}

// fitOptions are those that the inspector was fitted with.
func (n *Inspector) fitOptions(o LearnOptions) (FitOptions, error) {
	f := FitOptions{
		Eye: n.Eye, Input: n.Input, TwoScales: n.Coarse != nil, Top: n.Top, Taps: n.size().Taps, Workers: o.Workers, Progress: o.Progress,
		Light: n.LightMode(), Position: n.Position, Copies: n.Copies, Goal: n.Rule.Overkill, Review: n.Rule.Review,
		Vectors: n.Settings.Vectors, Seed: n.Settings.Seed, Album: n.Settings.Album,
	}
	var err error
	f.Distance, err = ReadDistance(n.Mix.Formula)
	return f, err
}

// joined are pictures and behind them others.
type joined struct {
	first Pictures
	n     int
	more  Pictures
}

func (j joined) Bytes(i int) ([]uint8, error) {
	if i < j.n {
		return j.first.Bytes(i)
	}
	return j.more.Bytes(i - j.n)
}

func shapesOf(list []Known) []Shape {
	shapes := make([]Shape, len(list))
	for i, k := range list {
		shapes[i] = k.Shape
	}
	return shapes
}

func namesOf(list []Known) []string {
	names := make([]string, len(list))
	for i, k := range list {
		names[i] = k.Name
	}
	return names
}

// Known are the pictures in the album. They tell by name which one is not there.
func (n *Inspector) Known() Originals {
	good := func(i int) ([]uint8, error) {
		if pix, ok := n.Album.Good(i); ok {
			return pix, nil
		}
		return nil, lang.Errorf("the inspector does not keep the picture %s, and what it is to learn is learned from all; say where the pictures are with --originals", n.Good[i].Name)
	}
	bad := func(i int) ([]uint8, error) {
		if pix, ok := n.Album.Bad(i); ok {
			return pix, nil
		}
		return nil, lang.Errorf("the inspector does not keep the picture %s of a bad part; make it anew with mekiki inspect fit --bad, without --no-thumbnails", n.Bad[i].Name)
	}
	return Originals{picturesFunc(good), picturesFunc(bad)}
}

// picturesFunc is Pictures of a function.
type picturesFunc func(i int) ([]uint8, error)

func (f picturesFunc) Bytes(i int) ([]uint8, error) { return f(i) }
