package cli

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work/data"
)

// convModel saves a convolutional network, as if trained on whole batches of
// tinyData by a loss that is no formula, and gives its path.
func convModel(t *testing.T, data string) string {
	t.Helper()
	out := t.TempDir()
	runWith(t, t.Context(), data, small(out)...).want(t, exitOK)
	path := filepath.Join(out, "model.safetensors")
	m, err := model.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	m.Net = build(t, "conv 3; norm; relu; residual(conv 4 /2; norm); gap; dense 5", m.Meta.Input.Shape())
	m.Meta.Network = model.NetworkOf(m.Net)
	m.Meta.Loss, m.Meta.Decision = triplet.Spec{}, nil
	m.Meta.Batch = &model.BatchTraining{
		Preset: "cnn", Loss: "made-elsewhere", Params: map[string]float64{"temperature": 0.1}, Sampler: "pk 3x4",
		WeightDecay: 0.05, Average: 0.99, HeldOut: 40,
	}
	tr := &m.Meta.Training
	tr.TripletsPerSecond, tr.PicturesPerSecond, tr.ValAccuracy = 0, 900, 0.75
	for i := range tr.History {
		tr.History[i].ValAccuracy = 0.75
	}
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func build(t *testing.T, text string, in nn.Shape) *nn.Net {
	t.Helper()
	a, err := nn.ParseArch(text)
	if err != nil {
		t.Fatal(err)
	}
	n, err := nn.Build(a, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestShowOfAnArchitecture(t *testing.T) {
	path := convModel(t, tinyData(t))
	o := mekiki(t, "model", "show", path, "--picture", filepath.Join(t.TempDir(), "m.svg")).want(t, exitOK)
	got := strings.Join(strings.Fields(o.out), " ")
	for _, want := range []string{
		"layer kind in out parameters MFLOP a cell sees",
		"layers.0 conv 3 5 x 4 x 1 5 x 4 x 3 27 0.00108 3 x 3, step 1",
		"layers.2 relu 5 x 4 x 3 5 x 4 x 3 3 x 3, step 1 layers.3 residual 5 x 4 x 3 3 x 2 x 4 5 x 5, step 2 layers.3.0 conv 4 /2",
		"layers.3.shortcut.0 conv 4 1x1 /2 5 x 4 x 3 3 x 2 x 4 12",
		"layers.4 gap 3 x 2 x 4 4 layers.5 dense 5 4 5 25",
		"loss made-elsewhere (temperature 0.1)",
		"5-NN accuracy on held-out pictures 0.7500", "900 pictures/s", "preset cnn", "sampler pk 3x4",
		"AdamW, learning rate 0.003, batch 16, weight decay 0.05, moving average of weights 0.99", "held out 40 ", "file format 3",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("stdout lacks %q: %s", want, o.out)
		}
	}
	if strings.Contains(got, "triplets/s") {
		t.Errorf("stdout speaks of triplets a second: %s", o.out)
	}
	v := mekiki(t, "model", "show", path, "--json").want(t, exitOK).object(t)
	layers := v["layers"].([]any)
	if first := layers[0].(map[string]any); len(layers) != 10 || first["kind"] != "conv 3" || first["parameters"] != 27.0 || v["mflop_per_picture"].(float64) <= 0 {
		t.Errorf("%v", v)
	}
}

func TestEvalOfABatchModel(t *testing.T) {
	data := tinyData(t)
	path, out := convModel(t, data), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	v := run("eval", "--model", path, "--resamples", "0", "--out", out, "--json").want(t, exitOK).object(t)
	if v["own_distance"] != nil || v["knn5_accuracy"].(map[string]any)["own"] != nil || v["map_at_r"] == nil {
		t.Errorf("%v", v)
	}
	if note, ok := v["own_note"].(string); !ok || !strings.Contains(note, "made-elsewhere is no formula") || !strings.Contains(note, "cosine decides") {
		t.Errorf("own_note %v", v["own_note"])
	}
	page, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"made-elsewhere loss", "Accuracy over time", "a batch of pictures", "conv 3; norm; relu", "weight-decay", "temperature"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	o := run("analyze", "--model", path, "--out", filepath.Join(out, "a")).want(t, exitOK)
	analysis, err := os.ReadFile(filepath.Join(out, "a", "analysis.html"))
	if err != nil || !strings.Contains(string(analysis), "The loss made-elsewhere, which the model was trained with, is no formula of distances") {
		t.Errorf("the analysis does not say that the loss is left out: %v; %s", err, o.out)
	}
	if text := strings.Join(strings.Fields(o.out), " "); !strings.Contains(text, "loss made-elsewhere ") {
		t.Errorf("the table of the analysis does not name the loss: %s", o.out)
	}
	run("calibrate", "--model", path, "--out", filepath.Join(out, "c")).want(t, exitOK)
	checked := run("data", "check", "--model", path, "--json", "--resamples", "0").want(t, exitOK, "made-elsewhere is no formula").object(t)
	if notes, accuracy := fmt.Sprint(checked["notes"]), checked["accuracy"].(map[string]any); !strings.Contains(notes, "cosine decides") || accuracy["own_distance"] != nil || len(accuracy["knn5"].([]any)) != 2 {
		t.Errorf("data check: notes %s, accuracy %v", notes, accuracy)
	}
}

func TestFits(t *testing.T) {
	grey, colour := nn.Shape{Height: 8, Width: 6, Channels: 1}, nn.Shape{Height: 8, Width: 6, Channels: 3}
	conv := func(in nn.Shape) *model.Model {
		return &model.Model{Meta: model.Meta{Input: model.InputOf(in)}, Net: build(t, "conv 2; gap", in)}
	}
	plain := &model.Model{Meta: model.Meta{Input: model.InputOf(grey)}, Net: nn.New([]int{48, 2}, 1)}
	for _, c := range []struct {
		m    *model.Model
		is   nn.Shape
		want string
	}{
		{conv(grey), grey, ""},
		{conv(colour), colour, ""},
		{plain, grey, ""},
		{plain, nn.Shape{Height: 1, Width: 48, Channels: 1}, ""},
		{plain, colour, "the model takes grey pictures of 8 x 6, these are colour pictures of 8 x 6; turn them to grey first, or"},
		{conv(grey), nn.Shape{Height: 6, Width: 8, Channels: 1}, "these are grey pictures of 6 x 8; cut or scale them to that size first"},
		{conv(grey), nn.Shape{Height: 32, Width: 32, Channels: 3}, "these are colour pictures of 32 x 32; turn them to grey and cut or scale them to that size first"},
		{conv(colour), grey, "the model takes colour pictures of 8 x 6, these are grey pictures of 8 x 6; give them in colour first"},
		{conv(grey), nn.Shape{Height: 8, Width: 6, Channels: 2}, "these are pictures of 8 x 6 with 2 channels; turn them to grey first"},
		{conv(nn.Shape{Height: 8, Width: 6, Channels: 2}), grey, "give them with 2 channels first"},
	} {
		err := data.Fits(c.m, &dataset.Images{N: 1, H: c.is.Height, W: c.is.Width, C: c.is.Channels})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s for %s: error %v, want %q", c.is, c.m.Net.Input(), err, c.want)
		}
	}
}

func TestEmbedTellsGreyFromColour(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, img image.Image) string {
		path := filepath.Join(dir, name)
		save(t, path, func(f *os.File) error { return png.Encode(f, img) })
		return path
	}
	grey, rgb, red := image.NewGray(image.Rect(0, 0, 4, 5)), image.NewNRGBA(image.Rect(0, 0, 4, 5)), image.NewNRGBA(image.Rect(0, 0, 4, 5))
	for y := range 5 {
		for x := range 4 {
			v := uint8(40*y + x)
			grey.Set(x, y, color.Gray{v})
			rgb.Set(x, y, color.NRGBA{v, v, v, 255})
			red.Set(x, y, color.NRGBA{v, 0, 0, 255})
		}
	}
	greyFile, rgbFile, redFile := file("grey.png", grey), file("rgb.png", rgb), file("red.png", red)
	models := map[int]string{}
	for _, channels := range []int{1, 3} {
		in := nn.Shape{Height: 5, Width: 4, Channels: channels}
		net := build(t, "conv 2; gap", in)
		m := model.Model{Net: net, Meta: model.Meta{Network: model.NetworkOf(net), Input: model.InputOf(in), Batch: &model.BatchTraining{Loss: "supcon"}}}
		models[channels] = filepath.Join(dir, in.String()+".safetensors")
		if err := m.Save(models[channels]); err != nil {
			t.Fatal(err)
		}
	}
	npy := filepath.Join(dir, "e.npy")
	embed := func(channels int, files ...string) outcome {
		return mekiki(t, append([]string{"embed", "--overwrite", "--model", models[channels], "--out", npy}, files...)...)
	}
	embed(1, greyFile, rgbFile).want(t, exitOK)
	if v := floats(t, npy); v[0] != v[2] || v[1] != v[3] {
		t.Errorf("a grey picture stored as colour has another embedding: %v", v)
	}
	embed(3, rgbFile, redFile).want(t, exitOK)
	embed(1, redFile).want(t, exitFailed, "red.png", "in colour, the model takes grey", "turn it to grey")
	embed(3, redFile, greyFile).want(t, exitFailed, "grey.png", "is grey, the model takes pictures in colour")
	embed(3).want(t, exitFailed, "takes colour pictures of 5 x 4, these are grey pictures of 5 x 4")
}
