package graph

import (
	"fmt"
	"slices"
)

// Attention lets places look at each other: the softmax of Scale*q·kᵀ along its last
// axis, times v. Inputs q [...,T,D], k [...,S,D], v [...,S,E]; the axes in front, those
// of batch and heads, are the same.
type Attention struct{ Scale float32 }

func (Attention) String() string { return "Attention" }

// Infer implements Op.
func (Attention) Infer(in []*Value) ([]Type, error) {
	q, k, v := in[0].Shape, in[1].Shape, in[2].Shape
	n := len(q) - 2
	if n < 0 || len(k) != len(q) || len(v) != len(q) || !slices.Equal(q[:n], k[:n]) || !slices.Equal(q[:n], v[:n]) || q[n+1] != k[n+1] || k[n] != v[n] {
		return nil, fmt.Errorf("the shapes %v, %v and %v do not fit each other", q, k, v)
	}
	if _, err := floats(in); err != nil {
		return nil, err
	}
	return []Type{{Float, append(slices.Clone(q[:n+1]), v[n+1])}}, nil
}
