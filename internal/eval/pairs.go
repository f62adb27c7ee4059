package eval

import (
	"math"
	"slices"
)

// pairs holds the 2n pairs of n triplets, sorted by distance once, so that every
// figure of the data and of each resample is one pass over them.
type pairs struct {
	n int
	// tag[i] is the i-th nearest pair: triplet<<2 | same<<1 | last, last marking
	// the end of a run of equal distances. Only there can a threshold lie.
	tag []uint32
	// d[i] is its distance.
	d []float32
}

const (
	tagLast = 1
	tagSame = 2
)

func newPairs(ap, an []float32) *pairs {
	type pair struct {
		d   float32
		tag uint32
	}
	all := make([]pair, 0, 2*len(ap))
	for t := range ap {
		all = append(all, pair{ap[t], uint32(t)<<2 | tagSame}, pair{an[t], uint32(t) << 2})
	}
	slices.SortFunc(all, func(x, y pair) int {
		switch {
		case x.d < y.d:
			return -1
		case x.d > y.d:
			return 1
		}
		return int(x.tag) - int(y.tag)
	})
	p := &pairs{n: len(ap), tag: make([]uint32, len(all)), d: make([]float32, len(all))}
	for i, q := range all {
		p.tag[i], p.d[i] = q.tag, q.d
		if i+1 == len(all) || all[i+1].d != q.d {
			p.tag[i] |= tagLast
		}
	}
	return p
}

// figures are what one pass over the pairs gives.
type figures struct {
	auc, eer, accuracy float64
	// best is the index of the last pair called the same at the best threshold,
	// -1 if none is.
	best int
}

// figures counts triplet t weight[t] times. The weights must sum to n, so that
// there are n same and n different pairs.
func (p *pairs) figures(weight []int32) figures {
	n := int64(p.n)
	var (
		same, diff         int64 // called the same so far, correctly and wrongly
		lastSame, lastDiff int64 // at the end of the run before
		area               int64 // twice the area under the curve, times n*n
		gain               int64 // most same - diff so far
		crossed            bool
		f                  = figures{best: -1}
		count              [4]int64
	)
	for i, tag := range p.tag {
		count[tag&tagSame] += int64(weight[tag>>2])
		if tag&tagLast == 0 {
			continue
		}
		same, diff = count[tagSame], count[0]
		area += (diff - lastDiff) * (same + lastSame)
		if same-diff > gain {
			gain, f.best = same-diff, i
		}
		if !crossed && same+diff >= n {
			crossed = true
			// On the line from the last point to this one, false alarms diff grow
			// and misses n-same fall: they meet where diff + same = n.
			part := float64(n-lastSame-lastDiff) / float64(same+diff-lastSame-lastDiff)
			f.eer = (float64(lastDiff) + part*float64(diff-lastDiff)) / float64(n)
		}
		lastSame, lastDiff = same, diff
	}
	f.auc = float64(area) / float64(2*n*n)
	f.accuracy = float64(n+gain) / float64(2*n)
	return f
}

// threshold is the distance at and below which exactly the pairs up to index
// best are called the same.
func (p *pairs) threshold(best int) float64 {
	switch {
	case best < 0:
		return math.Nextafter(float64(p.d[0]), math.Inf(-1))
	case best == len(p.d)-1:
		return float64(p.d[best])
	}
	return (float64(p.d[best]) + float64(p.d[best+1])) / 2
}
