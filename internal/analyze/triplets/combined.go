package triplets

import (
	"math"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/stats"
)

// Combined is what a loss makes of the triplets: its value, and the distance
// that it stands for.
type Combined struct {
	Loss triplet.Spec `json:"loss"`
	// Formula is the loss with its parameters put in.
	Formula string `json:"formula"`
	// Decision is that distance, a registered name or a formula of a pair, empty if
	// the loss stands for no single one; then Distance is nil.
	Decision string  `json:"decision,omitempty"`
	Distance *Spread `json:"distance,omitempty"`
	// Value summarises the loss over triplets; Zero counts those with exactly 0.
	Value stats.Summary `json:"value"`
	Zero  int           `json:"zero"`
	// Hinges says how many triplets each relu of the formula acts on.
	Hinges []triplet.HingeActivity `json:"hinges"`
	// Held are the medians that Plane holds variables at, by name.
	Held map[string]float64 `json:"held"`
	// Values is the loss of each triplet.
	Values []float64 `json:"-"`

	loss      *triplet.Loss[float64]
	variables []formula.Variable
	median    []float64 // of each variable
}

// variableColumns are the columns of the loss's variables.
func variableColumns(variables []formula.Variable, state distance.Whitening) ([]column, error) {
	var out []column
	for _, v := range variables {
		if v.Length() {
			out = append(out, lengthColumn(v.Picture))
			continue
		}
		d, err := distance.Fitted[float64](v.Distance, state)
		if err != nil {
			return nil, err
		}
		out = append(out, columnOf(d, v.Pair))
	}
	return out, nil
}

// lengthColumn is the length of one picture of a triplet, 'a', 'p' or 'n'.
func lengthColumn(picture byte) column {
	switch picture {
	case 'a':
		return column{pair: formula.AP, of: func(m distance.Moments) float64 { return math.Sqrt(m.XX) }}
	case 'p':
		return column{pair: formula.AP, of: func(m distance.Moments) float64 { return math.Sqrt(m.YY) }}
	}
	return column{pair: formula.AN, of: func(m distance.Moments) float64 { return math.Sqrt(m.YY) }}
}

// newCombined compiles the loss and says which columns it takes: its variables,
// then d(a,p) and d(a,n) of its decision distance, if it has one.
func newCombined(spec triplet.Spec) (*Combined, []column, error) {
	loss, err := triplet.Compile[float64](spec)
	if err != nil {
		return nil, nil, err
	}
	c := &Combined{Loss: spec, Formula: spec.String(), Decision: loss.Decision(), loss: loss, variables: loss.Variables()}
	columns, err := variableColumns(c.variables, spec.Mahalanobis)
	if err != nil || c.Decision == "" {
		return c, columns, err
	}
	d, err := metric.FittedMeasure[float64](c.Decision, spec.Mahalanobis)
	if err != nil {
		return nil, nil, err
	}
	c.Decision = d.Name()
	return c, append(columns, columnOf(d, formula.AP), columnOf(d, formula.AN)), nil
}

// Combine says what a loss makes of the triplets. It is an error if the loss cannot
// be compiled or has no value for a triplet. It panics where Check does.
func (in *Input) Combine(spec triplet.Spec, workers int) (*Combined, error) {
	c, columns, err := newCombined(spec)
	if err != nil {
		return nil, err
	}
	s := in.newSource(workers)
	return c, c.fill(s, s.measure(columns, workers), workers)
}

// fill takes the columns and computes the rest.
func (c *Combined) fill(s *source, columns [][]float64, workers int) error {
	variables, decision := columns[:len(c.variables)], columns[len(c.variables):]
	if err := c.evaluate(s, variables, workers); err != nil {
		return err
	}
	c.median, c.Held = make([]float64, len(variables)), map[string]float64{}
	jobs := []func(){func() { c.Value = stats.Summarise(c.Values) }}
	for i, v := range variables {
		jobs = append(jobs, func() { c.median[i] = stats.Quantiles(v, 0.5)[0] })
	}
	if c.Decision != "" {
		jobs = append(jobs, func() { c.Distance = newSpread(c.Decision, decision[0], decision[1]) })
	}
	parallel.Together(workers, jobs...)
	for i, v := range c.variables {
		c.Held[v.Name] = c.median[i]
	}
	return nil
}

// evaluate fills Values and Hinges and counts the zeros. A value that is not
// finite is an error that shows the part of the formula that did it.
func (c *Combined) evaluate(s *source, variables [][]float64, workers int) error {
	n := len(s.in.Index)
	c.Values = make([]float64, n)
	hinges := make([][]triplet.HingeActivity, (n+block-1)/block)
	parallel.Share(len(hinges), workers, func() func(int) {
		var at []float64
		return func(b int) {
			at = at[:0]
			for i := b * block; i < min((b+1)*block, n); i++ {
				for _, v := range variables {
					at = append(at, v[i])
				}
				c.Values[i] = c.loss.At(at[len(at)-len(variables):])
			}
			hinges[b] = c.loss.ActivityAt(at)
		}
	})
	for _, h := range hinges {
		c.Hinges = triplet.AddActivity(c.Hinges, h)
	}
	for i, v := range c.Values {
		switch {
		case v == 0:
			c.Zero++
		case v-v != 0:
			a, p, n := s.triplet(i)
			if err := c.loss.Explain(a, p, n); err != nil {
				return lang.Errorf("on triplet %d: %w", i, err)
			}
			return lang.Errorf("the loss of triplet %d is %v; its distances are out of range for this formula", i, v)
		}
	}
	return nil
}

// triplet gives copies of the vectors of triplet i.
func (s *source) triplet(i int) (a, p, n []float64) {
	var rows [3][]float64
	for k, r := range s.in.Index[i] {
		rows[k] = make([]float64, s.in.Dim)
		s.in.Row(rows[k], r)
	}
	return rows[0], rows[1], rows[2]
}

// Plane is the loss where two distances have the differences dx and dy between
// negative and positive: their d(a,p) and all other variables stand at their
// medians. ok is false if the loss depends on neither distance.
func (c *Combined) Plane(x, y string) (at func(dx, dy float64) float64, ok bool) {
	for _, v := range c.variables {
		ok = ok || v.Distance == x || v.Distance == y
	}
	held := func(distance string, otherwise float64) float64 {
		for i, v := range c.variables {
			if v.Distance == distance && v.Pair == formula.AP {
				return c.median[i]
			}
		}
		return otherwise
	}
	return func(dx, dy float64) float64 {
		values := make([]float64, len(c.variables))
		for i, v := range c.variables {
			values[i] = c.median[i]
			switch {
			case v.Pair != formula.AN:
			case v.Distance == x:
				values[i] = held(x, 0) + dx
			case v.Distance == y:
				values[i] = held(y, 0) + dy
			}
		}
		return c.loss.At(values)
	}, ok
}
