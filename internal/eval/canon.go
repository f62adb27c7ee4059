package eval

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// matrix are rows of dim values, in any order.
type matrix struct {
	emb []float32
	dim int
	at  []int32 // the rows' places in emb; nil takes all as they lie
}

func (m matrix) rows() int {
	if m.at != nil {
		return len(m.at)
	}
	return len(m.emb) / m.dim
}

func (m matrix) row(i int) []float32 {
	if m.at != nil {
		i = int(m.at[i])
	}
	return m.emb[i*m.dim : (i+1)*m.dim]
}

// arrange gives the rows of a set in an order that their contents alone decide, so
// that no figure hangs on how a set was stored: by key, then value by value. Equal
// rows stand together, by their class: first are the places of the first of each, and
// their number. Zeros of either sign are equal.
func arrange(s Set, dim, workers int, key func(row []float32) uint32) (order, first []int32) {
	m := matrix{emb: s.Emb, dim: dim}
	keyed := make([]uint64, len(s.Labels)) // key<<32 | row: sorted as numbers, which is fast
	share(len(keyed), shareRows, workers, func() func(from, to int) {
		return func(from, to int) {
			for i := from; i < to; i++ {
				keyed[i] = uint64(key(m.row(i)))<<32 | uint64(i)
			}
		}
	})
	slices.Sort(keyed)
	order, first = make([]int32, len(keyed)), make([]int32, 0, len(keyed)+1)
	for k, v := range keyed {
		order[k] = int32(uint32(v))
	}
	equal := func(a, b int32) bool { return slices.Equal(m.row(int(a)), m.row(int(b))) }
	for from, to := 0, 0; from < len(order); from = to {
		for to = from + 1; to < len(order) && keyed[to]>>32 == keyed[from]>>32; to++ {
		}
		run := order[from:to]
		if slices.ContainsFunc(run[1:], func(i int32) bool { return !equal(i, run[0]) }) {
			slices.SortFunc(run, func(a, b int32) int { return slices.Compare(m.row(int(a)), m.row(int(b))) })
		}
		for at := 0; at < len(run); {
			first = append(first, int32(from+at))
			n := 1
			for at+n < len(run) && equal(run[at], run[at+n]) {
				n++
			}
			if n > 1 {
				slices.SortFunc(run[at:at+n], func(a, b int32) int { return cmp.Compare(s.Labels[a], s.Labels[b]) })
			}
			at += n
		}
	}
	return order, append(first, int32(len(order)))
}

// scatter is a key that puts rows in an order without any meaning: a search is quick
// where its nearest do not come last. It is a sum of products with fixed odd numbers
// (after Carter and Wegman, 1979), equal for zeros of either sign, of the first values:
// they tell nearly all rows apart, and arrange the rest.
func scatter(dim int) func(row []float32) uint32 {
	rng := rand.New(rand.NewPCG(1, 0x73636174))
	factor := make([]uint64, min(dim, 32))
	for k := range factor {
		factor[k] = rng.Uint64() | 1
	}
	return func(row []float32) uint32 {
		h := uint64(0)
		for k, f := range factor {
			h += f * uint64(math.Float32bits(row[k]+0)) // -0 + 0 is 0
		}
		return uint32(h >> 32)
	}
}

// ascending is a key that puts rows in the order of their first value, which a
// difference in the last digits, as between two processors, changes little.
func ascending(row []float32) uint32 { return anyKey(float64(row[0])) }
