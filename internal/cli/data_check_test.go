package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/testutil"
)

// writeSet writes an IDX data set.
func writeSet(t *testing.T, train, test *dataset.Images) string {
	t.Helper()
	dir := t.TempDir()
	for name, im := range map[string]*dataset.Images{"train": train, "t10k": test} {
		var pictures, labels bytes.Buffer
		if err := dataset.WriteIDXImages(&pictures, im); err != nil {
			t.Fatal(err)
		}
		if err := dataset.WriteIDXLabels(&labels, im.Labels); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name+"-images-idx3-ubyte"), pictures.String())
		write(t, filepath.Join(dir, name+"-labels-idx1-ubyte"), labels.String())
	}
	return dir
}

// noise makes n pictures of random pixels, 12x10, of two classes in turn.
func noise(seed uint64, n int) *dataset.Images {
	rng := rand.New(rand.NewPCG(seed, 1))
	im := &dataset.Images{N: n, H: 12, W: 10, C: 1, Pix: make([]uint8, n*120), Labels: make([]int32, n)}
	for i := range im.Pix {
		im.Pix[i] = uint8(30 + rng.IntN(180))
	}
	for i := range im.Labels {
		im.Labels[i] = int32(i % 2)
	}
	return im
}

// planted has, of random pictures, in the test part: 0 a copy of train 4, 1 a
// noisy one of train 5 with the same label, 2 a darker one of train 7 with another
// label, 3 a mirrored one of train 9; in the training part 11 is 20 with some noise.
func planted(t *testing.T) string {
	t.Helper()
	train, test := noise(1, 40), noise(2, 20)
	copy(testutil.Must(test.Bytes(0)), testutil.Must(train.Bytes(4)))
	noisy := func(dst, src []uint8) {
		for i, v := range src {
			dst[i] = v + uint8(i%4)
		}
	}
	noisy(testutil.Must(test.Bytes(1)), testutil.Must(train.Bytes(5)))
	for i, v := range testutil.Must(train.Bytes(7)) {
		testutil.Must(test.Bytes(2))[i] = v/2 + 20
	}
	for i := range 120 {
		testutil.Must(test.Bytes(3))[i] = testutil.Must(train.Bytes(9))[i/10*10+9-i%10]
	}
	noisy(testutil.Must(train.Bytes(11)), testutil.Must(train.Bytes(20)))
	return writeSet(t, train, test)
}

// found is the list of pairs in the JSON, as "train 4 - test 0".
func found(v map[string]any) (out []string) {
	for _, p := range v["pairs"].([]any) {
		place := func(name string) string {
			x := p.(map[string]any)[name].(map[string]any)
			return fmt.Sprintf("%v %v", x["part"], x["index"])
		}
		out = append(out, place("a")+" - "+place("b"))
	}
	slices.Sort(out)
	return out
}

func TestDataCheckFindsWhatWasPlanted(t *testing.T) {
	data := planted(t)
	run := func(args ...string) outcome {
		return runWith(t, t.Context(), data, append([]string{"data", "check"}, args...)...)
	}
	v := run("--json").want(t, exitOK).object(t)
	want := []string{"train 11 - train 20", "train 4 - test 0", "train 5 - test 1", "train 7 - test 2"}
	if got := found(v); !slices.Equal(got, want) {
		t.Errorf("pairs %q", got)
	}
	problems := fmt.Sprint(v["problems"])
	for _, part := range []string{"1 of 20 test pictures are in the training part too", "3 of 20 test pictures (15.00 %)", "2 pairs of near-duplicates have different labels"} {
		if !strings.Contains(problems, part) {
			t.Errorf("no problem says %q: %s", part, problems)
		}
	}
	if v["shared"] != 1.0 || v["train"].(map[string]any)["pictures"] != 40.0 {
		t.Errorf("%v", v)
	}
	if got := found(run("--json", "--mirrored").want(t, exitOK).object(t)); !slices.Equal(got, slices.Insert(want, 4, "train 9 - test 3")) {
		t.Errorf("mirrored: pairs %q", got)
	}
	if got := found(run("--json", "--near", "0").want(t, exitOK).object(t)); !slices.Equal(got, want[1:2]) {
		t.Errorf("exact: pairs %q", got)
	}
	if o := run("--shown", "0", "--json").want(t, exitOK).object(t); len(found(o)) != 0 {
		t.Errorf("%q shown, none wanted", found(o))
	}
	text := run().want(t, exitOK).out
	for _, part := range []string{"3 of 20, 1 exact", "within train", "4 with 8 pictures, the largest 2", "problem"} {
		if !strings.Contains(text, part) {
			t.Errorf("the text lacks %q:\n%s", part, text)
		}
	}
}

func TestDataCheckFiles(t *testing.T) {
	data, out := planted(t), filepath.Join(t.TempDir(), "check")
	o := runWith(t, t.Context(), data, "data", "check", "--out", out, "--raw", "--resamples", "20").want(t, exitOK)
	for _, part := range []string{"without the leaked ones", "check.html"} {
		if !strings.Contains(o.out, part) {
			t.Errorf("the text lacks %q:\n%s", part, o.out)
		}
	}
	for name, part := range map[string]string{
		"check.html": `id="accuracy"`, "check.json": `"embedding": "pixels"`,
		"pairs.csv": "0,true,false,train,4,0,test,0,0,", "leaked.csv": "test,2,0,",
	} {
		b, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || !strings.Contains(string(b), part) {
			t.Errorf("%s lacks %q: %v", name, part, err)
		}
	}
}

// TestDataCheckOfAModel gives the same official figure as eval.
func TestDataCheckOfAModel(t *testing.T) {
	data, out := tinyData(t), t.TempDir()
	run := func(args ...string) map[string]any {
		return runWith(t, t.Context(), data, args...).want(t, exitOK).object(t)
	}
	trained := run(small(out, "--loss", "combined", "--seed", "3")...)
	v := run("data", "check", "--model", filepath.Join(out, "model.safetensors"), "--json", "--resamples", "0")
	official := map[string]any{}
	for _, f := range v["accuracy"].(map[string]any)["knn5"].([]any) {
		f := f.(map[string]any)
		official[f["distance"].(string)] = f["all"].(map[string]any)["value"]
	}
	for name, want := range trained["knn5_accuracy"].(map[string]any) {
		if official[name] != want {
			t.Errorf("%s: %v, eval has %v", name, official[name], want)
		}
	}
}

func TestDataCheckOfTriplets(t *testing.T) {
	// Colour pictures; triplet 3 shares a picture with triplet 0, triplet 5's
	// negative is its anchor a little brighter.
	const n, size = 30, 4 * 5 * 3
	rng := rand.New(rand.NewPCG(6, 6))
	im := &dataset.Images{N: 3 * n, H: 4, W: 5, C: 3, Pix: make([]uint8, 3*n*size)}
	for i := range im.Pix {
		im.Pix[i] = uint8(rng.IntN(200))
	}
	copy(testutil.Must(im.Bytes(9)), testutil.Must(im.Bytes(0)))
	for i, v := range testutil.Must(im.Bytes(15)) {
		testutil.Must(im.Bytes(17))[i] = v + 40
	}
	triplets := &dataset.Triplets{Images: im}
	for i := range int32(n) {
		triplets.Index = append(triplets.Index, [3]int32{3 * i, 3*i + 1, 3*i + 2})
	}
	var b bytes.Buffer
	if err := dataset.WriteTriplets(&b, triplets); err != nil {
		t.Fatal(err)
	}
	file, out := filepath.Join(t.TempDir(), "t.npy"), t.TempDir()
	write(t, file, b.String())
	// Without labels, and with seeds that put the two triplets in different parts or in one.
	apart := map[bool]bool{}
	for seed := range 12 {
		v := mekiki(t, "data", "check", "--triplets", file, "--test-size", "0.4", "--val-size", "0.4", "--split-seed", fmt.Sprint(seed), "--out", out, "--overwrite", "--json").want(t, exitOK).object(t)
		got := found(v)
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, " 15 - ") && strings.HasSuffix(s, " 17") }) || len(got) > 2 {
			t.Fatalf("pairs %q", got)
		}
		apart[len(got) == 2] = true
		if len(got) == 2 && !strings.Contains(strings.Join(got, ","), " 9") {
			t.Errorf("pairs %q", got)
		}
		if len(got) == 2 && !strings.Contains(fmt.Sprint(v["problems"]), "in an earlier part") {
			t.Errorf("problems %q", v["problems"])
		}
	}
	if !apart[true] || !apart[false] {
		t.Errorf("a shared picture counts across parts, not within one: %v", apart)
	}
	mekiki(t, "data", "check", "--triplets", file, "--raw").want(t, exitUsage, "no official test pictures")
}

func TestDataCheckOfOddSets(t *testing.T) {
	one := func(n int) *dataset.Images {
		return &dataset.Images{N: n, H: 1, W: 2, C: 1, Pix: slices.Repeat([]uint8{1, 2}, n), Labels: make([]int32, n)}
	}
	v := runWith(t, t.Context(), writeSet(t, one(1), one(1)), "data", "check", "--json").want(t, exitOK).object(t)
	if got := found(v); !slices.Equal(got, []string{"train 0 - test 0"}) {
		t.Errorf("one picture a part: %q", got)
	}
	out := t.TempDir()
	v = runWith(t, t.Context(), writeSet(t, one(30_000), one(5)), "data", "check", "--json", "--out", out).want(t, exitOK).object(t)
	if got := found(v); len(got) != 45 {
		t.Errorf("all equal: %d pairs", len(got))
	}
	if st, err := os.Stat(filepath.Join(out, "check.html")); err != nil || st.Size() > 1<<20 {
		t.Errorf("the page of equal pictures: %v, %v", st, err)
	}
	// Every picture nearly like every other: too many pairs to count.
	ramp := &dataset.Images{N: 3300, H: 1, W: 16, C: 1, Pix: make([]uint8, 3300*16), Labels: make([]int32, 3300)}
	for i := range ramp.N {
		for k := range 16 {
			ramp.Pix[i*16+k] = uint8(12*k + i>>k&1)
		}
	}
	v = runWith(t, t.Context(), writeSet(t, ramp, ramp.Subset([]int{0})), "data", "check", "--json").want(t, exitOK).object(t)
	if p := fmt.Sprint(v["problems"]); !strings.Contains(p, "lower --near") || len(found(v)) != 1 {
		t.Errorf("problems %s, pairs %q", p, found(v))
	}
}

func TestDataCheckUsage(t *testing.T) {
	for want, args := range map[string][]string{
		"near is 1.5":              {"--near", "1.5"},
		"near is NaN":              {"--near", "nan"},
		"shown is -1":              {"--shown", "-1"},
		"resamples is -1":          {"--resamples", "-1"},
		"raw and model exclude":    {"--raw", "--model", "x"},
		"sample and data exclude":  {"--sample", "--data", "x"},
		"did you mean --mirrored?": {"--mirored"},
	} {
		mekiki(t, append([]string{"data", "check"}, args...)...).want(t, exitUsage, want)
	}
	mekiki(t, "data", "check", "--model", "missing.safetensors").want(t, exitFailed, "missing.safetensors")
}

// TestPartsOfDifferentSizes: pictures of one data set have one size.
func TestPartsOfDifferentSizes(t *testing.T) {
	test := noise(2, 10)
	test.H, test.W = 10, 12
	data := writeSet(t, noise(1, 20), test)
	for _, args := range [][]string{{"data", "check"}, small(t.TempDir()), {"map", "--raw", "--out", t.TempDir()}} {
		runWith(t, t.Context(), data, args...).want(t, exitFailed, "train-images-idx3-ubyte has pictures of 12x10", "t10k-images-idx3-ubyte of 10x12", "not of one data set")
	}
}

// TestContradictingTriplets are a finding of data check, and a warning of train that
// the report keeps.
func TestContradictingTriplets(t *testing.T) {
	labels := alternating(120)
	labels[3*7+1], labels[3*11+2] = 1-labels[3*7], labels[3*11]
	file := writeTriplets(t, "t.npy", withClasses(noise(3, 120), "good", "bad"), labels)
	other, same := "1 of 40 triplets has a positive whose label is not the anchor's", "1 of 40 triplets has a negative with the anchor's label"

	text := mekiki(t, "data", "check", "--triplets", file).want(t, exitOK).out
	v := mekiki(t, "data", "check", "--triplets", file, "--json").want(t, exitOK).object(t)
	for _, part := range []string{other, "(row 7, the first is 0)", same, "(row 11, "} {
		if !strings.Contains(text, part) || !strings.Contains(fmt.Sprint(v["problems"]), part) {
			t.Errorf("nothing says %q:\n%s\n%v", part, text, v["problems"])
		}
	}
	found := v["triplets"].(map[string]any)["positive_of_another_class"]
	if fmt.Sprint(found) != "map[count:1 rows:[7]]" {
		t.Errorf("%v", found)
	}

	for name, args := range map[string][]string{"triplets": {"--loss", "cosine"}, "batches": {"--loss", "cosine", "--miner", "all"}} {
		out := t.TempDir()
		o := mekiki(t, small(out, append(args, "--triplets", file)...)...).want(t, exitOK, other, same)
		if warnings := fmt.Sprint(o.object(t)["warnings"]); !strings.Contains(warnings, other) {
			t.Errorf("%s: %s", name, warnings)
		}
		mekiki(t, "eval", "--model", filepath.Join(out, modelFile), "--resamples", "0", "--out", out).want(t, exitOK, other)
		page := readText(t, filepath.Join(out, "report.html"))
		if strings.Count(page, "has a positive whose label is not the anchor") != 1 {
			t.Errorf("%s: the report says it %d times", name, strings.Count(page, "has a positive whose label is not the anchor"))
		}
	}

	// Right ones are no finding, and without labels it is said that none were checked.
	right := writeTriplets(t, "t.npy", withClasses(noise(3, 120), "good", "bad"), alternating(120))
	if text := mekiki(t, "data", "check", "--triplets", right).want(t, exitOK).out; !strings.Contains(text, "no problem found") {
		t.Error(text)
	}
	mekiki(t, "data", "check", "--triplets", writeTriplets(t, "t.npy", noise(3, 120), nil)).want(t, exitOK, "labels were not checked; they stand in t.labels.json")
}

// TestContradictingCopies: two equal pictures of a data set with two labels are said in
// train, on triplets and on batches, too.
func TestContradictingCopies(t *testing.T) {
	data := tinyData(t) // pictures 0 and 90 are equal
	path := filepath.Join(data, "train-labels-idx1-ubyte")
	run := func() string {
		args := small(t.TempDir(), "--loss", "cosine")
		batches := runWith(t, t.Context(), data, append(args, "--miner", "all", "--triplet-count", "20", "--overwrite")...).want(t, exitOK)
		return fmt.Sprint(runWith(t, t.Context(), data, append(args, "--overwrite")...).want(t, exitOK).object(t)["warnings"], batches.object(t)["warnings"])
	}
	const want = "1 of 120 training pictures equal another one that has a different label"
	if got := run(); strings.Contains(got, "different label") {
		t.Errorf("right labels: %s", got)
	}
	labels := []byte(readText(t, path))
	labels[8+90] = 1
	write(t, path, string(labels))
	if got := run(); strings.Count(got, want) != 2 {
		t.Errorf("warnings: %s", got)
	}
}
