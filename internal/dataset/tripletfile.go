package dataset

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"math"

	"mekiki/internal/lang"
)

// ReadTriplets reads triplets from a NumPy file of shape (N,3,784),
// (N,3,28,28) or any other size, or (N,3,H,W,C) for several channels, in C order.
// (N,3,P) becomes square pictures where P is a square, else pictures one pixel
// high. Five axes that may as well be (N,3,C,H,W) are refused with the line of
// NumPy for each reading.
//
// Whole numbers of any width must lie in 0 to 255 and become uint8; bool becomes
// 0 and 255. Float files whose values are all k/255, within a relative error of
// 1e-6 (float16: 2^-11), are pictures of 8 bits that somebody divided, those of
// whole numbers up to 255, more than 16 somewhere, are such that nobody divided;
// both become uint8. Others stay float32 and enter the network as they are. NaN
// and Inf are refused. Remarks says where values were taken for others.
//
// The triplets are 3N pictures of their own, triplet i being pictures 3i, 3i+1
// and 3i+2. Classes come from the labels file beside it, see LabelsName, if
// there is one. Errors name the file.
func ReadTriplets(fsys fs.FS, name string) (*Triplets, error) {
	im, remark, err := readTripletArray(fsys, name)
	if err != nil {
		return nil, lang.Errorf("%s: %w", name, err)
	}
	t := &Triplets{Images: im, Index: make([][3]int32, im.N/3), Protocol: ProtocolFile}
	if !remark.IsZero() {
		t.Remarks = []Remark{{name, remark}}
	}
	for i := range t.Index {
		k := int32(3 * i)
		t.Index[i] = [3]int32{k, k + 1, k + 2}
	}
	if err := readLabels(fsys, LabelsName(name), t); err != nil {
		return nil, lang.Errorf("%s: %w", LabelsName(name), err)
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
	if im.F32 == nil {
		err = writeNPYHeader[uint8](bw, shape)
	} else {
		err = writeNPYHeader[float32](bw, shape)
	}
	if err != nil {
		return err
	}
	rows := make([]int32, 0, 3*t.Len())
	for _, triplet := range t.Index {
		rows = append(rows, triplet[:]...)
	}
	if err := im.Blocks(rows, im.AtOnce(writtenAtOnce), func(part *Images, at []int32) error {
		for _, p := range at {
			lo, hi := int(p)*size, int(p+1)*size
			if part.Pix != nil {
				_, err = bw.Write(part.Pix[lo:hi])
			} else {
				err = writeLE(bw, part.F32[lo:hi])
			}
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return bw.Flush()
}

// writtenAtOnce is how many values of picture files are in memory to be written.
const writtenAtOnce = 4 << 20

// squareSides gives height and width of a flat picture of p values.
func squareSides(p int) (h, w int) {
	if r := int(math.Sqrt(float64(p))); r*r == p {
		return r, r
	}
	return 1, p
}

// readTripletArray reads the pictures. Float files are read twice at worst:
// first as 8-bit steps, and from the start again if they are none.
func readTripletArray(fsys fs.FS, name string) (*Images, lang.Message, error) {
	im, remark, err := readTripletsAs(fsys, name, true)
	if errors.Is(err, errNotBytes) {
		im, remark, err = readTripletsAs(fsys, name, false)
	}
	return im, remark, err
}

func readTripletsAs(fsys fs.FS, name string, asBytes bool) (*Images, lang.Message, error) {
	c, err := open(fsys, name)
	if err != nil {
		return nil, lang.Message{}, err
	}
	defer c.Close()
	h, err := readNPYHeader(c)
	if err != nil {
		return nil, lang.Message{}, err
	}
	if h.fortran {
		return nil, lang.Message{}, lang.Errorf("is in Fortran order; save it again with np.save(name, np.ascontiguousarray(array))")
	}
	kind, err := npyTypeOf(h.descr)
	if err != nil {
		return nil, lang.Message{}, err
	}
	im, err := tripletShape(h.shape, kind.width, c.most-h.size)
	if err != nil {
		return nil, lang.Message{}, err
	}
	remark, err := readPixels(c, kind, im, asBytes)
	return im, remark, err
}
