package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mekiki/internal/testutil"
	"mekiki/internal/train"
	"mekiki/internal/work/folder"
)

// contents is every file below dir, but for locks.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == lockName {
			return err
		}
		name, err := filepath.Rel(dir, path)
		out[name] = readText(t, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func unchanged(t *testing.T, dir string, before map[string]string, after string) {
	t.Helper()
	now := contents(t, dir)
	for name, text := range before {
		if now[name] != text {
			t.Errorf("%s: %s changed", after, name)
		}
	}
	for name := range now {
		if _, ok := before[name]; !ok && !strings.HasPrefix(name, unfinishedDir) {
			t.Errorf("%s: %s is new", after, name)
		}
	}
}

// finishedRunWithReport trains and evaluates into a folder.
func finishedRunWithReport(t *testing.T, data string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "run")
	runWith(t, t.Context(), data, small(out, "--loss", "cosine")...).want(t, exitOK)
	runWith(t, t.Context(), data, "eval", "--model", filepath.Join(out, modelFile), "--out", out, "--resamples", "0").want(t, exitOK)
	return out
}

// TestFinishedRunIsWholeUntilTheNextIs: refused, stopped or failed, a new run leaves
// the old one as it is; finished, it takes its place.
func TestFinishedRunIsWholeUntilTheNextIs(t *testing.T) {
	data := tinyData(t)
	out := finishedRunWithReport(t, data)
	write(t, filepath.Join(out, "notes.txt"), "the user's")
	before := contents(t, out)
	if len(before) != 6 {
		t.Fatalf("files %v", len(before))
	}
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run(small(out)...).want(t, exitFailed, "finished run", "--out", "--overwrite", "--resume")
	unchanged(t, out, before, "a refused run")

	stop, cancel := context.WithCancel(t.Context())
	cancel()
	runWith(t, stop, data, small(out, "--overwrite", "--seed", "2")...).want(t, 130, "mekiki train --resume --out "+out)
	unchanged(t, out, before, "a stopped run")
	run(small(out, "--overwrite", "--seed", "3")...).want(t, exitFailed, "was to replace", "--resume", unfinishedDir)
	if err := os.RemoveAll(filepath.Join(out, unfinishedDir)); err != nil {
		t.Fatal(err)
	}
	run(small(out, "--overwrite", "--data", filepath.Join(out, "none"))...).want(t, exitFailed, "none")
	unchanged(t, out, before, "a run without data")

	runWith(t, stop, data, small(out, "--overwrite", "--seed", "2")...).want(t, 130)
	resumed := run("train", "--resume", "--out", out, "--json").want(t, exitOK).object(t)
	whole := run(small(t.TempDir(), "--seed", "2")...).want(t, exitOK).object(t)
	if resumed["weights_sha256"] != whole["weights_sha256"] {
		t.Error("a run that replaced another, stopped and resumed, ends with other weights")
	}
	now := contents(t, out)
	if now[modelFile] == before[modelFile] || now[runFile] == before[runFile] || now[train.CheckpointFile] == before[train.CheckpointFile] {
		t.Error("a file of the old run is left")
	}
	if now["report.html"] != "" || now["notes.txt"] != "the user's" || exists(filepath.Join(out, unfinishedDir)) || len(now) != 4 {
		t.Errorf("%d files; the report is about the old model, the notes are the user's", len(now))
	}
}

// TestForeignFilesStay: a folder without a run of ours is no run of ours.
func TestForeignFilesStay(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	for _, name := range []string{"report.html", "analysis.html", "map.html", "map-pca.svg", "check.html", "pairs.csv", "calibrated.yaml", "compare.html", "tune.html"} {
		write(t, filepath.Join(out, name), "foreign")
	}
	before := contents(t, out)
	for _, args := range [][]string{
		{"demo", "--epochs", "1"}, {"analyze"}, {"map", "--raw"}, {"data", "check"}, {"calibrate", "--raw"},
		{"compare", "--loss", "cosine", "--loss", "euclidean"}, {"tune", "--loss", "combined", "--param", "w_euc=0:1"},
	} {
		runWith(t, t.Context(), data, append(args, "--out", out)...).want(t, exitFailed, out, "--overwrite", "choose another folder")
		unchanged(t, out, before, args[0])
	}
	// Train writes no report, so there is nothing to refuse.
	runWith(t, t.Context(), data, small(out)...).want(t, exitOK)
	for name, text := range before {
		if contents(t, out)[name] != text {
			t.Errorf("train changed %s", name)
		}
	}

	strange := t.TempDir()
	write(t, filepath.Join(strange, runFile), `{"somebody": "else's"}`)
	runWith(t, t.Context(), data, small(strange)...).want(t, exitFailed, runFile)
	if readText(t, filepath.Join(strange, runFile)) != `{"somebody": "else's"}` {
		t.Error("a run.json that is not ours was replaced")
	}
}

func TestUnfinishedRunIsNotLost(t *testing.T) {
	data, out := tinyData(t), filepath.Join(t.TempDir(), "run")
	stop, cancel := context.WithCancel(t.Context())
	cancel()
	runWith(t, stop, data, small(out)...).want(t, 130)
	before := contents(t, out)
	runWith(t, t.Context(), data, small(out)...).want(t, exitFailed, "not finished", "--resume")
	unchanged(t, out, before, "a refused run")
}

// TestResumeBeginsNoOtherRun: whoever mistypes a folder does not train something else.
func TestResumeBeginsNoOtherRun(t *testing.T) {
	data := tinyData(t)
	t.Chdir(t.TempDir())
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	run("train", "--resume").want(t, exitFailed, "nothing to resume", "no run in runs")
	run("train", "--resume", "--out", "runs/godo").want(t, exitFailed, "no folder runs/godo", "leave --resume out")
	run(small("runs/good")...).want(t, exitOK)
	run("train", "--resume", "--out", "runs/godo").want(t, exitFailed, "did you mean --out runs/good?")
	run("train", "--resume", "--out", "runs/godo", "--epochs", "30").want(t, exitFailed, "did you mean --out runs/good?")
	if exists("runs/godo") {
		t.Error("a folder was made for a run that is not there")
	}
	if err := os.Mkdir("empty", 0o777); err != nil {
		t.Fatal(err)
	}
	run("train", "--resume", "--out", "empty").want(t, exitFailed, "empty holds no run", "runs/good")
	write(t, "empty/"+runFile, "")
	run("train", "--resume", "--out", "empty").want(t, exitFailed, filepath.Join("empty", runFile)+" has no settings")
	write(t, "empty/"+runFile, "{}")
	run("demo", "--resume", "--out", "empty").want(t, exitFailed, "has no settings")
	run("train", "--resume", "--overwrite", "--out", "runs/good").want(t, exitUsage, "one of them")
	run("demo", "--resume", "--out", "runs/godo").want(t, exitFailed, "runs/good")
}

// TestSettingsAreThereFromTheStart: a stop while data are still being looked for
// can be gone on from.
func TestSettingsAreThereFromTheStart(t *testing.T) {
	data := tinyData(t)
	t.Chdir(t.TempDir())
	stop, cancel := context.WithCancel(t.Context())
	cancel()
	// Without a folder of data the first thing that is stopped is the search for them.
	o := runWith(t, stop, "", "train", "--epochs", "2", "--batch", "30", "--layers", "8,4")
	o.want(t, 130, "mekiki train --resume --out runs/")
	v := runWith(t, t.Context(), data, "train", "--resume", "--json").want(t, exitOK).object(t)
	if v["epochs"] != 2.0 {
		t.Errorf("%v epochs", v["epochs"])
	}
}

// TestEachRunHasItsOwnFolder runs commands without --out.
func TestEachRunHasItsOwnFolder(t *testing.T) {
	data := tinyData(t)
	t.Chdir(t.TempDir())
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	first := run("train", "--epochs", "1", "--batch", "30", "--layers", "8,4", "--json").want(t, exitOK).object(t)
	second := run("train", "--epochs", "1", "--batch", "30", "--layers", "8,4", "--loss", "cosine", "--json").want(t, exitOK).object(t)
	if first["model"] == second["model"] || !exists(first["model"].(string)) || !exists(second["model"].(string)) {
		t.Errorf("models %v and %v", first["model"], second["model"])
	}
	last, err := os.Readlink(filepath.Join(folder.Runs, folder.Last))
	if runtime.GOOS != "windows" && (err != nil || filepath.Join(folder.Runs, last, modelFile) != second["model"]) {
		t.Errorf("%s leads to %q (%v), the last run is %v", folder.Last, last, err, second["model"])
	}
	if err == nil {
		run("eval", "--model", "runs/last/model.safetensors", "--out", "runs/last", "--resamples", "0").want(t, exitOK)
	}
	run("map", "--raw", "--method", "pca").want(t, exitOK)
	run("map", "--raw", "--method", "pca").want(t, exitOK)
	if pages, _ := filepath.Glob("runs/*-map/map.html"); len(pages) != 2 {
		t.Errorf("maps in %v", pages)
	}
	// What fails leaves no empty folder.
	before, _ := filepath.Glob("runs/*")
	run("train", "--data", "none").want(t, exitFailed, "none")
	run("map", "none.safetensors").want(t, exitFailed, "none.safetensors")
	if after, _ := filepath.Glob("runs/*"); len(after) != len(before) {
		t.Errorf("%v, before %v", after, before)
	}
}

// TestLastLinkReplacesNothingElse: somebody may have a folder of that name.
func TestLastLinkReplacesNothingElse(t *testing.T) {
	runs := filepath.Join(t.TempDir(), folder.Runs)
	for _, name := range []string{folder.Last, "mine"} {
		if err := os.MkdirAll(filepath.Join(runs, name), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	folder.LinkLast(filepath.Join(runs, "mine"))
	if info, err := os.Lstat(filepath.Join(runs, folder.Last)); err != nil || !info.IsDir() {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestDemoIsWholeUntilTheNextIs: a demo that replaces another and is stopped anywhere,
// also while it evaluates, leaves model and report of the old one, and goes on.
func TestDemoIsWholeUntilTheNextIs(t *testing.T) {
	data, out := tinyData(t), filepath.Join(t.TempDir(), "demo")
	args := func(more ...string) []string {
		return append([]string{"demo", "--epochs", "1", "--batch", "30", "--out", out}, more...)
	}
	runWith(t, t.Context(), data, args()...).want(t, exitOK)
	before := contents(t, out)
	if len(before) != 5 {
		t.Fatalf("%d files", len(before))
	}
	evaluating := 0
	for looks := 1; ; looks++ {
		o := runWith(t, testutil.EndsAfter(t, looks), data, args("--seed", "2", "--overwrite")...)
		if o.want(t, 130, "mekiki demo --resume --out "+out); t.Failed() {
			t.Fatalf("after %d looks, before one was stopped in its evaluation", looks)
		}
		unchanged(t, out, before, "a stopped demo")
		if strings.Contains(o.err, "evaluating on") {
			if evaluating++; evaluating == 2 {
				break
			}
		}
		// Another is not begun over what a stopped one has reached, unless that is given up.
		if exists(filepath.Join(out, unfinishedDir, train.CheckpointFile)) {
			runWith(t, t.Context(), data, args("--seed", "2", "--overwrite")...).want(t, exitFailed, "was to replace", "--resume", unfinishedDir)
			if err := os.RemoveAll(filepath.Join(out, unfinishedDir)); err != nil {
				t.Fatal(err)
			}
		}
	}
	runWith(t, t.Context(), data, "demo", "--resume", "--out", out).want(t, exitOK)
	now := contents(t, out)
	for name, text := range before {
		if now[name] == text || now[name] == "" {
			t.Errorf("%s is not that of the new demo", name)
		}
	}
	if len(now) != len(before) || exists(filepath.Join(out, unfinishedDir)) {
		t.Errorf("%d files, %d before", len(now), len(before))
	}
}

// TestRefusedRunLeavesTheSettings: a mistyped setting does not stay in a run that was
// killed before its first checkpoint.
func TestRefusedRunLeavesTheSettings(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	write(t, filepath.Join(out, runFile), `{"epochs": 2, "batch": 30, "layers": [8, 4], "data": "`+data+`"}`)
	before := contents(t, out)
	for _, more := range [][]string{{"--resume"}, nil} {
		args := append([]string{"train", "--data", filepath.Join(out, "none"), "--out", out}, more...)
		runWith(t, t.Context(), data, args...).want(t, exitFailed, "none")
		unchanged(t, out, before, "a refused run")
	}
	v := runWith(t, t.Context(), "", "train", "--resume", "--out", out, "--json").want(t, exitOK).object(t)
	if v["epochs"] != 2.0 {
		t.Errorf("%v epochs", v["epochs"])
	}
}

// TestStoppedReplacementIsARun: what a stopped run left that was to replace a file
// without a run is a run, too, and no other is begun beside it.
func TestStoppedReplacementIsARun(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	write(t, filepath.Join(out, "report.html"), "foreign")
	demo := []string{"demo", "--epochs", "1", "--batch", "30", "--overwrite", "--out", out}
	runWith(t, testutil.EndsAfter(t, 1), data, demo...).want(t, 130)
	before := contents(t, out)
	if before[filepath.Join(unfinishedDir, train.CheckpointFile)] == "" {
		t.Fatal("no checkpoint")
	}
	runWith(t, t.Context(), data, small(out)...).want(t, exitFailed, "not finished", "--resume")
	unchanged(t, out, before, "a refused run")
}

// TestTrainingIsKept: where the model cannot be written at the end, hours of training are
// not repeated, and the message says how.
func TestTrainingIsKept(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	inTheWay := filepath.Join(out, modelFile)
	if err := os.Mkdir(inTheWay, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{small(out, "--overwrite"), {"demo", "--epochs", "1", "--batch", "30", "--overwrite", "--out", out}} {
		if err := os.RemoveAll(filepath.Join(out, unfinishedDir)); err != nil {
			t.Fatal(err)
		}
		runWith(t, t.Context(), data, args...).want(t, exitFailed, inTheWay, "is a folder", "go on with it: mekiki "+args[0]+" --resume --out "+out)
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	o := runWith(t, t.Context(), data, "demo", "--resume", "--out", out).want(t, exitOK)
	if strings.Contains(o.err, "epoch 1/") || !exists(filepath.Join(out, "report.html")) {
		t.Errorf("trained again, or no report: %s", o.err)
	}
}
