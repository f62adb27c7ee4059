package cli

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// resolved is the configuration that flags and a config file give.
func resolved(t *testing.T, file, saved string, flags ...string) (train.Config, error) {
	t.Helper()
	cmd := &cobra.Command{}
	var run settings.Choice
	bindRun(cmd, &run)
	if file != "" {
		path := filepath.Join(t.TempDir(), "my.yaml")
		write(t, path, file)
		flags = append(flags, "--config", path)
	}
	if err := cmd.ParseFlags(flags); err != nil {
		t.Fatal(err)
	}
	if err := cmd.PreRunE(cmd, nil); err != nil {
		return train.Config{}, err
	}
	r, err := run.Resolve(saved)
	return r.Config, err
}

func TestPrecedence(t *testing.T) {
	preset, err := train.Preset("article", "combined")
	if err != nil {
		t.Fatal(err)
	}
	got, err := resolved(t, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(preset, got); diff != "" {
		t.Errorf("nothing given (-preset +got):\n%s", diff)
	}
	want := preset
	want.Batch, want.Epochs, want.Layers, want.CheckpointEvery = 7, 9, []int{10, 5}, 2*time.Minute
	got, err = resolved(t, "batch: 8\nepochs: 9\nlayers: [10, 5]\ncheckpoint-every: 2m\n# a comment\n", "", "--batch", "7")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("file and flags (-want +got):\n%s", diff)
	}
}

func TestSavedConfigComesBack(t *testing.T) {
	cfg, err := resolved(t, "", "", "--loss", "euclidean", "--margin-euc", "2.5", "--layers", "30,20", "--seed", "18446744073709551615",
		"--checkpoint-every", "1m30s", "--data", `a "strange" folder`, "--learning-rate", "1e-4", "--dense")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.json")
	if err := settings.Save(path, cfg, settings.Every); err != nil {
		t.Fatal(err)
	}
	got, err := resolved(t, "", path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cfg, got); diff != "" {
		t.Errorf("run.json (-saved +read):\n%s", diff)
	}
}

// TestBestFileComesBack has zeros that are no defaults, and paths of this folder.
func TestBestFileComesBack(t *testing.T) {
	cfg, err := resolved(t, "", "", "--patience", "0", "--split-seed", "0", "--weight-euc", "1e-7", "--margin-cos", "0",
		"--data", "pictures", "--triplets", "t.npy", "--seed", "7", "--workers", "2")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "best.yaml")
	t.Chdir(dir)
	want := cfg
	want.Seed, want.Workers = 1, 0
	want.Data, want.Triplets = filepath.Join(dir, "pictures"), filepath.Join(dir, "t.npy")
	save := func(comment string) {
		b, err := settings.Recipe(cfg, comment)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path, string(b))
	}
	save("two\nlines")
	t.Chdir(t.TempDir())
	got, err := resolved(t, "", path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("best.yaml (-saved +read):\n%s", diff)
	}
	// What was not set is not in the file: a flag such as --sample must not meet it.
	if cfg, err = resolved(t, "", ""); err != nil {
		t.Fatal(err)
	}
	save("")
	if got, err = resolved(t, "", path, "--sample"); err != nil || got.Data != "" || got.Triplets != "" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestParametersAreTheLosssOwn(t *testing.T) {
	tests := []struct {
		file  string
		flags []string
		want  map[string]float64
	}{
		{"", []string{"--loss", "cosine"}, map[string]float64{"w_cos": 1, "m_cos": 0.4}},
		{"loss: euclidean", nil, map[string]float64{"w_euc": 1, "m_euc": 1}},
		{"", []string{"--loss", "combined-as-printed"}, map[string]float64{"w_cos": 0.8, "m_cos": 0.4, "w_euc": 0.02, "m_euc": -5}},
		{"margin-cos: 0.3", []string{"--loss", "cosine", "--weight-cos", "2"}, map[string]float64{"w_cos": 2, "m_cos": 0.3}},
		{"", []string{"--margin-euc", "0"}, map[string]float64{"w_cos": 0.8, "m_cos": 0.4, "w_euc": 0.02, "m_euc": 0}},
		// A file's parameters belong to the file's loss.
		{"loss: combined\nmargin-cos: 0.3", []string{"--loss", "cosine"}, map[string]float64{"w_cos": 1, "m_cos": 0.4}},
		{"loss: cosine\nparam: {m_cos: 0.3}", []string{"--loss", "cosine"}, map[string]float64{"w_cos": 1, "m_cos": 0.3}},
		{"loss: cosine\nparam: {m_cos: 0.3}", []string{"--param", "m_cos=0.2"}, map[string]float64{"w_cos": 1, "m_cos": 0.2}},
		{"loss: 'let t = 3; t*relu(cos_ap - cos_an)'", []string{"--param", "t=-2e-1"}, map[string]float64{"t": -0.2}},
		// The run.json of older versions named all four shortcuts for every loss.
		{"loss: cosine\nmargin-cos: 0.3\nmargin-euc: 0\nweight-cos: 1\nweight-euc: 0", nil, map[string]float64{"w_cos": 1, "m_cos": 0.3}},
	}
	for _, test := range tests {
		c, err := resolved(t, test.file, "", test.flags...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, c.Params); diff != "" {
			t.Errorf("%q %v: parameters (-want +got):\n%s", test.file, test.flags, diff)
		}
	}
}

func TestConfigFileRefused(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "batch: 3\nepoch: 4\n", `line 2: unknown key "epoch"; did you mean "epochs"?`},
		{"far key", "colour: red", `unknown key "colour"`},
		{"case", "Batch: 3", `did you mean "batch"?`},
		{"twice", "batch: 3\nbatch: 4", "batch"},
		{"type", "batch: many", "many"},
		{"negative seed", "seed: -1", "seed"},
		{"list", "- batch\n- epochs", "settings"},
		{"text", "hello", "settings"},
		{"two documents", "batch: 3\n---\nbatch: 4", "settings"},
		{"broken", "batch: [3", "line 1: this is no YAML: sequence end token ']' not found"},
		{"tab", "batch:\t\t3\n\tepochs: 4", ""},
		{"bomb", "layers: &a [1,1]\ndata: [*a,*a,*a]", ""},
		{"value", "loss: 3", ""},
		{"long", strings.Repeat("# comment\n", 200000), "longer"},
		{"merge", "<<: {batch: 3}", "unknown key"},
		{"fraction", "epochs: 3\nbatch: 1.5\n", "line 2: batch is 1.5; it must be a whole number"},
		{"fraction in a list", "layers: [64.7, 8]", "layers value 1 is 64.7; it must be a whole number"},
		{"idle coefficient", "loss: euclidean\nmargin-cos: 0.3", "no parameter m_cos; it has m_euc, w_euc"},
		{"empty tag", "layers: !x ", "tag"},
		{"empty", "batch: 3\npatience:\n", "line 2: patience has no value; give one, or leave the line out"},
		{"empty, then another", "patience:\nbatch: 3\n", "line 1: patience has no value"},
		{"null", "patience: null", "line 1: patience is null, which is no value"},
		{"tilde", "batch: ~", "line 1: batch is ~, which is no value"},
		{"empty list", "layers:", "layers has no value"},
		{"empty in a list", "layers: [8, null]", "layers value 2 is null"},
		{"empty parameters", "param:", "param has no value"},
		{"empty parameter", "loss: cosine\nparam:\n  m_cos:\n", "line 3: m_cos has no value"},
		{"empty shortcut", "margin-cos:", "margin-cos has no value"},
		{"octal", "epochs: 3\nbatch: 010", "line 2: batch is 010; write 10, or 8 if it was meant as an octal number"},
		{"octal in a list", "layers: [8, 010]", "layers value 2 is 010; write 10"},
		{"octal fraction", "learning-rate: 010", "learning-rate is 010; write 10"},
		{"hex", "batch: 0x10", "batch is 0x10; write 16"},
		{"underscore", "batch: 1_000", "batch is 1_000; write 1000"},
		{"quoted octal", `batch: "010"`, "batch is 010; write 10"},
		{"switch", "sample: yes", `line 1: sample is "yes"; it must be true or false`},
		{"comma", "learning-rate: 1,5", "learning-rate is 1,5; write 1.5, with a point"},
		{"unit", "checkpoint-every: 30", "checkpoint-every is 30; say the unit, as in 30s"},
		{"time", "checkpoint-every: soon", "checkpoint-every is \"soon\"; it must be a time such as 30s"},
		{"small seed", "seed: -1", "seed is -1; it must be at least 0"},
		{"large seed", "split-seed: 5000000000", "the largest number that it can be is 4294967295"},
		{"list for one", "batch: [1]", "batch is a list; it must be one value"},
		{"mapping for one", "loss: {a: 1}", "loss has values of its own"},
		{"one for a list", "layers: 8", "layers must be a list, such as [512, 256, 128]"},
		{"one for parameters", "param: 3", "param must name its parameters"},
		{"word for a parameter", "param: {m_cos: x}", `m_cos is "x"; it must be a number`},
		{"parameter twice", "param: {m_cos: 1, m_cos: 2}", "m_cos stands there twice"},
		{"key twice", "batch: 3\nbatch: 4", "line 2: batch stands there twice"},
		{"anchor", "batch: &a 3", "the signs &, * and !"},
		{"alias", "batch: *a", ""},
		{"tab first", "batch: 3\n\tepochs: 4", "line 2: begins with a tab; YAML wants spaces there"},
		{"UTF-16", "\xff\xfeb\x00a\x00", "is written in UTF-16; save it as UTF-8"},
		{"UTF-16, other order", "\xfe\xff\x00b\x00a", "is written in UTF-16; save it as UTF-8"},
		{"Shift JIS", "batch: 3\n# \x8a\x77\x8f\x4b\n", "line 2: holds letters of another encoding; save the file as UTF-8"},
		{"no text", "batch: 3\x00", "line 1: holds bytes that are no text"},
		{"quotation mark", `data: "x`, "line 1: this is no YAML"},
		{"indented", "batch: 3\n  epochs: 4", "this is no YAML"},
	}
	for _, test := range tests {
		_, err := resolved(t, test.text, "")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		} else if usage := (*misuse.Error)(nil); !errors.As(err, &usage) {
			t.Errorf("%s: no usage error: %v", test.name, err)
		}
	}
	for name, text := range map[string]string{
		"byte order mark": "\ufeffbatch: 3\nsample: TRUE\n", "Windows": "batch: 3\r\nsample: true\r\n", "quoted": "\"batch\": '3'\nsample: \"true\"", "block": "batch: 3\nsample: true\nloss: >-\n  cosine\n",
	} {
		got, err := resolved(t, text, "")
		if err != nil || got.Batch != 3 || !got.Sample {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
	for _, text := range []string{"# nothing set\n", "", "{}", "null", "---\n"} {
		if _, err := resolved(t, text+" ", ""); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	o := mekiki(t, "train", "--config", "missing.yaml", "--out", t.TempDir())
	o.want(t, exitFailed, "missing.yaml")
}
