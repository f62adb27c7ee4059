package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/dataset"
)

// mapOn runs map with --json in the folder out and gives map.json too.
func mapOn(t *testing.T, data, out string, args ...string) (stdout, file map[string]any) {
	t.Helper()
	stdout = runWith(t, t.Context(), data, append([]string{"map", "--json", "--out", out}, args...)...).want(t, exitOK).object(t)
	b, err := os.ReadFile(filepath.Join(out, "map.json"))
	if err != nil {
		t.Fatal(err)
	}
	return stdout, outcome{out: string(b)}.object(t)
}

func TestMapOfModel(t *testing.T) {
	data, run, out := tinyData(t), t.TempDir(), filepath.Join(t.TempDir(), "map")
	runWith(t, t.Context(), data, small(run, "--loss", "cosine")...).want(t, exitOK)
	model := filepath.Join(run, "model.safetensors")
	v, file := mapOn(t, data, out, model)
	if v["space"] != "cosine" || v["points"] != 30.0 || v["page"] != filepath.Join(out, "map.html") || len(v["maps"].([]any)) != 2 {
		t.Errorf("stdout %v", v)
	}
	for _, f := range file["files"].([]any) {
		if !exists(filepath.Join(out, f.(string))) {
			t.Errorf("%v is not there", f)
		}
	}
	got := floats(t, filepath.Join(out, "map-tsne.npy"))
	if len(got) != 60 {
		t.Fatalf("map-tsne.npy has %d values", len(got))
	}
	for i, v := range got {
		axis := []string{"x", "y"}[i%2]
		if want := at(t, file, "places", "tsne", axis).([]any)[i/2].(float64); v != float32(want) {
			t.Fatalf("%s of point %d is %v in map-tsne.npy, %v in map.json", axis, i/2, v, want)
		}
	}
	if !strings.Contains(at(t, file, "map", "called_by").(string), "training pictures by cosine") {
		t.Errorf("called by %v", at(t, file, "map", "called_by"))
	}
	// What training pictures call them is what eval counts.
	e := runWith(t, t.Context(), data, "eval", "--model", model, "--resamples", "0", "--out", run, "--json").want(t, exitOK).object(t)
	wrong := at(t, file, "map", "wrong").(float64)
	if knn := at(t, e, "knn5_accuracy", "cosine").(float64); int((1-knn)*30+0.5) != int(wrong) {
		t.Errorf("%v wrong on the map, 5-NN accuracy of 30 is %v", wrong, knn)
	}
	b, err := os.ReadFile(filepath.Join(run, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if r := (outcome{out: string(b)}).object(t); at(t, r, "map", "points") != 30.0 || at(t, r, "map", "wrong") != wrong {
		t.Errorf("map of the report: %v", r["map"])
	}
	// Again, with other threads; then in the other space, as a model of that loss has it.
	_, again := mapOn(t, data, out, model, "--workers", "3", "--overwrite")
	if x, y := at(t, file, "places", "tsne", "x").([]any), at(t, again, "places", "tsne", "x").([]any); x[7] != y[7] {
		t.Errorf("x of point 7 is %v, then %v", x[7], y[7])
	}
	runWith(t, t.Context(), data, small(run, "--overwrite", "--loss", "euclidean")...).want(t, exitOK)
	if v, _ = mapOn(t, data, out, model, "--overwrite", "--method", "pca"); v["space"] != "euclidean" || len(v["maps"].([]any)) != 1 {
		t.Errorf("space %v of a Euclidean loss, maps %v", v["space"], v["maps"])
	}
	// Pictures of a file have no labels.
	v, file = mapOn(t, data, out, model, "--overwrite", filepath.Join(data, "t10k-images-idx3-ubyte"), "--space", "cosine")
	if v["points"] != 30.0 || len(file["labels"].([]any)) != 0 || at(t, file, "map", "wrong") != nil {
		t.Errorf("of a file: %v points, labels %v", v["points"], file["labels"])
	}
	o := runWith(t, t.Context(), data, "map", model, "--out", out, "--overwrite").want(t, exitOK, "t-SNE 50 %")
	if !strings.Contains(o.out, "30 pictures of 30, euclidean space, seed 1") || !strings.Contains(o.out, "trustworthiness") {
		t.Errorf("text %s", o.out)
	}
}

func TestMapOfRawPixels(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	v, file := mapOn(t, data, out, "--raw", "--part", "train", "--points", "50", "--seed", "3")
	if v["space"] != "euclidean" || v["points"] != 50.0 || v["dim"] != 20.0 || at(t, file, "map", "of") != 120.0 {
		t.Errorf("raw map %v of %v", v, at(t, file, "map", "of"))
	}
	index := file["index"].([]any)
	for i := 1; i < len(index); i++ {
		if index[i].(float64) <= index[i-1].(float64) {
			t.Fatalf("pictures %v and %v", index[i-1], index[i])
		}
	}
	if by := at(t, file, "map", "called_by"); !strings.Contains(by.(string), "among the drawn") {
		t.Errorf("training pictures are called by %v", by)
	}
	_, other := mapOn(t, data, out, "--overwrite", "--raw", "--part", "train", "--points", "50", "--seed", "4", "--method", "pca")
	same := 0
	for i, v := range other["index"].([]any) {
		if v == index[i] {
			same++
		}
	}
	if same == 50 {
		t.Error("another seed draws the same pictures")
	}
}

// idxData writes a data set of n pictures of 2x2 in both parts, with these labels.
func idxData(t *testing.T, pix []uint8, labels []int32) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"train", "t10k"} {
		var pictures, l bytes.Buffer
		if err := dataset.WriteIDXImages(&pictures, &dataset.Images{N: len(labels), H: 2, W: 2, C: 1, Pix: pix}); err != nil {
			t.Fatal(err)
		}
		if err := dataset.WriteIDXLabels(&l, labels); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, part+"-images-idx3-ubyte"), pictures.String())
		write(t, filepath.Join(dir, part+"-labels-idx1-ubyte"), l.String())
	}
	return dir
}

func TestMapOfOneClass(t *testing.T) {
	pix := []uint8{0, 9, 40, 3, 70, 8, 8, 30, 100, 0, 7, 4, 2, 120, 250, 5, 60, 60, 60, 60, 200, 1, 2, 3}
	data := idxData(t, pix, []int32{2, 2, 2, 2, 2, 2})
	_, file := mapOn(t, data, t.TempDir(), "--raw")
	if at(t, file, "map", "wrong") != nil || len(file["called"].([]any)) != 0 {
		t.Errorf("one class: wrong %v, called %v", at(t, file, "map", "wrong"), file["called"])
	}
}

func TestMapRefuses(t *testing.T) {
	data, run, out := tinyData(t), t.TempDir(), filepath.Join(t.TempDir(), "map")
	runWith(t, t.Context(), data, small(run)...).want(t, exitOK)
	model := filepath.Join(run, "model.safetensors")
	png := filepath.Join(run, "x.png")
	write(t, png, "no picture")
	four := idxData(t, make([]uint8, 16), []int32{0, 1, 0, 1})
	equal := idxData(t, make([]uint8, 32), []int32{0, 1, 0, 1, 0, 1, 0, 1})
	for _, c := range []struct {
		code int
		part string
		args []string
	}{
		{exitUsage, "map needs a MODEL", nil},
		{exitUsage, `unknown part "val"`, []string{model, "--part", "val"}},
		{exitUsage, `did you mean "cosine"?`, []string{model, "--space", "cosin"}},
		{exitUsage, `unknown method "umap"`, []string{model, "--method", "pca,umap"}},
		{exitUsage, "points is 4; it must lie between 5 and 20000", []string{model, "--points", "4"}},
		{exitUsage, "points is 20001", []string{model, "--points", "20001"}},
		{exitUsage, "workers is -1", []string{model, "--workers", "-1"}},
		{exitUsage, "exclude each other", []string{model, "--sample", "--data", data}},
		{exitUsage, "picture files need a MODEL", []string{"--raw", png}},
		{exitUsage, "give PNG, JPEG, BMP, TIFF or WebP files, or one IDX", []string{model, "a", "b"}},
		{exitFailed, "is no picture: neither PNG, JPEG, BMP, TIFF nor WebP", []string{model, png}},
		{exitFailed, "x.png", []string{png}},
		{exitFailed, "the model takes grey pictures of 5 x 4", []string{model, "--sample"}},
		{exitFailed, "at least 5 pictures, not 4", []string{"--raw", "--data", four}},
		{exitFailed, "all vectors are equal", []string{"--raw", "--data", equal}},
	} {
		o := runWith(t, t.Context(), data, append([]string{"map", "--out", out}, c.args...)...)
		o.want(t, c.code, c.part)
	}
	if exists(filepath.Join(out, "map.html")) {
		t.Error("a refused map was written")
	}
}
