package batch

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
	"mekiki/internal/suggest"
)

// A miner picks triplets of a batch: an anchor a, a positive p of its class other
// than a itself, a negative n of another class. It shows them one by one, those of
// one anchor and positive together, and never lists them.
type miner interface {
	mine(m *mining, visit func(a, p, n int))
}

// mining is what a miner picks from.
type mining struct {
	n, dim int
	groups *groups
	// rank[x*n+y] is the distance that ranks, from x to y.
	rank []float64
	// draw is seeded anew for each step.
	draw rand.PCG
}

// rankBy says which distance a miner looks at.
type rankBy uint8

const (
	rankNothing rankBy = iota
	// rankDecision is the distance that the loss stands for (triplet.Loss.Decision), or the
	// cosine distance where it stands for none.
	rankDecision
	rankCosine
)

// minerEntry is a registered miner.
type minerEntry struct {
	name   string
	params []param
	ranks  rankBy
	// nearMargin says that what it picks lies at the margin, or beyond it for long, so that
	// a loss that stays there is no sign of trouble.
	nearMargin bool
	// make builds it; ofLoss is the margin of the loss by the distance that it stands
	// for (triplet.Loss.DecisionMargin), 0 if it has none.
	make func(param func(name string) (value float64, given bool), ofLoss float64) miner
}

// miners are all miners. A function, because none of them has a state.
func miners() []minerEntry {
	return []minerEntry{allMiner, batchHardMiner, batchEasyHardMiner, semiHardMiner, distanceWeightedMiner}
}

// DefaultMiner picks the triplets of a batch if nobody names a miner.
const DefaultMiner = "semi-hard"

// MinerNames are the names of the miners.
func MinerNames() []string {
	var names []string
	for _, e := range miners() {
		names = append(names, e.name)
	}
	return names
}

// MinerParameters are the parameters of a miner, one of MinerNames or empty, with the
// values that they are set to. Semi-hard's margin, where it is not set, is that of the loss if it has one: its
// AtMargin, in units of the distance that it stands for. The value here is for a loss that
// has none. The error for an
// unknown name suggests the nearest.
func MinerParameters(miner string, set map[string]float64) ([]formula.Parameter, error) {
	e, err := findMiner(miner)
	if err != nil {
		return nil, err
	}
	p, err := parametersOf(e.params, set)
	if err != nil {
		return nil, lang.Errorf("miner %s: %w", e.name, err)
	}
	return p, nil
}

// findMiner finds a miner; the empty name is DefaultMiner.
func findMiner(name string) (minerEntry, error) {
	name = cmp.Or(name, DefaultMiner)
	all := miners()
	i := slices.IndexFunc(all, func(e minerEntry) bool { return e.name == name })
	if i < 0 {
		return minerEntry{}, suggest.Unknown(lang.T("miner"), name, MinerNames())
	}
	return all[i], nil
}

// newMiner checks the miner of a spec and makes it.
func newMiner(s Spec, ofLoss float64) (miner, minerEntry, error) {
	params, err := MinerParameters(s.Miner, s.MinerParams)
	if err != nil {
		return nil, minerEntry{}, err
	}
	e, err := findMiner(s.Miner)
	if err != nil {
		return nil, minerEntry{}, err
	}
	param := func(name string) (float64, bool) {
		_, given := s.MinerParams[name]
		return params[slices.IndexFunc(params, func(p formula.Parameter) bool { return p.Name == name })].Value, given
	}
	return e.make(param, ofLoss), e, nil
}
