package dataset

import (
	"fmt"
	"io"
	"strings"
)

// number is the kind of values that .npy files of ours hold.
type number interface {
	uint8 | int32 | int64 | float32 | float64
}

// WriteNPY writes data as a NumPy array of the given shape in C order: embeddings
// as WriteNPY(w, e, n, dim), labels as WriteNPY(w, l, n). The file is version
// 1.0, the same bytes as np.save writes. It panics if the shape does not fit.
func WriteNPY[T number](w io.Writer, data []T, shape ...int) error {
	product := 1
	for _, d := range shape {
		product *= d
	}
	if product != len(data) {
		panic(fmt.Sprintf("dataset: WriteNPY of %d values as %v", len(data), shape))
	}
	if err := writeNPYHeader[T](w, shape); err != nil {
		return err
	}
	return writeLE(w, data)
}

// writeNPYHeader writes everything before the data.
func writeNPYHeader[T number](w io.Writer, shape []int) error {
	var descr string
	switch any(*new(T)).(type) {
	case uint8:
		descr = "|u1"
	case int32:
		descr = "<i4"
	case int64:
		descr = "<i8"
	case float32:
		descr = "<f4"
	case float64:
		descr = "<f8"
	}
	dims := make([]string, len(shape))
	for i, d := range shape {
		dims[i] = fmt.Sprint(d)
	}
	tuple := strings.Join(dims, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	dict := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, tuple)
	// NumPy leaves room for the first dimension to grow to 21 digits, then
	// fills up to a multiple of 64, the line feed included.
	if len(shape) > 0 {
		dict += strings.Repeat(" ", max(0, 21-len(dims[0])))
	}
	const before = len(npyMagic) + 4
	dict += strings.Repeat(" ", 64-(before+len(dict)+1)%64) + "\n"
	_, err := io.WriteString(w, npyMagic+"\x01\x00"+string([]byte{byte(len(dict)), byte(len(dict) >> 8)})+dict)
	return err
}
