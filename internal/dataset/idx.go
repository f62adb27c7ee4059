package dataset

import (
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"math"

	"mekiki/internal/lang"
)

// The magic numbers of IDX files of uint8 (LeCun, Cortes and Burges, "The MNIST
// database of handwritten digits", 1998): two zero bytes, 0x08 for uint8, and
// the number of dimensions.
const (
	magicImages = 0x00000803
	magicLabels = 0x00000801
)

// ReadIDXImages reads a file of uint8 pictures, plain or gzip. Labels is nil.
func ReadIDXImages(fsys fs.FS, name string) (*Images, error) {
	dims, data, err := readIDX(fsys, name, magicImages)
	if err != nil {
		return nil, err
	}
	return &Images{N: dims[0], H: dims[1], W: dims[2], C: 1, Pix: data}, nil
}

// readIDXLabels reads a file of labels 0 to 255, plain or gzip.
func readIDXLabels(fsys fs.FS, name string) ([]int32, error) {
	_, data, err := readIDX(fsys, name, magicLabels)
	if err != nil {
		return nil, err
	}
	labels := make([]int32, len(data))
	for i, v := range data {
		labels[i] = int32(v)
	}
	return labels, nil
}

// WriteIDXImages writes the pictures as an IDX file. It panics on float
// pictures or on more than one channel, which IDX files of this kind do not have.
func WriteIDXImages(w io.Writer, im *Images) error {
	if im.Pix == nil || im.C != 1 {
		panic("dataset: WriteIDXImages wants uint8 pictures of one channel")
	}
	return writeIDX(w, magicImages, []int{im.N, im.H, im.W}, im.Pix)
}

// WriteIDXLabels writes labels as an IDX file. It panics on a label outside 0 to 255.
func WriteIDXLabels(w io.Writer, labels []int32) error {
	data := make([]byte, len(labels))
	for i, v := range labels {
		if v < 0 || v > 255 {
			panic(fmt.Sprintf("dataset: label %d does not fit in an IDX file", v))
		}
		data[i] = uint8(v)
	}
	return writeIDX(w, magicLabels, []int{len(data)}, data)
}

func writeIDX(w io.Writer, magic uint32, dims []int, data []byte) error {
	head := binary.BigEndian.AppendUint32(nil, magic)
	for _, d := range dims {
		head = binary.BigEndian.AppendUint32(head, uint32(d))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// readIDX reads one file; every error names it.
func readIDX(fsys fs.FS, name string, magic uint32) (dims []int, data []byte, err error) {
	defer func() {
		if err != nil {
			err = lang.Errorf("%s: %w", name, err)
		}
	}()
	c, err := open(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	if dims, err = idxHeader(c, magic); err == nil {
		want := int64(1)
		for _, d := range dims {
			want *= int64(d) // idxHeader made sure that this stays under maxContent
		}
		data, err = readAll(c, want)
	}
	return dims, data, err
}

// idxHeader reads magic number and dimensions, and refuses what the file cannot hold.
func idxHeader(c *content, magic uint32) ([]int, error) {
	head := make([]byte, 4+4*int(magic&0xff))
	n, err := io.ReadFull(c, head)
	if n >= 4 {
		if got := binary.BigEndian.Uint32(head); got != magic {
			return nil, wrongMagic(got, magic)
		}
	}
	if err != nil {
		return nil, readError(err, int64(n), int64(len(head)))
	}
	size := int64(len(head))
	room := c.most - size
	dims := make([]int, 0, 3)
	product := int64(1)
	for k := 4; k < len(head); k += 4 {
		d := int64(binary.BigEndian.Uint32(head[k:]))
		if d == 0 {
			return nil, lang.Errorf("says that it holds nothing (a dimension of 0)")
		}
		if d > math.MaxInt32 || product > room/d {
			return nil, lang.Errorf("header claims %s, but the file can hold no more than %d bytes; fetch the file again", claim(head[4:]), max(room, 0))
		}
		product *= d
		dims = append(dims, int(d))
	}
	return dims, nil
}

// claim prints dimensions as 60000x28x28.
func claim(dims []byte) string {
	s := ""
	for k := 0; k < len(dims); k += 4 {
		if k > 0 {
			s += "x"
		}
		s += fmt.Sprint(binary.BigEndian.Uint32(dims[k:]))
	}
	return s + " bytes"
}

func wrongMagic(got, want uint32) error {
	switch {
	case got == magicLabels && want == magicImages:
		return lang.Errorf("is a file of labels, not of pictures (magic 0x00000801); are the names swapped?")
	case got == magicImages && want == magicLabels:
		return lang.Errorf("is a file of pictures, not of labels (magic 0x00000803); are the names swapped?")
	}
	return lang.Errorf("magic 0x%08x, but an IDX file of this kind starts with 0x%08x; this is another kind of file", got, want)
}
