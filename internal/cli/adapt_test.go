package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/work"
)

// drawnData is a folder with pictures of 8 x 8 of two classes, stripes one way or the
// other with noise: so many of each to train and to test.
func drawnData(t testing.TB, train, test [2]int) string {
	t.Helper()
	dir := t.TempDir()
	for part, sizes := range map[string][2]int{"train": train, "t10k": test} {
		im := &dataset.Images{H: 8, W: 8, C: 1}
		state := uint32(len(part))
		for c, n := range sizes {
			for range n {
				for p := range 64 {
					state = state*1664525 + 1013904223
					v := uint8(state >> 25)
					if (p/8*(1-c)+p%8*c)%4 < 2 {
						v += 60
					}
					im.Pix = append(im.Pix, v)
				}
				im.Labels = append(im.Labels, int32(c))
				im.N++
			}
		}
		var pictures, labels bytes.Buffer
		if err := dataset.WriteIDXImages(&pictures, im); err != nil {
			t.Fatal(err)
		}
		if err := dataset.WriteIDXLabels(&labels, im.Labels); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, part+"-images-idx3-ubyte"), pictures.String())
		write(t, filepath.Join(dir, part+"-labels-idx1-ubyte"), labels.String())
	}
	return dir
}

// TestLittleDataTrains: 60 and 20 pictures train without a flag, with the presets of
// triplets and of batches, and say what was adapted.
func TestLittleDataTrains(t *testing.T) {
	for _, n := range []int{60, 20} {
		data := drawnData(t, [2]int{n / 2, n / 2}, [2]int{8, 8})
		for _, preset := range []string{"article", "mlp", "cnn-small"} {
			out := t.TempDir()
			o := runWith(t, t.Context(), data, "train", "--preset", preset, "--epochs", "2", "--out", out, "--json").
				want(t, exitOK, "settings for so little data: test-size")
			v := o.object(t)
			if said := fmt.Sprint(v["cautions"]); !strings.Contains(said, "too few for a conclusion") {
				t.Errorf("%d pictures, %s: cautions %s", n, preset, said)
			}
			var saved map[string]any
			b, err := os.ReadFile(filepath.Join(out, runFile))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &saved); err != nil {
				t.Fatal(err)
			}
			if batch := saved["batch"].(float64); batch > 16 || saved["test-size"].(float64) < 0.15 {
				t.Errorf("%d pictures, %s: run.json has batch %v, test-size %v", n, preset, batch, saved["test-size"])
			}
		}
	}
}

// TestAdaptedRunResumes: run.json holds what was used, so that --resume repeats it.
func TestAdaptedRunResumes(t *testing.T) {
	data, out := drawnData(t, [2]int{40, 20}, [2]int{8, 8}), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	whole := run("train", "--epochs", "4", "--out", t.TempDir(), "--json").want(t, exitOK).object(t)
	run("train", "--epochs", "2", "--out", out, "--json").want(t, exitOK)
	resumed := run("train", "--resume", "--epochs", "4", "--out", out, "--json").want(t, exitOK, "continues").object(t)
	if resumed["weights_sha256"] != whole["weights_sha256"] {
		t.Error("the resumed run has other weights")
	}
	// The user's own settings are not touched.
	given := run("train", "--epochs", "2", "--test-size", "0.05", "--val-size", "0.05", "--batch", "20", "--patience", "2", "--out", t.TempDir()).want(t, exitOK)
	if strings.Contains(given.err, "so little data") {
		t.Errorf("adapted what was given: %s", given.err)
	}
}

// TestFewToLearnFromIsRefused: random triplets that hold nearly all pictures back are
// refused with a number that works, by every command that trains.
func TestFewToLearnFromIsRefused(t *testing.T) {
	data := drawnData(t, [2]int{200, 90}, [2]int{8, 8})
	flags := []string{"--protocol", "random", "--network", "dense 4", "--epochs", "1"}
	train := append([]string{"train", "--loss", "normface"}, flags...)
	refused := runWith(t, t.Context(), data, append(train, "--triplet-count", "3000", "--out", t.TempDir())...).
		want(t, exitFailed, "of 290 pictures", "stand in held-back triplets", "--protocol tutorial")
	count := regexp.MustCompile(`--triplet-count (\d+) or less`).FindStringSubmatch(refused.err)
	if count == nil {
		t.Fatalf("no number that works: %s", refused.err)
	}
	runWith(t, t.Context(), data, append(train, "--triplet-count", count[1], "--out", t.TempDir())...).
		want(t, exitOK, "learns from", "of 290 pictures")
	runWith(t, t.Context(), data, append([]string{"compare", "--loss", "normface", "--loss", "supcon", "--seeds", "2", "--triplet-count", "3000", "--out", t.TempDir()}, flags...)...).
		want(t, exitFailed, "of 290 pictures", "--triplet-count "+count[1])
	runWith(t, t.Context(), data, append([]string{"tune", "--loss", "normface", "--param", "s=4:16", "--trials", "3", "--triplet-count", "3000", "--out", t.TempDir()}, flags...)...).
		want(t, exitFailed, "of 290 pictures", "stand in held-back triplets")
	// Large shares of the tutorial's triplets.
	runWith(t, t.Context(), data, "train", "--preset", "mlp", "--test-size", "0.5", "--val-size", "0.4", "--epochs", "1", "--out", t.TempDir()).
		want(t, exitFailed, "use --test-size 0.1 --val-size 0.1")
}

// TestTextTellsClassesAndBaselines reads the text of an evaluation as a person does.
func TestTextTellsClassesAndBaselines(t *testing.T) {
	data, out := drawnData(t, [2]int{60, 24}, [2]int{30, 12}), t.TempDir()
	run := func(args ...string) outcome { return runWith(t, t.Context(), data, args...) }
	o := run("train", "--epochs", "2", "--out", out).want(t, exitOK)
	for _, text := range []string{o.out, run("eval", "--model", filepath.Join(out, modelFile), "--resamples", "0").want(t, exitOK).out} {
		for _, want := range []string{
			"without the network", `always "0", most frequent in training`, "0.7143 (0.5", "by raw pixels", "recall", "precision",
			"of 30", "of 12", "balanced accuracy, the mean recall", "warning  With",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the text lacks %q:\n%s", want, text)
			}
		}
	}
}

// TestManyClassesInText: of more than twelve classes those that are found least.
func TestManyClassesInText(t *testing.T) {
	s := &work.Summary{Lead: "cosine", Classes: map[string]*eval.Classes{"cosine": {}}}
	for i := range 30 {
		r := eval.Interval{Value: float64((i*7)%30) / 30}
		s.Classes["cosine"].Classes = append(s.Classes["cosine"].Classes, eval.Class{Class: int32(i), Name: fmt.Sprintf("kind-%d", (i*7)%30), Pictures: 30, Recall: &r})
	}
	var b bytes.Buffer
	a := &app{System: System{Out: &b}}
	if err := a.result(nil, func(t *table) { classLines(t, s) }); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, "worst 12 of 30 classes") || !strings.Contains(text, "kind-11 ") || strings.Contains(text, "kind-12 ") {
		t.Errorf("text:\n%s", text)
	}
}
