package inspect

import (
	"math"
	"slices"
)

// TopShare is the share of places whose mean is the score of a picture: 1 %, at least
// one. It varies less than the largest alone, and a defect of a hundredth of a picture fills it.
const TopShare = 0.01

// smooth writes the mean over 3x3 places of a map to dst; at the border over those that are there.
func smooth(dst, m []float32, high, wide int) {
	for y := range high {
		for x := range wide {
			sum, count := float32(0), float32(0)
			for v := max(0, y-1); v <= min(high-1, y+1); v++ {
				for u := max(0, x-1); u <= min(wide-1, x+1); u++ {
					sum += m[v*wide+u]
					count++
				}
			}
			dst[y*wide+x] = sum / count
		}
	}
}

// scoreOf is the score of the numbers of a smooth map, which it sorts: the mean of the n largest, or of all where they are fewer.
func scoreOf(list []float32, n int) float64 {
	slices.Sort(list)
	n = min(n, len(list))
	sum := 0.0
	for _, v := range list[len(list)-n:] {
		sum += float64(v)
	}
	return sum / float64(n)
}

// room is the memory to make a map and its score.
type room struct {
	high, wide         int
	top                int    // places that a score is of
	in                 window // what is judged
	raw, plain, sorted []float32
}

// newRoom is for maps of high x wide places, of which all are judged. A score is of top places, 0 of TopShare of all.
func newRoom(high, wide, top int) *room {
	n := high * wide
	if top == 0 {
		top = max(1, int(float64(n)*TopShare))
	}
	return &room{high, wide, top, window{0, wide, 0, high}, make([]float32, n), make([]float32, n), make([]float32, n)}
}

// mapOf writes the smooth map of the numbers of places to dst and returns its score.
func (r *room) mapOf(dst []float32, at func(i int) float32) float64 {
	for i := range r.raw {
		r.raw[i] = at(i)
	}
	smooth(dst, r.raw, r.high, r.wide)
	if r.in.places() < len(dst) {
		r.in.blank(dst, r.wide)
	}
	return scoreOf(r.in.gather(r.sorted[:0], dst, r.wide), r.top)
}

// last is a number of the smooth map that mapOf or score made last.
func (r *room) last(place int) float32 {
	smooth(r.plain, r.raw, r.high, r.wide)
	return r.plain[place]
}

// score is that of the map of the numbers of places.
func (r *room) score(at func(i int) float32) float64 { return r.mapOf(r.plain, at) }

// Enlarged is the map at another size, between places linearly, edges repeated.
func (r *Result) Enlarged(high, wide int) []float32 {
	out := make([]float32, high*wide)
	axis := func(i, n, m int) (at, next int, share float32) {
		p := (float64(i)+0.5)*float64(n)/float64(m) - 0.5
		low := math.Floor(p)
		at = min(max(int(low), 0), n-1)
		return at, min(max(int(low)+1, 0), n-1), float32(p - low)
	}
	for y := range high {
		y0, y1, v := axis(y, r.High, high)
		for x := range wide {
			x0, x1, u := axis(x, r.Wide, wide)
			above := r.Map[y0*r.Wide+x0]*(1-u) + r.Map[y0*r.Wide+x1]*u
			below := r.Map[y1*r.Wide+x0]*(1-u) + r.Map[y1*r.Wide+x1]*u
			out[y*wide+x] = float32(above*(1-v)) + float32(below*v)
		}
	}
	return out
}
