package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestOrder fills every place and takes the first one away, again and again.
func TestOrder(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	w.DataDir, w.EnvDir = filepath.Join(dir, "data"), filepath.Join(dir, "env")
	for _, place := range []string{w.DataDir, w.EnvDir, w.DebianDir, w.CacheDir} {
		w.put(t, place)
	}
	w.Runner = &debian{world: w}
	if r := w.load(t, w.DataDir+" (--data)"); r.Dir != w.DataDir {
		t.Errorf("Dir is %s", r.Dir)
	}
	w.DataDir = ""
	w.load(t, w.EnvDir+" ($MEKIKI_DATA)")
	w.EnvDir = ""
	w.load(t, "the Debian package in "+w.DebianDir)
	os.RemoveAll(w.DebianDir)
	w.load(t, "the cache "+w.CacheDir)
	os.RemoveAll(w.CacheDir)
	w.load(t, "the Debian package, unpacked")
	os.RemoveAll(w.CacheDir)
	w.Runner = bareMachine{}
	w.load(t, "downloaded from "+w.BaseURL)
	os.RemoveAll(w.CacheDir)
	w.server.files = nil
	w.loadSample(t, "404 Not Found")
}

// TestNamedFoldersAreNeverPassedOver has good data everywhere else.
func TestNamedFoldersAreNeverPassedOver(t *testing.T) {
	w := newWorld(t)
	w.put(t, w.DebianDir)
	w.put(t, w.CacheDir)
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, []byte("x"))
	half := t.TempDir()
	w.put(t, half)
	os.Truncate(filepath.Join(half, "t10k-images-idx3-ubyte.gz"), 100)
	const must = "it must hold train-images-idx3-ubyte"
	link := filepath.Join(t.TempDir(), "link")
	cases := map[string][]string{
		filepath.Join(t.TempDir(), "none"): {"there is no such folder"},
		file:                               {"is not a folder", must},
		t.TempDir():                        {"neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz is there", must, "or else pictures"},
		half:                               {"t10k-images-idx3-ubyte.gz: truncated", must},
	}
	if os.Symlink("nowhere", link) == nil {
		cases[link] = []string{"is a link to nowhere, which is not there"}
	}
	for dir, want := range cases {
		for _, by := range []string{"--data", "$MEKIKI_DATA"} {
			o := w.Options
			o.FolderGiven = []string{"size"} // which is not what is wrong
			if by == "--data" {
				o.DataDir = dir
			} else {
				o.EnvDir = dir
			}
			_, err := Load(t.Context(), o)
			if err == nil {
				t.Errorf("%s %s: no error", by, dir)
				continue
			}
			for _, part := range append(want, dir, by) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%s: error %q does not say %q", by, err, part)
				}
			}
		}
	}
}

func TestNamedFolderMayHoldAnotherSet(t *testing.T) {
	w := newWorld(t)
	w.DataDir = t.TempDir()
	w.put(t, w.DataDir)
	w.known = dataset.Fashion() // which the files are not
	r, err := Load(t.Context(), w.Options)
	if err != nil {
		t.Fatal(err)
	}
	want := "own data in " + w.DataDir + ": 150 training and 20 test pictures of 2 classes; they are called by number"
	if r.Set.Name != "idx" || len(r.Notes) != 1 || r.Notes[0] != want {
		t.Errorf("%s, notes %q", r.Set.Name, r.Notes)
	}
}

// TestEmnist names a folder whose files are called like those of EMNIST.
func TestEmnist(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	for name, data := range w.packed {
		write(t, filepath.Join(dir, "emnist-letters-"+strings.Replace(name, "t10k", "test", 1)), data)
	}
	upright, err := dataset.ReadIDXDir(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	upright.Transpose()
	for _, turn := range []bool{false, true} {
		w.DataDir, w.Transpose = dir, turn
		r, err := Load(t.Context(), w.Options)
		if err != nil {
			t.Fatal(err)
		}
		want := map[bool]string{false: "lie on their side; --transpose turns them", true: "rows and columns of the pictures in " + dir + " are exchanged"}[turn]
		if !strings.Contains(strings.Join(r.Notes, "\n"), want) {
			t.Errorf("turned %v: notes %q", turn, r.Notes)
		}
		if same := r.Fingerprint == testutil.Must(upright.Train.Fingerprint()) && testutil.Must(r.Set.Test.Fingerprint()) == testutil.Must(upright.Test.Fingerprint()); same != turn {
			t.Errorf("turned %v: upright %v", turn, same)
		}
	}
}

func TestDamagedDebianFolderIsNoted(t *testing.T) {
	w := newWorld(t)
	w.put(t, w.DebianDir)
	os.Truncate(filepath.Join(w.DebianDir, "train-labels-idx1-ubyte.gz"), 20)
	r := w.load(t, "downloaded")
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "install dataset-fashion-mnist again") {
		t.Errorf("notes %q", r.Notes)
	}
}

func TestZeroOptionsNeedNothing(t *testing.T) {
	r, err := Load(t.Context(), Options{DebianDir: filepath.Join(t.TempDir(), "none")})
	if err != nil || !r.Sample || len(r.Notes) != 1 {
		t.Errorf("%+v %v", r, err)
	}
	s, err := Sample()
	if err != nil || s.Fingerprint != r.Fingerprint || s.Origin != r.Origin || s.Notes != nil {
		t.Errorf("%+v %v", s, err)
	}
}

func TestCancelled(t *testing.T) {
	w := newWorld(t)
	w.server.cut["train-images-idx3-ubyte.gz"], w.server.hang = 5000, true
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := Load(ctx, w.Options)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	w.tidy(t, "train-images-idx3-ubyte.gz.part")
	w.server.asked = nil
	w.load(t, "downloaded")
	if w.server.asked[0] != "train-images-idx3-ubyte.gz bytes=5000-" {
		t.Errorf("the next start asks for %q", w.server.asked)
	}
	w.tidy(t)
}

// TestFullSet reads the whole data set where Debian has installed it.
func TestFullSet(t *testing.T) {
	if _, err := os.Stat(DebianDir); err != nil {
		t.Skip("the Debian package dataset-fashion-mnist is not installed")
	}
	start := time.Now()
	r, err := Load(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(start))
	if r.Sample || r.Set.Name != dataset.FashionMNIST || r.Set.Train.N != 60000 || r.Set.Test.N != 10000 || r.Set.Classes[9] != "Ankle boot" {
		t.Errorf("%s from %s, notes %q", r.Set.Name, r.Origin, r.Notes)
	}
}
