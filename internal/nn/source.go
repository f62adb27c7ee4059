package nn

import "fmt"

// Source is a matrix of pictures, Size values a row; exactly one of U8 and F32
// is set. Preprocess says what a network makes of their values.
type Source struct {
	Size int
	U8   []uint8
	F32  []float32
}

// Rows is the number of pictures.
func (s Source) Rows() int { return (len(s.U8) + len(s.F32)) / s.Size }

// check panics if the source does not fit a network with so many inputs.
func (s Source) check(inputs int) {
	if s.Size != inputs || (s.U8 == nil) == (s.F32 == nil) || (len(s.U8)+len(s.F32))%s.Size != 0 {
		panic(fmt.Sprintf("nn: source of size %d with %d bytes and %d floats for %d inputs", s.Size, len(s.U8), len(s.F32), inputs))
	}
}

// checkRows panics on a picture that is not there: here, where a caller can
// recover, and not in a worker.
func (s Source) checkRows(rows []int32) {
	n := s.Rows()
	for _, i := range rows {
		if i < 0 || int(i) >= n {
			panic(fmt.Sprintf("nn: picture %d of %d", i, n))
		}
	}
}
