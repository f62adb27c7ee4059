package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tuning are flags of a search that takes milliseconds.
func tuningArgs(out string, more ...string) []string {
	return append([]string{"tune", "--out", out, "--protocol", "random", "--triplet-count", "300", "--layers", "8,4", "--batch", "16",
		"--epochs", "9", "--patience", "0", "--learning-rate", "0.003", "--test-size", "0.2", "--val-size", "0.2",
		"--loss", "combined", "--param", "w_euc=0.001:1:log", "--param", "m_euc=-2:2", "--trials", "9", "--json"}, more...)
}

func TestTune(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	v := run(tuningArgs(out, "--param", "w_cos=0.5")...).want(t, exitOK, "run-continued").object(t)
	trials := list(t, v, "trials")
	if len(trials) != 9 || len(list(t, v, "check")) != 4 || v["verdict"] == "" || len(v["rungs"].([]any)) != 3 {
		t.Fatalf("%v", v)
	}
	params := v["params"].(map[string]any)
	if params["w_cos"] != 0.5 || params["m_cos"] != 0.4 {
		t.Errorf("parameters %v", params)
	}
	for _, name := range []string{"tune.html", "tune.json", "trials.jsonl", "best.yaml"} {
		if !exists(filepath.Join(out, name)) {
			t.Errorf("%s was not written", name)
		}
	}
	// The config file trains the loss that was found, and so does its formula.
	fromFile := run("train", "--config", filepath.Join(out, "best.yaml"), "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
	pasted := run(small(t.TempDir(), "--epochs", "9", "--patience", "0", "--loss", v["formula"].(string))...).want(t, exitOK).object(t)
	if fromFile["formula"] != pasted["formula"] || fromFile["weights_sha256"] != pasted["weights_sha256"] {
		t.Errorf("the file trains %v, found was %v", fromFile["formula"], v["formula"])
	}
	// compare takes the file's settings but not its parameters.
	compared := run("compare", "--config", filepath.Join(out, "best.yaml"), "--loss", "combined", "--loss", "tuned: "+v["formula"].(string),
		"--seeds", "1", "--epochs", "1", "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
	if f := list(t, compared, "losses")[0]["formula"]; f != "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)" {
		t.Errorf("the baseline is %v", f)
	}
	text := run(slices.DeleteFunc(tuningArgs(out, "--overwrite", "--param", "w_cos=0.5"), func(s string) bool { return s == "--json" })...).want(t, exitOK)
	if !strings.Contains(text.out, v["formula"].(string)) || strings.Contains(text.err, "epochs, ") {
		t.Errorf("the second time ran again, or lacks the formula: %s\n%s", text.out, text.err)
	}
}

// TestTuneNeverSeesTheTest gives two searches the same training pictures and
// other test pictures, and wants the same search. And it looks into every
// outcome for a figure that is not of validation data.
func TestTuneNeverSeesTheTest(t *testing.T) {
	var found []map[string]any
	for i, objective := range []string{"pairs", "pairs", "5nn"} {
		data, out := tinyData(t), t.TempDir()
		if i == 1 {
			path := filepath.Join(data, "t10k-images-idx3-ubyte")
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for k := range b[16:] {
				b[16+k] ^= 0x5a
			}
			write(t, path, string(b))
		}
		v := runWith(t, t.Context(), data, tuningArgs(out, "--objective", objective)...).want(t, exitOK).object(t)
		for _, key := range []string{"command", "train", "compare", "config", "time", "spent_seconds", "data_notes"} {
			delete(v, key)
		}
		for _, trial := range list(t, v, "trials") {
			for _, r := range list(t, trial, "rungs") {
				delete(r, "seconds")
			}
		}
		found = append(found, v)
		files, err := filepath.Glob(filepath.Join(out, "runs", "*", "outcome-*.json"))
		if err != nil || len(files) < 9 {
			t.Fatalf("%v, %v", files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil || strings.Contains(string(b), "held_out") || strings.Contains(string(b), `"pair_`) || strings.Contains(string(b), `"knn5`) {
				t.Errorf("%s has a figure of the test: %s", f, b)
			}
		}
		if !strings.Contains(v["untouched"].(string), "no test triplet and no official test picture") {
			t.Errorf("%v", v["untouched"])
		}
	}
	if diff := cmp.Diff(found[0], found[1]); diff != "" {
		t.Errorf("other test pictures change the search:\n%s", diff)
	}
	if by := found[2]["objective"].(string); !strings.Contains(by, "5-NN among training pictures") {
		t.Error(by)
	}
	if r := list(t, list(t, found[2], "trials")[0], "rungs")[0]; r["by"] != "own" || r["figures"].(map[string]any)["val_knn5_accuracy"] == nil {
		t.Errorf("%v", r)
	}
}

func TestTuneGoesOn(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if o := runWith(t, ctx, data, tuningArgs(out)...).want(t, 130, "stopped; go on with: mekiki tune --out "+out); o.out != "" {
		t.Errorf("stdout %s", o.out)
	}
	a := runWith(t, t.Context(), data, tuningArgs(out)...).want(t, exitOK).object(t)
	b := runWith(t, t.Context(), data, tuningArgs(t.TempDir(), "--workers", "1")...).want(t, exitOK).object(t)
	if a["formula"] != b["formula"] || a["verdict"] != b["verdict"] || a["sessions"] != 2.0 {
		t.Errorf("stopped: %v, undisturbed: %v", a["verdict"], b["verdict"])
	}
}

func TestTuneUsage(t *testing.T) {
	loss := []string{"--loss", "let w = 0.5; w*relu(cos_ap - cos_an + 0.4)"}
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "needs --loss"},
		{loss, "the parameters of this loss are w"},
		{append(loss, "--param", "v=0:1"), "no parameter v"},
		{append(loss, "--param", "w=1:0"), "lo must be below hi"},
		{append(loss, "--param", "w=0:1:log"), "begins above 0"},
		{append(loss, "--param", "w=0:1", "--param", "w=0:2"), "two ranges"},
		{append(loss, "--param", "w=0:1", "--objective", "pair"), "did you mean"},
		{append(loss, "--param", "w=0:1", "--budget", "0s"), "budget"},
		{append(loss, "--param", "w=0:1", "--seeds", "0"), "seeds"},
		{append(loss, "--param", "w=0:1", "--trials", "-1"), "trials"},
		{append(loss, "--param", "w=x"), "must be a number"},
		{[]string{"--loss", "relu(cos_ap - cos_an)", "--param", "w=0:1"}, "no parameter to search"},
		{[]string{"--loss", "combined", "--param", "w_euc=-1:1"}, "at -1: loss combined: the weight w_euc is -1"},
		{[]string{"--loss", "let w = learn(1, 0.5, 2); relu(w*cos_ap - cos_an)", "--param", "w=0.5:3"}, "at 3: loss: w starts at 3"},
		{[]string{"--loss", "cosine", "--param", "m_coz=0:1"}, "did you mean m_cos"},
	} {
		mekiki(t, append([]string{"tune", "--out", t.TempDir()}, slices.Clone(test.args)...)...).want(t, exitUsage, test.want)
	}
}

func TestTuneWithTooSmallABudget(t *testing.T) {
	args := append(tuningArgs(t.TempDir()), "--trials", "0", "--epochs", "500", "--budget", "5ms")
	if o := mekiki(t, args...).want(t, exitFailed, "budget is too short", "one trial of 500 epochs takes about", "give --budget"); o.out != "" {
		t.Errorf("stdout %s", o.out)
	}
}
