package dataset

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/sbinet/npyio"
	"mekiki/internal/testutil"
)

var testdata = os.DirFS("testdata")

// pixels repeats what testdata/npy.py put into the files.
func pixels(n int) []uint8 {
	p := make([]uint8, n)
	for i := range p {
		p[i] = uint8(i * 37 % 256)
	}
	return p
}

// TestReadTriplets reads files that NumPy wrote.
func TestReadTriplets(t *testing.T) {
	free := make([]float32, 24)
	for i, v := range pixels(24) {
		free[i] = float32(float64(v)/255)*1.5 - 0.25
	}
	for _, c := range []struct {
		name    string
		h, w, c int
		f32     []float32
	}{
		{"u8_flat", 2, 2, 1, nil},
		{"u8_square", 2, 2, 1, nil},
		{"u8_wide", 2, 3, 1, nil},
		{"u8_line", 1, 5, 1, nil},
		{"u8_colour", 2, 2, 3, nil},
		{"u8_784", 28, 28, 1, nil},
		{"u8_v2", 2, 2, 1, nil},
		{"u8_v3", 2, 2, 1, nil},
		{"f4_steps", 2, 2, 1, nil},
		{"f8_steps", 2, 2, 1, nil},
		{"f4_from_f8", 2, 2, 1, nil},
		{"f4_free", 2, 2, 1, free},
		{"f8_free", 2, 2, 1, free},
	} {
		got, err := ReadTriplets(testdata, c.name+".npy")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		want := &Triplets{Images: &Images{N: 6, H: c.h, W: c.w, C: c.c}, Index: [][3]int32{{0, 1, 2}, {3, 4, 5}}, Protocol: ProtocolFile}
		if c.f32 != nil {
			want.Images.F32 = c.f32
		} else {
			want.Images.Pix = pixels(6 * c.h * c.w * c.c)
		}
		if d := cmp.Diff(want, got, inMemory); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

func TestReadTripletsRefuses(t *testing.T) {
	whole, err := fs.ReadFile(testdata, "u8_784.npy")
	if err != nil {
		t.Fatal(err)
	}
	floats, _ := fs.ReadFile(testdata, "f4_free.npy")
	files := fstest.MapFS{
		"cut.npy":      {Data: whole[:len(whole)-7]},
		"cutf.npy":     {Data: floats[:len(floats)-7]},
		"headcut.npy":  {Data: whole[:40]},
		"tiny.npy":     {Data: whole[:5]},
		"empty.npy":    {},
		"junk.npy":     {Data: append(bytes.Clone(whole), 1)},
		"junkf.npy":    {Data: append(bytes.Clone(floats), 1)},
		"zip.npy":      {Data: []byte("PK\x03\x04 and so on")},
		"text.npy":     {Data: []byte("anchor,positive,negative\n")},
		"v9.npy":       {Data: []byte("\x93NUMPY\x09\x00\x00\x00")},
		"longhead.npy": {Data: []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{}")},
		"folder.npy":   {Mode: fs.ModeDir},
	}
	for name, dict := range map[string]string{
		"terabytes": "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 3, 784), }",
		"overflow":  "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 3, 2000000000, 2000000000), }",
		"negative":  "{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 3, 4), }",
		"nokey":     "{'descr': '|u1', 'shape': (1, 3, 4), }",
		"twice":     "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1, 3, 4), }",
		"nobrace":   "'descr': '|u1'",
		"open":      "{'descr': '|u1",
		"byte256":   "{'descr': '>i2', 'fortran_order': False, 'shape': (1, 3, 2), }",
		"four":      "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3, 4, 1, 5), }",
		"noend":     "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3, 4), ",
	} {
		files[name+".npy"] = &fstest.MapFile{Data: npyFile(dict, make([]byte, 12))}
	}
	files["four.npy"].Data = append(files["four.npy"].Data, make([]byte, 48)...)
	files["byte256.npy"].Data[len(files["byte256.npy"].Data)-6] = 1
	for name, want := range map[string]string{
		"cut.npy":      "header claims shape [2 3 784], but the file can hold no more than 4697 bytes; it is truncated or damaged",
		"cutf.npy":     "it is truncated or damaged",
		"headcut.npy":  "truncated after 30 of 118 bytes",
		"tiny.npy":     "truncated after 5 of 8 bytes",
		"empty.npy":    "truncated after 0 of 8 bytes",
		"junk.npy":     "more data follows",
		"junkf.npy":    "more data follows",
		"zip.npy":      "is a .npz archive",
		"text.npy":     "is not a .npy file",
		"v9.npy":       "version 9",
		"longhead.npy": "header claims 4294967295 bytes",
		"folder.npy":   "not a regular file",
		"missing.npy":  "missing.npy: file does not exist",
		"terabytes":    "header claims shape [1000000000 3 784]",
		"overflow":     "header claims shape",
		"negative":     `"-1" is no dimension`,
		"byte256":      "pixel 1 of the positive of triplet 0 is 256, and pictures",
		"four":         "4 x 1 x 5, which can be read in two ways: 1 x 5 pixels of 4 channels",
		"nokey":        "is missing",
		"twice":        `key "descr" twice`,
		"nobrace":      "does not start with {",
		"open":         "a string does not end",
		"noend":        "a string is expected",
	} {
		name = strings.TrimSuffix(name, ".npy") + ".npy"
		refused(t, files, name, want)
	}
	for name, want := range map[string]string{
		"bad_fortran": "np.ascontiguousarray",
		"bad_complex": `type "<c8", which are no pixels; save whole numbers from 0 to 255 as array.astype('uint8')`,
		"bad_text":    `type "<U3"`,
		"bad_i2":      "pixel 0 of the anchor of triplet 0 is -32768, and pictures of whole numbers hold 0 to 255; scale",
		"bad_u8":      "is 9223372036854775808, and",
		"bad_i1":      "pixel 0 of the positive of triplet 0 is -108, and",
		"bad_record":  "plain array",
		"bad_two":     "has shape [2 2 4]",
		"bad_matrix":  "has shape [2 3]",
		"bad_scalar":  "has shape []",
		"bad_zero":    "zero triplets",
		"bad_empty":   "pictures without a pixel",
		"bad_nan":     "pixel 3 of the negative of triplet 1 is NaN",
		"bad_inf":     "pixel 3 of the negative of triplet 1 is -Inf",
		"bad_huge":    "pixel 2 of the positive of triplet 0 is 1e+300",
	} {
		refused(t, testdata, name+".npy", want)
	}
}

// refused checks that the error names the file and says want.
func refused(t *testing.T, fsys fs.FS, name, want string) {
	t.Helper()
	_, err := ReadTriplets(fsys, name)
	if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), name+": ") {
		t.Errorf("%s: error %v, want %q", name, err, want)
	}
}

// npyFile makes a file of version 1 with any header.
func npyFile(dict string, data []byte) []byte {
	b := []byte("\x93NUMPY\x01\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(len(dict)))
	return append(append(b, dict...), data...)
}

// TestWriteNPYIsNumPys compares byte for byte with np.save.
func TestWriteNPYIsNumPys(t *testing.T) {
	f4, f8 := make([]float32, 15), make([]float64, 7)
	for i := range f4 {
		f4[i] = float32(i)/8 - 1
	}
	for i := range f8 {
		f8[i] = float64(i)/8 - 1
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"w_f4_3x5":    func(b *bytes.Buffer) error { return WriteNPY(b, f4, 3, 5) },
		"w_f8_7":      func(b *bytes.Buffer) error { return WriteNPY(b, f8, 7) },
		"w_i4_4":      func(b *bytes.Buffer) error { return WriteNPY(b, []int32{-2, -1, 0, 1}, 4) },
		"w_i8_2x1":    func(b *bytes.Buffer) error { return WriteNPY(b, []int64{-1, 0}, 2, 1) },
		"w_u1_scalar": func(b *bytes.Buffer) error { return WriteNPY(b, []uint8{9}) },
		"w_u1_edge": func(b *bytes.Buffer) error {
			return WriteNPY(b, []uint8{}, 0, 100, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
		},
	} {
		want, err := fs.ReadFile(testdata, name+".npy")
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := write(&got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got.Bytes()); d != "" {
			t.Errorf("%s (-NumPy +ours):\n%s", name, d)
		}
	}
	// More than one block of values, read back by a library.
	long := make([]float32, 3*16<<10+5)
	for i := range long {
		long[i] = float32(i)
	}
	var file bytes.Buffer
	if err := WriteNPY(&file, long, len(long)); err != nil {
		t.Fatal(err)
	}
	var back []float32
	if err := npyio.Read(&file, &back); err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(long, back) {
		t.Error("a long array comes back changed")
	}
}

func TestTripletsRoundTrip(t *testing.T) {
	for _, c := range []struct {
		h, w, c int
		floats  bool
		shape   string
	}{
		{28, 28, 1, false, "(4, 3, 784)"},
		{28, 28, 1, true, "(4, 3, 784)"},
		{2, 3, 1, false, "(4, 3, 2, 3)"},
		{1, 5, 1, false, "(4, 3, 5)"},
		{1, 4, 1, false, "(4, 3, 1, 4)"},
		{4, 4, 3, true, "(4, 3, 4, 4, 3)"},
	} {
		im := &Images{N: 6, H: c.h, W: c.w, C: c.c, Labels: []int32{0, 1, 0, 1, 0, 1}, Classes: []string{"OK", "NG"}}
		n := im.N * im.Size()
		if c.floats {
			im.F32 = make([]float32, n)
			for i := range im.F32 {
				im.F32[i] = float32(i)*0.37 - 1
			}
		} else {
			im.Pix = pixels(n)
		}
		tr, err := Random(im, 4, 5)
		if err != nil {
			t.Fatal(err)
		}
		var array, labels bytes.Buffer
		if err := WriteTriplets(&array, tr); err != nil {
			t.Fatal(err)
		}
		if err := WriteLabels(&labels, tr); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(array.String()[:128], "'shape': "+c.shape) {
			t.Errorf("%dx%dx%d is written as %q", c.h, c.w, c.c, array.String()[:128])
		}
		back, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: array.Bytes()}, "t.labels.json": {Data: labels.Bytes()}}, "t.npy")
		if err != nil {
			t.Fatal(err)
		}
		var flat []int
		for _, x := range tr.Index {
			flat = append(flat, int(x[0]), int(x[1]), int(x[2]))
		}
		want := &Triplets{Images: im.Subset(flat), Protocol: ProtocolRandom, Seed: 5, Source: testutil.Must(im.Fingerprint()), Index: back.Index, Remarks: back.Remarks}
		if d := cmp.Diff(want, back, inMemory); d != "" {
			t.Errorf("%dx%dx%d (-written +read):\n%s", c.h, c.w, c.c, d)
		}
	}
}

func TestLabelsFileRefuses(t *testing.T) {
	whole, err := fs.ReadFile(testdata, "u8_flat.npy")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		``:                                  "corrupt",
		`{"labels": [[0,0,1]`:               "corrupt",
		`{"labels": [[0,0,"x"]]}`:           "corrupt",
		`{"labels": [[0,0,1e99]]}`:          "corrupt",
		`{} {}`:                             "more data follows",
		`{"labels": [[0,0,1]]}`:             "labels for 1 triplets, but the file of triplets has 2",
		`{"labels": []}`:                    "labels for 0 triplets",
		`{"labels": [[0,0,1],[0,0]]}`:       "triplet 1 has 2 labels",
		`{"labels": [[0,0,1],[-1,0,0]]}`:    "label -1",
		`{"labels": [[0,0,1],[0,0,65536]]}`: "label 65536",
		`{"classes": ["a","b"], "labels": [[0,0,1],[0,0,2]]}`: "label 2; labels are 0 to 1",
	} {
		_, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: whole}, "t.labels.json": {Data: []byte(text)}}, "t.npy")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "t.labels.json: ") {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	tr, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: whole}, "t.labels.json": {Data: []byte("\ufeff" + `{"classes":["a","b"],"labels":[[0,0,1],[1,1,0]],"later":7}`)}}, "t.npy")
	if err != nil {
		t.Fatal(err)
	}
	if l, ok := tr.Labels(1); !ok || l != [3]int32{1, 1, 0} || tr.Images.ClassName(1) != "b" {
		t.Errorf("labels %v %v", l, ok)
	}
}
