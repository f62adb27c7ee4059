package cli

import (
	"path/filepath"
	"testing"
)

// TestFlagsWithoutEffectAreRefused: whoever gives a flag expects an effect.
func TestFlagsWithoutEffectAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "batches.yaml")
	write(t, file, "preset: mlp\n")
	for _, c := range []struct {
		want string
		args []string
	}{
		{"--part has no effect on files of pictures", []string{"embed", "--overwrite", "--model", "m", "--out", "e.npy", "--part", "train", "x.png"}},
		{"--sample has no effect on files", []string{"embed", "--overwrite", "--model", "m", "--out", "e.npy", "--sample", "x.png"}},
		{"--data has no effect on files", []string{"map", "m", "x.npy", "--data", "d"}},
		{"--part has no effect on files", []string{"map", "--raw", "x.npy", "--part", "test"}},
		{"--val-size has no effect without --triplets", []string{"data", "check", "--val-size", "0.1"}},
		{"--resamples has no effect without --model or --raw", []string{"data", "check", "--resamples", "10"}},
		{"--mirrored has no effect with --near 0", []string{"data", "check", "--near", "0", "--mirrored"}},
		{"--miner has no effect where every loss is over whole batches", []string{"compare", "--loss", "normface", "--loss", "supcon", "--miner", "all", "--out", t.TempDir()}},
		{"use mekiki bench batch", []string{"bench", "step", "--config", file}},
		{"use mekiki bench batch", []string{"bench", "product", "--config", file}},
	} {
		mekiki(t, c.args...).want(t, exitUsage, c.want)
	}
}

// TestOutputIsNoInput: a file that is read must not be replaced.
func TestOutputIsNoInput(t *testing.T) {
	npy := filepath.Join(t.TempDir(), "t.npy")
	write(t, npy, "triplets")
	mekiki(t, "embed", "--overwrite", "--model", "m", "--out", npy, npy).want(t, exitUsage, "would be replaced")
	mekiki(t, "embed", "--map", "--model", "m", "--out", npy, "x.png", npy).want(t, exitUsage, "would be replaced")
	if readText(t, npy) != "triplets" {
		t.Error("it was replaced")
	}
}

// TestClassWithoutTrainingPictures is found out before the work, not after it.
func TestClassWithoutTrainingPictures(t *testing.T) {
	train, test := noise(1, 40), noise(2, 20)
	test.Labels[3] = 7
	data, out := writeSet(t, train, test), t.TempDir()
	for _, args := range [][]string{
		small(out),
		{"compare", "--loss", "cosine", "--loss", "combined", "--seeds", "1", "--epochs", "1", "--out", t.TempDir()},
	} {
		runWith(t, t.Context(), data, args...).want(t, exitFailed, data, "test picture 3 has class 7, of which there is no training picture", "take the class out of the test part")
	}
	if exists(filepath.Join(out, modelFile)) || exists(filepath.Join(out, runFile)) {
		t.Error("it was trained all the same")
	}
	fine := noise(2, 20)
	run := t.TempDir()
	runWith(t, t.Context(), writeSet(t, train, fine), small(run)...).want(t, exitOK)
	runWith(t, t.Context(), data, "eval", "--model", filepath.Join(run, modelFile)).want(t, exitOK, "no figures of neighbours: test picture 3 has class 7")
}
