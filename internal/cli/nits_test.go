package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDistancesBySymbol: commands take the symbols that formulas have.
func TestDistancesBySymbol(t *testing.T) {
	run := func(distances string) any {
		out := t.TempDir()
		mekiki(t, "analyze", "--protocol", "random", "--triplet-count", "200", "--part", "train", "--distance", distances, "--out", out).want(t, exitOK)
		return readJSON(t, filepath.Join(out, "analysis.json"))["result"]
	}
	if d := cmp.Diff(run("cosine,manhattan"), run("cos, man")); d != "" {
		t.Errorf("names and symbols differ:\n%s", d)
	}
	calibrated := t.TempDir()
	mekiki(t, "calibrate", "--raw", "--protocol", "random", "--triplet-count", "200", "--distance", "cos,euc", "--out", calibrated).want(t, exitOK)
	mekiki(t, "map", "--raw", "--space", "cos", "--method", "pca", "--out", t.TempDir()).want(t, exitOK)
	for _, args := range [][]string{{"analyze"}, {"calibrate", "--raw"}} {
		mekiki(t, append(args, "--distance", "cos,cosine", "--out", t.TempDir())...).want(t, exitUsage, "distance names cosine twice")
		mekiki(t, append(args, "--distance", "cosin", "--out", t.TempDir())...).want(t, exitUsage, `did you mean "cosine"?`)
	}
	mekiki(t, "calibrate", "--raw", "--distance", "mah", "--out", t.TempDir()).want(t, exitUsage, "does not fit mahalanobis")
	mekiki(t, "map", "--raw", "--space", "man", "--out", t.TempDir()).want(t, exitUsage, `unknown space "man"`)
}

func TestCompletionOfAnotherShell(t *testing.T) {
	mekiki(t, "help", "trian").want(t, exitUsage, `unknown command "trian"; did you mean "train"?`)
	mekiki(t, "help", "data", "chek").want(t, exitUsage, `did you mean "check"?`)
	mekiki(t, "help", "train", "x").want(t, exitUsage, "mekiki train has no commands of its own")
	for _, words := range [][]string{{"help"}, {"help", "data", "check"}, {"help", "help"}, {"help", "completion", "bash"}} {
		mekiki(t, words...).want(t, exitOK)
	}
	mekiki(t, "completion", "bsh").want(t, exitUsage, `unknown shell "bsh"; did you mean "bash"?`)
	mekiki(t, "completion").want(t, exitUsage, "completion needs the name of a shell: bash, fish, powershell, zsh")
	if o := mekiki(t, "__complete", "embed", "--part", "").want(t, exitOK); o.out != "train\ntest\nall\n:4\n" {
		t.Errorf("embed --part completes to %q", o.out)
	}
}

// TestNoValidationLoss: where nothing can be compared there is no loss of 0.
func TestNoValidationLoss(t *testing.T) {
	out := t.TempDir()
	args := func(out string, more ...string) []string {
		return append(small(out, "--miner", "all", "--sampler", "shuffle", "--loss", "cosine", "--batch", "2", "--epochs", "1", "--triplet-count", "40", "--json=false"), more...)
	}
	const why = "no batch of the validation pictures has anything to compare"
	o := mekiki(t, args(out)...).want(t, exitOK, "val_loss –")
	if !strings.Contains(o.out, "– ("+why) || strings.Contains(o.out+o.err, "val_loss 0.0") {
		t.Errorf("%s\n%s", o.err, o.out)
	}
	v := mekiki(t, args(t.TempDir(), "--json=true")...).want(t, exitOK).object(t)
	if note, _ := v["val_loss_note"].(string); !strings.Contains(note, why) || v["val_loss"] != 0.0 {
		t.Errorf("%v, %v", v["val_loss"], v["val_loss_note"])
	}
	model := filepath.Join(out, modelFile)
	if o := mekiki(t, "model", "show", model).want(t, exitOK); !strings.Contains(o.out, why) || !strings.Contains(o.out, "kept: the weights of epoch 1") {
		t.Error(o.out)
	}
	mekiki(t, "eval", "--model", model, "--resamples", "0", "--out", out).want(t, exitOK)
	if page := readText(t, filepath.Join(out, "report.html")); !strings.Contains(page, why) || !strings.Contains(page, "the weights of epoch 1") {
		t.Error("the report gives no reason")
	}
	// A loss of 0 that was measured is one.
	v = mekiki(t, small(t.TempDir())...).want(t, exitOK).object(t)
	if v["val_loss_note"] != nil || v["val_loss"] == nil {
		t.Errorf("%v, %v", v["val_loss"], v["val_loss_note"])
	}
}

// TestNothingToLearnFrom says where the pictures went.
func TestNothingToLearnFrom(t *testing.T) {
	mekiki(t, small(t.TempDir(), "--miner", "all", "--triplet-count", "5000")...).want(t, exitFailed,
		"learns from 0 of 90 pictures; 90 stand in held-back triplets", "--triplet-count")
}
