// Package losscheck says what a loss does before it is trained with: which way
// minimising it moves each quantity, how often, and what looks wrong with that.
package losscheck

import (
	"math"
	"math/rand/v2"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/stats"
)

// Result says what a loss does on some triplets: which way minimising it
// moves each quantity, how often, and what looks wrong with that.
type Result struct {
	// Loss is a preset's name or the formula as given, Formula the same with
	// its parameters put in.
	Loss       string              `json:"loss"`
	Formula    string              `json:"formula"`
	Parameters []formula.Parameter `json:"parameters"`
	// Decision is the distance that the loss stands for, empty if there is none.
	Decision string `json:"own_distance"`
	// AtMargin is the loss where all distances are equal, 0 if that depends on
	// how large they are.
	AtMargin float64 `json:"at_margin"`
	// Triplets is how many it was measured on, Undefined how many of them gave
	// no number or no slope.
	Triplets  int `json:"triplets"`
	Undefined int `json:"undefined"`
	// Silent is the share of triplets without any slope, 0 to 1.
	Silent    float64                 `json:"silent"`
	Variables []VariableEffect        `json:"variables"`
	Hinges    []triplet.HingeActivity `json:"hinges"`
	// Findings are what a reader should know, problems first.
	Findings []Finding `json:"findings"`
	// Verdict sums up in one sentence.
	Verdict lang.Message `json:"verdict"`

	loss   *triplet.Loss[float64]
	values []float64 // row-major (Triplets, len(Variables))
}

// VariableEffect is what minimising the loss does to one of its variables.
type VariableEffect struct {
	Name string `json:"name"`
	// Shrinks, Grows and Still are the shares of triplets with a positive, a
	// negative and no slope: a positive slope means that minimising makes the
	// variable smaller.
	Shrinks float64 `json:"shrinks"`
	Grows   float64 `json:"grows"`
	Still   float64 `json:"still"`
	// Influence is the variable's part in all that the loss does: the mean size
	// of its slope times the variable's standard deviation, as a share of the sum
	// over all variables, 0 to 1.
	Influence float64 `json:"influence"`
	// Effect says it in words.
	Effect lang.Message `json:"effect"`

	variable formula.Variable
	median   float64
}

// madeUpDim and madeUpCount are the size of MadeUp's embeddings.
const madeUpDim, madeUpCount = 16, 4000

// MadeUp draws triplets of embeddings, row-major (3n, dim), on which a loss can
// be looked at without data: lengths from 0.5 to 8, positives from very near to
// unrelated, negatives likewise, so that easy, semi-hard and hard triplets all
// occur. The same seed draws the same.
func MadeUp(seed uint64) (emb []float64, dim int) {
	rng := rand.New(rand.NewPCG(seed, 0x6c6f7373))
	emb = make([]float64, 0, 3*madeUpCount*madeUpDim)
	for range madeUpCount {
		a := make([]float64, madeUpDim)
		for k := range a {
			a[k] = rng.NormFloat64()
		}
		other := func() {
			// Between a and an unrelated vector, and of another length.
			mix, stretch := rng.Float64(), math.Exp(rng.NormFloat64()/4)
			for _, v := range a {
				emb = append(emb, stretch*(math.Sqrt(1-mix*mix)*v+mix*rng.NormFloat64()))
			}
		}
		first := len(emb)
		emb = append(emb, a...)
		other()
		other()
		size := 0.5 * math.Exp(rng.Float64()*math.Log(16)) / math.Sqrt(madeUpDim)
		for k := first; k < len(emb); k++ {
			emb[k] *= size
		}
	}
	return emb, madeUpDim
}

// Check looks at a loss on triplets of embeddings, row-major (3n, dim), such
// as MadeUp's. The error is that of triplet.Compile. It panics if emb is not
// whole triplets or empty.
func Check(spec triplet.Spec, emb []float64, dim int) (*Result, error) {
	loss, err := triplet.Compile[float64](spec)
	if err != nil {
		return nil, err
	}
	n := len(emb) / (3 * dim)
	if n == 0 {
		panic("losscheck: no triplets to check a loss on")
	}
	c := &Result{
		Loss: spec.Title(), Formula: spec.String(), Decision: loss.Decision(), AtMargin: loss.AtMargin(),
		Triplets: n, Hinges: loss.Activity(emb, dim), loss: loss, values: loss.Values(emb, dim),
	}
	if c.Parameters, err = spec.Parameters(); err != nil {
		return nil, err
	}
	for _, v := range loss.Variables() {
		c.Variables = append(c.Variables, VariableEffect{Name: v.Name, variable: v})
	}
	c.slopes(emb, dim)
	for i := range c.Variables {
		c.Variables[i].say()
	}
	c.judge()
	return c, nil
}

// slopes measures the slope by each variable on every triplet.
func (c *Result) slopes(emb []float64, dim int) {
	k := len(c.Variables)
	slopes, size := make([]float64, k), make([]float64, k)
	silent, defined := 0, 0
	var why error
	for i := range c.Triplets {
		value := c.loss.SlopesAt(c.values[i*k:(i+1)*k], slopes)
		if slices.ContainsFunc(append(slopes, value), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
			c.Undefined++
			if why == nil {
				e := emb[3*i*dim : 3*(i+1)*dim]
				why = c.loss.Explain(e[:dim], e[dim:2*dim], e[2*dim:])
			}
			continue
		}
		defined++
		still := true
		for j, s := range slopes {
			v := &c.Variables[j]
			switch {
			case s > 0:
				v.Shrinks++
			case s < 0:
				v.Grows++
			default:
				v.Still++
			}
			size[j] += math.Abs(s)
			still = still && s == 0
		}
		if still {
			silent++
		}
	}
	if c.Undefined > 0 {
		text := lang.T("it cannot be computed on %d of %d triplets", c.Undefined, c.Triplets)
		if why != nil {
			text = lang.T("it cannot be computed on %d of %d triplets: %v", c.Undefined, c.Triplets, why)
		}
		c.Findings = append(c.Findings, Finding{levelProblem, text})
	}
	if defined == 0 {
		return
	}
	c.Silent = float64(silent) / float64(defined)
	total := 0.0
	for j := range c.Variables {
		v := &c.Variables[j]
		column := make([]float64, c.Triplets)
		for i := range column {
			column[i] = c.values[i*k+j]
		}
		_, sd := stats.MeanSD(column)
		v.median = stats.Quantiles(column, 0.5)[0]
		v.Influence = size[j] / float64(defined) * sd
		total += v.Influence
		v.Shrinks, v.Grows, v.Still = v.Shrinks/float64(defined), v.Grows/float64(defined), v.Still/float64(defined)
	}
	for j := range c.Variables {
		if total > 0 {
			c.Variables[j].Influence /= total
		}
	}
}
