package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// comparing are flags of a comparison that takes milliseconds.
func comparing(out string, more ...string) []string {
	return append([]string{"compare", "--out", out, "--protocol", "random", "--triplet-count", "300", "--layers", "8,4",
		"--batch", "16", "--epochs", "3", "--learning-rate", "0.003", "--test-size", "0.2", "--val-size", "0.2", "--json"}, more...)
}

// list is a field of a JSON object that holds objects.
func list(t testing.TB, v map[string]any, key string) []map[string]any {
	t.Helper()
	items, ok := v[key].([]any)
	if !ok {
		t.Fatalf("%s is %v", key, v[key])
	}
	var out []map[string]any
	for _, x := range items {
		out = append(out, x.(map[string]any))
	}
	return out
}

// sums are the weights of each run, by loss and seed.
func sums(t testing.TB, v map[string]any) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, r := range list(t, v, "runs") {
		out[r["loss"].(string)+[]string{"", " 1", " 2", " 3", " 4"}[int(r["seed"].(float64))]], _ = r["weights_sha256"].(string)
	}
	return out
}

const mine = "0.5*relu(cos_ap - cos_an + 0.3) + 0.1*relu(euc_ap - euc_an + 0.1)"

// TestCompareTrainsAsTrainDoes wants of each run bitwise the weights, and the
// figures, of train with the same settings.
func TestCompareTrainsAsTrainDoes(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	v := run(comparing(out, "--loss", "cosine", "--loss", "mine: "+mine, "--seeds", "2", "--keep-models")...).want(t, exitOK).object(t)
	got := sums(t, v)
	for _, seed := range []string{"1", "2"} {
		for name, loss := range map[string]string{"cosine": "cosine", "mine": mine} {
			alone := run(small(t.TempDir(), "--loss", loss, "--seed", seed, "--workers", "2")...).want(t, exitOK).object(t)
			if sum := alone["weights_sha256"]; sum == "" || got[name+" "+seed] != sum {
				t.Errorf("%s, seed %s: weights %s, train gives %s", name, seed, got[name+" "+seed], sum)
			}
			want := alone["pair_accuracy_held_out"].(map[string]any)["cosine"].(float64)
			if f := oneFigure(t, v, "pair_accuracy_held_out", "cosine", name, int(seed[0]-'1')); f != want {
				t.Errorf("%s, seed %s: pair accuracy %v, train gives %v", name, seed, f, want)
			}
		}
	}
	if !strings.Contains(v["pairing"].(string), "same initial weights") || v["verdict"] == "" || len(list(t, v, "verdicts")) != 1 {
		t.Errorf("%v, %v", v["pairing"], v["verdict"])
	}
	models, err := filepath.Glob(filepath.Join(out, "runs", "mine-s2-*", "model.safetensors"))
	if err != nil || len(models) != 1 {
		t.Fatalf("%v, %v", models, err)
	}
	// A run's folder is as train leaves it: its settings repeat it.
	settings := filepath.Join(filepath.Dir(models[0]), runFile)
	again := run("train", "--config", settings, "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
	if again["weights_sha256"] != got["mine 2"] {
		t.Error("run.json of the run gives other weights")
	}
	page, err := os.ReadFile(filepath.Join(out, "compare.html"))
	if err != nil || !strings.Contains(string(page), "mine against cosine") {
		t.Errorf("page of %d bytes: %v", len(page), err)
	}
	file, err := os.ReadFile(filepath.Join(out, "compare.json"))
	if err != nil || !strings.Contains(string(file), `"verdict"`) {
		t.Errorf("compare.json of %d bytes: %v", len(file), err)
	}
}

// oneFigure is one figure of one run.
func oneFigure(t testing.TB, v map[string]any, measure, distance, loss string, seed int) float64 {
	t.Helper()
	for _, m := range list(t, v, "measures") {
		if m["measure"].(map[string]any)["key"] != measure || m["distance"] != distance {
			continue
		}
		for _, values := range list(t, m, "values") {
			if values["loss"] == loss {
				return values["per_seed"].([]any)[seed].(float64)
			}
		}
	}
	t.Fatalf("no %s by %s of %s", measure, distance, loss)
	return 0
}

func TestCompareGoesOn(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	args := comparing(out, "--loss", "cosine", "--loss", "combined", "--seeds", "3")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if o := runWith(t, ctx, data, args...).want(t, 130, "stopped; go on with: mekiki compare --out "+out); o.out != "" {
		t.Errorf("stdout %s", o.out)
	}
	first := sums(t, runWith(t, t.Context(), data, args...).want(t, exitOK).object(t))
	runWith(t, t.Context(), data, args...).want(t, exitFailed, "holds a comparison already", "--overwrite")
	o := runWith(t, t.Context(), data, append(args, "--overwrite")...).want(t, exitOK, "run-reused")
	v := o.object(t)
	for _, r := range list(t, v, "runs") {
		if r["reused"] != true {
			t.Errorf("ran again: %v", r)
		}
	}
	again := sums(t, v)
	for k, s := range first {
		if again[k] != s || s == "" {
			t.Errorf("%s: %s, then %s", k, s, again[k])
		}
	}
	// Other data are other runs.
	v = runWith(t, t.Context(), "", append(args, "--overwrite", "--sample", "--epochs", "1")...).want(t, exitOK).object(t)
	for _, r := range list(t, v, "runs") {
		if r["reused"] != false {
			t.Errorf("a run on other data was used: %v", r)
		}
	}
}

// TestCompareThatCannotGoOn has a file where its runs should be: the same command
// would fail again.
func TestCompareThatCannotGoOn(t *testing.T) {
	out := t.TempDir()
	write(t, filepath.Join(out, "runs"), "")
	o := mekiki(t, comparing(out, "--loss", "cosine", "--loss", "combined", "--seeds", "1")...).want(t, exitFailed, "runs")
	if strings.Contains(o.err, "goes on") {
		t.Error(o.err)
	}
}

func TestCompareText(t *testing.T) {
	args := comparing(t.TempDir(), "--loss", "cosine", "--loss", "base: cosine", "--seeds", "2")
	args = append(args, "--json=false")
	o := mekiki(t, args...).want(t, exitOK, "2/2  cosine, seed ", ": 3 epochs", "pair accuracy")
	for _, want := range []string{"the same loss", "bitwise", "Pair accuracy, held-out threshold", "compare.html"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("stdout lacks %q: %s", want, o.out)
		}
	}
}

func TestCompareWithADivergedRun(t *testing.T) {
	v := mekiki(t, comparing(t.TempDir(), "--loss", "cosine", "--loss", "wild: 1e30*square(euc_ap) + 1e30*relu(cos_ap - cos_an)", "--seeds", "2")...).
		want(t, exitOK, "run-failed").object(t)
	if !strings.Contains(v["verdict"].(string), "none of its runs has figures") {
		t.Error(v["verdict"])
	}
	failed := 0
	for _, r := range list(t, v, "runs") {
		if r["error"] != nil {
			failed++
		}
	}
	if failed != 2 {
		t.Errorf("%d failed runs: %v", failed, v["runs"])
	}
}

func TestCompareOnTripletFile(t *testing.T) {
	data, file := tinyData(t), filepath.Join(t.TempDir(), "t.npy")
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run("data", "triplets", "--protocol", "random", "--triplet-count", "300", "--out", file).want(t, exitOK)
	v := run(comparing(t.TempDir(), "--triplets", file, "--loss", "cosine", "--loss", "euclidean", "--seeds", "2")...).want(t, exitOK).object(t)
	got := sums(t, v)
	alone := run(small(t.TempDir(), "--triplets", file, "--loss", "euclidean", "--seed", "2")...).want(t, exitOK).object(t)
	if alone["weights_sha256"] != got["euclidean 2"] || got["euclidean 1"] == got["euclidean 2"] {
		t.Errorf("weights %v, train %v", got, alone["weights_sha256"])
	}
}

// TestCompareSaysWhatItLeavesOut gives a config file parameters that no run takes.
func TestCompareSaysWhatItLeavesOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "best.yaml")
	write(t, file, "loss: combined\nparam: {w_euc: 0.3, m_euc: 2}\n")
	args := comparing(t.TempDir(), "--config", file, "--loss", "combined", "--loss", "cosine", "--seeds", "1", "--epochs", "1")
	const want = "(m_euc=2, w_euc=0.3) are left out"
	v := mekiki(t, args...).want(t, exitOK, want).object(t)
	if notes, _ := json.Marshal(v["notes"]); !strings.Contains(string(notes), want) {
		t.Errorf("notes %s", notes)
	}
	write(t, file, "epochs: 1\n")
	if o := mekiki(t, append(args, "--overwrite")...).want(t, exitOK); strings.Contains(o.err+o.out, "left out") {
		t.Error("nothing was left out")
	}
}

func TestCompareUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "two losses"},
		{[]string{"--loss", "cosine"}, "two losses"},
		{[]string{"--loss", "cosine", "--loss", "cosin"}, "did you mean"},
		{[]string{"--loss", "cosine", "--loss", "mine: relu(cos_ap - coz_an)"}, "loss mine"},
		{[]string{"--loss", "cosine", "--loss", "combined", "--seeds", "0"}, "seeds"},
		{[]string{"--loss", "cosine", "--loss", "combined", "--seed-from", "18446744073709551615"}, "seed-from"},
		{[]string{"--loss", "a: cosine", "--loss", "a: combined"}, "two losses are called"},
		{[]string{"--loss", "cosine", "--loss", "combined", "--workers", "-1"}, "workers"},
		{[]string{"--loss", "cosine", "--loss", "combined", "--epochs", "0"}, "epochs"},
	} {
		mekiki(t, append([]string{"compare", "--out", t.TempDir()}, test.args...)...).want(t, exitUsage, test.want)
	}
}
