// Package onnx reads networks that other programs trained: ONNX files, as PyTorch
// and others export them.
//
// Read takes a file, Model.Graph builds it for one size of picture and up to the
// values that one wants (taps), and gives a graph.Graph: typed operations with all
// shapes known, what can be computed beforehand computed, batch norms folded into
// convolutions, activations put together from the pieces in which exporters write
// them. An engine walks over it; package eval says what each operation means.
//
//	wire    the bytes of the file
//	graph   the network as typed operations
//	eval    what an operation computes, plainly
//	pass    what makes a graph smaller without changing what it computes
//	export  a network that Mekiki trained, for other programs
package onnx
