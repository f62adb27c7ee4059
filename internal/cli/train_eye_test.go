package cli

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/graph"
)

// TestTrainBehindAnEye trains on what the eye in the program sees of drawn parts, and
// uses the model in every way.
func TestTrainBehindAnEye(t *testing.T) {
	data, dir := drawnParts(t, 20), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	args := []string{"train", "--eye", "embedded", "--tap", "block3", "--data", data, "--size", "32", "--out"}
	v := mekiki(t, append(args, in("run"), "--json")...).want(t, exitOK).object(t)
	if b := v["batch_training"].(map[string]any); b["preset"] != "eye" || v["network"] != "norm; dense 128" {
		t.Errorf("%v, %v", b, v["network"])
	}
	if right := v["knn5_accuracy"].(map[string]any)["cosine"].(float64); right < 0.9 {
		t.Errorf("%.2f of the held-out parts are called what they are", right)
	}
	one := mekiki(t, append(args, in("one"), "--workers", "1", "--json")...).want(t, exitOK).object(t)
	if one["weights_sha256"] != v["weights_sha256"] {
		t.Error("the number of workers changes the weights")
	}
	model := in("run/model.safetensors")
	e := mekiki(t, "eval", "--model", model, "--data", data, "--out", in("run"), "--json").want(t, exitOK).object(t)
	if e["knn5_accuracy"].(map[string]any)["cosine"] != v["knn5_accuracy"].(map[string]any)["cosine"] {
		t.Errorf("eval finds %v, train found %v", e["knn5_accuracy"], v["knn5_accuracy"])
	}
	page := readText(t, in("run/report.html"))
	for _, want := range []string{"EfficientNet-Lite0", "block3"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	o := mekiki(t, "model", "show", model, "--picture", in("m.svg")).want(t, exitOK)
	for _, want := range []string{"EfficientNet-Lite0", "block3", "40 values", "file format 5", "32 x 32 x 3"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("model show lacks %q: %s", want, o.out)
		}
	}
	if drawn := readText(t, in("m.svg")); !strings.Contains(drawn, "EfficientNet-Lite0") || !strings.Contains(drawn, "(N, 40)") {
		t.Error("the drawing lacks the eye")
	}

	p := predictedBy(t, "--model", model, "--data", data, filepath.Join(data, "disc"))
	right := 0
	for _, one := range p.Pictures {
		if one.Class == "disc" {
			right++
		}
	}
	if right < 19 {
		t.Errorf("%d of 20 discs are called so", right)
	}
	mekiki(t, "map", model, "--data", data, "--out", in("map"), "--points", "30").want(t, exitOK)
	mekiki(t, "embed", "--model", model, "--map", "--data", data, "--out", in("maps.npy")).want(t, exitFailed, "has no maps", "embed --eye")

	m := exportsAlike(t, model, 32, []string{p.Pictures[0].File, p.Pictures[1].File})
	if text := m.Properties["mekiki.eye"]; !strings.Contains(text, "Apache-2.0") || m.Properties["mekiki.preprocessing"] != "(v - 127) / 128" {
		t.Errorf("%v", m.Properties)
	}
}

// exportsAlike exports a model that reads pictures of that side, which must give the same
// embeddings of them.
func exportsAlike(t *testing.T, model string, side int, files []string) *onnx.Model {
	t.Helper()
	in := func(name string) string { return filepath.Join(filepath.Dir(model), name) }
	mekiki(t, append([]string{"embed", "--model", model, "--out", in("rows.npy")}, files...)...).want(t, exitOK)
	rows := floats(t, in("rows.npy"))
	mekiki(t, "model", "export", model, "--onnx", in("m.onnx")).want(t, exitOK)
	m := readONNX(t, in("m.onnx"))
	g, err := m.Graph(onnx.Options{Batch: 1, Taps: []string{"embedding"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		x := eval.Zeros(g.Inputs[0].Type)
		pix, _, err := dataset.Preparation{H: side, W: side, C: 3, Policy: dataset.DefaultPolicy}.ReadPicture(os.DirFS(filepath.Dir(file)), filepath.Base(file))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range pix {
			x.I[k] = int64(v)
		}
		var out []float64
		if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, a *eval.Array) {
			if v == g.Outputs[0].Value {
				out = a.F
			}
		}); err != nil {
			t.Fatal(err)
		}
		largest := slices.Max(out)
		for k, got := range out {
			if math.Abs(got-float64(rows[128*i+k])) > 1e-4*largest {
				t.Fatalf("%s: value %d is %g, embed gives %g", file, k, got, rows[128*i+k])
			}
		}
	}
	return m
}

// TestTrainTunesAnEye: an eye whose last layers are trained goes with the model.
func TestTrainTunesAnEye(t *testing.T) {
	data, dir := drawnParts(t, 20), t.TempDir()
	model := filepath.Join(dir, "run", "model.safetensors")
	args := []string{"train", "--eye", "embedded", "--tap", "block1", "--tap", "block2", "--data", data, "--size", "auto", "--epochs", "3"}
	plain := mekiki(t, append(args, "--out", filepath.Join(dir, "plain"), "--json")...).want(t, exitOK).object(t)
	v := mekiki(t, append(args, "--tune", "block1", "--out", filepath.Join(dir, "run"), "--json")...).want(t, exitOK).object(t)
	if v["train_loss"].(float64) >= plain["train_loss"].(float64) {
		t.Errorf("a loss of %v in training, %v without tuning", v["train_loss"], plain["train_loss"])
	}
	e := mekiki(t, "eval", "--model", model, "--data", data, "--json").want(t, exitOK).object(t)
	if e["weights_sha256"] != v["weights_sha256"] || e["knn5_accuracy"].(map[string]any)["cosine"] != v["knn5_accuracy"].(map[string]any)["cosine"] {
		t.Errorf("eval finds %v, train found %v", e["knn5_accuracy"], v["knn5_accuracy"])
	}
	if o := mekiki(t, "model", "show", model).want(t, exitOK); !strings.Contains(o.out, "EfficientNet-Lite0 (tuned)") || !strings.Contains(o.out, "file format 5") {
		t.Errorf("model show: %s", o.out)
	}
	p := predictedBy(t, "--model", model, "--data", data, filepath.Join(data, "disc"))
	exportsAlike(t, model, 128, []string{p.Pictures[0].File, p.Pictures[7].File})
}

// TestTrainBehindAnEyeOfAFile: the model works when the eye's file is gone.
func TestTrainBehindAnEyeOfAFile(t *testing.T) {
	data, dir := drawnParts(t, 10), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	mekiki(t, "eye", "import", "embedded", "--tap", "block2", "--out", in("small.onnx")).want(t, exitOK)
	args := []string{"train", "--eye", in("small.onnx"), "--preset", "article", "--layers", "16", "--learning-rate", "0.001", "--loss", "cosine", "--data", data, "--size", "32", "--epochs", "3", "--out", in("run")}
	v := mekiki(t, append(args, "--json")...).want(t, exitOK).object(t)
	if err := os.Remove(in("small.onnx")); err != nil {
		t.Fatal(err)
	}
	e := mekiki(t, "eval", "--model", in("run/model.safetensors"), "--data", data, "--json").want(t, exitOK).object(t)
	if e["weights_sha256"] != v["weights_sha256"] || e["network"] != v["network"] {
		t.Errorf("%v, %v", e, v)
	}
	mekiki(t, append(args, "--overwrite")...).want(t, exitFailed, "small.onnx")
}

func TestTrainBehindAnEyeRefuses(t *testing.T) {
	data := drawnParts(t, 6)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no eye":    {[]string{"--eye", "none.onnx"}, exitFailed, "none.onnx"},
		"tap":       {[]string{"--eye", "embedded", "--tap", "block77"}, exitUsage, "block77"},
		"tap alone": {[]string{"--tap", "block7"}, exitUsage, "name the eye with --eye"},
		"tune":      {[]string{"--eye", "embedded", "--size", "32", "--tune", "blok8"}, exitFailed, `did you mean "block8"?`},
		"tuned all": {[]string{"--eye", "embedded", "--size", "32", "--tune", "stem"}, exitFailed, "window must be square"},
		"triplets":  {[]string{"--eye", "embedded", "--preset", "article", "--tune", "block8"}, exitUsage, "training on batches"},
		"auto":      {[]string{"--size", "auto"}, exitUsage, "name the eye with --eye"},
		"no tune":   {[]string{"--eye", "embedded", "--tune-rate", "0.5"}, exitUsage, "name the first one with --tune"},
		"augment":   {[]string{"--eye", "embedded", "--augment", "flip"}, exitUsage, "behind an eye"},
		"memory":    {[]string{"--eye", "embedded", "--size", "32", "--memory", "4KiB"}, exitFailed, "memory"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "run")
			mekiki(t, append([]string{"train", "--data", data, "--out", out}, c.args...)...).want(t, c.code, c.says)
			if _, err := os.Stat(out); err == nil {
				t.Error("a folder is left")
			}
		})
	}
}
