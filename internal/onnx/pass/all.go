package pass

import "mekiki/internal/onnx/graph"

// passes in their order: what is spelt out is read before what follows from it.
var passes = []func(*graph.Graph, *graph.Node){
	clips,
	gates,
	layerNorms,
	attentions,
	linears,
	affines,
	layouts,
	pads,
	epilogues,
}

// All runs every pass. Each sees all nodes in order, and may rewrite the one that it
// sees.
func All(g *graph.Graph) {
	for _, pass := range passes {
		for _, n := range append([]*graph.Node{}, g.Nodes...) {
			pass(g, n)
		}
		g.Sweep()
	}
}
