package cli

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// english are three words in a row, as no Japanese text has them but in formulas.
var english = regexp.MustCompile(`[A-Za-z]+,? [a-z]+,? [a-z]{2,}`)

// TestJapaneseOutput runs commands in Japanese: results, notes and warnings have no English
// sentence.
func TestJapaneseOutput(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	model := at("demo/model.safetensors")
	for _, args := range [][]string{
		{"demo", "--epochs", "1", "--seed", "1", "--out", at("demo")},
		{"model", "show", model},
		{"loss", "show"},
		{"loss", "check", "combined"},
		{"loss", "check", "combined-as-printed"},
		{"data", "info"},
		{"data", "check", "--raw", "--resamples", "10"},
		{"analyze", "--raw", "--out", at("analysis")},
		{"calibrate", "--raw", "--out", at("calibration")},
		{"embed", "--model", model, "--out", at("e.npy")},
		{"map", model, "--points", "30", "--method", "pca", "--out", at("map")},
		{"predict", "--model", model},
		{"inspect", "draw", "--good", "1", "--bad", "2", "--size", "64", "--out", at("parts")},
		{"train", "--dry-run", "--epochs", "1"},
		{"eval", "--model", model, "--resamples", "0"},
		{"compare", "--loss", "cosine", "--loss", "combined", "--seeds", "2", "--epochs", "1", "--out", at("compare")},
		{"tune", "--loss", "combined", "--param", "m_cos=0.1:0.5", "--trials", "2", "--epochs", "1", "--out", at("tune")},
	} {
		got := mekiki(t, append([]string{"--lang", "ja"}, args...)...)
		for line := range strings.Lines(got.out + got.err) {
			if strings.Contains(line, "and or not") || strings.Contains(line, "softplus, ") {
				continue // operators and functions of formulas
			}
			if found := english.FindString(line); found != "" {
				t.Errorf("mekiki %s: %q in %s", strings.Join(args[:2], " "), found, line)
			}
		}
		if !strings.ContainsFunc(got.out+got.err, isJapanese) {
			t.Errorf("mekiki %s says %s%s", strings.Join(args, " "), got.out, got.err)
		}
	}
}
