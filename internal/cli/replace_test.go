package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesAreNotReplacedUnasked by the commands that write a file, nor the one that they
// write beside it.
func TestFilesAreNotReplacedUnasked(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run(small(filepath.Join(dir, "run"))...).want(t, exitOK)
	model := filepath.Join(dir, "run", modelFile)
	for name, args := range map[string][]string{
		"e.npy": {"embed", "--model", model}, "t.npy": {"data", "triplets", "--protocol", "random", "--triplet-count", "9"},
	} {
		path := filepath.Join(dir, name)
		args = append(args, "--out", path)
		run(args...).want(t, exitOK)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, "mine")
		run(args...).want(t, exitFailed, name+" is there already", "--out", "--overwrite")
		if b, err := os.ReadFile(path); err != nil || string(b) != "mine" {
			t.Errorf("%s was replaced: %v", name, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		beside := map[string]string{"e.npy": "e.names.txt", "t.npy": "t.labels.json"}[name]
		run(args...).want(t, exitFailed, beside+" is there already")
		run(append(args, "--overwrite")...).want(t, exitOK)
		if b, err := os.ReadFile(path); err != nil || string(b) != string(before) {
			t.Errorf("%s is another one: %v", name, err)
		}
	}
}

// TestTrainSaysHowToReport on the pictures that it was given.
func TestTrainSaysHowToReport(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	out := filepath.Join(dir, "run")
	args := slices.DeleteFunc(small(out, "--data", data), func(arg string) bool { return arg == "--json" })
	o := runWith(t, t.Context(), "", args...).want(t, exitOK)
	if want := "mekiki eval --model " + filepath.Join(out, modelFile) + " --data " + data + " --out " + out; !strings.Contains(o.out, want) {
		t.Errorf("no %q in\n%s", want, o.out)
	}
}
