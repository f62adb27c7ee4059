package inspect

import (
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/lang"
)

// LeastBad is from how many known bad parts on a head is trained: each is then judged by one that was
// trained on two others at least.
const LeastBad = 3

// turns is into how many parts good and bad pictures are cut, each of which is judged by a head that
// was trained on the others.
const turns = 3

// pooled is how many places of good pictures a head is trained on, about.
const pooled = 16 << 10

// keptBytes is how much memory the vectors of good pictures may take from when they are drawn from to when
// they are judged. What does not fit is looked at twice.
const keptBytes = 256 << 20

// headFit trains heads.
type headFit struct {
	n         *Inspector
	views     views
	features  *patch.Features // of the fine scale, which a head is of
	good, bad Pictures
	loss      head.Loss
	workers   int
	step      func()

	some   [][]float32 // vectors of places of each good picture, drawn evenly
	goodX  [][]float32 // vectors of all places of the first good pictures, as many as keptBytes holds
	badX   [][]float32 // vectors of all places of each bad picture
	badFar [][]float32 // their frozen distances
}

// fit trains a head, and gives the scores of all known parts with it: of good ones by heads and
// galleries that had not seen them, of bad ones by heads that had not. The head is nil where bad
// parts are too few, or where it would part them worse from good ones; the scores are the frozen ones then.
func (f *headFit) fit(ctx context.Context) (h *Head, good, bad []float64, err error) {
	if err := f.lookAtBad(ctx); err != nil {
		return nil, nil, nil, err
	}
	f.step()
	good, bad = frozenOf(f.n.Good), frozenOf(f.n.Bad)
	if len(f.n.Bad) < LeastBad || len(f.n.Folds) < turns {
		return nil, good, bad, nil
	}
	if err := f.gather(ctx); err != nil {
		return nil, nil, nil, err
	}
	f.step()
	goodSeen, badSeen := make([]Sight, len(f.n.Good)), make([]Sight, len(f.n.Bad))
	for turn := range turns {
		net, err := f.train(ctx, turn)
		if err != nil {
			return nil, nil, nil, err
		}
		if err := f.judgeTurn(ctx, net, turn, goodSeen, badSeen); err != nil {
			return nil, nil, nil, err
		}
		f.step()
	}
	// A defect is taken not to raise the level: what is foreign everywhere is the frozen distance's.
	h = &Head{Mix: mixOf(goodSeen, headParts, 0), Border: f.n.Border}
	j := newHeadJudge(h, f.features, f.n.Top, 1)
	ownGood, ownBad := j.scores(goodSeen), j.scores(badSeen)
	h.weigh(good, bad, ownGood, ownBad)
	if h.Own == 0 {
		return nil, good, bad, nil
	}
	if h.Net, err = f.train(ctx, turns); err != nil {
		return nil, nil, nil, err
	}
	f.step()
	h.Space = space(h.Net, f.n.Gallery.X[:min(spaceMost, f.n.Gallery.N)*f.n.Gallery.Dim], f.n.Gallery.Dim, f.workers)
	if err := f.learned(ctx, h); err != nil {
		return nil, nil, nil, err
	}
	return h, h.both(f.n.Good, ownGood), h.both(f.n.Bad, ownBad), nil
}

// steps is how often step is called at most.
const steps = turns + 3

// space is the gallery of some vectors in the space of a head.
func space(net *head.Head, x []float32, dim, workers int) *gallery.Gallery {
	out := make([]float32, len(x)/dim*head.Numbers)
	net.Embed(out, x, workers)
	return head.Space(out)
}

// gather draws places of all good pictures.
func (f *headFit) gather(ctx context.Context) error {
	n, dim, places := len(f.n.Good), f.features.Dim, f.features.Places()
	some := min(places, max(8, pooled/n))
	f.some, f.goodX = make([][]float32, n), make([][]float32, n)
	return each(ctx, n, f.workers, func() (func(i int) error, func()) {
		look := f.looker()
		return func(i int) error {
			x, err := look.good(i)
			if err != nil {
				return err
			}
			if (i+1)*len(x)*4 <= keptBytes {
				f.goodX[i] = slices.Clone(x)
			}
			for _, p := range rand.New(rand.NewPCG(uint64(i), 0x706f6f6c)).Perm(places)[:some] {
				f.some[i] = append(f.some[i], x[p*dim:][:dim]...)
			}
			return nil
		}, look.Close
	})
}

// goodLooker gives the vectors of good pictures, row-major. One goroutine at a time may use it.
type goodLooker struct {
	*patch.Looker
	f *headFit
	x []float32
}

func (f *headFit) looker() *goodLooker {
	return &goodLooker{f.features.Looker(), f, make([]float32, f.features.Places()*f.features.Dim)}
}

// good are those of picture i, until the next one.
func (l *goodLooker) good(i int) ([]float32, error) {
	if x := l.f.goodX[i]; x != nil {
		return x, nil
	}
	pix, err := l.f.good.Bytes(i)
	if err != nil {
		return nil, err
	}
	l.Look(pix).Rows(l.x)
	return l.x, nil
}

// lookAtBad looks at the bad pictures: it sets their frozen scores and keeps all their vectors.
func (f *headFit) lookAtBad(ctx context.Context) error {
	for _, k := range f.n.Bad {
		for _, at := range k.Marked {
			if at < 0 || at >= f.features.Places() {
				return lang.Errorf("the inspector is damaged: the bad picture %s has its defect at place %d of %d", k.Name, at, f.features.Places())
			}
		}
	}
	f.badX, f.badFar = make([][]float32, len(f.n.Bad)), make([][]float32, len(f.n.Bad))
	return each(ctx, len(f.n.Bad), f.workers, func() (func(i int) error, func()) {
		j := newJudge(f.n, f.views, 1, f.n.Mix.wants())
		return func(i int) error {
			pix, err := f.bad.Bytes(i)
			if err != nil {
				return err
			}
			j.see(pix)
			j.search()
			r, _ := j.frozen()
			f.n.Bad[i].Frozen, f.badFar[i] = r.Score, r.Map
			f.badX[i] = make([]float32, f.features.Places()*f.features.Dim)
			j.vectors.Rows(f.badX[i])
			return nil
		}, j.Close
	})
}

// train trains a head on all but a turn's pictures.
func (f *headFit) train(ctx context.Context, turn int) (*head.Head, error) {
	p := &head.Pool{Dim: f.features.Dim}
	pictures := 0
	for i, k := range f.n.Good {
		if k.Fold%turns == turn {
			continue
		}
		p.Good = append(p.Good, f.some[i]...)
		for range len(f.some[i]) / p.Dim {
			p.Picture = append(p.Picture, pictures)
		}
		pictures++
	}
	if f.n.Border {
		p.Share = f.features.Border()
	}
	for i := range f.n.Bad {
		if i%turns != turn {
			p.Bad = append(p.Bad, head.Bad{X: f.badX[i], Far: f.badFar[i], Marked: f.n.Bad[i].Marked})
		}
	}
	return head.Train(ctx, p, f.loss, f.workers, uint64(turn))
}

// learned judges the bad pictures by the head that has learned them.
func (f *headFit) learned(ctx context.Context, h *Head) error {
	return each(ctx, len(f.n.Bad), f.workers, func() (func(i int) error, func()) {
		j := newHeadJudge(h, f.features, f.n.Top, 1)
		return func(i int) error {
			f.n.Bad[i].Learned = h.joined(f.n.Bad[i].Frozen, j.score(j.see(f.badX[i])))
			return nil
		}, func() {}
	})
}

// judgeTurn looks at the pictures of a turn by a head that has not seen them: at good ones in a gallery
// without them.
func (f *headFit) judgeTurn(ctx context.Context, net *head.Head, turn int, good, bad []Sight) error {
	dim := f.features.Dim
	for k, fold := range f.n.Folds {
		if k%turns != turn {
			continue
		}
		var list []int
		for i, g := range f.n.Good {
			if g.Fold == k {
				list = append(list, i)
			}
		}
		h := &Head{Net: net, Space: space(net, fold, dim, f.workers), Border: f.n.Border}
		err := each(ctx, len(list), f.workers, func() (func(at int) error, func()) {
			look, j := f.looker(), newHeadJudge(h, f.features, f.n.Top, 1)
			return func(at int) error {
				x, err := look.good(list[at])
				if err != nil {
					return err
				}
				good[list[at]] = *j.see(x)
				return nil
			}, look.Close
		})
		if err != nil {
			return err
		}
	}
	h := &Head{Net: net, Space: space(net, f.n.Gallery.X[:min(spaceMost, f.n.Gallery.N)*dim], dim, f.workers), Border: f.n.Border}
	return each(ctx, len(f.n.Bad), f.workers, func() (func(i int) error, func()) {
		j := newHeadJudge(h, f.features, f.n.Top, 1)
		return func(i int) error {
			if i%turns == turn {
				bad[i] = *j.see(f.badX[i])
			}
			return nil
		}, func() {}
	})
}
