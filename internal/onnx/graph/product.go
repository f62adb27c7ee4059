package graph

import "mekiki/internal/lang"

// MatMul is the matrix product over the last two axes; those in front are repeated
// as in Binary. A vector is a row on the left, a column on the right.
type MatMul struct{}

func (MatMul) String() string { return "MatMul" }

// Infer implements Op.
func (MatMul) Infer(in []*Value) ([]Type, error) {
	a, b := in[0].Shape, in[1].Shape
	if len(a) == 0 || len(b) == 0 || in[0].Kind != in[1].Kind {
		return nil, lang.Errorf("it cannot multiply the shapes %v and %v", a, b)
	}
	row, col := len(a) == 1, len(b) == 1
	if row {
		a = []int{1, a[0]}
	}
	if col {
		b = []int{b[0], 1}
	}
	m, k, n := a[len(a)-2], a[len(a)-1], b[len(b)-1]
	out, err := Broadcast(a[:len(a)-2], b[:len(b)-2])
	if err != nil || b[len(b)-2] != k {
		return nil, lang.Errorf("it cannot multiply the shapes %v and %v", in[0].Shape, in[1].Shape)
	}
	if !row {
		out = append(out, m)
	}
	if !col {
		out = append(out, n)
	}
	return []Type{{in[0].Kind, out}}, nil
}

// Linear is a dense layer along the last axis: x [...,K] times weights [K,M] plus a
// bias [M] (nil: none), then Act. If Trans, the weights are [M,K].
type Linear struct {
	Trans bool
	Act   Act
}

func (Linear) String() string { return "Linear" }

// Infer implements Op.
func (l Linear) Infer(in []*Value) ([]Type, error) {
	x, w := in[0].Shape, in[1].Shape
	if len(x) < 1 || len(w) != 2 {
		return nil, lang.Errorf("it cannot multiply the shapes %v and %v", x, w)
	}
	k, m := w[0], w[1]
	if l.Trans {
		k, m = m, k
	}
	if x[len(x)-1] != k {
		return nil, lang.Errorf("its weights take %d numbers, but its input has %d (shape %v)", k, x[len(x)-1], x)
	}
	if len(in) > 2 && in[2] != nil && (len(in[2].Shape) != 1 || in[2].Shape[0] != m) {
		return nil, lang.Errorf("its bias has the shape %v, it gives %d numbers", in[2].Shape, m)
	}
	out := append([]int{}, x...)
	out[len(out)-1] = m
	return []Type{{Float, out}}, nil
}

// Gemm is Alpha*A*B+Beta*C with A and B matrices, transposed where it says so; C
// (nil: none) is repeated as in Binary.
type Gemm struct {
	Alpha, Beta    float32
	TransA, TransB bool
}

func (Gemm) String() string { return "Gemm" }

// Infer implements Op.
func (g Gemm) Infer(in []*Value) ([]Type, error) {
	a, b := in[0].Shape, in[1].Shape
	if len(a) != 2 || len(b) != 2 {
		return nil, lang.Errorf("it takes matrices, not the shapes %v and %v", a, b)
	}
	m, k, k2, n := a[0], a[1], b[0], b[1]
	if g.TransA {
		m, k = k, m
	}
	if g.TransB {
		k2, n = n, k2
	}
	if k != k2 {
		return nil, lang.Errorf("its weights take %d numbers, but its input has %d", k2, k)
	}
	out := []int{m, n}
	if len(in) > 2 && in[2] != nil {
		s, err := Broadcast(out, in[2].Shape)
		if err != nil || len(s) != 2 || s[0] != m || s[1] != n {
			return nil, lang.Errorf("its bias has the shape %v, its result %v", in[2].Shape, out)
		}
	}
	return []Type{{Float, out}}, nil
}
