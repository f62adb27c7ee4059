package nn

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"mekiki/internal/kernel"
	"mekiki/internal/lang"
)

// mostCells is the most values of a map that a FeatureMapper gives.
const mostCells = 1 << 28

// mostTableRows is the most rows that the tables of a tile name, 4 bytes each.
const mostTableRows = 1 << 26

// FeatureMapper gives the output of a layer as a map: what a network without the
// layers behind it makes of pictures, of another size than it was trained
// on too. It must not be used by two goroutines at the same time. Later changes of
// the network do not reach it.
//
// Large pictures are computed in tiles that overlap, so memory does not grow with
// the picture: for each worker some three maps (one more for a residual block in
// another), none larger than 16 MiB, or than that of a picture of two fields and
// six strides a side; besides tables of about 4 bytes a
// tap and cell of a tile, once, at most 256 MiB. A layer that sees the whole picture has no tiles;
// then the maps of the whole picture count, and more than 2^26 values in one are refused.
type FeatureMapper struct {
	net     *Net // the layers up to the map, for pictures of a tile
	folds   folds
	in, out Shape
	field   Field
	tiles   tiling
	workers []*embedder
}

// LastMap is the last layer, counted from 0, whose cells do not see the whole
// picture: that before a global pool or a fully connected layer. It is -1 where
// there is none.
func (n *Net) LastMap() int {
	return slices.IndexFunc(append(n.arch.Fields(n.input), Field{}), Field.Whole) - 1
}

// Features prepares maps of the output of a layer, counted from 0 (those within a
// residual block are not counted), for pictures of shape in. It computes in so many
// workers; 0 means one for each core. It fails where there is no such layer, the
// pictures have other channels than the network's or are too small, or the layer
// or one before it fits only pictures of the trained size, as a fully connected one
// does.
func (n *Net) Features(layer int, in Shape, workers int) (*FeatureMapper, error) {
	return n.features(layer, in, workers, tileValues)
}

// features is Features with so many values in the largest map of a tile.
func (n *Net) features(layer int, in Shape, workers, values int) (*FeatureMapper, error) {
	if layer < 0 || layer >= len(n.arch) {
		return nil, lang.Errorf("there is no layer %d; the layers are 0 to %d", layer, len(n.arch)-1)
	}
	a := slices.Clip(n.arch[:layer+1])
	if in.Channels != n.input.Channels {
		return nil, lang.Errorf("pictures of %d channels for a network that takes %d", in.Channels, n.input.Channels)
	}
	out, err := a.mapped(in)
	if err != nil {
		return nil, err
	}
	if err := a.sameWeights(n.input, in); err != nil {
		return nil, err
	}
	if int64(out.Height)*int64(out.Width)*int64(out.Channels) > mostCells {
		return nil, lang.Errorf("a map of %s has more than %d values; choose a later layer, or cut the pictures", out, mostCells)
	}
	m := &FeatureMapper{in: in, out: out, field: a.Fields(in)[layer]}
	m.tiles = a.tilingOf(in, out, m.field, values)
	tile := m.tiles.tile
	most := a.largestValue(tile)
	if most > mostValues {
		return nil, lang.Errorf("pictures of %s make maps of more than %d values in one piece; cut the pictures, or choose an earlier layer", in, mostValues)
	}
	if a.TableRows(tile) > mostTableRows {
		return nil, lang.Errorf("the windows of the layers over pictures of %s need tables of more than %d rows; cut the pictures, or choose an earlier layer", tile, mostTableRows)
	}
	s := a.entry(tile)
	chunk := min(chunkOf(largest(a, tile, s.Height*s.Width)), max(1, values/most))
	m.net = layOutBy(a, tile, chunk, false)
	m.net.pixels = n.pixels
	m.net.takeOver(n)
	m.folds = m.net.fold()
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	m.workers = make([]*embedder, workers)
	return m, nil
}

// takeOver copies the tensors of o that n has too. What n has alone is the bias of a
// convolution that o follows with a normalisation, and stays zero.
func (n *Net) takeOver(o *Net) {
	for i, t := range n.tensors {
		if j := slices.IndexFunc(o.tensors, func(u Tensor) bool { return u.Name == t.Name }); j >= 0 {
			n.SetValues(i, o.Values(j))
		}
	}
}

// Output is the shape of a map.
func (m *FeatureMapper) Output() Shape { return m.out }

// Field is what a cell of a map sees of the picture.
func (m *FeatureMapper) Field() Field { return m.field }

// Map writes the maps of the given rows of src to dst, row-major
// (len(rows), height, width, channels); nil rows means all of them. Normalisations
// use their running moments, nothing is dropped. The result is bitwise the same
// for every number of workers, and what Embed computes on its way from a picture
// of the trained size. It panics on wrong shapes.
func (m *FeatureMapper) Map(dst []float32, src Source, rows []int32) {
	src.check(m.in.Size())
	count := len(rows)
	if rows == nil {
		count = src.Rows()
	}
	if len(dst) != count*m.out.Size() {
		panic(fmt.Sprintf("nn: Map: %d values for %d maps of %s", len(dst), count, m.out))
	}
	src.checkRows(rows)
	across := len(m.tiles.cols)
	perPicture := across * len(m.tiles.rows)
	jobs, size := count*perPicture, m.net.plan.chunk
	var next atomic.Int64
	var wg sync.WaitGroup
	for w := range min(len(m.workers), m.net.plan.chunks(jobs)) {
		if m.workers[w] == nil {
			m.workers[w] = newEmbedder(m.net, m.folds)
		}
		wg.Go(func() {
			e := m.workers[w]
			for {
				lo := int(next.Add(int64(size))) - size
				if lo >= jobs {
					return
				}
				hi := min(lo+size, jobs)
				for i := lo; i < hi; i++ {
					picture, tile := i/perPicture, i%perPicture
					if rows != nil {
						picture = int(rows[picture])
					}
					e.read(src, picture, i-lo, m.in, m.tiles.rows[tile/across].At, m.tiles.cols[tile%across].At)
				}
				for _, o := range e.ops {
					o.forward(&e.exec, 0, hi-lo, 0)
				}
				for i := lo; i < hi; i++ {
					picture, tile := i/perPicture, i%perPicture
					m.take(dst[picture*m.out.Size():(picture+1)*m.out.Size()], e, i-lo, m.tiles.rows[tile/across], m.tiles.cols[tile%across])
				}
			}
		})
	}
	wg.Wait()
}

// readPart takes the part of a picture of shape `in` that begins at (top, left) and
// has the shape of r's pictures.
func (r *reader) readPart(s Source, i int, in Shape, top, left int) {
	line := r.in.Width * r.in.Channels
	for y := range r.in.Height {
		r.line(r.picture[y*line:(y+1)*line], s, i, in, top+y, left)
	}
}

// line takes values of a picture of shape `in` from (y, x) on.
func (r *reader) line(to []float32, s Source, i int, in Shape, y, x int) {
	at := i*s.Size + (y*in.Width+x)*in.Channels
	if s.F32 != nil {
		r.floats(to, s.F32[at:at+len(to)])
		return
	}
	r.bytes(to, s.U8[at:at+len(to)])
}

// take copies the cells of tile i of a chunk to the map dst.
func (m *FeatureMapper) take(dst []float32, e *embedder, i int, rows, cols Span) {
	v, chunk, channels := e.last(), e.of(len(e.values)-1, 0), m.out.Channels
	stride := max(1, m.field.Stride) // a tile that is the whole picture begins at 0
	for y := rows.From; y < rows.To; y++ {
		row := (i*v.Height+y-rows.At/stride)*v.Width - cols.At/stride
		for p := range v.panels {
			panel, first := v.panel(chunk, p), p*kernel.Lane
			width := min(kernel.Lane, channels-first)
			for x := cols.From; x < cols.To; x++ {
				copy(dst[(y*m.out.Width+x)*channels+first:][:width], panel[(row+x)*kernel.Lane:])
			}
		}
	}
}
