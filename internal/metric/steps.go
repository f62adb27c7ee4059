package metric

import (
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/metric/triplet"
)

// Steps writes d as operations on distances and lengths of a pair: that of x and y, by
// their Distance, or the length of x where their Picture is 'a' and of y where it is
// 'p'. A distance that is no formula is one step, itself. It panics if d is none that
// FittedMeasure makes.
func Steps[T distance.Float](d Measure[T]) []formula.Step {
	var l *triplet.Loss[T]
	switch d := d.(type) {
	case pairMeasure[T]:
		l = d.loss
	case distance.Distance[T]:
		var err error
		if l, err = triplet.CompilePair[T](d.Symbol(), nil); err != nil {
			panic(err) // every registered distance makes a formula
		}
	default:
		panic("metric: Steps of " + d.Name())
	}
	var r formula.Registers
	l.Start(&r)
	return l.Program().Steps(&r)
}
