package metric

import "mekiki/internal/metric/distance"

// Alone gives the registered name of the distance that d is nothing but, such as
// "cosine" for cos or 1*cos. It is empty for any other formula.
func Alone[T distance.Float](d Measure[T]) string {
	m, ok := d.(pairMeasure[T])
	if !ok {
		return d.Name()
	}
	if v := m.loss.Variables(); len(v) == 1 && m.loss.Program().Bare() {
		return v[0].Distance
	}
	return ""
}
