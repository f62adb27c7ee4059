package nn

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// Front looks at pictures before a network, which then reads vectors: it stays as it is
// while the network is trained. Several goroutines may use it at once.
type Front interface {
	// Pictures is the shape of the pictures. Grey ones may come to a front of three
	// channels.
	Pictures() Shape
	// Dim is how many values a picture becomes, the inputs of the network.
	Dim() int
	// See writes the values of a picture, Dim of them, to dst. pix is the picture row by
	// row, its channels together.
	See(dst []float32, pix []uint8)
}

// Front is what looks at pictures before the network; nil where it reads them itself.
func (n *Net) Front() Front { return n.front }

// SetFront puts something before the network. Embed and Embedder then take pictures of
// uint8 as well as vectors of float32; trainers take vectors. It panics unless the
// network reads rows of f.Dim() values.
func (n *Net) SetFront(f Front) {
	if n.input != (Shape{1, 1, f.Dim()}) {
		panic(fmt.Sprintf("nn: SetFront: vectors of %d values for a network that reads %s", f.Dim(), n.input))
	}
	n.front = f
}

// behind is the source that the network itself reads: pictures of uint8 become what the
// front gives for them, one after the other. Neither it nor the rows are changed where
// there is nothing to do.
func (n *Net) behind(src Source, rows []int32, workers int) (Source, []int32) {
	if n.front == nil || src.U8 == nil {
		return src, rows
	}
	count := len(rows)
	if rows == nil {
		count = src.Rows()
	}
	seen := Source{Size: n.front.Dim(), F32: make([]float32, count*n.front.Dim())}
	See(seen.F32, n.front, src, rows, workers)
	return seen, nil
}

// See writes what a front gives for the given pictures of src to dst, row-major
// (len(rows), f.Dim()); nil rows means all of them. The result is bitwise the same for
// every number of workers; 0 means one for each core. It panics on wrong shapes.
func See(dst []float32, f Front, src Source, rows []int32, workers int) {
	src.checkPictures(f)
	src.checkRows(rows)
	count, dim := len(rows), f.Dim()
	if rows == nil {
		count = src.Rows()
	}
	if len(dst) != count*dim {
		panic(fmt.Sprintf("nn: See: %d values for %d pictures of %d", len(dst), count, dim))
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, count) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				row := i
				if rows != nil {
					row = int(rows[i])
				}
				f.See(dst[i*dim:(i+1)*dim], src.picture(row))
			}
		})
	}
	wg.Wait()
}

// checkPictures panics if these are not pictures of uint8 that f takes.
func (s Source) checkPictures(f Front) {
	in := f.Pictures()
	if s.F32 != nil || s.Size != in.Size() && s.Size != in.Height*in.Width || len(s.U8)%s.Size != 0 {
		panic(fmt.Sprintf("nn: source of size %d with %d bytes for pictures of %s", s.Size, len(s.U8), in))
	}
}

// picture is picture i of uint8.
func (s Source) picture(i int) []uint8 { return s.U8[i*s.Size : (i+1)*s.Size] }
