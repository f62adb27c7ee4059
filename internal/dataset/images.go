package dataset

// Images is a set of pictures of one size with their labels.
//
// Value (i, y, x, c) stands at index ((i*H+y)*W+x)*C+c. Exactly one of Pix and
// F32 is set: pictures with 8 bits stay uint8 in memory, a quarter of the
// floats; only float files whose values are not 8-bit steps are kept as float32.
type Images struct {
	N, H, W, C int
	Pix        []uint8
	F32        []float32
	// Labels holds the class of each picture, an index in Classes, or is nil.
	Labels []int32
	// Classes names the classes, or is nil.
	Classes []string
}

// Size is the number of values in one picture, H*W*C.
func (im *Images) Size() int { return im.H * im.W * im.C }
