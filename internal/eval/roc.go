package eval

import "math"

// maxROC is the most points that a curve keeps.
const maxROC = 512

// roc gives the curve of scikit-learn's roc_curve with its defaults: (0,0), then
// one point for each run of equal distances, corners only; thinned to maxROC
// points, the first and the last kept.
func (p *pairs) roc() []ROCPoint {
	type count struct{ diff, same int }
	var curve []count
	var c count
	for _, tag := range p.tag {
		if tag&tagSame != 0 {
			c.same++
		} else {
			c.diff++
		}
		if tag&tagLast != 0 {
			curve = append(curve, c)
		}
	}
	at := func(c count) ROCPoint {
		return ROCPoint{FPR: float64(c.diff) / float64(p.n), TPR: float64(c.same) / float64(p.n)}
	}
	points := []ROCPoint{{}}
	for i, c := range curve {
		if i > 0 && i+1 < len(curve) {
			a, b := curve[i-1], curve[i+1]
			// A point in the middle of an even step says nothing new.
			if b.diff-c.diff == c.diff-a.diff && b.same-c.same == c.same-a.same {
				continue
			}
		}
		points = append(points, at(c))
	}
	return thin(points, maxROC)
}

// thin keeps at most limit points, spread evenly along the curve by FPR + TPR,
// which grows from 0 to 2. First and last stay.
func thin(points []ROCPoint, limit int) []ROCPoint {
	if len(points) <= limit {
		return points
	}
	last := len(points) - 1
	// The inner points share limit-2 slots; the first point in a slot stays.
	slot := func(q ROCPoint) float64 { return math.Ceil((q.FPR + q.TPR) / 2 * float64(limit-2)) }
	kept := points[:1:1]
	for _, q := range points[1:last] {
		if slot(q) > slot(kept[len(kept)-1]) {
			kept = append(kept, q)
		}
	}
	return append(kept, points[last])
}
