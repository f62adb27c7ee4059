package nn

// large reports whether a BulkEmbedder computes pictures in tiles: their maps are large, and
// end in a global pool.
func (n *Net) large() bool {
	last := n.LastMap()
	if last < 0 || last+1 == len(n.arch) || n.arch.largestValue(n.input) <= tileValues {
		return false
	}
	_, global := n.arch[last+1].is().(globalLayer)
	return global
}

// rest is the network from a layer on, for maps of shape in. That layer has no weights.
func (n *Net) rest(from int, in Shape) *Net {
	a := n.arch[from:]
	r := layOutBy(a, in, chunkOf(in.Height*in.Width), false)
	at := len(n.tensors) - len(r.tensors) // theirs are the last ones of n
	for i := range r.tensors {
		r.SetValues(i, n.Values(at+i))
	}
	return r
}
