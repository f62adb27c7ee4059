package dataset

import (
	"fmt"
	"math"
)

// Images is a set of pictures of one size with their labels.
//
// Value (i, y, x, c) stands at index ((i*H+y)*W+x)*C+c. Exactly one of Pix and
// F32 is set: pictures with 8 bits stay uint8 in memory, a quarter of the
// floats; only float files whose values are not 8-bit steps are kept as float32.
// Pictures of a folder that do not all fit in memory have neither: they have 8 bits and
// are unpacked when they are asked for, by Bytes, Floats, Blocks or a Loader.
type Images struct {
	N, H, W, C int
	Pix        []uint8
	F32        []float32
	// Labels holds the class of each picture, an index in Classes, or is nil.
	Labels []int32
	// Classes names the classes, or is nil.
	Classes []string
	// Objects numbers the thing that each picture shows, where that is known, or is nil.
	// Pictures of one object never lie on both sides of a split.
	Objects []int32
	// Seen are the same pictures as an eye sees them, vectors in F32 of 1 x 1 places; nil
	// where none has looked. SeenBy says which, so that no other network reads them.
	Seen   *Images
	SeenBy any

	files *pictureFiles // nil where all are in memory
	at    []int32       // the place in files of each picture
	// numbers are the pictures' indices in the set of which these are a part for a batch;
	// nil where they are the set.
	numbers []int32
}

// number is the index of picture i in the whole set.
func (im *Images) number(i int) int {
	if im.numbers == nil {
		return i
	}
	return int(im.numbers[i])
}

// InMemory says whether Pix or F32 holds the pictures.
func (im *Images) InMemory() bool { return im.files == nil }

// Size is the number of values in one picture, H*W*C.
func (im *Images) Size() int { return im.H * im.W * im.C }

// Floats writes picture i to dst as floats: a uint8 value v as v/255, a float value
// as it is. What a network makes of them is nn.Preprocess. An error is that of a file that
// cannot be read any more, and names it; pictures in memory have none. It panics if dst is
// not Size long.
func (im *Images) Floats(dst []float32, i int) error {
	size := im.Size()
	if len(dst) != size {
		panic(fmt.Sprintf("dataset: Floats into %d values, a picture has %d", len(dst), size))
	}
	if im.F32 != nil {
		copy(dst, im.F32[i*size:(i+1)*size])
		return nil
	}
	pix, err := im.Bytes(i)
	for k, v := range pix {
		dst[k] = float32(v) / 255
	}
	return err
}

// Bytes is picture i in 8 bits, for showing it. Of uint8 pictures it is a view,
// not a copy; float values are taken as 0 to 1, cut off outside. Errors are those of
// Floats.
func (im *Images) Bytes(i int) ([]uint8, error) {
	size := im.Size()
	switch {
	case im.files != nil:
		return im.files.read(im.at[i])
	case im.F32 == nil:
		return im.Pix[i*size : (i+1)*size : (i+1)*size], nil
	}
	out := make([]uint8, size)
	for k, v := range im.F32[i*size : (i+1)*size] {
		out[k] = uint8(math.Round(float64(min(max(v, 0), 1)) * 255))
	}
	return out, nil
}

// Subset copies the pictures at idx, in that order, with their labels and objects. Classes
// is shared, and so are files. It panics on an index outside 0 to N-1.
func (im *Images) Subset(idx []int) *Images {
	size := im.Size()
	out := &Images{N: len(idx), H: im.H, W: im.W, C: im.C, Classes: im.Classes, files: im.files}
	switch {
	case im.files != nil:
		out.at = make([]int32, 0, len(idx))
	case im.F32 == nil:
		out.Pix = make([]uint8, 0, len(idx)*size)
	default:
		out.F32 = make([]float32, 0, len(idx)*size)
	}
	if im.Labels != nil {
		out.Labels = make([]int32, 0, len(idx))
	}
	if im.Objects != nil {
		out.Objects = make([]int32, 0, len(idx))
	}
	for _, i := range idx {
		switch {
		case im.files != nil:
			out.at = append(out.at, im.at[i])
		case im.F32 == nil:
			out.Pix = append(out.Pix, im.Pix[i*size:(i+1)*size]...)
		default:
			out.F32 = append(out.F32, im.F32[i*size:(i+1)*size]...)
		}
		if im.Labels != nil {
			out.Labels = append(out.Labels, im.Labels[i])
		}
		if im.Objects != nil {
			out.Objects = append(out.Objects, im.Objects[i])
		}
	}
	return out
}

// Append adds the pictures of more, of the same set, behind im's own. It panics where they
// are of another size, are kept in another way, or an eye has looked at im.
func (im *Images) Append(more *Images) {
	if im.H != more.H || im.W != more.W || im.C != more.C || im.files != more.files || (im.F32 == nil) != (more.F32 == nil) ||
		(im.Labels == nil) != (more.Labels == nil) || (im.Objects == nil) != (more.Objects == nil) || im.Seen != nil || im.numbers != nil {
		panic("dataset: Append of other pictures")
	}
	im.N += more.N
	im.Pix, im.F32, im.at = append(im.Pix, more.Pix...), append(im.F32, more.F32...), append(im.at, more.at...)
	im.Labels, im.Objects = append(im.Labels, more.Labels...), append(im.Objects, more.Objects...)
}

// keep is Subset in place, for pictures of 8 bits and an ascending idx.
func (im *Images) keep(idx []int) {
	size := im.Size()
	for k, i := range idx {
		if im.files != nil {
			im.at[k] = im.at[i]
		} else {
			copy(im.Pix[k*size:], im.Pix[i*size:(i+1)*size])
		}
		if im.Labels != nil {
			im.Labels[k] = im.Labels[i]
		}
		if im.Objects != nil {
			im.Objects[k] = im.Objects[i]
		}
	}
	if im.N = len(idx); im.files != nil {
		im.at = im.at[:im.N]
	} else {
		im.Pix = im.Pix[:im.N*size]
	}
	if im.Labels != nil {
		im.Labels = im.Labels[:im.N]
	}
	if im.Objects != nil {
		im.Objects = im.Objects[:im.N]
	}
}

// ClassName is the name of class c, or its number where it has none.
func (im *Images) ClassName(c int32) string {
	if c >= 0 && int(c) < len(im.Classes) {
		return im.Classes[c]
	}
	return fmt.Sprint(c)
}

// Transpose exchanges rows and columns of every picture: value (i, y, x, c) moves to
// (i, x, y, c), and a picture of H x W becomes one of W x H. It panics unless the
// pictures are in memory.
func (im *Images) Transpose() {
	if im.files != nil {
		panic("dataset: Transpose of picture files")
	}
	transpose(im.Pix, im.H, im.W, im.C)
	transpose(im.F32, im.H, im.W, im.C)
	im.H, im.W = im.W, im.H
}

// transpose does it in place, picture by picture.
func transpose[T pixel](values []T, h, w, c int) {
	size := h * w * c
	old := make([]T, size)
	for ; len(values) > 0; values = values[size:] {
		copy(old, values)
		for y := range h {
			for x := range w {
				copy(values[(x*h+y)*c:][:c], old[(y*w+x)*c:])
			}
		}
	}
}
