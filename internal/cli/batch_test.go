package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/train"
	"mekiki/internal/work/settings"
)

// onBatches are flags of a training on batches that takes milliseconds.
func onBatches(command string, more ...string) []string {
	return append([]string{command, "--network", "dense 8; norm; relu; dense 4", "--protocol", "random", "--triplet-count", "60",
		"--batch", "15", "--epochs", "3", "--learning-rate", "0.01", "--test-size", "0.1", "--val-size", "0.1", "--json"}, more...)
}

func TestTrainOnBatchesThenEval(t *testing.T) {
	data := tinyData(t)
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	for _, loss := range []string{"normface", "combined"} {
		out := t.TempDir()
		o := run(onBatches("train", "--loss", loss, "--out", out)...).want(t, exitOK, "val_accuracy", "pictures_per_second")
		trained := o.object(t)
		batch, _ := trained["batch_training"].(map[string]any)
		if trained["loss"] != loss || trained["network"] != "dense 8; norm; relu; dense 4" || batch == nil || batch["held_out"] == 0.0 || trained["val_accuracy"].(float64) <= 0.3 {
			t.Errorf("%s: %v", loss, trained)
		}
		if _, mined := batch["miner"]; mined != (loss == "combined") {
			t.Errorf("%s: miner %v", loss, batch["miner"])
		}
		checkFixed(t, trained)
		model := filepath.Join(out, "model.safetensors")
		evaluated := run("eval", "--model", model, "--resamples", "0", "--json").want(t, exitOK).object(t)
		for _, name := range []string{"weights_sha256", "loss", "val_accuracy", "network"} {
			if trained[name] != evaluated[name] {
				t.Errorf("%s: %s is %v, evaluated %v", loss, name, trained[name], evaluated[name])
			}
		}
		// The saved settings make the same run.
		again := run("train", "--config", filepath.Join(out, "run.json"), "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
		if again["weights_sha256"] != trained["weights_sha256"] {
			t.Errorf("%s: run.json gives other weights", loss)
		}
		plain := onBatches("train", "--loss", loss, "--out", t.TempDir())
		text := run(slices.DeleteFunc(plain, func(a string) bool { return a == "--json" })...).want(t, exitOK, "val 5-NN", "pictures/s")
		for _, part := range []string{"val 5-NN", "pictures/s", "dense 8; norm", "sampler"} {
			if !strings.Contains(text.out, part) {
				t.Errorf("%s: the table lacks %q: %s", loss, part, text.out)
			}
		}
	}
}

// TestBatchLossesDecide: every command takes the distance from the loss over batches
// that a model was trained with, and its name, for it has no formula.
func TestBatchLossesDecide(t *testing.T) {
	data := tinyData(t)
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	for _, c := range []struct{ loss, own, space string }{
		{"normface", "cos", "cosine"}, {"contrastive", "euc", "euclidean"}, {"contrastive(cos + 0.1*euc)", "cos + 0.1*euc", "cosine"},
	} {
		out := t.TempDir()
		run(onBatches("train", "--loss", c.loss, "--out", out)...).want(t, exitOK)
		model := filepath.Join(out, "model.safetensors")
		checked := run("data", "check", "--model", model, "--resamples", "0", "--json").want(t, exitOK).object(t)
		if accuracy, _ := checked["accuracy"].(map[string]any); accuracy["own_distance"] != c.own {
			t.Errorf("%s: data check decides by %v", c.loss, accuracy["own_distance"])
		}
		drawn, file := mapOn(t, data, filepath.Join(out, "map"), model, "--method", "pca")
		if by, _ := at(t, file, "map", "called_by").(string); drawn["space"] != c.space || !strings.Contains(strings.ToLower(by), c.space) {
			t.Errorf("%s: the map is of the %v space, called by %s", c.loss, drawn["space"], by)
		}
		text := strings.Join(strings.Fields(run("analyze", "--model", model, "--out", filepath.Join(out, "a")).want(t, exitOK).out), " ")
		if !strings.Contains(text, "loss "+c.loss+" d(a,p)") {
			t.Errorf("%s: the analysis names another loss: %s", c.loss, text)
		}
	}
}

func TestResumeOnBatches(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) map[string]any {
		return runWith(t, t.Context(), data, args...).want(t, exitOK).object(t)
	}
	want := run(onBatches("train", "--loss", "cosine", "--out", t.TempDir())...)
	run(onBatches("train", "--loss", "cosine", "--out", out, "--epochs", "1", "--schedule-epochs", "1")...)
	got := run("train", "--resume", "--out", out, "--epochs", "3", "--schedule-epochs", "3", "--json")
	if got["weights_sha256"] != want["weights_sha256"] || got["epochs"] != 3.0 {
		t.Errorf("one epoch and two more give other weights")
	}
}

func TestSettingsOfBatches(t *testing.T) {
	tests := []struct {
		name, file string
		flags      []string
		ok         func(train.Config) bool
	}{
		{"preset", "", []string{"--preset", "mlp"}, func(c train.Config) bool {
			return c.Loss == "normface" && c.Sampler == "shuffle" && c.Schedule == "one-cycle" && c.Warmup == 0.3 && c.Layers == nil && c.ValSize == 0.01
		}},
		{"no warm-up, which is the usual one", "", []string{"--preset", "mlp", "--warmup", "0"}, func(c train.Config) bool {
			return c.Schedule == "one-cycle" && c.Warmup == 0.3
		}},
		{"preset in the file, flags win", "preset: cnn\nepochs: 7\nbatch: 50", []string{"--batch", "60"}, func(c train.Config) bool {
			return c.Preset == "cnn" && c.Epochs == 7 && c.Batch == 60 && c.Augment != ""
		}},
		{"layers over the preset's network", "", []string{"--preset", "mlp", "--layers", "32,16"}, func(c train.Config) bool {
			return c.Network == "" && slices.Equal(c.Layers, []int{32, 16}) && c.Batched()
		}},
		{"network over the default layers", "", []string{"--network", "dense 16"}, func(c train.Config) bool {
			return c.Network == "dense 16" && c.Layers == nil && c.Miner == "semi-hard" && c.Reducer != "" && c.Sampler == "pk"
		}},
		{"a flag's layers over a file's network", "network: dense 16\nminer: semi-hard", []string{"--layers", "9"}, func(c train.Config) bool {
			return c.Network == "" && slices.Equal(c.Layers, []int{9})
		}},
		{"miner alone", "", []string{"--miner", "semi-hard", "--loss", "cosine"}, func(c train.Config) bool {
			return c.Batched() && c.Network == "" && len(c.Layers) == 3 && c.Schedule == "constant"
		}},
		{"another loss for a preset", "", []string{"--preset", "cnn-small", "--loss", "combined", "--margin-cos", "0.3"}, func(c train.Config) bool {
			return c.Miner == "semi-hard" && c.Params["m_cos"] == 0.3 && c.Sampler == "shuffle"
		}},
		{"plain training", "", []string{"--loss", "cosine"}, func(c train.Config) bool {
			return !c.Batched() && c.Sampler == "" && c.Schedule == "" && c.Reducer == ""
		}},
	}
	for _, test := range tests {
		c, err := resolved(t, test.file, "", test.flags...)
		if err != nil || !test.ok(c) {
			t.Errorf("%s: %v, %+v", test.name, err, c)
		}
		// What was resolved comes back from run.json.
		path := filepath.Join(t.TempDir(), "run.json")
		if err := settings.Save(path, c, settings.Every); err != nil {
			t.Fatal(err)
		}
		if again, err := resolved(t, "", path); err != nil || configDiff(again, c) != "" {
			t.Errorf("%s: run.json: %v, %s", test.name, err, configDiff(again, c))
		}
	}
	for want, flags := range map[string][]string{
		"exclude each other":  {"--network", "dense 16", "--layers", "4"},
		"mlp, cnn-small, cnn": {"--augment", "flip"},
		`did you mean "mlp"`:  {"--preset", "mpl"},
		"normface":            {"--loss", "normfac"},
		"has no parameter":    {"--preset", "mlp", "--margin-cos", "0.3"},
	} {
		if _, err := resolved(t, "", "", flags...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", flags, err, want)
		}
	}
}

func TestHelpSaysWhatNoWarmupIs(t *testing.T) {
	o := mekiki(t, "train", "--help").want(t, exitOK)
	if text := strings.Join(strings.Fields(o.out), " "); !strings.Contains(text, "0 takes the usual one of the schedule: 0.3 of one-cycle") {
		t.Error("the help of --warmup does not say what 0 is")
	}
}

// configDiff names the first setting that differs.
func configDiff(a, b train.Config) string {
	for _, key := range settings.Keys() {
		if settings.Text(&a, key) != settings.Text(&b, key) {
			return key
		}
	}
	return ""
}

func TestStudiesOnBatches(t *testing.T) {
	data := tinyData(t)
	v := runWith(t, t.Context(), data, onBatches("compare", "--miner", "all", "--loss", "normface", "--loss", "cosine", "--loss", "combined",
		"--seeds", "2", "--out", t.TempDir())...).want(t, exitOK).object(t)
	if pairing, _ := v["pairing"].(string); !strings.Contains(pairing, "bitwise the same initial weights") {
		t.Errorf("pairing %q", pairing)
	}
	for _, r := range v["runs"].([]any) {
		if r := r.(map[string]any); r["error"] != nil || r["epochs"] != 3.0 {
			t.Errorf("run %v", r)
		}
	}
	formulas := ""
	for _, l := range v["losses"].([]any) {
		formulas += fmt.Sprintf("%v; ", l.(map[string]any)["formula"])
	}
	if s := fmt.Sprint(v["settings"]); !strings.Contains(s, "all (losses of triplets)") {
		t.Errorf("the miner is not among the settings: %s", s)
	}
	if !strings.HasPrefix(formulas, "normface (s 16); ") {
		t.Errorf("formulas %s", formulas)
	}
	found := t.TempDir()
	v = runWith(t, t.Context(), data, onBatches("tune", "--loss", "let m = 0.4; relu(cos_ap - cos_an + m)", "--param", "m=0.1:0.9",
		"--schedule", "one-cycle", "--trials", "3", "--seeds", "1", "--objective", "5nn", "--out", found)...).want(t, exitOK).object(t)
	trials, _ := v["trials"].([]any)
	for _, tr := range trials {
		if e := tr.(map[string]any)["error"]; e != nil && e != "" {
			t.Errorf("trial %v", tr)
		}
	}
	if len(trials) != 3 {
		t.Errorf("%d trials", len(trials))
	}
	best := runWith(t, t.Context(), data, "train", "--config", filepath.Join(found, "best.yaml"), "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
	if got, want := best["params"].(map[string]any)["m"], v["params"].(map[string]any)["m"]; got != want || best["network"] != "dense 8; norm; relu; dense 4" {
		t.Errorf("best.yaml trains %v, found was m=%v", best, want)
	}
}

func TestBatchesWithoutLabelsAreRefused(t *testing.T) {
	dir := t.TempDir()
	tr := &dataset.Triplets{Images: &dataset.Images{N: 60, H: 5, W: 4, C: 1, Pix: make([]uint8, 1200)}}
	for i := range 20 {
		tr.Index = append(tr.Index, [3]int32{int32(3 * i), int32(3*i + 1), int32(3*i + 2)})
	}
	path := filepath.Join(dir, "t.npy")
	var file bytes.Buffer
	if err := dataset.WriteTriplets(&file, tr); err != nil {
		t.Fatal(err)
	}
	write(t, path, file.String())
	mekiki(t, onBatches("train", "--loss", "normface", "--triplets", path, "--out", filepath.Join(dir, "out"))...).
		want(t, exitFailed, "needs labels", "train on triplets")
}
