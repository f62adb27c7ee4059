package onnx

import (
	"math"

	"mekiki/internal/onnx/graph"
)

func readGemm(n *node) {
	op := graph.Gemm{Alpha: n.float("alpha", 1), Beta: n.float("beta", 1), TransA: n.bool("transA"), TransB: n.bool("transB")}
	in := []*graph.Value{n.data(0), n.data(1)}
	if c := n.opt(2); c != nil {
		in = append(in, c)
	}
	n.emit(op, in...)
}

func readEinsum(n *node) {
	op, err := graph.ParseEinsum(n.text("equation", ""))
	if err != nil {
		n.fail("%w", err)
		return
	}
	var in []*graph.Value
	for i := range n.in {
		if n.data(i).Kind != graph.Float {
			n.fail("it takes numbers with fractions")
		}
		in = append(in, n.data(i))
	}
	n.emit(op, in...)
}

// readAttention reads the operation of opset 23 for heads on an axis of their own,
// without mask or memory.
func readAttention(n *node) {
	n.only(1)
	n.int("softmax_precision", 0)
	n.int("qk_matmul_output_mode", 0)
	for i := 3; i < len(n.in); i++ {
		if n.in[i] != nil {
			n.fail("its mask or memory is not read")
		}
	}
	q := n.data(0)
	if len(q.Shape) != 4 || n.bool("is_causal") || n.float("softcap", 0) != 0 || n.int("q_num_heads", 0) != 0 || n.int("kv_num_heads", 0) != 0 {
		n.fail("it is read for inputs of the shape [N,heads,T,D] only, without is_causal and softcap")
		return
	}
	n.emit(graph.Attention{Scale: n.float("scale", float32(1/math.Sqrt(float64(q.Shape[3]))))}, q, n.data(1), n.data(2))
}
