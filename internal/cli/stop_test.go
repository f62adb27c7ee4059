package cli

import (
	"os"
	"path/filepath"
	"testing"

	"mekiki/internal/testutil"
)

// Ctrl-C at any time ends a command with 130 and leaves its earlier result as it was;
// it is not passed over.
func TestCtrlCIsHeard(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	runWith(t, t.Context(), data, small(at("run"))...).want(t, exitOK)
	m := filepath.Join(at("run"), modelFile)
	for _, args := range [][]string{
		{"embed", "--overwrite", "--model", m, "--part", "train", "--out", at("out/e.npy")},
		{"data", "triplets", "--overwrite", "--protocol", "random", "--triplet-count", "300", "--out", at("out/t.npy")},
		{"data", "check", "--model", m, "--resamples", "0", "--out", at("out/check"), "--overwrite"},
		{"analyze", "--model", m, "--out", at("out/analysis"), "--overwrite"},
		{"calibrate", "--model", m, "--out", at("out/calibration"), "--overwrite"},
		{"map", m, "--points", "20", "--method", "pca", "--out", at("out/map"), "--overwrite"},
		{"eval", "--model", m, "--resamples", "0", "--out", at("out/report"), "--overwrite"},
	} {
		if err := os.MkdirAll(at("out"), 0o777); err != nil {
			t.Fatal(err)
		}
		runWith(t, t.Context(), data, args...).want(t, exitOK)
		before := contents(t, at("out"))
		stops := 0
		for _, looks := range []int{0, 1, 3, 8} {
			o := runWith(t, testutil.EndsAfter(t, looks), data, args...)
			if o.code == exitOK {
				break // it was done
			}
			o.want(t, 130, "stopped")
			unchanged(t, at("out"), before, args[0]+" when stopped")
			stops++
		}
		if stops == 0 {
			t.Errorf("%v: never stops", args)
		}
	}
}
