package metric

import "slices"

// triplets makes a batch loss of the loss of one triplet: a miner picks, the mean
// is taken over what it picked. The distances of all pairs are computed first; a
// triplet then is a few look-ups, the formula on its registers, and a few additions
// to the slopes of pairs. What the pairs' slopes do to the pictures comes at the
// end, once for each pair. So memory is that of pairs, whatever the number of triplets.
type triplets[T Float] struct {
	loss    *Loss[T]
	tables  pairTables[T]
	in      binding
	quiet   bool // a loss of 0 has no slopes
	nonzero bool // the mean is of those that are not 0
	miner   miner
	ranks   rankBy
	mining  mining
	ranking *pairFormula[T] // nil if the miner looks at no distance
	ranked  []float64       // its values, where it is more than one table
	with    []float64       // the learned values that ranking was made with

	// Of the present batch.
	b               *batchInput[T]
	r               registers
	a, p            int // whose registers are filled
	sum             float64
	picked, notZero int
	learnedSlopes   []float64
	broke           bool // broken is the first triplet that is undefined
	broken          [3]int
	visit           func(a, p, n int) // triplet, made once
}

func newTriplets[T Float](s BatchSpec) (*triplets[T], error) {
	spec, err := ParseLoss(s.Loss)
	if err != nil {
		return nil, err
	}
	spec = spec.With(s.Params)
	spec.Mahalanobis = s.Mahalanobis
	l, err := Compile[T](spec)
	if err != nil {
		return nil, err
	}
	if err := checkReducer(s.Reducer); err != nil {
		return nil, err
	}
	t := &triplets[T]{loss: l, nonzero: s.Reducer == reduceNonzero}
	t.tables.mahalanobis = l.mahalanobis
	t.quiet = l.program.quietAtZero(l.program.root)
	if t.in, err = bindTables(&t.tables, l, true); err != nil {
		return nil, err
	}
	if t.miner, t.ranks, err = newMiner(s, l.decisionMargin()); err != nil {
		return nil, err
	}
	t.learnedSlopes = make([]float64, len(l.learned))
	t.visit = t.triplet
	return t, t.rank()
}

// rank finds what ranks. The distance that a loss stands for holds the values of
// learned parameters as numbers, so it is made anew when these change; so is a margin.
func (t *triplets[T]) rank() error {
	text := (cosine{}).Symbol()
	if semi, ok := t.miner.(mineSemi); ok && semi.ofLoss {
		t.miner = mineSemi{t.loss.decisionMargin(), true}
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
	t.with = append(t.with[:0], t.loss.learned...)
	return err
}

func (t *triplets[T]) eval(b *batchInput[T]) float64 {
	if t.ranking != nil && !slices.Equal(t.with, t.loss.learned) {
		if err := t.rank(); err != nil {
			panic(err) // the same formula was read before, with other numbers
		}
	}
	t.tables.set(b)
	t.setMining(b)
	t.b, t.a, t.p = b, -1, -1
	t.sum, t.picked, t.notZero, t.broke = 0, 0, 0, false
	b.stats.Unit = "triplets"
	t.loss.start(&t.r)
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
func (t *triplets[T]) setMining(b *batchInput[T]) {
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
		t.tables.loadPair(&t.r, t.in.pairs[AP], a, p)
		t.tables.loadLength(&t.r, t.in.lengths[0], a)
		t.tables.loadLength(&t.r, t.in.lengths[1], p)
	}
	t.tables.loadPair(&t.r, t.in.pairs[AN], a, n)
	t.tables.loadPair(&t.r, t.in.pairs[PN], p, n)
	t.tables.loadLength(&t.r, t.in.lengths[2], n)
	loss := t.loss.program.forward(&t.r)
	t.picked++
	t.sum += loss
	if loss != 0 {
		t.notZero++
	} else if t.quiet {
		return
	}
	t.loss.program.backward(&t.r)
	live, slopes := t.loss.alive(&t.r)
	ok := finite(loss) && finite(slopes)
	for k, s := range t.loss.program.learned {
		t.learnedSlopes[k] += t.r.slope[s.reg]
		ok = ok && finite(t.r.slope[s.reg])
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
	t.tables.addPair(&t.r, t.in.pairs[AP], a, p, 1)
	t.tables.addPair(&t.r, t.in.pairs[AN], a, n, 1)
	t.tables.addPair(&t.r, t.in.pairs[PN], p, n, 1)
	t.tables.addLength(&t.r, t.in.lengths[0], a, 1)
	t.tables.addLength(&t.r, t.in.lengths[1], p, 1)
	t.tables.addLength(&t.r, t.in.lengths[2], n, 1)
}

// explain says what is wrong with the first triplet that is undefined, if any is.
func (t *triplets[T]) explain(b *batchInput[T]) (rows []int, why error) {
	if !t.broke {
		return nil, nil
	}
	rows = t.broken[:]
	return rows, t.loss.Explain(b.row(rows[0]), b.row(rows[1]), b.row(rows[2]))
}

// quietAtZero says whether all slopes are 0 where register reg is 0: it is a sum of
// relus with constant weights above 0.
func (p *program) quietAtZero(reg uint8) bool {
	first := p.size - len(p.code)
	if int(reg) < first {
		return false
	}
	in := p.code[int(reg)-first]
	positive := func(r uint8) bool { return int(r) < len(p.consts) && p.consts[r] > 0 }
	switch in.op {
	case opReLU:
		return true
	case opAdd:
		return p.quietAtZero(in.a) && p.quietAtZero(in.b)
	case opMul:
		return positive(in.a) && p.quietAtZero(in.b) || positive(in.b) && p.quietAtZero(in.a)
	}
	return false
}
