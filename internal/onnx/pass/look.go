package pass

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// made is the node that makes v, if its operation is a T.
func made[T graph.Op](v *graph.Value) (op T, n *graph.Node, ok bool) {
	if v == nil || v.By == nil {
		return op, nil, false
	}
	op, ok = v.By.Op.(T)
	return op, v.By, ok
}

// binaryOf is the node that makes v, if it is that function of two numbers.
func binaryOf(v *graph.Value, kind graph.BinaryKind) (*graph.Node, bool) {
	op, n, ok := made[graph.Binary](v)
	return n, ok && op.Kind == kind
}

// scalar is a constant of one number.
func scalar(v *graph.Value) (float64, bool) {
	if v == nil || v.Const == nil || v.Kind != graph.Float || v.Len() != 1 {
		return 0, false
	}
	return float64(v.Const.F[0]), true
}

// plus is the other side of a sum with a number.
func plus(v *graph.Value) (x *graph.Value, number float64, ok bool) {
	n, ok := binaryOf(v, graph.Add)
	if !ok {
		return nil, 0, false
	}
	for i := range 2 {
		if number, ok = scalar(n.In[i]); ok {
			return n.In[1-i], number, true
		}
	}
	return nil, 0, false
}

// near reports whether two numbers are the same but for the rounding of float32 and of
// those who wrote a constant down.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-4*math.Abs(b) }

// scaled is a value of which another is a multiple.
type scaled struct {
	v  *graph.Value
	by float64
}

// multiples are all values of which v is a multiple by constants, v itself first.
func multiples(v *graph.Value) []scaled {
	list := []scaled{{v, 1}}
	for range 4 {
		last := list[len(list)-1]
		op, n, ok := made[graph.Binary](last.v)
		if !ok {
			return list
		}
		right, r := scalar(n.In[1])
		left, l := scalar(n.In[0])
		switch {
		case op.Kind == graph.Mul && r:
			list = append(list, scaled{n.In[0], last.by * right})
		case op.Kind == graph.Mul && l:
			list = append(list, scaled{n.In[1], last.by * left})
		case op.Kind == graph.Div && r:
			list = append(list, scaled{n.In[0], last.by / right})
		default:
			return list
		}
	}
	return list
}

// multipleOf is the value of which v is by times.
func multipleOf(v *graph.Value, by float64) (*graph.Value, bool) {
	for _, m := range multiples(v) {
		if near(m.by, by) {
			return m.v, true
		}
	}
	return nil, false
}

// tensor is a constant of float32.
func tensor(list []float64, shape ...int) *graph.Value {
	t := &graph.Tensor{Type: graph.Type{Shape: shape}, F: make([]float32, len(list))}
	for i, v := range list {
		t.F[i] = float32(v)
	}
	return &graph.Value{Type: t.Type, Const: t}
}
