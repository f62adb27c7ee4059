package search

import (
	"math"
	"math/bits"
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

// cut are the rows from up to to.
func (m matrix) cut(from, to int) matrix {
	if m.at != nil {
		return matrix{m.emb, m.dim, m.at[from:to]}
	}
	return matrix{emb: m.emb[from*m.dim : to*m.dim], dim: m.dim}
}

// Order gives the rows of an (n, dim) matrix in an order that their contents alone decide, so
// that no figure hangs on how a set was stored: by the first value, which a difference in the
// last digits, as between two processors, changes little, then value by value. Equal rows
// stand together, in the order of tie. Zeros of either sign are equal. workers is at least 1.
func Order(rows []float32, dim, workers int, tie func(a, b int32) int) []int32 {
	order, _ := arrange(matrix{emb: rows, dim: dim}, workers, ascending, tie)
	return order
}

// arrange is Order by a key, then value by value. first are the places of the first of each
// run of equal rows, and the number of rows.
func arrange(m matrix, workers int, key func(row []float32) uint32, tie func(a, b int32) int) (order, first []int32) {
	keyed := keys(m, workers, key)
	slices.Sort(keyed) // as numbers, which is fast
	order, first = make([]int32, len(keyed)), make([]int32, 0, len(keyed)+1)
	for k, v := range keyed {
		order[k] = int32(uint32(v))
	}
	equal := func(a, b int32) bool { return slices.Equal(m.row(int(a)), m.row(int(b))) }
	for from, to := 0, 1; from < len(order); from, to = to, to+1 {
		for ; to < len(order) && keyed[to]>>32 == keyed[from]>>32; to++ {
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
				slices.SortFunc(run[at:at+n], tie)
			}
			at += n
		}
	}
	return order, append(first, int32(len(order)))
}

// keys gives key<<32 | row of each row.
func keys(m matrix, workers int, key func(row []float32) uint32) []uint64 {
	keyed := make([]uint64, m.rows())
	Share(len(keyed), shareRows, workers, func() func(from, to int) {
		return func(from, to int) {
			for i := from; i < to; i++ {
				keyed[i] = uint64(key(m.row(i)))<<32 | uint64(i)
			}
		}
	})
	return keyed
}

// unique says whether it is sure that no two rows are equal, by a table of keys with open
// addresses, in a third of the time of arrange. Where many rows have one key, as pictures whose
// borders are blank, it is not sure.
func unique(m matrix, workers int) bool {
	const mostTries = 64
	keyed := keys(m, workers, scatter(m.dim))
	mask := uint64(1)<<bits.Len(uint(2*len(keyed))) - 1
	table := make([]uint64, mask+1) // 0 is free, so rows count from 1
	for _, k := range keyed {
		at := k >> 32 & mask
		for tries := 0; table[at] != 0; at = (at + 1) & mask {
			t := table[at] - 1
			if tries++; tries > mostTries || t>>32 == k>>32 && slices.Equal(m.row(int(uint32(t))), m.row(int(uint32(k)))) {
				return false
			}
		}
		table[at] = k + 1
	}
	return true
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

// ascending is the key of Order.
func ascending(row []float32) uint32 { return anyKey(float64(row[0])) }
