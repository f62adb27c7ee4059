package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io/fs"
	"math"
	"mekiki/internal/testutil"
	"slices"
	"testing"
	"testing/fstest"
)

// FuzzIDX feeds any bytes to both IDX readers. What is read is written again
// and must give the same file.
func FuzzIDX(f *testing.F) {
	images, labels := idx(magicImages, pixels(24), 2, 3, 4), idx(magicLabels, []byte{1, 2, 3}, 3)
	for _, seed := range [][]byte{nil, images, labels, images[:20], append(bytes.Clone(labels), 0), zip(images), zip(labels)[:20],
		idx(magicImages, nil, 1<<31, 1<<31, 1<<31)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"f": {Data: data}}
		packed := len(data) > 1 && data[0] == 0x1f && data[1] == 0x8b
		var again bytes.Buffer
		if im, err := ReadIDXImages(fsys, "f"); err == nil {
			WriteIDXImages(&again, im)
		} else if l, err := readIDXLabels(fsys, "f"); err == nil {
			WriteIDXLabels(&again, l)
		} else {
			return
		}
		if !packed && !bytes.Equal(again.Bytes(), data) {
			t.Errorf("%x is read and written as %x", data, again.Bytes())
		}
	})
}

// FuzzGzipIDX packs a file, then cuts it and changes a byte: plain fuzzing
// does not get past gzip's checksum. Only an undamaged file may be read, or one
// whose damage is in gzip's header fields, which no checksum covers.
func FuzzGzipIDX(f *testing.F) {
	f.Add(idx(magicImages, pixels(24), 2, 3, 4), 0, 0, byte(0))
	f.Add(idx(magicImages, pixels(784), 1, 28, 28), 5, 0, byte(0))
	f.Add(idx(magicImages, pixels(784), 1, 28, 28), 0, 40, byte(1))
	z := gzip.NewWriter(nil) // reused: a new one costs more than all the rest
	f.Fuzz(func(t *testing.T, data []byte, cut, place int, mask byte) {
		var buf bytes.Buffer
		z.Reset(&buf)
		z.Write(data)
		z.Close()
		packed := buf.Bytes()
		if cut > 0 {
			packed = packed[:len(packed)-cut%len(packed)]
		}
		if place >= 0 {
			packed[place%len(packed)] ^= mask
		}
		im, err := ReadIDXImages(fstest.MapFS{"f": {Data: packed}}, "f")
		if err != nil {
			return
		}
		var again bytes.Buffer
		WriteIDXImages(&again, im)
		if len(packed) > 1 && packed[0] == 0x1f && packed[1] == 0x8b && !bytes.Equal(again.Bytes(), data) {
			t.Errorf("a damaged file passes: %x became %x", data, again.Bytes())
		}
	})
}

// FuzzNPY feeds any bytes to the reader of triplets. What is read is written
// and read again, and must be the same.
func FuzzNPY(f *testing.F) {
	names, err := fs.Glob(testdata, "*.npy")
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(testdata, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 3, 784), }", nil))
	// Values that are 8-bit steps only once they are float32.
	for _, v := range []float64{1e-300, (1 + 1.00000001e-6) / 255} {
		pixels := slices.Repeat(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)), 3)
		f.Add(npyFile("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3, 1), }", pixels))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: data}}, "t.npy")
		if err != nil {
			return
		}
		im := first.Images
		if n := im.N * im.Size(); n != len(im.Pix)+len(im.F32) || im.N != 3*first.Len() {
			t.Fatalf("%d pictures of %d values in %d", im.N, im.Size(), len(im.Pix)+len(im.F32))
		}
		var buf bytes.Buffer
		if err := WriteTriplets(&buf, first); err != nil {
			t.Fatal(err)
		}
		second, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: buf.Bytes()}}, "t.npy")
		if err != nil {
			t.Fatal(err)
		}
		if testutil.Must(im.Fingerprint()) != testutil.Must(second.Images.Fingerprint()) {
			t.Error("written triplets read back changed")
		}
	})
}

// FuzzLabels feeds any bytes to the reader of labels files.
func FuzzLabels(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"classes":["a","b"],"protocol":"tutorial","seed":18446744073709551615,"source":"00","labels":[[0,0,1],[1,1,0]]}`,
		`{"labels":[[0,0,1],[0,0]]}`, `{"labels":[[0,0,1],[0,0,-1]]}`, `{"labels":null} x`} {
		f.Add([]byte(seed))
	}
	array, err := fs.ReadFile(testdata, "u8_flat.npy")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tr, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: array}, "t.labels.json": {Data: data}}, "t.npy")
		if err != nil || tr.Images.Labels == nil {
			return
		}
		if len(tr.Images.Labels) != tr.Images.N {
			t.Fatalf("%d labels for %d pictures", len(tr.Images.Labels), tr.Images.N)
		}
		for _, c := range tr.Images.Labels {
			if c < 0 || c >= maxClasses || (tr.Images.Classes != nil && int(c) >= len(tr.Images.Classes)) {
				t.Fatalf("label %d passes", c)
			}
		}
	})
}
