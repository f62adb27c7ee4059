package eval

import (
	"slices"

	"mekiki/internal/onnx/graph"
)

func matmul(a, b, y *Array) {
	as, bs, ys := a.Shape, b.Shape, y.Shape
	if len(as) == 1 {
		as, ys = []int{1, as[0]}, slices.Insert(slices.Clone(ys), max(0, len(ys)-1), 1)
		if len(bs) == 1 {
			ys = []int{1}
		}
	}
	if len(bs) == 1 {
		bs, ys = []int{bs[0], 1}, append(slices.Clone(ys), 1)
	}
	m, k, n := as[len(as)-2], as[len(as)-1], bs[len(bs)-1]
	batch := ys[:len(ys)-2]
	for i, at := 0, walk(batch); i < y.Len(); i, at = i+m*n, step(at) {
		ao, bo := offset(as[:len(as)-2], at.at)*m*k, offset(bs[:len(bs)-2], at.at)*k*n
		for r := range m {
			for c := range n {
				sum := 0.0
				for j := range k {
					sum += a.get(ao+r*k+j) * b.get(bo+j*n+c)
				}
				y.set(i+r*n+c, sum)
			}
		}
	}
}

func linear(op graph.Linear, in []*Array, y *Array) {
	x, w := in[0], in[1]
	k, m := x.Shape[len(x.Shape)-1], y.Shape[len(y.Shape)-1]
	for i := range y.F {
		row, out := i/m, i%m
		sum := 0.0
		if len(in) > 2 && in[2] != nil {
			sum = in[2].F[out]
		}
		for j, v := range x.F[row*k : (row+1)*k] {
			if op.Trans {
				sum += v * w.F[out*k+j]
			} else {
				sum += v * w.F[j*m+out]
			}
		}
		y.F[i] = sum
	}
}

func gemm(op graph.Gemm, in []*Array, y *Array) {
	a, b := in[0], in[1]
	k := a.Shape[1]
	if op.TransA {
		k = a.Shape[0]
	}
	n := y.Shape[1]
	for i := range y.F {
		r, c := i/n, i%n
		sum := 0.0
		for j := range k {
			u, v := r*a.Shape[1]+j, j*b.Shape[1]+c
			if op.TransA {
				u = j*a.Shape[1] + r
			}
			if op.TransB {
				v = c*b.Shape[1] + j
			}
			sum += a.F[u] * b.F[v]
		}
		sum *= float64(op.Alpha)
		if len(in) > 2 && in[2] != nil {
			sum += float64(op.Beta) * in[2].F[offset(in[2].Shape, []int{r, c})]
		}
		y.F[i] = sum
	}
}

func einsum(op graph.Einsum, in []*Array, y *Array) {
	of := map[byte]int{}
	letters := op.Out
	for i, l := range op.In {
		for a := range len(l) {
			if _, known := of[l[a]]; !known {
				of[l[a]] = in[i].Shape[a]
				if !slices.Contains([]byte(letters), l[a]) {
					letters += string(l[a])
				}
			}
		}
	}
	var extents []int
	for i := range len(letters) {
		extents = append(extents, of[letters[i]])
	}
	for i, at := 0, walk(extents); i < (graph.Type{Shape: extents}).Len(); i, at = i+1, step(at) {
		place := func(names string, shape []int) int {
			p := make([]int, len(names))
			for a := range len(names) {
				p[a] = at.at[slices.Index([]byte(letters), names[a])]
			}
			return offset(shape, p)
		}
		v := 1.0
		for j, l := range op.In {
			v *= in[j].F[place(l, in[j].Shape)]
		}
		y.F[place(op.Out, y.Shape)] += v
	}
}
