package nn

// Field is what a cell of a map sees of the picture, its receptive field (Araujo,
// Norris and Sim, "Computing receptive fields of convolutional neural networks",
// 2019): cell (y, x) depends on no pixel outside of the square from
// (y*Stride+First, x*Stride+First) on, Size pixels a side, as far as that lies
// within the picture. The zero value stands for the whole picture.
type Field struct {
	// Stride is the number of pixels from a cell to the next.
	Stride int `json:"stride"`
	// First is the first pixel of cell 0: 0, or negative, where a window reaches
	// beyond the border.
	First int `json:"first"`
	// Size is the side of the square.
	Size int `json:"size"`
}

// Whole reports whether a cell may depend on the whole picture.
func (f Field) Whole() bool { return f == Field{} }

// Fields are the fields of the outputs of the layers, one a layer, for pictures of
// shape in, which the architecture must fit (Output). From the first global
// pool or fully connected layer on, that within a residual block included, a cell sees
// the whole picture; one of a residual block whose shortcut goes by other steps than its
// layers counts as seeing it.
func (a Arch) Fields(in Shape) []Field {
	fields, f := make([]Field, len(a)), Field{Stride: 1, Size: 1}
	for i, l := range a {
		f = l.is().field(l, in, f)
		fields[i] = f
		in, _ = l.output(in)
	}
	return fields
}

// Window is the field behind a window of so many cells a side, which goes on by stride and
// begins border cells before the first.
func (f Field) Window(side, stride, border int) Field {
	if f.Whole() {
		return f
	}
	return Field{Stride: f.Stride * stride, First: f.First - border*f.Stride, Size: f.Size + (side-1)*f.Stride}
}
