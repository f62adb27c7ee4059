package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCalibrateThenTrain: the config file trains, on pixels and on a model, and
// no test triplet is used.
func TestCalibrateThenTrain(t *testing.T) {
	dir := t.TempDir()
	data := tinyData(t)
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	cal := filepath.Join(dir, "cal")
	got := run("calibrate", "--raw", "--out", cal, "--protocol", "random", "--triplet-count", "300", "--test-size", "0.2", "--json").want(t, 0).object(t)
	inner := got["calibration"].(map[string]any)
	if n := inner["triplets"]; n != 228.0 { // 300, less a fifth for the test, less 5 % of the rest
		t.Errorf("%v triplets were used", n)
	}
	formula := got["formula"].(string)
	for _, name := range []string{"calibration.html", "calibration.json", "calibrated.yaml", "figures/joint-after.svg"} {
		if _, err := os.Stat(filepath.Join(cal, name)); err != nil {
			t.Error(err)
		}
	}
	out := filepath.Join(dir, "run")
	trained := run("train", "--config", filepath.Join(cal, "calibrated.yaml"), "--out", out, "--layers", "8,4", "--epochs", "2", "--json").want(t, 0).object(t)
	if trained["loss"] != formula {
		t.Errorf("trained with %v, want %s", trained["loss"], formula)
	}
	cal2 := filepath.Join(dir, "cal2")
	again := run("calibrate", "--model", filepath.Join(out, "model.safetensors"), "--out", cal2, "--distance", "euclidean", "--json").want(t, 0).object(t)
	if f := again["formula"].(string); strings.Contains(f, "cos") || again["calibration"].(map[string]any)["triplets"] != 228.0 {
		t.Errorf("%s", f)
	}
}

func TestCalibrateRefuses(t *testing.T) {
	out := t.TempDir()
	for _, c := range []struct {
		code int
		say  string
		args []string
	}{
		{2, "one of --raw", nil},
		{2, "one of --raw", []string{"--raw", "--model", "m"}},
		{2, "would flatter", []string{"--raw", "--part", "test"}},
		{2, "unknown part", []string{"--raw", "--part", "trian"}},
		{2, `did you mean "gradient"`, []string{"--raw", "--by", "gradiant"}},
		{2, "between 0 and 1", []string{"--raw", "--active", "1"}},
		{2, "belongs to --raw", []string{"--model", "m", "--seed", "2"}},
		{2, `did you mean "cosine"`, []string{"--raw", "--distance", "cosin"}},
		{1, "at least 20", []string{"--raw", "--protocol", "random", "--triplet-count", "20"}},
	} {
		mekiki(t, append([]string{"calibrate", "--out", out}, c.args...)...).want(t, c.code, c.say)
	}
}
