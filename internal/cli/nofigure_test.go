package cli

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

// TestFindingsWithoutFigure: a figure that has no value is left out with its reason,
// and all that was found is still said, in text, JSON, and on the page.
func TestFindingsWithoutFigure(t *testing.T) {
	model := filepath.Join(t.TempDir(), modelFile)
	runWith(t, t.Context(), writeSet(t, noise(1, 40), noise(2, 20)), small(filepath.Dir(model))...).want(t, exitOK)
	for _, c := range []struct {
		name, why   string
		train, test func(i int) int32
	}{
		{"a class in the test part only", "2 of 20 test pictures have a class that no training picture has; the first is picture 3, of class 7",
			func(i int) int32 { return int32(i % 2) }, func(i int) int32 {
				if i == 3 || i == 4 {
					return 7
				}
				return int32(i % 2)
			}},
		{"one class", "all 40 training pictures have class 0, and at least two classes are needed",
			func(int) int32 { return 0 }, func(int) int32 { return 0 }},
		{"labels to 255", "", func(i int) int32 { return 255 * int32(i%2) }, func(i int) int32 { return 255 * int32(i%2) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			train, test := noise(1, 40), noise(2, 20)
			copy(testutil.Must(test.Bytes(0)), testutil.Must(train.Bytes(4))) // the finding
			for i := range train.Labels {
				train.Labels[i] = c.train(i)
			}
			for i := range test.Labels {
				test.Labels[i] = c.test(i)
			}
			data := writeSet(t, train, test)
			for _, by := range [][]string{{"--raw"}, {"--model", model}} {
				out := t.TempDir()
				args := append([]string{"data", "check", "--out", out, "--resamples", "0"}, by...)
				text := runWith(t, t.Context(), data, args...).want(t, exitOK, c.why).out
				v := runWith(t, t.Context(), data, append(args, "--overwrite", "--json")...).want(t, exitOK).object(t)
				if v["shared"] != 1.0 || !strings.Contains(text, "1 of 20, 1 exact") {
					t.Errorf("%v: the finding is lost: %v\n%s", by, v["shared"], text)
				}
				accuracy := v["accuracy"].(map[string]any)
				page := readText(t, filepath.Join(out, "check.html"))
				if c.why == "" {
					if accuracy["missing"] != nil || len(accuracy["knn5"].([]any)) < 2 {
						t.Errorf("%v: the figures are lost: %v", by, accuracy)
					}
					continue
				}
				if accuracy["missing"] != c.why || !strings.Contains(text, c.why) || !strings.Contains(page, c.why) || !strings.Contains(page, `id="accuracy"`) {
					t.Errorf("%v: no reason: %v\n%s", by, accuracy, text)
				}
			}
			out := t.TempDir()
			runWith(t, t.Context(), data, "map", model, "--method", "pca", "--out", out).want(t, exitOK)
			if c.why != "" && len(slices.Compact(slices.Clone(test.Labels))) > 1 && !strings.Contains(readText(t, filepath.Join(out, "map.html")), c.why) {
				t.Error("the map does not say why no point is marked")
			}
		})
	}
}

// TestEvalWithoutNeighbours: the pair figures stand where the official test
// pictures cannot be called.
func TestEvalWithoutNeighbours(t *testing.T) {
	dir := t.TempDir()
	model := filepath.Join(dir, modelFile)
	train, test := noise(1, 40), noise(2, 20)
	runWith(t, t.Context(), writeSet(t, train, test), small(dir)...).want(t, exitOK)
	file := writeTriplets(t, "t.npy", noise(3, 90), nil)
	test.Labels[4] = 9
	data := writeSet(t, train, test)
	const why = "test picture 4 has class 9, which no training picture has"
	args := []string{"eval", "--model", model, "--triplets", file, "--data", data, "--resamples", "0", "--out", dir}
	if text := mekiki(t, args...).want(t, exitOK, why).out; !strings.Contains(text, why) {
		t.Errorf("no reason:\n%s", text)
	}
	v := mekiki(t, append(args, "--overwrite", "--json")...).want(t, exitOK).object(t)
	if v["knn5_accuracy"] != nil || v["neighbours_note"] == nil || v["pair_auc"] == nil {
		t.Errorf("%v", v)
	}
	if page := readText(t, filepath.Join(dir, "report.html")); !strings.Contains(page, why) {
		t.Error("the page gives no reason")
	}
}

// writeTriplets writes pictures 3i, 3i+1, 3i+2 as triplets, with a labels file if
// there are labels.
func writeTriplets(t *testing.T, name string, im *dataset.Images, labels []int32) string {
	t.Helper()
	im.Labels = labels
	tr := &dataset.Triplets{Images: im, Protocol: dataset.ProtocolFile}
	for i := range int32(im.N / 3) {
		tr.Index = append(tr.Index, [3]int32{3 * i, 3*i + 1, 3*i + 2})
	}
	file := filepath.Join(t.TempDir(), name)
	var b bytes.Buffer
	if err := dataset.WriteTriplets(&b, tr); err != nil {
		t.Fatal(err)
	}
	write(t, file, b.String())
	if labels != nil {
		b.Reset()
		if err := dataset.WriteLabels(&b, tr); err != nil {
			t.Fatal(err)
		}
		write(t, dataset.LabelsName(file), b.String())
	}
	return file
}
