package batch

import (
	"cmp"
	"slices"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// triplets makes a batch loss of the loss of one triplet: a miner picks, the mean
// is taken over what it picked. The distances of all pairs are computed first; a
// triplet then is a few look-ups, the formula on its registers, and a few additions
// to the slopes of pairs. What the pairs' slopes do to the pictures comes at the
// end, once for each pair. So memory is that of pairs, whatever the number of triplets.
type triplets[T distance.Float] struct {
	loss       *triplet.Loss[T]
	tables     pairTables[T]
	in         binding
	quiet      bool // a loss of 0 has no slopes
	nonzero    bool // the mean is of those that are not 0
	miner      miner
	ranks      rankBy
	nearMargin bool // what the miner picks lies there
	mining     mining
	ranking    *pairFormula[T] // nil if the miner looks at no distance
	ranked     []float64       // its values, where it is more than one table
	with       []float64       // the learned values that ranking was made with

	// Of the present batch.
	b               *input[T]
	r               formula.Registers
	a, p            int // whose registers are filled
	sum             float64
	picked, notZero int
	learnedSlopes   []float64
	broke           bool // broken is the first triplet that is undefined
	broken          [3]int
	visit           func(a, p, n int) // triplet, made once
}

func newTriplets[T distance.Float](l *triplet.Loss[T], s Spec) (*triplets[T], error) {
	if err := checkReducer(s.Reducer); err != nil {
		return nil, err
	}
	t := &triplets[T]{loss: l, nonzero: cmp.Or(s.Reducer, DefaultReducer) == reduceNonzero}
	t.tables.mahalanobis = l.Mahalanobis()
	t.quiet = l.Program().QuietAtZero()
	var err error
	if t.in, err = bindTables(&t.tables, l, true); err != nil {
		return nil, err
	}
	var e minerEntry
	if t.miner, e, err = newMiner(s, l.DecisionMargin()); err != nil {
		return nil, err
	}
	t.ranks, t.nearMargin = e.ranks, e.nearMargin
	t.learnedSlopes = make([]float64, len(l.Present()))
	t.visit = t.triplet
	return t, t.rank()
}

// rank finds what ranks. The distance that a loss stands for holds the values of
// learned parameters as numbers, so it is made anew when these change; so is a margin.
func (t *triplets[T]) rank() error {
	text := "cos"
	if semi, ok := t.miner.(mineSemi); ok && semi.ofLoss {
		t.miner = mineSemi{t.loss.DecisionMargin(), true}
	}
	switch t.ranks {
	case rankNothing:
		return nil
	case rankDecision:
		if own := t.loss.Decision(); own != "" {
			text = own
		}
	}
	var err error
	t.ranking, err = newPairFormula(&t.tables, text, nil, false)
	t.with = append(t.with[:0], t.loss.Present()...)
	return err
}

func (t *triplets[T]) eval(b *input[T]) float64 {
	if t.ranking != nil && !slices.Equal(t.with, t.loss.Present()) {
		if err := t.rank(); err != nil {
			panic(err) // the same formula was read before, with other numbers
		}
	}
	t.tables.set(b)
	t.setMining(b)
	t.b, t.a, t.p = b, -1, -1
	t.sum, t.picked, t.notZero, t.broke = 0, 0, 0, false
	b.stats.Unit = "triplets"
	t.loss.Start(&t.r)
	clear(t.learnedSlopes)
	t.miner.mine(&t.mining, t.visit)
	b.stats.Considered = t.picked
	over := t.picked
	if t.nonzero {
		over = t.notZero
	}
	if over == 0 {
		clear(t.learnedSlopes) // of losses of 0, which are left out
		return 0
	}
	scale := 1 / float64(over)
	if b.grad != nil {
		t.tables.back(b, scale)
	}
	for k := range t.learnedSlopes {
		t.learnedSlopes[k] *= scale
	}
	return t.sum * scale
}

// setMining shows the batch to the miner.
func (t *triplets[T]) setMining(b *input[T]) {
	m := &t.mining
	m.n, m.dim, m.groups = b.n, b.dim, &b.groups
	m.draw.Seed(b.seed, minerStream+b.step)
	if t.ranking == nil {
		return
	}
	if alone := t.ranking.alone(); alone != nil {
		m.rank = alone.value
		return
	}
	t.ranked = grow(t.ranked, b.n*b.n)
	for x := range b.n {
		for y := range b.n {
			if x != y {
				t.ranked[x*b.n+y] = t.ranking.value(x, y)
			}
		}
	}
	m.rank = t.ranked
}

// triplet takes in one triplet.
func (t *triplets[T]) triplet(a, p, n int) {
	if a != t.a || p != t.p {
		t.a, t.p = a, p
		t.tables.loadPair(&t.r, t.in.pairs[formula.AP], a, p)
		t.tables.loadLength(&t.r, t.in.lengths[0], a)
		t.tables.loadLength(&t.r, t.in.lengths[1], p)
	}
	t.tables.loadPair(&t.r, t.in.pairs[formula.AN], a, n)
	t.tables.loadPair(&t.r, t.in.pairs[formula.PN], p, n)
	t.tables.loadLength(&t.r, t.in.lengths[2], n)
	loss := t.loss.Program().Forward(&t.r)
	t.picked++
	t.sum += loss
	if loss != 0 {
		t.notZero++
	} else if t.quiet {
		return
	}
	t.loss.Program().Backward(&t.r)
	live, slopes := t.loss.Alive(&t.r)
	ok := formula.Finite(loss) && formula.Finite(slopes)
	for k, s := range t.loss.Program().Learned {
		t.learnedSlopes[k] += t.r.Slope[s.Reg]
		ok = ok && formula.Finite(t.r.Slope[s.Reg])
	}
	if !t.broke && !ok {
		t.broke, t.broken = true, [3]int{a, p, n}
	}
	if !live {
		return
	}
	t.b.stats.Live++
	if t.b.grad == nil {
		return
	}
	t.tables.addPair(&t.r, t.in.pairs[formula.AP], a, p, 1)
	t.tables.addPair(&t.r, t.in.pairs[formula.AN], a, n, 1)
	t.tables.addPair(&t.r, t.in.pairs[formula.PN], p, n, 1)
	t.tables.addLength(&t.r, t.in.lengths[0], a, 1)
	t.tables.addLength(&t.r, t.in.lengths[1], p, 1)
	t.tables.addLength(&t.r, t.in.lengths[2], n, 1)
}

// explain says what is wrong with the first triplet that is undefined, if any is.
func (t *triplets[T]) explain(b *input[T]) (rows []int, why error) {
	if !t.broke {
		return nil, nil
	}
	rows = t.broken[:]
	return rows, t.loss.Explain(b.row(rows[0]), b.row(rows[1]), b.row(rows[2]))
}
