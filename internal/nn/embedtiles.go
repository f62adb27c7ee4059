package nn

import "fmt"

// mapsAtOnce is how many values of last maps Embed keeps at a time, where one picture
// does not have more.
const mapsAtOnce = 1 << 24

// large reports whether Embed computes pictures in tiles: their maps are large, and
// end in a global pool.
func (n *Net) large() bool {
	last := n.LastMap()
	if last < 0 || last+1 == len(n.arch) || n.arch.largestValue(n.input) <= tileValues {
		return false
	}
	_, global := n.arch[last+1].is().(globalLayer)
	return global
}

// embedTiles is Embed for large pictures: their last maps in tiles, so that memory
// does not grow with picture and workers together, then what follows. The tiles
// give a map its bits, and so the embedding its. So many values of last maps are kept at
// a time, or one picture's.
func (n *Net) embedTiles(dst []float32, src Source, rows []int32, workers, most int) {
	last := n.LastMap()
	m, err := n.Features(last, n.input, workers)
	if err != nil {
		panic(fmt.Sprintf("nn: Embed: %v", err)) // the network was built for such pictures
	}
	rest := n.rest(last+1, m.out)
	group := max(1, most/m.out.Size())
	maps := make([]float32, min(group, len(rows))*m.out.Size())
	for len(rows) > 0 {
		now := rows[:min(group, len(rows))]
		some := maps[:len(now)*m.out.Size()]
		m.Map(some, src, now)
		rest.Embed(dst[:len(now)*n.Dim()], Source{Size: m.out.Size(), F32: some}, nil, workers)
		dst, rows = dst[len(now)*n.Dim():], rows[len(now):]
	}
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
