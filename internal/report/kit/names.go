package kit

import (
	"mekiki/internal/eval"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// DistanceName is a distance's name as text.
func DistanceName(name string) string {
	if name == eval.Own {
		return "the loss's own"
	}
	return distance.Display(name).String()
}

// ByDistance is a distance as text; "own" is that of the loss itself.
func ByDistance(name string) string {
	switch name {
	case eval.Own:
		return "own distance"
	case "decides":
		return "the deciding distance"
	}
	return DistanceName(name)
}

// OwnDistance is the distance of a loss as text: a registered one by its name.
func OwnDistance(formula string) string {
	m, err := metric.ParseMeasure[float32](formula)
	if err != nil {
		return formula
	}
	return DistanceName(m.Name())
}
