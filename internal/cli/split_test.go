package cli

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/kernel"
)

// drawnStripes is a folder of two classes, n pictures each, of stripes that lie or stand.
// All are PNG, so that they have the same values whatever writes them.
func drawnStripes(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "stripes") // its name goes into models
	rng := rand.New(rand.NewPCG(3, 4))
	for _, class := range []string{"across", "down"} {
		if err := os.MkdirAll(filepath.Join(dir, class), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			img, period := image.NewGray(image.Rect(0, 0, 14, 14)), 4+rng.IntN(4)
			for y := range 14 {
				for x := range 14 {
					at := x
					if class == "across" {
						at = y
					}
					img.SetGray(x, y, color.Gray{Y: uint8(at%period*20 + rng.IntN(140))})
				}
			}
			save(t, filepath.Join(dir, class, fmt.Sprintf("%02d.png", i)), func(f *os.File) error { return png.Encode(f, img) })
		}
	}
	return dir
}

// onStripes are the arguments that train a tiny network on them.
func onStripes(out, data string, more ...string) []string {
	return append([]string{
		"train", "--data", data, "--out", out, "--network", "conv 3; relu; maxpool; conv 4; relu; gap; dense 4", "--loss", "normface",
		"--size", "12", "--epochs", "3", "--batch", "16", "--patience", "0", "--learning-rate", "0.01", "--json",
	}, more...)
}

// oldRun is the folder of what a version before Config.Split left of a run on
// drawnStripes(t, 60): its model of three epochs, and the settings and checkpoint of the same
// run after two.
const oldRun = "testdata/splitstriplets"

// oldWeights are those of its model.
const oldWeights = "b0443f1423d17d000b5aa00f33368eafe4e4f18722dc972a4a239d23168b77c0"

// TestOlderModelOfAFolder: eval makes the triplets again that an older version split, and
// finds its figures.
func TestOlderModelOfAFolder(t *testing.T) {
	data := drawnStripes(t, 60)
	o := mekiki(t, "eval", "--model", filepath.Join(oldRun, "model.safetensors"), "--data", data, "--json").
		want(t, exitOK, "48 triplets of", "38 to train, 2 to validate, 8 to test")
	v := o.object(t)
	for key, want := range map[string]float64{"pair_accuracy": 0.8125, "pair_accuracy_held_out": 0.5625, "triplet_accuracy": 0.75, "knn5_accuracy": 0.7916666666666666} {
		if got := at(t, v, key, "cosine"); got != want {
			t.Errorf("%s is %v, was %v", key, got, want)
		}
	}
	if got := v["weights_sha256"]; got != oldWeights {
		t.Errorf("weights %v", got)
	}
	if o := mekiki(t, "model", "show", filepath.Join(oldRun, "model.safetensors")).want(t, exitOK); strings.Contains(o.out, "of pictures apart") {
		t.Error(o.out)
	}
}

// assembled says whether weights have the bits of the assembly, as oldWeights do: the Go
// loops round a little differently.
func assembled() bool { return kernel.Active() != kernel.PureGo }

// TestOlderRunOfAFolderResumes: it goes on with the split that it began with, to the
// weights of the older version.
func TestOlderRunOfAFolderResumes(t *testing.T) {
	data, out := drawnStripes(t, 60), t.TempDir()
	if err := os.CopyFS(out, os.DirFS(oldRun)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(out, "model.safetensors")); err != nil {
		t.Fatal(err)
	}
	v := mekiki(t, "train", "--resume", "--out", out, "--data", data, "--epochs", "3", "--json").
		want(t, exitOK, "continues", "learns from 68 of 96 pictures; 28 stand in held-back triplets").object(t)
	if v["weights_sha256"] != oldWeights && assembled() {
		t.Errorf("weights %v", v["weights_sha256"])
	}
	// Again, by the run.json that the resumed run wrote.
	mekiki(t, "train", "--resume", "--out", out, "--data", data, "--epochs", "4", "--json").want(t, exitOK, "continues", "learns from 68 of 96")
}

// TestSplitOfAFolder: what is held back is pictures, unless somebody says otherwise, and
// every command that comes after finds the same ones.
func TestSplitOfAFolder(t *testing.T) {
	data, dir := drawnStripes(t, 60), t.TempDir()
	model := filepath.Join(dir, "run", "model.safetensors")
	v := mekiki(t, onStripes(filepath.Join(dir, "run"), data)...).
		want(t, exitOK, "learns from 74 of 96 pictures; 8 are held back for validation and 14 for the test").object(t)
	again := mekiki(t, "eval", "--model", model, "--data", data, "--json").want(t, exitOK).object(t)
	for _, key := range []string{"pair_accuracy", "triplet_accuracy", "knn5_accuracy", "weights_sha256"} {
		if fmt.Sprint(again[key]) != fmt.Sprint(v[key]) {
			t.Errorf("%s: eval says %v, train %v", key, again[key], v[key])
		}
	}
	if o := mekiki(t, "model", "show", model).want(t, exitOK); !strings.Contains(o.out, "of pictures apart: 0.15 of each class") {
		t.Error(o.out)
	}
	mekiki(t, "calibrate", "--model", model, "--data", data, "--part", "train", "--out", filepath.Join(dir, "cal")).want(t, exitOK)
	mekiki(t, "analyze", "--model", model, "--data", data, "--part", "test", "--out", filepath.Join(dir, "ana")).want(t, exitOK)

	old := mekiki(t, onStripes(filepath.Join(dir, "old"), data, "--split", "triplets")...).want(t, exitOK, "learns from 68 of 96 pictures; 28 stand").object(t)
	if old["weights_sha256"] != oldWeights && assembled() {
		t.Errorf("--split triplets gives the weights %v", old["weights_sha256"])
	}
	few := drawnStripes(t, 5)
	mekiki(t, onStripes(filepath.Join(dir, "few"), few)...).want(t, exitOK, "too few pictures to hold two or more of a class back", "stand in held-back triplets")
	mekiki(t, onStripes(filepath.Join(dir, "forced"), few, "--split", "pictures")...).want(t, exitFailed, "triplets of pictures of their own: ", "--split triplets")
	mekiki(t, onStripes(filepath.Join(dir, "x"), data, "--split", "halves")...).want(t, exitUsage, "is not one of triplets, pictures")

	// A stopped run goes on with what it held back.
	half, whole := filepath.Join(dir, "half"), v["weights_sha256"]
	mekiki(t, onStripes(half, data, "--epochs", "2")...).want(t, exitOK)
	if v := mekiki(t, "train", "--resume", "--out", half, "--epochs", "3", "--json").want(t, exitOK, "continues").object(t); v["weights_sha256"] != whole {
		t.Error("the resumed run has other weights")
	}
}
