package inspect

import (
	"context"
	"math"
	"math/rand/v2"

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

// headFit trains heads.
type headFit struct {
	n         *Inspector
	features  *patch.Features
	good, bad Pictures
	workers   int
	step      func()

	some   [][]float32          // vectors of places of each good picture, drawn evenly
	folded map[Origin][]float32 // vectors of the galleries of folds
	badX   [][]float32          // vectors of all places of each bad picture
	badFar [][]float32          // their frozen distances
}

// sight is what a head that had not seen a picture saw of it.
type sight struct{ euclidean, cosine []float32 }

// fit trains a head, and gives the scores of all known parts with it: of good ones by heads and
// galleries that had not seen them, of bad ones by heads that had not. The head is nil where bad
// parts are too few, or where it would not part them better from good ones; the scores are the frozen ones then.
func (f *headFit) fit(ctx context.Context) (h *Head, good, bad []float64, err error) {
	if err := f.lookAtBad(ctx); err != nil {
		return nil, nil, nil, err
	}
	frozen := func(list []Known) (scores []float64) {
		for _, k := range list {
			scores = append(scores, k.Frozen)
		}
		return scores
	}
	if len(f.n.Bad) < LeastBad || len(f.n.Folds) < turns {
		return nil, frozen(f.n.Good), frozen(f.n.Bad), nil
	}
	if err := f.gather(ctx); err != nil {
		return nil, nil, nil, err
	}
	goodSeen, badSeen := make([]sight, len(f.n.Good)), make([]sight, len(f.n.Bad))
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
	h = f.join(goodSeen)
	j := newHeadJudge(h, f.features, 1)
	own := func(list []sight) (scores []float64) {
		for _, s := range list {
			scores = append(scores, j.mapOf(s.euclidean, s.cosine))
		}
		return scores
	}
	h.weigh(f.n.Good, f.n.Bad, own(goodSeen), own(badSeen))
	if h.Own == 0 {
		return nil, frozen(f.n.Good), frozen(f.n.Bad), nil
	}
	both := func(list []Known, own []float64) (scores []float64) {
		for i, k := range list {
			scores = append(scores, h.joined(k.Frozen, own[i]))
		}
		return scores
	}
	good, bad = both(f.n.Good, own(goodSeen)), both(f.n.Bad, own(badSeen))
	if h.Net, err = f.train(ctx, turns); err != nil {
		return nil, nil, nil, err
	}
	f.step()
	g := f.n.Gallery
	h.Space = space(h.Net, g.X, min(spaceMost, g.N), g.Dim, f.workers)
	return h, good, bad, nil
}

// space is the gallery of some vectors in the space of a head.
func space(net *head.Head, x []float32, n, dim, workers int) *gallery.Gallery {
	out := make([]float32, n*head.Numbers)
	net.Embed(out, x[:n*dim], workers)
	return head.Space(out)
}

// gather looks at all good pictures once and keeps what training and galleries need.
func (f *headFit) gather(ctx context.Context) error {
	n, dim := len(f.n.Good), f.features.Dim
	some := min(f.features.Places(), max(8, pooled/n))
	wanted := make([][]Origin, n)
	for _, fold := range f.n.Folds {
		for _, o := range fold {
			if o.Place >= f.features.Places() {
				return lang.Errorf("the inspector is damaged: a vector from place %d of %d", o.Place, f.features.Places())
			}
			wanted[o.Picture] = append(wanted[o.Picture], o)
		}
	}
	f.some = make([][]float32, n)
	kept := make([][]float32, n) // of wanted
	err := each(ctx, n, f.workers, func() (func(i int) error, func()) {
		look := f.features.Looker()
		x := make([]float32, f.features.Places()*dim)
		return func(i int) error {
			pix, err := f.good.Bytes(i)
			if err != nil {
				return err
			}
			look.Look(pix).Rows(x)
			for _, p := range rand.New(rand.NewPCG(uint64(i), 0x706f6f6c)).Perm(f.features.Places())[:some] {
				f.some[i] = append(f.some[i], x[p*dim:][:dim]...)
			}
			for _, o := range wanted[i] {
				kept[i] = append(kept[i], x[o.Place*dim:][:dim]...)
			}
			return nil
		}, look.Close
	})
	if err != nil {
		return err
	}
	f.folded = map[Origin][]float32{}
	for i, list := range wanted {
		for k, o := range list {
			f.folded[o] = kept[i][k*dim:][:dim]
		}
	}
	f.step()
	return nil
}

// lookAtBad looks at the bad pictures, and keeps all their vectors.
func (f *headFit) lookAtBad(ctx context.Context) error {
	f.badX, f.badFar = make([][]float32, len(f.n.Bad)), make([][]float32, len(f.n.Bad))
	return each(ctx, len(f.n.Bad), f.workers, func() (func(i int) error, func()) {
		j := newJudge(f.n, f.features, 1)
		return func(i int) error {
			pix, err := f.bad.Bytes(i)
			if err != nil {
				return err
			}
			r, _ := j.frozen(pix)
			f.n.Bad[i].Frozen, f.badFar[i] = r.Score, r.Map
			f.badX[i] = make([]float32, f.features.Places()*f.features.Dim)
			j.vectors.Rows(f.badX[i])
			return nil
		}, j.Close
	})
}

// train trains a head on all but a turn's pictures.
func (f *headFit) train(ctx context.Context, turn int) (*head.Head, error) {
	p := &head.Pool{Dim: f.features.Dim, White: f.n.Gallery.White}
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
	for i := range f.n.Bad {
		if i%turns != turn {
			p.Bad = append(p.Bad, head.Bad{X: f.badX[i], Far: f.badFar[i]})
		}
	}
	return head.Train(ctx, p, f.workers, uint64(turn))
}

// judgeTurn looks at the pictures of a turn by a head that has not seen them: at good ones in a gallery
// without them.
func (f *headFit) judgeTurn(ctx context.Context, net *head.Head, turn int, good, bad []sight) error {
	look := func(h *Head, pictures Pictures, list []int, seen []sight) error {
		return each(ctx, len(list), f.workers, func() (func(at int) error, func()) {
			look, j := f.features.Looker(), newHeadJudge(h, f.features, 1)
			return func(at int) error {
				pix, err := pictures.Bytes(list[at])
				if err != nil {
					return err
				}
				s := &seen[list[at]]
				s.euclidean, s.cosine = j.look(look.Look(pix))
				return nil
			}, look.Close
		})
	}
	dim := f.features.Dim
	for k, fold := range f.n.Folds {
		if k%turns != turn {
			continue
		}
		var x []float32
		for _, o := range fold {
			x = append(x, f.folded[o]...)
		}
		var list []int
		for i, g := range f.n.Good {
			if g.Fold == k {
				list = append(list, i)
			}
		}
		h := &Head{Net: net, Space: space(net, x, len(fold), dim, f.workers)}
		if err := look(h, f.good, list, good); err != nil {
			return err
		}
	}
	var list []int
	for i := range f.n.Bad {
		if i%turns == turn {
			list = append(list, i)
		}
	}
	g := f.n.Gallery
	h := &Head{Net: net, Space: space(net, g.X, min(spaceMost, g.N), dim, f.workers)}
	return look(h, f.bad, list, bad)
}

// join finds how the two distances in the head's space become one: each divided by the median of
// its scores on good pictures, weighted by one over their variance then, as MixOf does.
func (f *headFit) join(good []sight) *Head {
	h := &Head{}
	j := newHeadJudge(h, f.features, 1)
	part := func(own *float64) (scale, weight float64) {
		*own = 1
		scores := make([]float64, len(good))
		for i, s := range good {
			scores[i] = j.mapOf(s.euclidean, s.cosine)
		}
		*own = 0
		scale = median(scores)
		if scale <= 0 {
			scale = 1
		}
		return scale, 1 / math.Max(variance(scores)/(scale*scale), 0.02*0.02)
	}
	es, ew := part(&h.Euclidean)
	cs, cw := part(&h.Cosine)
	h.Euclidean, h.Cosine = ew/(ew+cw)/es, cw/(ew+cw)/cs
	return h
}

// shares are those of the head's score that are tried.
var shares = []float64{0.25, 0.5, 0.75}

// weigh finds how the frozen score and that of the head become one, each divided by its spread over
// good parts: the share of the head's is that by which most pairs of a good and a known bad
// part stand in order, every part judged by what had not seen it; the least of equal ones, and none
// where none orders more. Scores keep their unit: the mean of good parts stays where it was.
func (h *Head) weigh(good, bad []Known, ownGood, ownBad []float64) {
	spread := func(scores []float64) float64 {
		return math.Max(math.Sqrt(variance(scores)), 1e-6*math.Abs(mean(scores))+math.SmallestNonzeroFloat64)
	}
	frozen := make([]float64, len(good))
	for i, k := range good {
		frozen[i] = k.Frozen
	}
	f, o := spread(frozen), spread(ownGood)
	most := -1.0
	for _, share := range append([]float64{0}, shares...) {
		try := &Head{Frozen: (1 - share) / f, Own: share / o}
		unit := mean(frozen) / math.Max(try.joined(mean(frozen), mean(ownGood)), math.SmallestNonzeroFloat64)
		try.Frozen, try.Own = try.Frozen*unit, try.Own*unit
		ordered := 0.0
		for i, b := range bad {
			score := try.joined(b.Frozen, ownBad[i])
			for k, g := range good {
				switch s := try.joined(g.Frozen, ownGood[k]); {
				case score > s:
					ordered++
				case score == s:
					ordered += 0.5
				}
			}
		}
		if ordered > most {
			most, h.Frozen, h.Own = ordered, try.Frozen, try.Own
		}
	}
}

func variance(list []float64) float64 {
	v, mid := 0.0, mean(list)
	for _, s := range list {
		v += float64((s-mid)*(s-mid)) / float64(len(list))
	}
	return v
}
