package triplets

import (
	"context"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
)

// column is one number of each triplet. It is a function of the moments of a
// pair, or a measure that needs the vectors themselves.
type column struct {
	pair    formula.Pair
	of      func(distance.Moments) float64
	measure metric.Measure[float64] // where of is nil
}

// columnOf is the measure of a pair.
func columnOf(d metric.Measure[float64], p formula.Pair) column {
	if at, ok := metric.FromMoments(d); ok {
		return column{pair: p, of: at}
	}
	return column{pair: p, measure: d}
}

// pairs is the number of pairs in a triplet.
const pairs = 3

// rowsOf gives the two vectors of a pair.
func rowsOf(p formula.Pair, t [3]int32) (x, y int32) {
	switch p {
	case formula.AP:
		return t[0], t[1]
	case formula.AN:
		return t[0], t[2]
	}
	return t[1], t[2]
}

// block is how many triplets a worker takes at a time.
const block = 512

// measure is measureUntil without an end.
func (s *source) measure(columns []column, workers int) [][]float64 {
	out, err := s.measureUntil(context.Background(), columns, workers)
	if err != nil {
		panic(err) // only ctx gives one
	}
	return out
}

// measureUntil gives the column's array for each column, entry i that of triplet
// i. Every entry depends on its own triplet alone. It stops with ctx's error.
func (s *source) measureUntil(ctx context.Context, columns []column, workers int) ([][]float64, error) {
	index := s.in.Index
	out := make([][]float64, len(columns))
	for c := range out {
		out[c] = make([]float64, len(index))
	}
	parallel.Share((len(index)+block-1)/block, workers, func() func(int) {
		m := newMeter(s, columns)
		return func(b int) {
			if ctx.Err() != nil {
				return
			}
			for i := b * block; i < min((b+1)*block, len(index)); i++ {
				m.triplet(index[i], i, out)
			}
		}
	})
	return out, ctx.Err()
}

// meter measures triplets; each worker has its own.
type meter struct {
	source  *source
	columns []column
	sums    [pairs]bool // moments of this pair are wanted
	raw     bool        // a column wants the vectors themselves
	rows    [3][]float64
}

func newMeter(s *source, columns []column) *meter {
	m := &meter{source: s, columns: columns}
	for _, c := range columns {
		if c.of != nil {
			m.sums[c.pair] = true
		} else {
			m.raw = true
		}
	}
	if m.raw {
		for k := range m.rows {
			m.rows[k] = make([]float64, s.in.Dim)
		}
	}
	return m
}

func (m *meter) triplet(t [3]int32, i int, out [][]float64) {
	var moments [pairs]distance.Moments
	for p, wanted := range m.sums {
		if wanted {
			moments[p] = m.source.moments(rowsOf(formula.Pair(p), t))
		}
	}
	if m.raw {
		for k, r := range t {
			m.source.in.Row(m.rows[k], r)
		}
	}
	for c := range m.columns {
		col := &m.columns[c]
		if col.of != nil {
			out[c][i] = col.of(moments[col.pair])
			continue
		}
		x, y := rowsOf(col.pair, [3]int32{0, 1, 2})
		out[c][i] = col.measure.Value(m.rows[x], m.rows[y])
	}
}
