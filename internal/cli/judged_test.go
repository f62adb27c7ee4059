package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

// TestEvalNamesTheJudgedData: names, counts and fingerprints of an evaluation are
// those of the data that is judged, not those of the model.
func TestEvalNamesTheJudgedData(t *testing.T) {
	run, out := t.TempDir(), t.TempDir()
	file := writeTriplets(t, "t.npy", withClasses(noise(3, 120), "shirt", "dress"), alternating(120))
	mekiki(t, small(run, "--triplets", file)...).want(t, exitOK)
	model := filepath.Join(run, modelFile)

	other := writeTriplets(t, "other.npy", withClasses(noise(4, 60), "washer", "dress"), alternating(60))
	train, test := noise(5, 40), noise(6, 20)
	data := writeSet(t, train, test)
	args := []string{"eval", "--model", model, "--triplets", other, "--data", data, "--resamples", "0", "--out", out}
	text := mekiki(t, args...).want(t, exitOK, `Class 1 is "dress" in the triplets of other.npy and "1" in the test pictures of idx.`)
	v := mekiki(t, append(args, "--overwrite", "--json")...).want(t, exitOK).object(t)
	if v["data"] != "other.npy" || v["trained_on"] != "t.npy" {
		t.Errorf("data %v, trained on %v", v["data"], v["trained_on"])
	}
	of, err := dataset.ReadTriplets(os.DirFS(filepath.Dir(other)), filepath.Base(other))
	if err != nil {
		t.Fatal(err)
	}
	judged, doc := v["judged"].(map[string]any), readJSON(t, filepath.Join(out, "report.json"))
	if d := cmp.Diff(judged, doc["judged"]); d != "" {
		t.Errorf("summary and report.json differ:\n%s", d)
	}
	triplets, pictures := judged["triplets"].(map[string]any), judged["pictures"].(map[string]any)
	if triplets["fingerprint"] != testutil.Must(of.Images.Fingerprint()) || triplets["tested"] != doc["evaluation"].(map[string]any)["triplets"] || judged["other_data"] != true {
		t.Errorf("triplets %v", judged)
	}
	// Pictures of an IDX file and labels of it.
	if pictures["name"] != "idx" || pictures["test_fingerprint"] != testutil.Must(test.Fingerprint()) || pictures["train_fingerprint"] != testutil.Must(train.Fingerprint()) || fmt.Sprint(pictures["classes"]) != "[0 1]" {
		t.Errorf("pictures %v", pictures)
	}
	page := readText(t, filepath.Join(out, "report.html"))
	for _, part := range []string{testutil.Must(of.Images.Fingerprint()), testutil.Must(test.Fingerprint()), "judged on", "triplets of other.npy, another file than it learned from, it tells", "triplets of other.npy", "washer"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	for _, m := range doc["mixups"].([]any) {
		if c := m.(map[string]any)["class"]; c != "0" && c != "1" {
			t.Errorf("a class of the test pictures is called %v", c)
		}
	}
	if !strings.Contains(text.out, "trained on") {
		t.Errorf("the text does not say that the data is another:\n%s", text.out)
	}

	// On its own data there is nothing to say.
	own := mekiki(t, "eval", "--model", model, "--resamples", "0").want(t, exitOK)
	if strings.Contains(own.out, "trained on") || strings.Contains(own.err, "the model") {
		t.Errorf("%s\n%s", own.err, own.out)
	}
}

func withClasses(im *dataset.Images, classes ...string) *dataset.Images {
	im.Classes = classes
	return im
}

// alternating are n labels of triplets: anchor and positive 0, negative 1, and the
// other way round.
func alternating(n int) []int32 {
	labels := make([]int32, n)
	for i := range labels {
		labels[i] = int32((i/3 + i%3/2) % 2)
	}
	return labels
}

func readJSON(t *testing.T, path string) map[string]any {
	t.Helper()
	return outcome{out: readText(t, path)}.object(t)
}
