package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mekiki/internal/testutil"
)

// little is memory for 150 pictures of 4 x 4 in colour, of which 37 are kept.
const little = 150 * 48

// bothWays reads a folder with room for all of its pictures and with little.
func bothWays(t testing.TB, f Folder, files fstest.MapFS) (whole, lazy *FolderSet) {
	t.Helper()
	whole = testutil.Must(readFolder(f, files))
	f.Memory = little
	lazy = testutil.Must(readFolder(f, files))
	if !whole.Set.Train.InMemory() || lazy.Set.Train.InMemory() || lazy.Set.Test.InMemory() {
		t.Fatal("the pictures are not where they should be")
	}
	return whole, lazy
}

// coloured makes some pictures of a folder coloured, so that all have three channels.
func coloured(t testing.TB, files fstest.MapFS, names ...string) {
	for k, name := range names {
		pix := pixels(48)
		pix[0] = uint8(k)
		files[name] = &fstest.MapFile{Data: asPNG(t, pix, 4, 4, 3)}
	}
}

// TestFilesAreThePicturesInMemory compares everything that a set gives.
func TestFilesAreThePicturesInMemory(t *testing.T) {
	files := folderOf(t, many(99, "a", "b", "c")...)
	coloured(t, files, "a/03.png", "b/55.png")
	files["c/07.png"], files["a/98.png"] = files["b/01.png"], files["a/97.png"] // copies, of which one is of another class
	whole, lazy := bothWays(t, Folder{Object: `a/(\d)`}, files)
	if remarks := strings.Join(lazy.Remarks, "\n"); lazy.Prepare != whole.Prepare || !strings.Contains(remarks, "all prepared pictures would take 13.9 KiB, and memory is 7.03 KiB: they are unpacked each time they are needed") {
		t.Errorf("%+v, %s", lazy.Prepare, remarks)
	}
	for _, p := range [][2]*Images{{whole.Set.Train, lazy.Set.Train}, {whole.Set.Test, lazy.Set.Test}} {
		w, l := p[0], p[1]
		if l.N != w.N || l.C != 3 || !slices.Equal(l.Labels, w.Labels) || !slices.Equal(l.Objects, w.Objects) || !slices.Equal(l.Classes, w.Classes) {
			t.Fatal("another set")
		}
		if testutil.Must(w.Fingerprint()) != testutil.Must(l.Fingerprint()) {
			t.Error("another fingerprint")
		}
		if !slices.Equal(Twins(w), Twins(l)) || Relabelled(w) != Relabelled(l) {
			t.Error("other copies")
		}
		want, got := make([]float32, w.Size()), make([]float32, w.Size())
		for i := range w.N {
			if !bytes.Equal(testutil.Must(w.Bytes(i)), testutil.Must(l.Bytes(i))) {
				t.Fatalf("picture %d is another", i)
			}
			if err := errors.Join(w.Floats(want, i), l.Floats(got, i)); err != nil || !slices.Equal(want, got) {
				t.Fatalf("values of picture %d: %v", i, err)
			}
		}
		part := l.Subset([]int{5, 0})
		if !bytes.Equal(testutil.Must(part.Bytes(0)), testutil.Must(w.Bytes(5))) || part.Labels[0] != w.Labels[5] {
			t.Error("another subset")
		}
		for _, most := range []int{1, 7, 1000} {
			var seen []byte
			if err := l.Blocks(nil, most, func(part *Images, at []int32) error {
				if len(at) > most {
					t.Errorf("%d pictures at a time, not %d", len(at), most)
				}
				for _, i := range at {
					seen = append(seen, testutil.Must(part.Bytes(int(i)))...)
				}
				return nil
			}); err != nil || !bytes.Equal(seen, w.Pix) {
				t.Errorf("blocks of %d are other pictures: %v", most, err)
			}
		}
	}
	reports := [2]string{}
	var triplets [2]bytes.Buffer
	for k, s := range []*FolderSet{whole, lazy} {
		reports[k] = fmt.Sprintf("%+v", *testutil.Must(Check(s.Set)))
		tr := testutil.Must(Tutorial(s.Set.Train, 3))
		if err := WriteTriplets(&triplets[k], tr); err != nil {
			t.Fatal(err)
		}
		if err := WriteLabels(&triplets[k], tr); err != nil {
			t.Fatal(err)
		}
	}
	if reports[0] != reports[1] || !strings.Contains(reports[1], "different label") {
		t.Errorf("%s\n%s", reports[0], reports[1])
	}
	if !bytes.Equal(triplets[0].Bytes(), triplets[1].Bytes()) {
		t.Error("other triplets")
	}
}

// TestGreyFiles takes pictures that turn out to be grey, which fit in memory then, or
// do not even so.
func TestGreyFiles(t *testing.T) {
	for n, inMemory := range map[int]bool{60: true, 300: false} {
		files := fstest.MapFS{}
		for i := range 3 * n {
			pix := pixels(16)
			pix[0], pix[1] = uint8(i), uint8(i>>8)
			if i%2 == 0 {
				pix = threefold(pix)
			}
			files[fmt.Sprintf("%c/%03d.png", 'a'+i%3, i)] = &fstest.MapFile{Data: asPNG(t, pix, 4, 4, len(pix)/16)}
		}
		whole := testutil.Must(readFolder(Folder{}, files))
		lazy := testutil.Must(readFolder(Folder{Memory: little}, files))
		if lazy.Prepare.C != 1 || lazy.Set.Train.InMemory() != inMemory || lazy.Set.Train.C != 1 {
			t.Errorf("%d: %d channels, in memory %v", n, lazy.Prepare.C, lazy.Set.Train.InMemory())
		}
		if testutil.Must(whole.Set.Test.Fingerprint()) != testutil.Must(lazy.Set.Test.Fingerprint()) || !slices.Equal(Twins(whole.Set.Train), Twins(lazy.Set.Train)) {
			t.Errorf("%d: other pictures", n)
		}
	}
}

// TestFilesThatChange reads on after a file was changed, cut off or deleted.
func TestFilesThatChange(t *testing.T) {
	for want, change := range map[string]func(f fstest.MapFS, name string){
		"is another picture than when the folder was listed": func(f fstest.MapFS, name string) {
			f[name] = &fstest.MapFile{Data: asPNG(t, make([]byte, 48), 4, 4, 3)}
		},
		"unexpected EOF); copy it again; it could be read when the folder was listed": func(f fstest.MapFS, name string) {
			f[name] = &fstest.MapFile{Data: f[name].Data[:len(f[name].Data)-20]}
		},
		"file does not exist; it could be read when the folder was listed": func(f fstest.MapFS, name string) { delete(f, name) },
	} {
		files := folderOf(t, many(99, "a", "b", "c")...)
		coloured(t, files, "a/03.png", "a/04.png")
		_, lazy := bothWays(t, Folder{}, files)
		train := lazy.Set.Train
		name := lazy.Set.TrainItems[200].Path
		change(files, name)
		_, byBytes := train.Bytes(200)
		_, byHash := train.Fingerprint()
		_, byCheck := Check(lazy.Set)
		byTriplets := WriteTriplets(io.Discard, testutil.Must(Tutorial(train, 1)))
		for what, err := range map[string]error{"Bytes": byBytes, "Floats": train.Floats(make([]float32, 48), 200), "Fingerprint": byHash, "Check": byCheck, "WriteTriplets": byTriplets} {
			var file *FileError
			if !errors.As(err, &file) || file.Path != name || !strings.HasPrefix(err.Error(), name+": ") || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %v, want %s: %s", what, err, name, want)
			}
		}
	}
}

// TestSkippedFiles leaves out pictures that cannot be read when the folder is listed.
func TestSkippedFiles(t *testing.T) {
	files := folderOf(t, many(99, "a", "b", "c")...)
	coloured(t, files, "a/03.png")
	files["b/04.png"] = &fstest.MapFile{Data: []byte("no picture")}
	if _, err := readFolder(Folder{Memory: little}, files); err == nil || !strings.Contains(err.Error(), "b/04.png: is no picture") {
		t.Errorf("error %v", err)
	}
	whole, lazy := bothWays(t, Folder{SkipBroken: true}, files)
	if !slices.Equal(paths(whole.Set.TestItems), paths(lazy.Set.TestItems)) || testutil.Must(whole.Set.Train.Fingerprint()) != testutil.Must(lazy.Set.Train.Fingerprint()) {
		t.Error("another set")
	}
}

// TestLoader asks for batches as training does: some come as they were announced, some
// other than that, some have a picture twice.
func TestLoader(t *testing.T) {
	files := folderOf(t, many(99, "a", "b", "c")...)
	coloured(t, files, "a/03.png")
	whole, lazy := bothWays(t, Folder{}, files)
	l := NewLoader(lazy.Set.Train)
	defer l.Close()
	a := Augmentation{Flip: true, Shift: 2, Brightness: 0.3}
	want, got := make([]float32, 48), make([]float32, 48)
	for k, b := range []struct{ rows, next []int32 }{
		{[]int32{4, 9, 4, 200}, []int32{1, 2, 3}},
		{[]int32{1, 2, 3}, []int32{200, 4}},
		{[]int32{7}, nil}, // not what was announced
		{[]int32{200, 4}, []int32{200, 4}},
		{[]int32{200, 4}, []int32{5}},
	} {
		part, at, err := l.Take(b.rows, b.next)
		if err != nil || len(at) != len(b.rows) || part.N > len(b.rows) {
			t.Fatalf("batch %d: %d of %d, %v", k, len(at), part.N, err)
		}
		for j, i := range b.rows {
			if !bytes.Equal(testutil.Must(part.Bytes(int(at[j]))), testutil.Must(whole.Set.Train.Bytes(int(i)))) {
				t.Errorf("batch %d: picture %d is another", k, j)
			}
			a.Apply(want, whole.Set.Train, int(i), 1, 2, j)
			a.Apply(got, part, int(at[j]), 1, 2, j)
			if !slices.Equal(want, got) {
				t.Errorf("batch %d: picture %d is augmented otherwise", k, j)
			}
		}
	}
	// Pictures in memory are given as they are.
	rows := []int32{3, 3}
	if part, at, err := NewLoader(whole.Set.Train).Take(rows, nil); err != nil || part != whole.Set.Train || &at[0] != &rows[0] {
		t.Error("pictures in memory were copied")
	}
}
