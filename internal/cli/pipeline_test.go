package cli

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/folder"
)

// fixed are the fields that outside programs read from train and eval.
var fixed = []string{"loss", "seed", "epochs", "best_epoch", "train_loss", "val_loss", "pair_accuracy", "pair_auc",
	"triplet_accuracy", "knn5_accuracy", "seconds", "triplets_per_second", "peak_rss_mib", "weights_sha256"}

func checkFixed(t *testing.T, v map[string]any) {
	t.Helper()
	for _, name := range fixed {
		if _, ok := v[name]; !ok {
			t.Errorf("field %s is missing", name)
		}
	}
	for _, name := range []string{"pair_accuracy", "pair_auc", "triplet_accuracy", "knn5_accuracy", "pair_accuracy_held_out"} {
		pair, _ := v[name].(map[string]any)
		for _, d := range []string{"cosine", "euclidean"} {
			if f, ok := pair[d].(float64); !ok || f < 0 || f > 1 {
				t.Errorf("%s.%s = %v", name, d, pair[d])
			}
		}
	}
}

func TestTrainThenEval(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }

	trained := run(small(out, "--loss", "cosine", "--seed", "7")...).want(t, exitOK).object(t)
	checkFixed(t, trained)
	if trained["loss"] != "cosine" || trained["seed"] != 7.0 || trained["epochs"] != 3.0 {
		t.Errorf("loss %v, seed %v, epochs %v", trained["loss"], trained["seed"], trained["epochs"])
	}
	for _, name := range []string{"run.json", "model.safetensors", "checkpoint.safetensors"} {
		if !exists(filepath.Join(out, name)) {
			t.Errorf("%s was not written", name)
		}
	}
	path := filepath.Join(out, "model.safetensors")
	evaluated := run("eval", "--model", path, "--resamples", "20", "--json").want(t, exitOK).object(t)
	checkFixed(t, evaluated)
	// The same test triplets and pictures were built again: the same figures.
	for _, name := range append([]string{"pair_accuracy_held_out", "precision_at_1"}, fixed...) {
		if name == "peak_rss_mib" {
			continue
		}
		if diff := cmp.Diff(trained[name], evaluated[name], cmpopts.EquateApprox(0, 1e-12)); diff != "" {
			t.Errorf("%s (-train +eval):\n%s", name, diff)
		}
	}
	if _, ok := evaluated["intervals"].(map[string]any)["pair_accuracy"]; !ok {
		t.Errorf("intervals %v", evaluated["intervals"])
	}

	if v := evaluated["verification"].(map[string]any); v["angular"] == nil || v["sqeuclidean"] == nil {
		t.Errorf("verification of %v", v)
	}

	text := run("eval", "--model", path, "--resamples", "0", "--out", out).want(t, exitOK, "report.html")
	if !strings.Contains(text.out, "triplets in order") || !exists(filepath.Join(out, "report.json")) {
		t.Errorf("stdout %s", text.out)
	}
}

func TestTrainLearns(t *testing.T) {
	v := mekiki(t, small(t.TempDir(), "--loss", "cosine", "--epochs", "20")...).want(t, exitOK).object(t)
	if acc := v["triplet_accuracy"].(map[string]any)["cosine"].(float64); acc < 0.95 {
		t.Errorf("%.3f of the triplets in order after training", acc)
	}
	o := mekiki(t, small(t.TempDir(), "--loss", "combined-as-printed", "--epochs", "8")...).want(t, exitOK, "margin")
	if w := o.object(t)["warnings"]; w == nil {
		t.Error("no warning for the printed sign")
	}
}

func TestWorkersChangeNoWeight(t *testing.T) {
	data := tinyData(t)
	var sums []any
	for _, more := range [][]string{{"--workers", "1"}, {"--workers", "3", "--chunk", "2"}, {"--dense"}} {
		sums = append(sums, runWith(t, t.Context(), data, small(t.TempDir(), more...)...).want(t, exitOK).object(t)["weights_sha256"])
	}
	if sums[0] == nil || sums[0] != sums[1] || sums[0] != sums[2] {
		t.Errorf("weights %v", sums)
	}
}

func TestResume(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	whole := run(small(t.TempDir(), "--epochs", "6", "--patience", "0")...).want(t, exitOK).object(t)

	// --resume without a checkpoint starts from the beginning.
	run(small(out, "--epochs", "2", "--patience", "0", "--resume")...).want(t, exitOK)
	// Settings come from run.json; more epochs go on from the checkpoint.
	resumed := run("train", "--resume", "--out", out, "--epochs", "6", "--json").want(t, exitOK, "continues").object(t)
	if resumed["weights_sha256"] != whole["weights_sha256"] || resumed["epochs"] != whole["epochs"] {
		t.Errorf("resumed run differs: %v epochs", resumed["epochs"])
	}
	files := func() (all string) {
		for _, name := range []string{runFile, modelFile, train.CheckpointFile} {
			b, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			all += string(b)
		}
		return all
	}
	before := files()
	run("train", "--resume", "--out", out, "--seed", "99").want(t, exitFailed, "seed", "checkpoint.safetensors")
	run(small(out)...).want(t, exitFailed, "finished run", "--out", "--overwrite", "--resume")
	run(small(out, "--batch", "99999", "--overwrite")...).want(t, exitFailed, "larger")
	if files() != before {
		t.Error("a refused run changed the files of an earlier one")
	}
	// A new run in the folder does not meet the old checkpoint.
	run(small(out, "--seed", "99", "--overwrite")...).want(t, exitOK)

	write(t, filepath.Join(out, "checkpoint.safetensors"), "broken")
	run("train", "--resume", "--out", out).want(t, exitFailed, "checkpoint.safetensors", "delete it")
}

func TestCancelled(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := runWith(t, ctx, data, small(out)...)
	o.want(t, 130, "stopped in epoch 1 after step 0; go on with: mekiki train --resume --out "+out)
	if o.out != "" {
		t.Errorf("stdout %s", o.out)
	}
	v := runWith(t, t.Context(), data, "train", "--resume", "--out", out, "--json").want(t, exitOK).object(t)
	whole := runWith(t, t.Context(), data, small(t.TempDir())...).want(t, exitOK).object(t)
	if v["weights_sha256"] != whole["weights_sha256"] {
		t.Error("a stopped and resumed run ends with other weights")
	}
}

func TestTripletFile(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	file := filepath.Join(dir, "t.npy")
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	made := run("data", "triplets", "--protocol", "random", "--triplet-count", "300", "--out", file, "--json").want(t, exitOK).object(t)
	if made["triplets"] != 300.0 || !exists(made["labels"].(string)) {
		t.Errorf("%v", made)
	}
	// Made ahead or on the way, the same triplets give the same weights.
	own := run(small(filepath.Join(dir, "own"))...).want(t, exitOK).object(t)
	out := filepath.Join(dir, "file")
	fromFile := run(small(out, "--triplets", file)...).want(t, exitOK).object(t)
	if own["weights_sha256"] != fromFile["weights_sha256"] {
		t.Error("a file of triplets trains another network")
	}
	if diff := cmp.Diff(own["knn5_accuracy"], fromFile["knn5_accuracy"]); diff != "" {
		t.Errorf("5-NN (-own +file):\n%s", diff)
	}
	path := filepath.Join(out, "model.safetensors")
	again := run("eval", "--model", path, "--resamples", "0", "--json").want(t, exitOK).object(t)
	if diff := cmp.Diff(fromFile["pair_auc"], again["pair_auc"]); diff != "" {
		t.Errorf("AUC (-train +eval):\n%s", diff)
	}
	// Another file is evaluated whole.
	other := filepath.Join(dir, "other.npy")
	run("data", "triplets", "--protocol", "random", "--triplet-count", "50", "--seed", "5", "--out", other).want(t, exitOK)
	run("eval", "--model", path, "--triplets", other, "--resamples", "0", "--json").want(t, exitOK).object(t)

	write(t, file, "broken")
	run("eval", "--model", path).want(t, exitFailed, "t.npy")
	run(small(filepath.Join(dir, "none"), "--triplets", filepath.Join(dir, "missing.npy"))...).want(t, exitFailed, "missing.npy", "data triplets")
}

func TestOtherDataIsRefused(t *testing.T) {
	out := t.TempDir()
	mekiki(t, small(out)...).want(t, exitOK)
	path := filepath.Join(out, "model.safetensors")
	mekiki(t, "eval", "--model", path, "--sample").want(t, exitFailed, "not those that the model was trained on", "--data")
	mekiki(t, "embed", "--overwrite", "--model", path, "--sample", "--out", filepath.Join(out, "e.npy")).want(t, exitFailed, "takes grey pictures of 5 x 4, these are grey pictures of 28 x 28", "scale")
}

func TestFailures(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "broken.safetensors"), "no model")
	write(t, filepath.Join(dir, "file"), "")
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"missing model", []string{"eval", "--model", filepath.Join(dir, "none.safetensors")}, []string{"none.safetensors", "train a model first"}},
		{"broken model", []string{"eval", "--model", filepath.Join(dir, "broken.safetensors")}, []string{"broken.safetensors", "damaged"}},
		{"a network of ONNX", []string{"eval", "--model", "../eye/lite0.onnx"}, []string{"../eye/lite0.onnx: not a model file of mekiki: it is an ONNX file", "--eye ../eye/lite0.onnx"}},
		{"show broken model", []string{"model", "show", filepath.Join(dir, "broken.safetensors")}, []string{"broken.safetensors"}},
		{"missing data", small(filepath.Join(dir, "a"), "--data", filepath.Join(dir, "none")), []string{filepath.Join(dir, "none"), "there is no such folder"}},
		{"out is a file", small(filepath.Join(dir, "file")), []string{"file", "--out"}},
		{"batch larger than data", small(filepath.Join(dir, "b"), "--batch", "999"), []string{"999", "--batch"}},
		{"too few triplets", small(filepath.Join(dir, "c"), "--triplet-count", "2", "--test-size", "0.9", "--val-size", "0.9"), []string{"too few"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if o := mekiki(t, test.args...).want(t, exitFailed, test.want...); o.out != "" {
				t.Errorf("stdout: %s", o.out)
			}
		})
	}
}

func TestLockedFolder(t *testing.T) {
	out := t.TempDir()
	held, err := folder.Lock(out)
	if err != nil {
		t.Fatal(err)
	}
	mekiki(t, small(out)...).want(t, exitFailed, "in use by another run", fmt.Sprint(os.Getpid()), "--out")
	held.Release()
	mekiki(t, small(out)...).want(t, exitOK)
}

func TestUnwritableFolder(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("rights do not bind root, and Windows has others")
	}
	out := t.TempDir()
	if err := os.Chmod(out, 0o500); err != nil {
		t.Fatal(err)
	}
	mekiki(t, small(out)...).want(t, exitFailed, out, "--out")
}

func TestDemo(t *testing.T) {
	out := t.TempDir()
	v := mekiki(t, "demo", "--out", out, "--epochs", "2", "--batch", "16", "--json").want(t, exitOK).object(t)
	checkFixed(t, v)
	page, err := os.ReadFile(v["report"].(string))
	if err != nil || !strings.Contains(string(page), "<html") || !strings.Contains(string(page), "mekiki demo --out") {
		t.Errorf("report of %d bytes: %v", len(page), err)
	}
}

func TestData(t *testing.T) {
	v := mekiki(t, "data", "info", "--json").want(t, exitOK).object(t)
	if v["train"] != 120.0 || v["test"] != 30.0 || v["height"] != 5.0 || v["width"] != 4.0 {
		t.Errorf("%v", v)
	}
	if o := mekiki(t, "data", "fetch").want(t, exitOK); !strings.Contains(o.out, "120 for training") {
		t.Errorf("stdout %s", o.out)
	}
	if o := mekiki(t, "data", "check").want(t, exitOK); !strings.Contains(o.out, "train") {
		t.Errorf("stdout %s", o.out)
	}
	if v := mekiki(t, "data", "info", "--sample", "--json").want(t, exitOK).object(t); v["sample"] != true {
		t.Errorf("%v", v)
	}
}

func TestModelShow(t *testing.T) {
	out := t.TempDir()
	mekiki(t, small(out)...).want(t, exitOK)
	path := filepath.Join(out, "model.safetensors")
	v := mekiki(t, "model", "show", path, "--json").want(t, exitOK).object(t)
	if want := float64(21*8 + 9*4); v["parameters"] != want || len(v["layers"].([]any)) != 2 {
		t.Errorf("parameters %v, want %v; layers %v", v["parameters"], want, v["layers"])
	}
	svg, pngFile := filepath.Join(out, "m.svg"), filepath.Join(out, "m.png")
	o := mekiki(t, "model", "show", path, "--picture", svg).want(t, exitOK, svg)
	if !strings.Contains(o.out, "layers.1") || !strings.Contains(o.out, "linear") {
		t.Errorf("stdout %s", o.out)
	}
	mekiki(t, "model", "show", path, "--picture", pngFile).want(t, exitOK)
	for file, head := range map[string]string{svg: "<", pngFile: "\x89PNG"} {
		if b, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(b), head) {
			t.Errorf("%s: %v, %.20q", file, err, b)
		}
	}
}

func TestEmbed(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run(small(out)...).want(t, exitOK)
	path, npy := filepath.Join(out, "model.safetensors"), filepath.Join(out, "e.npy")
	v := run("embed", "--overwrite", "--model", path, "--out", npy, "--json").want(t, exitOK).object(t)
	if !slices.Equal(v["shape"].([]any), []any{30.0, 4.0}) {
		t.Errorf("shape %v", v["shape"])
	}
	whole := floats(t, npy)
	run("embed", "--overwrite", "--model", path, "--out", npy, filepath.Join(data, "t10k-images-idx3-ubyte")).want(t, exitOK)
	if !slices.Equal(whole, floats(t, npy)) {
		t.Error("the IDX file gives other embeddings than the data set")
	}

	// A PNG of the first test picture has its embedding; a JPEG of it is near.
	m, err := model.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	found, err := os.ReadFile(filepath.Join(data, "t10k-images-idx3-ubyte"))
	if err != nil {
		t.Fatal(err)
	}
	grey := &image.Gray{Pix: found[16:36], Stride: m.Meta.Input.Width, Rect: image.Rect(0, 0, 4, 5)}
	pngFile, jpegFile := filepath.Join(out, "a.png"), filepath.Join(out, "b.JPG")
	save(t, pngFile, func(f *os.File) error { return png.Encode(f, grey) })
	save(t, jpegFile, func(f *os.File) error { return jpeg.Encode(f, grey, &jpeg.Options{Quality: 100}) })
	run("embed", "--overwrite", "--model", path, "--out", npy, pngFile, jpegFile).want(t, exitOK)
	got := floats(t, npy)
	if !slices.Equal(got[:4], whole[:4]) {
		t.Errorf("PNG: %v, data set: %v", got[:4], whole[:4])
	}
	for k := range 4 {
		if math.Abs(float64(got[4+k]-whole[k])) > 0.1 {
			t.Errorf("JPEG: %v, data set: %v", got[4:], whole[:4])
			break
		}
	}

	big := filepath.Join(out, "big.png")
	for _, size := range [][2]int{{4, 6}, {6, 5}} {
		save(t, big, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, size[0], size[1]))) })
		run("embed", "--overwrite", "--model", path, "--out", npy, big).want(t, exitFailed, big, fmt.Sprintf("%d high and %d wide", size[1], size[0]), "5 x 4")
	}
	write(t, big, "\x89PNG broken")
	run("embed", "--overwrite", "--model", path, "--out", npy, big).want(t, exitFailed, big)
	run("embed", "--overwrite", "--model", path, "--out", npy, filepath.Join(data, "t10k-labels-idx1-ubyte")).want(t, exitFailed, "t10k-labels-idx1-ubyte")
	run("embed", "--overwrite", "--model", path, "--out", filepath.Join(out, "no", "e.npy"), pngFile).want(t, exitFailed, "make the folder first")
}

func save(t *testing.T, path string, encode func(*os.File) error) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := encode(f); err != nil {
		t.Fatal(err)
	}
}

// floats are the values of a float32 .npy file.
func floats(t *testing.T, path string) []float32 {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b = b[10+int(b[8])+256*int(b[9]):]
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(uint32(b[4*i]) | uint32(b[4*i+1])<<8 | uint32(b[4*i+2])<<16 | uint32(b[4*i+3])<<24)
	}
	return out
}
