package inspect

import (
	"cmp"
	"slices"
)

// Region is a part of a picture that is far from good, in shares of its width and height.
type Region struct {
	X      float64 `json:"x"` // of the left upper corner
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	// Area is the share of the picture's places that belong to it.
	Area float64 `json:"area"`
	// Score is the largest number of the map in it.
	Score float64 `json:"score"`
}

// regions are the connected places of a map that reach a limit, the highest score first.
// Places are neighbours by an edge or a corner.
func regions(m []float32, high, wide int, limit float64) []Region {
	seen := make([]bool, len(m))
	var list []Region
	var stack []int
	for i, v := range m {
		if seen[i] || float64(v) < limit {
			continue
		}
		x0, x1, y0, y1, area, score := wide, 0, high, 0, 0, 0.0
		stack, seen[i] = append(stack[:0], i), true
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%wide, at/wide
			x0, x1, y0, y1 = min(x0, x), max(x1, x+1), min(y0, y), max(y1, y+1)
			area, score = area+1, max(score, float64(m[at]))
			for v := max(0, y-1); v <= min(high-1, y+1); v++ {
				for u := max(0, x-1); u <= min(wide-1, x+1); u++ {
					if next := v*wide + u; !seen[next] && float64(m[next]) >= limit {
						seen[next] = true
						stack = append(stack, next)
					}
				}
			}
		}
		list = append(list, Region{
			X: float64(x0) / float64(wide), Y: float64(y0) / float64(high),
			Width: float64(x1-x0) / float64(wide), Height: float64(y1-y0) / float64(high),
			Area: float64(area) / float64(len(m)), Score: score,
		})
	}
	slices.SortStableFunc(list, func(a, b Region) int { return cmp.Compare(b.Score, a.Score) })
	return list
}
