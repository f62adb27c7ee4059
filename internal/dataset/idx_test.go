package dataset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// idx makes an IDX file with any header.
func idx(magic uint32, data []byte, dims ...uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, magic)
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func zip(data []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(data)
	z.Close()
	return buf.Bytes()
}

// flip returns a copy with one byte changed; k < 0 counts from the end.
func flip(data []byte, k int) []byte {
	out := bytes.Clone(data)
	out[(k+len(out))%len(out)] ^= 0x40
	return out
}

func TestReadIDX(t *testing.T) {
	want := &Images{N: 2, H: 3, W: 4, C: 1, Pix: pixels(24)}
	file := idx(magicImages, pixels(24), 2, 3, 4)
	fsys := fstest.MapFS{
		"plain": {Data: file}, "packed": {Data: zip(file)}, "wrongly-named.gz": {Data: file},
		"labels": {Data: idx(magicLabels, []byte{0, 9, 255}, 3)},
		"padded": {Data: append(zip(file), make([]byte, 512)...)}, "one zero": {Data: append(zip(file), 0)},
		"two streams":          {Data: append(zip(file[:21]), zip(file[21:])...)},
		"empty stream, padded": {Data: append(append(zip(file), zip(nil)...), make([]byte, 3)...)},
	}
	for _, name := range []string{"plain", "packed", "wrongly-named.gz", "padded", "one zero", "two streams", "empty stream, padded"} {
		got, err := ReadIDXImages(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, inMemory); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	labels, err := readIDXLabels(fsys, "labels")
	if d := cmp.Diff([]int32{0, 9, 255}, labels); err != nil || d != "" {
		t.Errorf("labels: %v\n%s", err, d)
	}
	var images, back bytes.Buffer
	if err := WriteIDXImages(&images, want); err != nil || !bytes.Equal(images.Bytes(), file) {
		t.Errorf("written pictures differ (%v)", err)
	}
	if err := WriteIDXLabels(&back, labels); err != nil || !bytes.Equal(back.Bytes(), fsys["labels"].Data) {
		t.Errorf("written labels differ (%v)", err)
	}
}

func TestReadIDXRefuses(t *testing.T) {
	file := idx(magicImages, pixels(7840), 10, 28, 28)
	packed := zip(file)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "truncated after 0 of 16 bytes"},
		{"no magic", file[:3], "truncated after 3 of 16 bytes"},
		{"half a header", file[:12], "truncated after 12 of 16 bytes"},
		{"cut", file[:1016], "header claims 10x28x28 bytes, but the file can hold no more than 1000 bytes; fetch the file again"},
		{"cut and packed", zip(file[:1016]), "truncated after 1000 of 7840 bytes"},
		{"packed and cut", packed[:len(packed)/2], "truncated after"},
		{"packed, tail cut", packed[:len(packed)-4], "corrupt at its end"},
		{"packed, checksum wrong", flip(packed, -6), "corrupt at its end: gzip: invalid checksum"},
		{"packed, damaged inside", flip(packed, 30), "fetch the file again"},
		{"packed, damaged header", flip(packed, 2), "corrupt gzip header"},
		{"gzip magic alone", packed[:2], "corrupt gzip header"},
		{"junk after", append(bytes.Clone(file), 0), "more data follows"},
		{"junk after gzip", append(bytes.Clone(packed), 'x'), "corrupt at its end: something else than zeros follows"},
		{"junk after zeros", append(append(bytes.Clone(packed), make([]byte, 600)...), packed...), "corrupt at its end: something else than zeros follows"},
		{"second stream cut", append(zip(file[:5000]), zip(file[5000:])[:40]...), "truncated after"},
		{"too much in a second stream", append(bytes.Clone(packed), packed...), "more data follows"},
		{"junk inside gzip", zip(append(bytes.Clone(file), 0)), "more data follows"},
		{"labels", idx(magicLabels, pixels(100), 100), "is a file of labels"},
		{"floats", idx(0x0d03, pixels(7840), 10, 28, 28), "magic 0x00000d03"},
		{"a web page", []byte("<!DOCTYPE html><html>"), "magic 0x3c21444f"},
		{"no pictures", idx(magicImages, nil, 0, 28, 28), "holds nothing"},
		{"terabytes", idx(magicImages, pixels(100), 4_000_000_000, 28, 28), "header claims 4000000000x28x28"},
		{"overflow", idx(magicImages, pixels(100), 1<<31, 1<<31, 1<<31), "header claims"},
		{"terabytes, packed", zip(idx(magicImages, pixels(100), 1<<30, 1<<10, 1)), "header claims"},
	} {
		_, err := ReadIDXImages(fstest.MapFS{"f": {Data: c.data}}, "f")
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "f: ") {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := readIDXLabels(fstest.MapFS{"f": {Data: file}}, "f"); err == nil || !strings.Contains(err.Error(), "is a file of pictures") {
		t.Errorf("pictures as labels: %v", err)
	}
	if _, err := ReadIDXImages(fstest.MapFS{"f": {Mode: fs.ModeDir}}, "f"); err == nil {
		t.Error("a folder was read")
	}
	if _, err := ReadIDXImages(fstest.MapFS{}, "f"); err == nil || err.Error() != "f: file does not exist" {
		t.Errorf("missing file: %v", err)
	}
}

// TestClaimsCostNothing lets headers claim much and counts what is allocated.
func TestClaimsCostNothing(t *testing.T) {
	noise := make([]byte, 1<<20)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = uint8(rng.Uint32())
	}
	for name, data := range map[string][]byte{
		// Deflate could pack so much into a megabyte; only the reading shows that it did not.
		"packed": zip(idx(magicImages, noise, 900, 1000, 1000)),
		"plain":  idx(magicImages, noise, 1<<31-1, 1, 1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadIDXImages(fstest.MapFS{"f": {Data: data}}, "f")
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d MiB allocated for 1 MiB of data", name, used>>20)
		}
	}
}

// TestPacksWell reads a file that unpacks to far more than is allocated at first.
func TestPacksWell(t *testing.T) {
	pix := make([]byte, 1000*1000)
	pix[len(pix)-1] = 7
	im, err := ReadIDXImages(fstest.MapFS{"f": {Data: zip(idx(magicImages, pix, 10, 100, 1000))}}, "f")
	if err != nil || !bytes.Equal(im.Pix, pix) {
		t.Errorf("comes back changed (%v)", err)
	}
}

// folder makes the four files with n training and m test pictures of 2x2.
func folder(n, m int) fstest.MapFS {
	labels := func(n int) []byte {
		l := make([]byte, n)
		for i := range l {
			l[i] = uint8(i % 3)
		}
		return l
	}
	return fstest.MapFS{
		"train-images-idx3-ubyte.gz": {Data: zip(idx(magicImages, pixels(4*n), uint32(n), 2, 2))},
		"train-labels-idx1-ubyte":    {Data: idx(magicLabels, labels(n), uint32(n))},
		"t10k-images-idx3-ubyte":     {Data: idx(magicImages, pixels(4*m), uint32(m), 2, 2)},
		"t10k-labels-idx1-ubyte.gz":  {Data: zip(idx(magicLabels, labels(m), uint32(m)))},
	}
}

func TestReadIDXDir(t *testing.T) {
	set, err := ReadIDXDir(folder(6, 4))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"0", "1", "2"}
	want := &Set{
		Name: "idx", Classes: names,
		Train: &Images{N: 6, H: 2, W: 2, C: 1, Pix: pixels(24), Labels: []int32{0, 1, 2, 0, 1, 2}, Classes: names},
		Test:  &Images{N: 4, H: 2, W: 2, C: 1, Pix: pixels(16), Labels: []int32{0, 1, 2, 0}, Classes: names},
	}
	if d := cmp.Diff(want, set, inMemory); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestReadIDXDirKnowsItsOwn changes one pixel of a published set: it must lose its name.
func TestReadIDXDirKnowsItsOwn(t *testing.T) {
	known := Fashion()
	known.Name, known.Classes = "three", []string{"a", "b", "c"}
	f := folder(6, 4)
	for k := range known.Files {
		file := &known.Files[k]
		c, err := open(f, file.Name)
		if err != nil {
			c, err = open(f, file.Name+".gz")
		}
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		io.Copy(h, c)
		file.SHA256 = hex.EncodeToString(h.Sum(nil))
	}
	set, err := known.Read(f)
	if err != nil || set.Name != "three" || set.Test.ClassName(2) != "c" {
		t.Errorf("the published set is not known (%v)", err)
	}
	for _, name := range []string{"t10k-images-idx3-ubyte", "train-labels-idx1-ubyte"} {
		f := folder(6, 4)
		f[name].Data[len(f[name].Data)-1]--
		if set, err := known.Read(f); err != nil || set.Name != "idx" || set.Test.ClassName(2) != "2" {
			t.Errorf("%s changed: called %q (%v)", name, set.Name, err)
		}
	}
}

func TestReadIDXDirRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(fstest.MapFS)
		want  string
	}{
		{"missing", func(f fstest.MapFS) { delete(f, "t10k-images-idx3-ubyte") }, "neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz is there"},
		{"counts", func(f fstest.MapFS) { f["train-labels-idx1-ubyte"].Data = idx(magicLabels, []byte{1, 2}, 2) },
			"train-images-idx3-ubyte.gz has 6 pictures but train-labels-idx1-ubyte has 2 labels; fetch both again"},
		{"sizes", func(f fstest.MapFS) { f["t10k-images-idx3-ubyte"].Data = idx(magicImages, pixels(24), 4, 2, 3) }, "pictures of 2x2 but t10k-images-idx3-ubyte of 2x3"},
		{"swapped", func(f fstest.MapFS) {
			f["t10k-images-idx3-ubyte"], f["t10k-labels-idx1-ubyte.gz"] = f["t10k-labels-idx1-ubyte.gz"], f["t10k-images-idx3-ubyte"]
		}, "are the names swapped?"},
	} {
		f := folder(6, 4)
		c.spoil(f)
		if _, err := ReadIDXDir(f); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
