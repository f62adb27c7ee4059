package risk

import "mekiki/internal/stats"

// resampler draws parts by object (cluster bootstrap; Field and Welsh, Bootstrapping
// Clustered Data, 2007): an object's parts come together, as often as it is drawn. Objects
// with good parts only, with bad ones only and with both are drawn among their like, so that
// a resample always has good and bad parts where there are some.
type resampler struct {
	strata [][][]int // kind of object, object, its parts
	draw   *stats.Resampler
	weight []int32 // of parts
}

func newResampler(parts []Part, seed uint64) *resampler {
	of, count := objects(parts)
	rows := make([][]int, count)
	has := make([][2]bool, count) // good, bad
	for i, k := range of {
		rows[k] = append(rows[k], i)
		if parts[i].Bad {
			has[k][1] = true
		} else {
			has[k][0] = true
		}
	}
	r := &resampler{draw: stats.NewResampler(seed), weight: make([]int32, len(parts))}
	for _, kind := range [][2]bool{{true, false}, {false, true}, {true, true}} {
		var stratum [][]int
		for k := range rows {
			if has[k] == kind {
				stratum = append(stratum, rows[k])
			}
		}
		r.strata = append(r.strata, stratum)
	}
	return r
}

// next draws another resample and gives how often each part is in it.
func (r *resampler) next() []int32 {
	clear(r.weight)
	for _, stratum := range r.strata {
		for range stratum {
			for _, i := range stratum[r.draw.Draw(len(stratum))] {
				r.weight[i]++
			}
		}
	}
	return r.weight
}
