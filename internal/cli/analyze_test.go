package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
	"mekiki/internal/work/folder"
)

// few are flags for an analysis of 300 triplets of the small data set.
func few(out string, more ...string) []string {
	return append([]string{"analyze", "--out", out, "--protocol", "random", "--triplet-count", "300", "--json"}, more...)
}

// at follows keys into a JSON object.
func at(t *testing.T, v any, keys ...string) any {
	t.Helper()
	for _, k := range keys {
		m, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("no key %s in %v", k, v)
		}
		v = m[k]
	}
	return v
}

func TestAnalyzeRawPixels(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	o := runWith(t, t.Context(), data, few(out, "--part", "all", "--distance", "euclidean,cosine,manhattan", "--loss", "relu(euc_ap - euc_an + 1) + 0*man_ap", "--bins", "7")...)
	v := o.want(t, exitOK).object(t)
	if n := at(t, v, "result", "triplets"); n != 300.0 {
		t.Errorf("%v triplets", n)
	}
	first := at(t, v, "result", "distances").([]any)[0]
	if at(t, first, "name") != "euclidean" || at(t, v, "result", "disagreement", "a") != "euclidean" {
		t.Errorf("first distance %v", at(t, first, "name"))
	}
	edges := at(t, v["histograms"].([]any)[0], "edges").([]any)
	if len(edges) != 8 {
		t.Errorf("%d edges for 7 bins", len(edges))
	}
	for _, f := range v["files"].([]any) {
		if !exists(filepath.Join(out, f.(string))) {
			t.Errorf("%v is not there", f)
		}
	}

	// The arrays are those of the triplets that train would make.
	t300 := tripletsOf(t, data)
	got := floats(t, filepath.Join(out, "arrays", "euclidean_ap.npy"))
	for i, tr := range t300.Index {
		want := 0.0
		a, p := testutil.Must(t300.Images.Bytes(int(tr[0]))), testutil.Must(t300.Images.Bytes(int(tr[1])))
		for k := range a {
			d := (float64(a[k]) - float64(p[k])) / 255
			want += d * d
		}
		if d := float64(got[i])*float64(got[i]) - want; d > 1e-5 || d < -1e-5 {
			t.Fatalf("triplet %d: |a-p| is %v, squared it should be %v", i, got[i], want)
		}
	}
	page, err := os.ReadFile(filepath.Join(out, "analysis.html"))
	if err != nil || !strings.Contains(string(page), "Raw pixels") || !strings.Contains(string(page), "choose no coefficient") {
		t.Errorf("page: %v", err)
	}
}

// tripletsOf are the 300 random triplets of the small data set.
func tripletsOf(t *testing.T, data string) *dataset.Triplets {
	t.Helper()
	set, err := dataset.ReadIDXDir(os.DirFS(data))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := dataset.Random(set.Train, 300, 1)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestAnalyzeModel(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	trained := run(small(filepath.Join(dir, "run"), "--loss", "combined-as-printed")...).want(t, exitOK).object(t)
	path := filepath.Join(dir, "run", "model.safetensors")

	// Without flags: the test triplets of the model, its loss, and the figures of train.
	v := run("analyze", "--model", path, "--out", filepath.Join(dir, "a"), "--json").want(t, exitOK).object(t)
	share := map[string]any{}
	for _, d := range at(t, v, "result", "distances").([]any) {
		share[at(t, d, "name").(string)] = at(t, d, "share_in_order")
	}
	for name, got := range share {
		if want := at(t, trained, "triplet_accuracy", name); got != want || got == 1.0 {
			t.Errorf("%s: %v of the triplets in order, train says %v", name, got, want)
		}
	}
	if at(t, v, "result", "triplets") != 60.0 || at(t, v, "result", "combined", "loss", "name") != "combined-as-printed" || at(t, v, "subject") != "embeddings" {
		t.Errorf("%v triplets, loss %v", at(t, v, "result", "triplets"), at(t, v, "result", "combined", "loss"))
	}
	if notes := fmt.Sprint(v["notes"]); strings.Contains(notes, "not the triplets") {
		t.Errorf("notes %s", notes)
	}

	// Other triplets are said to be others.
	v = run("analyze", "--model", path, "--seed", "9", "--part", "all", "--loss", "euclidean", "--out", filepath.Join(dir, "b"), "--json").want(t, exitOK).object(t)
	if notes := fmt.Sprint(v["notes"]); !strings.Contains(notes, "not the triplets") || at(t, v, "result", "triplets") != 300.0 {
		t.Errorf("notes %v", notes)
	}
	run("analyze", "--model", path, "--param", "m_cos=1", "--out", filepath.Join(dir, "c")).want(t, exitUsage, "--loss")

	other := tinyData(t)
	write(t, filepath.Join(other, "train-labels-idx1-ubyte"), strings.Replace(readText(t, filepath.Join(other, "train-labels-idx1-ubyte")), "\x00\x01\x02", "\x01\x00\x02", 1))
	run("analyze", "--model", path, "--data", other, "--out", filepath.Join(dir, "d")).want(t, exitFailed, "not those that the model was trained on")
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnalyzeFile(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	file := filepath.Join(dir, "t.npy")
	run("data", "triplets", "--protocol", "random", "--triplet-count", "300", "--out", file).want(t, exitOK)
	whole := run(few(filepath.Join(dir, "a"), "--part", "all")...).want(t, exitOK).object(t)
	ofFile := run("analyze", "--raw", "--triplets", file, "--part", "all", "--out", filepath.Join(dir, "b"), "--json").want(t, exitOK).object(t)
	for _, key := range []string{"distances", "correlations", "disagreement", "combined"} {
		if diff := cmp.Diff(at(t, whole, "result", key), at(t, ofFile, "result", key)); diff != "" {
			t.Errorf("a file gives other %s than the triplets it holds:\n%s", key, diff)
		}
	}
	// Without its labels the parts about classes are left out.
	if err := os.Remove(filepath.Join(dir, "t.labels.json")); err != nil {
		t.Fatal(err)
	}
	v := run("analyze", "--triplets", file, "--out", filepath.Join(dir, "b"), "--overwrite", "--json").want(t, exitOK, "raw pixels").object(t)
	if notes := v["notes"].([]any); len(notes) != 1 || !strings.Contains(notes[0].(string), "no labels") || exists(filepath.Join(dir, "b", "figures", "class-pairs.svg")) {
		t.Errorf("notes %v", notes)
	}
	// One class only.
	write(t, filepath.Join(dir, "t.labels.json"), `{"classes":["bolt"],"labels":[`+strings.TrimSuffix(strings.Repeat("[0,0,0],", 300), ",")+`]}`)
	run("analyze", "--triplets", file, "--out", filepath.Join(dir, "c")).want(t, exitFailed, "class bolt", file)

	tiny := filepath.Join(dir, "tiny.npy")
	run("data", "triplets", "--protocol", "random", "--triplet-count", "1", "--out", tiny).want(t, exitOK)
	run("analyze", "--triplets", tiny, "--part", "all", "--out", filepath.Join(dir, "c")).want(t, exitFailed, "1 triplet", tiny)
}

func TestAnalyzeText(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x")
	args := few(out, "--workers", "1")
	o := mekiki(t, append(args[:len(args)-3:len(args)-3], "--workers", "1")...).want(t, exitOK, "part test")
	for _, want := range []string{"in order", "0.8*cos + 0.02*euc", "disagreement", "McNemar", filepath.Join(out, "analysis.html")} {
		if !strings.Contains(o.out, want) {
			t.Errorf("stdout lacks %q: %s", want, o.out)
		}
	}
}

func TestAnalyzeUsage(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--raw", "--model", "m"}, "exclude each other"},
		{[]string{"--part", "tests"}, `did you mean "test"`},
		{[]string{"--distance", "cosin"}, `did you mean "cosine"`},
		{[]string{"--bins", "0"}, "bins is 0"},
		{[]string{"--loss", "relu(cos_ap - coss_an)"}, "coss_an"},
		{[]string{"--loss", "cosin"}, `did you mean "cosine"`},
	} {
		mekiki(t, append([]string{"analyze", "--out", out}, c.args...)...).want(t, exitUsage, c.want)
		if exists(out) {
			t.Fatalf("%v made the output folder", c.args)
		}
	}
	blocked := filepath.Join(t.TempDir(), "file")
	write(t, blocked, "")
	mekiki(t, few(blocked)...).want(t, exitFailed, "output folder", "--out")
	held, err := folder.Lock(out)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	mekiki(t, few(out)...).want(t, exitFailed, "in use by another run")
}
