package cli

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/onnx"
)

// TestModelExport writes a model with and without known pictures.
func TestModelExport(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	query := in("x.png")
	save(t, query, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 4, 5))) })
	run(small(in("run"), "--loss", "combined")...).want(t, exitOK)
	model, known := in("run/model.safetensors"), in("known.safetensors")
	said := run("predict", "--model", model, "--known", known, "--json", query).want(t, exitOK).object(t)

	v := run("model", "export", model, "--onnx", in("bare.onnx"), "--json").want(t, exitOK).object(t)
	if m := readONNX(t, in("bare.onnx")); !slices.Equal(m.Outputs, []string{"embedding"}) || len(v["outputs"].([]any)) != 1 || m.Properties["mekiki.known"] != "" {
		t.Errorf("%v, %v, %v", m.Outputs, m.Properties, v)
	}
	o := run("model", "export", model, "--onnx", in("full.onnx"), "--known", known).want(t, exitOK)
	m := readONNX(t, in("full.onnx"))
	if !slices.Equal(m.Outputs, []string{"embedding", "distance", "nearest", "nearest_distance", "class", "unknown"}) {
		t.Error(m.Outputs)
	}
	for key, want := range map[string]string{
		"mekiki.weights_sha256": said["weights_sha256"].(string), "mekiki.classes": `["0","1","2"]`, "mekiki.input": `"height":5,"width":4`,
		"mekiki.preprocessing": "v/255", "mekiki.distance": "cos", "mekiki.threshold": "0", "mekiki.known": `"pictures":120`, "mekiki.data": `"fingerprint"`,
	} {
		if !strings.Contains(m.Properties[key], want) {
			t.Errorf("%s is %q, without %q", key, m.Properties[key], want)
		}
	}
	for _, want := range []string{"full.onnx", "pictures", "uint8", "N x 5 x 4 x 1", "N x 120", "decides by"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("the text lacks %q: %s", want, o.out)
		}
	}
	if !strings.HasPrefix(m.Producer, "mekiki ") {
		t.Errorf("producer %q", m.Producer)
	}

	// The same model gives the same bytes.
	before := readText(t, in("full.onnx"))
	run("model", "export", model, "--onnx", in("full.onnx"), "--known", known).want(t, exitFailed, "full.onnx", "there already", "--overwrite")
	run("model", "export", model, "--onnx", in("full.onnx"), "--known", known, "--overwrite").want(t, exitOK)
	if readText(t, in("full.onnx")) != before {
		t.Error("written twice, it is not the same")
	}
}

// TestModelExportRefuses what cannot be written, and leaves no file.
func TestModelExportRefuses(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	query, out := in("x.png"), in("m.onnx")
	save(t, query, func(f *os.File) error { return png.Encode(f, image.NewGray(image.Rect(0, 0, 4, 5))) })
	run(small(in("run"), "--loss", "relu(ang_ap - ang_an + 0.1)")...).want(t, exitOK)
	run(small(in("other"), "--seed", "5")...).want(t, exitOK)
	model, known := in("run/model.safetensors"), in("known.safetensors")
	run("predict", "--model", model, "--known", known, query).want(t, exitOK)

	run("model", "export").want(t, exitUsage, "one model file")
	run("model", "export", model).want(t, exitUsage, "--onnx FILE.onnx")
	run("model", "export", model, "--onnx", in("m.pt")).want(t, exitUsage, "--onnx FILE.onnx")
	run("model", "export", in("none"), "--onnx", out).want(t, exitFailed, "none")
	run("model", "export", model, "--onnx", in("no/such/m.onnx")).want(t, exitFailed, "no/such")
	run("model", "export", model, "--onnx", out, "--known", in("none")).want(t, exitFailed, "none", "mekiki predict", "--known FILE")
	run("model", "export", model, "--onnx", out, "--known", model).want(t, exitFailed, "no file of known pictures", "mekiki predict")
	run("model", "export", in("other/model.safetensors"), "--onnx", out, "--known", known).want(t, exitFailed, known, "another model")
	run("model", "export", model, "--onnx", out, "--known", known).want(t, exitFailed, "angular", "without known pictures")
	if err := os.Link(model, in("link.onnx")); err == nil {
		run("model", "export", model, "--onnx", in("link.onnx"), "--overwrite").want(t, exitUsage, "would be replaced")
	}
	if runtime.GOOS != "windows" && os.Getuid() != 0 {
		locked := in("locked")
		if err := os.Mkdir(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		run("model", "export", model, "--onnx", filepath.Join(locked, "m.onnx")).want(t, exitFailed, locked)
	}
	if exists(out) {
		t.Error("what was refused left a file")
	}
	run("model", "export", model, "--onnx", out).want(t, exitOK)
}

func readONNX(t *testing.T, path string) *onnx.Model {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := onnx.Read(f, 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
