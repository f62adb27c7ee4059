package onnx

import "mekiki/internal/onnx/graph"

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
