package risk

// CurvePoint is what one threshold does: the parts from some score on are called bad. All are
// shares of 0 to 1.
type CurvePoint struct {
	Overkill  float64 // share of good parts that are called bad
	Recall    float64 // share of bad parts that are
	Precision float64 // share of bad ones among those that are
}

// Curve has a point for every threshold that parts the scores, from the highest on, which calls
// nothing bad and has precision 1, to one that calls everything bad. It is nil unless there
// are good and bad parts.
func Curve(parts []Part) []CurvePoint {
	good, bad := scoresOf(parts)
	if len(good) == 0 || len(bad) == 0 {
		return nil
	}
	r := newRanking(parts)
	points := []CurvePoint{{Precision: 1}}
	hit, wrong := 0, 0
	for k, i := range r.order {
		if r.bad[i] {
			hit++
		} else {
			wrong++
		}
		if r.last[k] {
			points = append(points, CurvePoint{float64(wrong) / float64(len(good)), float64(hit) / float64(len(bad)), float64(hit) / float64(hit+wrong)})
		}
	}
	return points
}
