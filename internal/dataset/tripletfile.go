package dataset

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
)

// ReadTriplets reads triplets from a NumPy file of shape (N,3,784),
// (N,3,28,28) or any other size, or (N,3,H,W,C) for several channels: uint8,
// float32 or float64, C order. (N,3,P) becomes square pictures where P is a
// square, else pictures one pixel high.
//
// Float files whose values are all k/255, within a relative error of 1e-6, are
// pictures of 8 bits that somebody divided; they become uint8 again. Others
// stay float32 and enter the network as they are. NaN and Inf are refused.
//
// The triplets are 3N pictures of their own, triplet i being pictures 3i, 3i+1
// and 3i+2. Classes come from the labels file beside it, see LabelsName, if
// there is one. Errors name the file.
func ReadTriplets(fsys fs.FS, name string) (*Triplets, error) {
	im, err := readTripletArray(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &Triplets{Images: im, Index: make([][3]int32, im.N/3), Protocol: ProtocolFile}
	for i := range t.Index {
		k := int32(3 * i)
		t.Index[i] = [3]int32{k, k + 1, k + 2}
	}
	if err := readLabels(fsys, LabelsName(name), t); err != nil {
		return nil, fmt.Errorf("%s: %w", LabelsName(name), err)
	}
	return t, nil
}

// WriteTriplets writes the pictures of the triplets as a NumPy file: uint8
// pictures as uint8, float ones as float32; shape (N,3,H*W) for square pictures
// of one channel, as the tutorial has it, else (N,3,H,W) or (N,3,H,W,C).
func WriteTriplets(w io.Writer, t *Triplets) error {
	im := t.Images
	shape := []int{t.Len(), 3, im.H, im.W}
	if im.C > 1 {
		shape = append(shape, im.C)
	} else if h, _ := squareSides(im.Size()); h == im.H {
		shape = []int{t.Len(), 3, im.Size()}
	}
	bw := bufio.NewWriterSize(w, 1<<20)
	size := im.Size()
	var err error
	if im.Pix != nil {
		err = writeNPYHeader[uint8](bw, shape)
	} else {
		err = writeNPYHeader[float32](bw, shape)
	}
	for _, triplet := range t.Index {
		for _, p := range triplet {
			lo, hi := int(p)*size, int(p+1)*size
			if err == nil && im.Pix != nil {
				_, err = bw.Write(im.Pix[lo:hi])
			} else if err == nil {
				err = writeLE(bw, im.F32[lo:hi])
			}
		}
	}
	if err != nil {
		return err
	}
	return bw.Flush()
}

// squareSides gives height and width of a flat picture of p values.
func squareSides(p int) (h, w int) {
	if r := int(math.Sqrt(float64(p))); r*r == p {
		return r, r
	}
	return 1, p
}

// readTripletArray reads the pictures. Float files are read twice at worst:
// first as 8-bit steps, and from the start again if they are none.
func readTripletArray(fsys fs.FS, name string) (*Images, error) {
	im, err := readTripletsAs(fsys, name, true)
	if errors.Is(err, errNotBytes) {
		im, err = readTripletsAs(fsys, name, false)
	}
	return im, err
}

func readTripletsAs(fsys fs.FS, name string, asBytes bool) (*Images, error) {
	c, err := open(fsys, name)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	h, err := readNPYHeader(c)
	if err != nil {
		return nil, err
	}
	if h.fortran {
		return nil, errors.New("is in Fortran order; save it again with np.save(name, np.ascontiguousarray(array))")
	}
	width := map[string]int64{"|u1": 1, "<u1": 1, "<f4": 4, "<f8": 8}[h.descr]
	if width == 0 {
		return nil, fmt.Errorf("has values of type %q, and only uint8, float32 and float64, little-endian, can be read; save array.astype('<f4')", h.descr)
	}
	im, err := tripletShape(h.shape, width, c.most-h.size)
	if err != nil {
		return nil, err
	}
	count := int64(im.N) * int64(im.Size())
	switch {
	case width == 1:
		im.Pix, err = readAll(c, count)
	case asBytes:
		im.Pix, err = readSteps(c, count, width)
	default:
		im.F32, err = readFloats(c, count, width, int64(im.Size()))
	}
	return im, err
}

// tripletShape turns an array's shape into 3N pictures, and refuses a shape that
// needs more bytes than there are; the product is compared before it can overflow.
func tripletShape(shape []int64, width, room int64) (*Images, error) {
	if len(shape) < 3 || len(shape) > 5 || shape[1] != 3 {
		return nil, fmt.Errorf("has shape %v, and triplets have (N, 3, 784) or (N, 3, 28, 28): anchor, positive and negative in the second place", shape)
	}
	if shape[0] == 0 {
		return nil, errors.New("holds zero triplets")
	}
	if slices.Contains(shape, 0) {
		return nil, fmt.Errorf("has shape %v, pictures without a pixel", shape)
	}
	bytes := width
	for _, d := range shape {
		if d > math.MaxInt32 || bytes > max(room, 0)/d {
			return nil, fmt.Errorf("header claims shape %v, but the file can hold no more than %d bytes; it is truncated or damaged: copy it again", shape, max(room, 0))
		}
		bytes *= d
	}
	if 3*shape[0] > math.MaxInt32 {
		return nil, fmt.Errorf("holds %d triplets, more than can be numbered", shape[0])
	}
	im := &Images{N: int(3 * shape[0]), C: 1}
	switch len(shape) {
	case 3:
		im.H, im.W = squareSides(int(shape[2]))
	case 5:
		im.C = int(shape[4])
		fallthrough
	default:
		im.H, im.W = int(shape[2]), int(shape[3])
	}
	return im, nil
}

// errNotBytes says that a float file holds something else than k/255.
var errNotBytes = errors.New("not 8-bit steps")

// readSteps reads floats that are all k/255 as k. It judges the float32 that would
// be kept, so that a file written from what was read is judged alike: a float64
// of 1e-300 is kept as 0.
func readSteps(c *content, count, width int64) ([]uint8, error) {
	pix := make([]uint8, 0, min(count, c.first/width))
	err := eachFloat(c, count, width, func(_ int64, v float64) error {
		v = float64(float32(v))
		k := math.Round(v * 255)
		if !(k >= 0 && k <= 255 && math.Abs(v-k/255) <= 1e-6*k/255) { // false for NaN
			return errNotBytes
		}
		pix = append(pix, uint8(k))
		return nil
	})
	return pix, err
}

// readFloats reads floats as float32, of pictures of size values.
func readFloats(c *content, count, width, size int64) ([]float32, error) {
	out := make([]float32, 0, min(count, c.first/width))
	err := eachFloat(c, count, width, func(i int64, v float64) error {
		if f := float32(v); !math.IsNaN(v) && !math.IsInf(float64(f), 0) {
			out = append(out, f)
			return nil
		}
		part := [3]string{"anchor", "positive", "negative"}[i/size%3]
		return fmt.Errorf("pixel %d of the %s of triplet %d is %v; pictures must be finite float32 values: clean them (np.isfinite) and save again", i%size, part, i/(3*size), v)
	})
	return out, err
}

// eachFloat reads count floats of width bytes and calls f with place and value.
func eachFloat(r io.Reader, count, width int64, f func(int64, float64) error) error {
	buf := make([]byte, 64<<10)
	for i := int64(0); i < count; {
		n := min(count-i, int64(len(buf))/width)
		got, err := io.ReadFull(r, buf[:n*width])
		if err != nil {
			return readError(err, i*width+int64(got), count*width)
		}
		for k := range n {
			var v float64
			if width == 4 {
				v = float64(math.Float32frombits(binary.LittleEndian.Uint32(buf[4*k:])))
			} else {
				v = math.Float64frombits(binary.LittleEndian.Uint64(buf[8*k:]))
			}
			if err := f(i+k, v); err != nil {
				return err
			}
		}
		i += n
	}
	return atEnd(r)
}
