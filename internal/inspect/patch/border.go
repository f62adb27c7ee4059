package patch

import "math"

// least is the lesser of two extents, where 0 stands for none yet.
func least(a, b int) int {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// Border is how much of the 3x3 places around each place, row by row, lies within the
// coarsest map: 1 inside, 2/3 at an edge, 4/9 in a corner, brought to the map of places
// linearly. What the eye says near the border it says in part of what it has not seen.
func (f *Features) Border() []float32 {
	down, across := within(f.High, f.coarse[0]), within(f.Wide, f.coarse[1])
	share := make([]float32, 0, f.Places())
	for _, v := range down {
		for _, u := range across {
			share = append(share, float32(v*u))
		}
	}
	return share
}

// within is that share along one axis of n places, of a coarse map of m.
func within(n, m int) []float64 {
	at := func(i int) float64 {
		i = min(max(i, 0), m-1)
		count := min(i+1, m-1) - max(i-1, 0) + 1
		return float64(count) / 3
	}
	share := make([]float64, n)
	for i := range share {
		p := (float64(i)+0.5)*float64(m)/float64(n) - 0.5
		low := math.Floor(p)
		part := p - low
		share[i] = float64(at(int(low))*(1-part)) + float64(at(int(low)+1)*part)
	}
	return share
}
