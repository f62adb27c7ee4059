package kit

import (
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
)

// DistanceName is a distance's name as text; of one that is not known it is the name
// itself, such as a formula.
func DistanceName(name string) lang.Message {
	if name == eval.Own {
		return lang.T("the loss's own")
	}
	return distance.Display(name)
}

// ByDistance is a distance as text; "own" is that of the loss itself.
func ByDistance(name string) lang.Message {
	switch name {
	case eval.Own:
		return lang.T("own distance")
	case "decides":
		return lang.T("the deciding distance")
	}
	return DistanceName(name)
}

// OwnDistance is the distance of a loss as text: a registered one by its name.
func OwnDistance(formula string) lang.Message {
	m, err := metric.ParseMeasure[float32](formula)
	if err != nil {
		return lang.T("%s", formula)
	}
	return DistanceName(m.Name())
}
