package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEvalBesideOtherRuns trains, evaluates and shows the runs in one report.
func TestEvalBesideOtherRuns(t *testing.T) {
	data, root := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	dir := func(name string) string { return filepath.Join(root, name) }
	file := func(name string) string { return filepath.Join(dir(name), modelFile) }
	run(onBatches("train", "--loss", "normface", "--out", dir("a"))...).want(t, exitOK)
	run(onBatches("train", "--loss", "cosine", "--out", dir("b"))...).want(t, exitOK)
	run("train", "--layers", "4", "--protocol", "random", "--triplet-count", "60", "--batch", "15", "--epochs", "1", "--out", dir("plain")).want(t, exitOK)
	eval := func(more ...string) outcome {
		return run(append([]string{"eval", "--model", file("a"), "--out", dir("out"), "--resamples", "0"}, more...)...)
	}

	run("eval", "--model", file("plain"), "--out", dir("plain"), "--resamples", "0").want(t, exitOK)
	// The own folder, and one that was named before, are no further runs.
	o := eval("--beside", dir("b"), "--beside", dir("plain"), "--beside", dir("a"), "--beside", dir("b")+"/.", "--json").want(t, exitOK, "b has no report.json", "test accuracy is left out", "mekiki eval --model "+file("b"))
	page := readText(t, filepath.Join(dir("out"), "report.html"))
	for _, want := range []string{"several runs", "seconds of training", ">a<", ">b<", ">plain<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	o.object(t)
	reported := func() map[string]any {
		var v map[string]any
		if err := json.Unmarshal([]byte(readText(t, filepath.Join(dir("out"), "report.json"))), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	runs, _ := reported()["runs"].([]any)
	if len(runs) != 3 {
		t.Fatalf("%d runs: %v", len(runs), runs)
	}
	for _, r := range runs {
		name, _ := at(t, r.(map[string]any), "name").(string)
		curve, _ := r.(map[string]any)["curve"].([]any)
		test := at(t, r.(map[string]any), "test_knn5_accuracy", "value")
		switch name {
		case "a", "b":
			if len(curve) != 3 || (test != nil) != (name == "a") {
				t.Errorf("%s: %v", name, r)
			}
		case "plain":
			if len(curve) != 0 || test == nil {
				t.Errorf("%s: %v", name, r)
			}
		default:
			t.Errorf("run %q", name)
		}
	}
	if eval("--json", "--overwrite").want(t, exitOK); reported()["runs"] != nil {
		t.Error("runs that nobody asked for")
	}

	// A second model file of one folder is called by its own name.
	write(t, dir("b/second.safetensors"), readText(t, file("a")))
	run("eval", "--model", dir("b/second.safetensors"), "--beside", dir("b"), "--out", dir("out"), "--overwrite", "--resamples", "0").want(t, exitOK)
	runs, _ = reported()["runs"].([]any)
	var names []string
	for _, r := range runs {
		name, _ := at(t, r.(map[string]any), "name").(string)
		names = append(names, name)
	}
	if slices.Sort(names); !slices.Equal(names, []string{"b", "second.safetensors"}) {
		t.Errorf("two models of one folder are called %q", names)
	}

	// The report of a run is not replaced by another's.
	before := readText(t, dir("plain/report.json"))
	run("eval", "--model", file("a"), "--beside", dir("plain"), "--out", dir("plain")+"/").want(t, exitUsage, dir("plain"), "would be replaced")
	if readText(t, dir("plain/report.json")) != before {
		t.Error("the report of plain was replaced")
	}

	// Folders that cannot stand there.
	other := otherData(t)
	runWith(t, t.Context(), other, onBatches("train", "--loss", "normface", "--out", dir("other"))...).want(t, exitOK)
	for _, name := range []string{"unfinished", "empty", "foreign", "damaged", "unjudged"} {
		if err := os.Mkdir(dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for to, from := range map[string]string{
		"unfinished/checkpoint.safetensors": "a/checkpoint.safetensors", "foreign/model.safetensors": "b/model.safetensors", "foreign/report.json": "plain/report.json",
		"damaged/model.safetensors": "b/model.safetensors", "unjudged/model.safetensors": "plain/model.safetensors",
	} {
		write(t, dir(to), readText(t, dir(from)))
	}
	write(t, dir("damaged/report.json"), readText(t, dir("plain/report.json"))[:200])
	for name, parts := range map[string][]string{
		"nowhere":    {"there is no folder " + dir("nowhere"), "output folder of a finished run"},
		"empty":      {dir("empty") + " holds no finished run", "model.safetensors is missing"},
		"unfinished": {"is not finished", "mekiki train --resume --out " + dir("unfinished")},
		"other":      {filepath.Join(dir("other"), modelFile) + " was trained on other pictures", "leave it out"},
		"foreign":    {filepath.Join(dir("foreign"), "report.json") + " is about another model", "write it again with: mekiki eval"},
		"damaged":    {filepath.Join(dir("damaged"), "report.json") + ": it ends too early", "write it again with: mekiki eval"},
		"unjudged":   {"has no accuracy to show", "evaluate it first: mekiki eval"},
	} {
		if err := os.RemoveAll(dir("out")); err != nil {
			t.Fatal(err)
		}
		eval("--beside", dir(name)).want(t, exitFailed, parts...)
		if exists(dir("out")) {
			t.Errorf("%s: the output folder was made before the flags were checked", name)
		}
	}
	run("eval", "--model", file("a"), "--beside", dir("b")).want(t, exitUsage, "--out")
	eval("--beside", dir("b"), "--triplets", "t.npy").want(t, exitUsage, "exclude each other")
	var many []string
	for range 8 {
		many = append(many, "--beside", dir("b"))
	}
	eval(many...).want(t, exitUsage, "at most 7")
}

// otherData is tinyData with one pixel changed.
func otherData(t *testing.T) string {
	t.Helper()
	dir := tinyData(t)
	path := filepath.Join(dir, "train-images-idx3-ubyte")
	b := []byte(readText(t, path))
	b[len(b)-1]++
	write(t, path, string(b))
	return dir
}
