package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/dataset"
)

// sideways writes the data set of tinyData with rows and columns exchanged, under
// names like those of EMNIST.
func sideways(t *testing.T, data string) string {
	t.Helper()
	set, err := dataset.ReadIDXDir(os.DirFS(data))
	if err != nil {
		t.Fatal(err)
	}
	set.Transpose()
	dir := t.TempDir()
	for part, im := range map[string]*dataset.Images{"train": set.Train, "test": set.Test} {
		save(t, filepath.Join(dir, "emnist-x-"+part+"-images-idx3-ubyte"), func(f *os.File) error { return dataset.WriteIDXImages(f, im) })
		save(t, filepath.Join(dir, "emnist-x-"+part+"-labels-idx1-ubyte"), func(f *os.File) error { return dataset.WriteIDXLabels(f, im.Labels) })
	}
	return dir
}

// TestTranspose trains on pictures that lie on their side, and must get the weights
// of upright ones. Who uses the model later need not know of it.
func TestTranspose(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	lying := sideways(t, data)
	run := func(args ...string) outcome { return runWith(t, t.Context(), "", args...) }
	upright := run(small(filepath.Join(dir, "a"), "--data", data)...).want(t, exitOK).object(t)
	turned := run(small(filepath.Join(dir, "b"), "--data", lying, "--transpose")...).want(t, exitOK, "rows and columns of the pictures").object(t)
	if upright["weights_sha256"] != turned["weights_sha256"] {
		t.Error("turned pictures give other weights than upright ones")
	}
	path := filepath.Join(dir, "b", "model.safetensors")
	v := run("eval", "--model", path, "--data", lying, "--resamples", "0", "--json").want(t, exitOK).object(t)
	if got, want := at(t, v, "pair_accuracy", "cosine"), at(t, turned, "pair_accuracy", "cosine"); got != want {
		t.Errorf("eval says %v, train %v", got, want)
	}
	// The folder may be in the environment.
	runWith(t, t.Context(), lying, "eval", "--model", path, "--resamples", "0").want(t, exitOK)
	runWith(t, t.Context(), data, "eval", "--model", path, "--resamples", "0").want(t, exitFailed, "are not those that the model was trained on")
	for _, args := range [][]string{
		{"embed", "--overwrite", "--model", path, "--out", filepath.Join(dir, "e.npy")},
		{"map", path, "--out", filepath.Join(dir, "map"), "--points", "20"},
		{"analyze", "--model", path, "--out", filepath.Join(dir, "an")},
		{"data", "check", "--model", path},
	} {
		run(append(args, "--data", lying)...).want(t, exitOK, "rows and columns of the pictures")
	}
	saved, err := os.ReadFile(filepath.Join(dir, "b", "run.json"))
	if err != nil || !strings.Contains(string(saved), `"transpose": true`) {
		t.Errorf("run.json lacks transpose: %v", err)
	}
	if file, err := os.ReadFile(filepath.Join(dir, "a", "model.safetensors")); err != nil || strings.Contains(string(file), "transpose") {
		t.Errorf("the model of upright pictures speaks of transpose: %v", err)
	}
	run("data", "info", "--data", lying).want(t, exitOK, "lie on their side; --transpose turns them")
	run("data", "info", "--transpose").want(t, exitUsage, "transpose turns the pictures of a folder; name it with --data")
	run("train", "--sample", "--transpose", "--out", filepath.Join(dir, "c")).want(t, exitUsage, "transpose")
}
