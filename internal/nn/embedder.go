package nn

import "fmt"

// Embedder embeds one picture after another, as an inspection does. What Embed
// prepares in each call, folded weights, tables and memory, it prepares once and
// for one picture. It must not be used by two goroutines at the same time. Later
// changes of the network do not reach it.
type Embedder struct {
	one  *embedder
	seen []float32 // what the front gives; nil without one
}

// NewEmbedder prepares the embedding of single pictures by n.
func NewEmbedder(n *Net) *Embedder {
	one := layOutBy(n.arch, n.input, 1, false)
	copy(one.params, n.params)
	one.pixels = n.pixels
	e := &Embedder{one: newEmbedder(one, one.fold())}
	if n.front != nil {
		one.SetFront(n.front)
		e.seen = make([]float32, n.front.Dim())
	}
	return e
}

// Embed writes the embedding of a picture of src to dst, Dim values, bitwise as
// Net.Embed does. It allocates nothing. It panics on wrong shapes or a row that
// is not there.
func (e *Embedder) Embed(dst []float32, src Source, row int) {
	n := e.one.net
	if e.seen != nil && src.U8 != nil {
		src.checkPictures(n.front)
		n.front.See(e.seen, src.picture(row))
		src, row = Source{Size: len(e.seen), F32: e.seen}, 0
	}
	src.check(n.Inputs())
	if len(dst) != n.Dim() || row < 0 || row >= src.Rows() {
		panic(fmt.Sprintf("nn: Embedder: %d values for picture %d of %d, embedding of %d", len(dst), row, src.Rows(), n.Dim()))
	}
	e.one.reader.read(src, row)
	e.one.reader.put(e.one.of(0, 0), e.one.values[0], 0)
	e.one.run(dst, 1)
}
