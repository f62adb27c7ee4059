package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// comparison is a comparison on the sample of some seconds, with checkpoints
// all the time.
func comparison(out string) []string {
	return []string{"compare", "--loss", "cosine", "--loss", "combined", "--seeds", "2", "--sample", "--layers", "32,16",
		"--patience", "0", "--epochs", "5", "--checkpoint-every", "10ms", "--out", out, "--json"}
}

// comparedWeights are the weights of every run of a comparison.
func comparedWeights(t *testing.T, out *bytes.Buffer) string {
	t.Helper()
	var v struct {
		Runs []struct {
			Loss    string `json:"loss"`
			Seed    int    `json:"seed"`
			Weights string `json:"weights_sha256"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil || len(v.Runs) == 0 || v.Runs[0].Weights == "" {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := json.Marshal(v.Runs)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// waitFor waits until each pattern has a file at the same moment. The limit is
// for a program that hangs; a slow machine needs a minute without assembly.
func waitFor(t *testing.T, patterns ...string) {
	t.Helper()
	const limit = 4 * time.Minute
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if !slices.ContainsFunc(patterns, func(p string) bool {
			found, err := filepath.Glob(p)
			return err != nil || len(found) == 0
		}) {
			return
		}
	}
	t.Fatalf("no %s after %s", patterns, limit)
}

// TestKilledComparisonGoesOn kills a comparison at several moments, without
// warning, and wants the runs of an undisturbed one in the end.
func TestKilledComparisonGoesOn(t *testing.T) {
	cmd, out, errs := process(t, comparison(t.TempDir())...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	want := comparedWeights(t, out)

	dir := t.TempDir()
	outcome, unfinished := filepath.Join(dir, "runs", "*", "outcome.json"), filepath.Join(dir, "runs", "*", "checkpoint.safetensors")
	// The last kill leaves a run that is finished and one that is not.
	for i, patterns := range [][]string{{unfinished}, {unfinished}, {outcome, unfinished}} {
		cmd, _, _ := process(t, comparison(dir)...)
		waitFor(t, patterns...)
		if i == 0 {
			second, _, errs := process(t, comparison(dir)...)
			if c := code(t, second); c != 1 || !strings.Contains(errs.String(), "in use by another run") {
				t.Errorf("second comparison in the folder: exit code %d, %s", c, errs)
			}
		}
		cmd.Process.Kill()
		code(t, cmd)
	}
	cmd, out, errs = process(t, comparison(dir)...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	for _, kind := range []string{`"run-reused"`, `"run-continued"`} {
		if !strings.Contains(errs.String(), kind) {
			t.Errorf("no %s in the last session", kind)
		}
	}
	if got := comparedWeights(t, out); got != want {
		t.Errorf("after kills %s, undisturbed %s", got, want)
	}
	left, err := filepath.Glob(filepath.Join(dir, "runs", "*", "checkpoint.safetensors"))
	if err != nil || len(left) > 0 {
		t.Errorf("checkpoints are left: %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "compare.html")); err != nil {
		t.Error(err)
	}
}

// TestKilledSearchGoesOn kills a search at several moments and wants the trials
// of an undisturbed one in the end.
func TestKilledSearchGoesOn(t *testing.T) {
	search := func(out string) []string {
		return []string{"tune", "--loss", "combined", "--param", "w_euc=0.001:1:log", "--trials", "4", "--seeds", "1", "--sample", "--layers", "32,16",
			"--patience", "0", "--epochs", "9", "--checkpoint-every", "10ms", "--out", out, "--json"}
	}
	found := func(out *bytes.Buffer) string {
		var v struct {
			Verdict string `json:"verdict"`
			Formula string `json:"formula"`
		}
		if err := json.Unmarshal(out.Bytes(), &v); err != nil || v.Formula == "" {
			t.Fatalf("%v: %s", err, out)
		}
		return v.Formula + "; " + v.Verdict
	}
	cmd, out, errs := process(t, search(t.TempDir())...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	want := found(out)
	dir := t.TempDir()
	for _, pattern := range []string{"*/checkpoint.safetensors", "*/outcome-epoch-0001.json", "*/outcome-epoch-0003.json", "*/outcome-epoch-0009.json"} {
		cmd, _, _ := process(t, search(dir)...)
		waitFor(t, filepath.Join(dir, "runs", pattern))
		cmd.Process.Kill()
		code(t, cmd)
	}
	cmd, out, errs = process(t, search(dir)...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	if got := found(out); got != want {
		t.Errorf("after kills %s, undisturbed %s", got, want)
	}
}
