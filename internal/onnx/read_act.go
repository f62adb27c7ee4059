package onnx

import (
	"math"

	"mekiki/internal/onnx/graph"
)

// readClip has its limits as attributes until opset 10, then as inputs.
func readClip(n *node) {
	x := n.data(0)
	low, high := n.number("min", 1, -math.MaxFloat32), n.number("max", 2, math.MaxFloat32)
	if x.Kind == graph.Int {
		limit := func(v float32) *graph.Value {
			t := &graph.Tensor{Type: graph.Type{Kind: graph.Int, Shape: []int{}}, I: []int64{int64(min(max(v, -math.MaxInt32), math.MaxInt32))}}
			return &graph.Value{Type: t.Type, Const: t}
		}
		n.emit(graph.Binary{Kind: graph.Min}, n.then(graph.Binary{Kind: graph.Max}, x, limit(low)), limit(high))
		return
	}
	n.emit(graph.Between(low, high), x)
}

func readHardSigmoid(n *node) {
	n.emit(graph.Act{Kind: graph.HardSigmoid, A: n.float("alpha", 0.2), B: n.float("beta", 0.5)}, n.data(0))
}

func readGelu(n *node) {
	switch how := n.text("approximate", "none"); how {
	case "none":
		n.emit(graph.Act{Kind: graph.GELU}, n.data(0))
	case "tanh":
		n.emit(graph.Act{Kind: graph.GELUTanh}, n.data(0))
	default:
		n.fail("its approximation %.80q is not known", how)
	}
}

func readSwish(n *node) {
	if n.float("alpha", 1) != 1 {
		n.fail("its alpha is not 1, which is not read")
	}
	n.emit(graph.Act{Kind: graph.SiLU}, n.data(0))
}

// readMod has the sign of the divisor for whole numbers, of the dividend for others.
func readMod(n *node) {
	if n.bool("fmod") != (n.data(0).Kind == graph.Float) {
		n.fail("its fmod does not fit the kind of its numbers")
	}
	n.emit(graph.Binary{Kind: graph.Mod}, n.data(0), n.data(1))
}

// readMany reads a sum, minimum or maximum of any number of values.
func readMany(n *node, kind graph.BinaryKind) {
	v := n.data(0)
	if len(n.in) == 1 {
		n.same(v)
		return
	}
	for i := 1; i < len(n.in)-1; i++ {
		v = n.then(graph.Binary{Kind: kind}, v, n.data(i))
	}
	n.emit(graph.Binary{Kind: kind}, v, n.data(len(n.in)-1))
}
