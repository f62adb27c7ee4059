package onnx

import "mekiki/internal/onnx/graph"

func readBatchNorm(n *node) {
	n.only(1)
	n.float("momentum", 0) // of training
	if n.bool("training_mode") || n.int("spatial", 1) == 0 || n.opset() < 7 && n.int("is_test", 0) == 0 {
		n.fail("it is set to training; export the network after model.eval()")
	}
	n.emit(graph.BatchNorm{Eps: n.float("epsilon", 1e-5)}, n.data(0), n.data(1), n.data(2), n.data(3), n.data(4))
}

func readLayerNorm(n *node) {
	n.only(1)
	n.int("stash_type", 1) // all is computed in float32 anyway
	op := graph.LayerNorm{Axis: n.axis(n.int("axis", -1), len(n.data(0).Shape)), Eps: n.float("epsilon", 1e-5)}
	in := []*graph.Value{n.data(0), n.data(1)}
	if b := n.opt(2); b != nil {
		in = append(in, b)
	}
	n.emit(op, in...)
}

func readLRN(n *node) {
	n.emit(graph.LRN{Size: n.int("size", 1), Alpha: n.float("alpha", 1e-4), Beta: n.float("beta", 0.75), Bias: n.float("bias", 1)}, n.data(0))
}

// readSoftmax reads both forms: until opset 12 all axes from one on are one.
func readSoftmax(n *node, log bool) {
	rank := len(n.data(0).Shape)
	if n.opset() >= 13 {
		a := n.axis(n.int("axis", -1), rank)
		n.emit(graph.Softmax{First: a, Last: a, Log: log}, n.data(0))
		return
	}
	n.emit(graph.Softmax{First: n.axis(n.int("axis", 1), rank), Last: rank - 1, Log: log}, n.data(0))
}
