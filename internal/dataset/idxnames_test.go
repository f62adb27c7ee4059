package dataset

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// renamed is a folder with the files of another one under other names.
func renamed(f fstest.MapFS, names map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, file := range f {
		if to := names[name]; to != "" {
			name = to
		}
		out[name] = file
	}
	return out
}

// TestNamesOfPublishers reads the same four files as different publishers call them.
func TestNamesOfPublishers(t *testing.T) {
	want, err := ReadIDXDir(folder(6, 4))
	if err != nil {
		t.Fatal(err)
	}
	for prefix, names := range map[string][4]string{
		"":               {"train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"},
		" ":              {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "test-images-idx3-ubyte", "test-labels-idx1-ubyte.gz"},
		"emnist-letters": {"emnist-letters-train-images-idx3-ubyte.gz", "emnist-letters-train-labels-idx1-ubyte", "emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte"},
		"qmnist":         {"qmnist-train-images-idx3-ubyte", "qmnist-train-labels-idx1-ubyte", "qmnist-test-images-idx3-ubyte", "qmnist-test-labels-idx1-ubyte"},
	} {
		f := renamed(folder(6, 4), map[string]string{
			"train-images-idx3-ubyte.gz": names[0], "train-labels-idx1-ubyte": names[1], "t10k-images-idx3-ubyte": names[2], "t10k-labels-idx1-ubyte.gz": names[3],
		})
		f["readme.txt"], f["emnist-letters-mapping.txt"] = &fstest.MapFile{}, &fstest.MapFile{}
		got, err := ReadIDXDir(f)
		if err != nil {
			t.Errorf("%v: %v", names, err)
			continue
		}
		want.Prefix = strings.TrimSpace(prefix)
		if d := cmp.Diff(want, got, inMemory); d != "" {
			t.Errorf("%v (-want +got):\n%s", names, d)
		}
	}
}

// TestOneNameOneContent has a file under two names.
func TestOneNameOneContent(t *testing.T) {
	pictures := idx(magicImages, pixels(16), 4, 2, 2)
	for _, c := range []struct {
		name, want string
		other      []byte
		where      string
	}{
		{"packed copy", "", zip(pictures), "t10k-images-idx3-ubyte.gz"},
		{"another packing", "", append(zip(pictures[:7]), zip(pictures[7:])...), "t10k-images-idx3-ubyte.gz"},
		{"copy of another name", "", pictures, "test-images-idx3-ubyte"},
		{"one pixel", "t10k-images-idx3-ubyte and t10k-images-idx3-ubyte.gz are both there and their contents differ; remove the wrong one", zip(flip(pictures, -1)), "t10k-images-idx3-ubyte.gz"},
		{"longer", "t10k-images-idx3-ubyte and t10k-images.idx3-ubyte are both there and their contents differ", append(bytes.Clone(pictures), 0), "t10k-images.idx3-ubyte"},
		{"shorter", "contents differ", zip(pictures[:20]), "t10k-images-idx3-ubyte.gz"},
		{"damaged", "t10k-images-idx3-ubyte.gz: corrupt gzip header", zip(pictures)[:5], "t10k-images-idx3-ubyte.gz"},
		{"wrong checksum", "cannot be compared, t10k-images-idx3-ubyte.gz: gzip: invalid checksum; remove one", flip(zip(pictures), -6), "t10k-images-idx3-ubyte.gz"},
	} {
		f := folder(6, 4)
		f[c.where] = &fstest.MapFile{Data: c.other}
		set, err := ReadIDXDir(f)
		if c.want == "" && (err != nil || !bytes.Equal(set.Test.Pix, pixels(16))) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	f := folder(6, 4) // as unpackers of archives leave it
	f["t10k-images.idx3-ubyte/t10k-images-idx3-ubyte"] = &fstest.MapFile{Data: pictures}
	f["t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte"] = &fstest.MapFile{}
	if _, err := ReadIDXDir(f); err != nil {
		t.Errorf("a folder called like a file: %v", err)
	}
}

// TestOneSetAFolder has the files of two sets side by side.
func TestOneSetAFolder(t *testing.T) {
	both := folder(6, 4)
	for name, file := range folder(6, 4) {
		both["emnist-digits-"+strings.Replace(name, "t10k", "test", 1)] = file
	}
	if _, err := ReadIDXDir(both); err == nil || !strings.Contains(err.Error(), "holds 2 data sets, those of train-images-idx3-ubyte.gz, emnist-digits-train-images-idx3-ubyte.gz; move") {
		t.Errorf("two sets: %v", err)
	}
	delete(both, "emnist-digits-test-images-idx3-ubyte")
	if set, err := ReadIDXDir(both); err != nil || set.Prefix != "" {
		t.Errorf("one set and a part of another: %v", err)
	}
	for name := range folder(6, 4) {
		delete(both, name)
	}
	if _, err := ReadIDXDir(both); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "neither emnist-digits-test-images-idx3-ubyte nor emnist-digits-test-images-idx3-ubyte.gz is there") {
		t.Errorf("a part: %v", err)
	}
}

// TestTranspose compares with NumPy's order: np.swapaxes(a, 1, 2).
func TestTranspose(t *testing.T) {
	// np.arange(12).reshape(1, 2, 3, 2).swapaxes(1, 2).ravel()
	want := []uint8{0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11}
	im := &Images{N: 2, H: 2, W: 3, C: 2}
	for i := range 24 {
		im.Pix = append(im.Pix, uint8(i))
	}
	im.Transpose()
	second := im.Pix[12:]
	if im.H != 3 || im.W != 2 || !slices.Equal(im.Pix[:12], want) || second[2] != 18 {
		t.Errorf("%d x %d, %v", im.H, im.W, im.Pix)
	}
	f := &Images{N: 1, H: 1, W: 3, C: 1, F32: []float32{1, 2, 3}}
	f.Transpose()
	if f.H != 3 || f.W != 1 || !slices.Equal(f.F32, []float32{1, 2, 3}) {
		t.Errorf("%d x %d, %v", f.H, f.W, f.F32)
	}
}
