package batch

import (
	"math"

	"mekiki/internal/metric/distance"
)

// normSoftmax is the cross-entropy of a softmax over the cosines of a picture with
// the class weights w, one row a class, times a scale s; the picture's own class is
// held to a margin m:
//
//	L = mean over i of -log( exp(s g(c_iy)) / (exp(s g(c_iy)) + Σ_j≠y exp(s c_ij)) )        y the class of i, c the cosine
//
//	normface  g(c) = c              Wang, Xiang, Cheng and Yuille, "NormFace", ACM MM 2017
//	cosface   g(c) = c - m          Wang and others, "CosFace", CVPR 2018
//	arcface   g(c) = cos(θ + m)     Deng, Guo, Xue and Zafeiriou, "ArcFace", CVPR 2019; θ = arccos c
//
// Gradient: with q the softmax, ∂L/∂c_ij = s q_ij / n of the other classes and
// s (q_iy - 1) g'(c_iy) / n of its own; then through the lengths (unitRows).
//
// The default scale 16 suits tens of classes: the least loss that it allows,
// log(1 + (C-1) exp(-sC/(C-1))) (NormFace, proposition 2), is 2e-7 for 10. CosFace
// and ArcFace take 64 for tens of thousands.
type normSoftmax[T distance.Float] struct {
	scale, margin float64
	hold          func(c, m float64) (value, slope float64) // g and g'
	logits        logits[T]
	e             []float64 // of one row
}

var (
	_ = register(&entry{
		name: "normface", argument: "cos", weighted: true, params: []param{{"s", 16, 1e-3, 1000}},
		single: newNormFace[float32], double: newNormFace[float64],
	})
	_ = register(&entry{
		name: "cosface", argument: "cos", weighted: true, params: []param{{"s", 16, 1e-3, 1000}, {"m", 0.35, 0, 2}},
		single: newCosFace[float32], double: newCosFace[float64],
	})
	_ = register(&entry{
		name: "arcface", argument: "cos", weighted: true, params: []param{{"s", 16, 1e-3, 1000}, {"m", 0.5, 0, math.Pi / 2}},
		single: newArcFace[float32], double: newArcFace[float64],
	})
)

func newNormFace[T distance.Float](s setup) (term[T], error) {
	hold := func(c, _ float64) (value, slope float64) { return c, 1 }
	return &normSoftmax[T]{scale: s.param("s"), hold: hold}, nil
}

func newCosFace[T distance.Float](s setup) (term[T], error) {
	hold := func(c, m float64) (value, slope float64) { return c - m, 1 }
	return &normSoftmax[T]{scale: s.param("s"), margin: s.param("m"), hold: hold}, nil
}

func newArcFace[T distance.Float](s setup) (term[T], error) {
	return &normSoftmax[T]{scale: s.param("s"), margin: s.param("m"), hold: addAngle}, nil
}

// addAngle is cos(θ + m) with its slope by c = cos θ, sin(θ+m)/sin θ. Beyond θ = π-m
// it would rise again, and reward a picture for pointing away from its class; there
// it goes on as c - m sin m, as in the authors' program: falling with θ, lower than all before
// it. Near θ = 0 and π the slope by c is infinite, but not that by the picture,
// which is sin θ times as long: the divisor stays at 1e-4, so that gradient fades
// to 0 with the sine.
func addAngle(c, m float64) (value, slope float64) {
	const least = 1e-8 // of sin²
	c = max(-1, min(c, 1))
	if c <= math.Cos(math.Pi-m) {
		return c - m*math.Sin(m), 1
	}
	square := (1 - c) * (1 + c)
	value = c*math.Cos(m) - math.Sqrt(square)*math.Sin(m)
	return value, math.Cos(m) + c*math.Sin(m)/math.Sqrt(max(square, least))
}

func (l *normSoftmax[T]) eval(b *input[T]) float64 {
	c, n := b.classes, float64(b.n)
	s := l.logits.forward(b)
	l.e = grow(l.e, c)
	b.stats.Unit, b.stats.Considered = "pictures", b.n
	loss := 0.0
	for i, label := range b.labels {
		row := s[i*c : (i+1)*c]
		own, slope := l.hold(float64(row[label]), l.margin)
		most := own
		for j, v := range row {
			if j != int(label) {
				most = max(most, float64(v))
			}
		}
		sum := 0.0
		for j, v := range row {
			x := float64(v)
			if j == int(label) {
				x = own
			}
			l.e[j] = math.Exp(l.scale * (x - most))
			if j != int(label) {
				sum += l.e[j]
			}
		}
		others := sum // 1 - q_y is others/sum: exact where q_y is near 1
		sum += l.e[label]
		loss += math.Log(sum) + l.scale*(most-own)
		for j := range row {
			row[j] = T(l.scale * l.e[j] / sum / n)
		}
		row[label] = T(-l.scale * others / sum * slope / n)
		if others/sum > faint {
			b.stats.Live++
		}
	}
	l.logits.backward(b)
	return loss / n
}
