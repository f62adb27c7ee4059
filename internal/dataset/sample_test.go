package dataset

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mekiki/internal/testutil"
)

// TestSample holds the content of the sample: other packages publish figures
// that depend on it.
func TestSample(t *testing.T) {
	set, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	if set.Name != FashionMNISTSample || set.Train.N != 7400 || set.Test.N != 1500 || set.Train.H != 28 || set.Train.W != 28 {
		t.Errorf("%s: %d and %d pictures of %dx%d", set.Name, set.Train.N, set.Test.N, set.Train.H, set.Train.W)
	}
	for _, part := range []struct {
		im   *Images
		per  int
		want string
	}{
		{set.Train, 740, "29af64245f74604c86d384e33e0b238437f5732f3f9acc52b1f821ebb7cbaf94"},
		{set.Test, 150, "45ae77c4ee9e8667494bb85467c9edfa71041a7821b75826d7adc70a9ac0e58e"},
	} {
		counts := make([]int, 10)
		for _, c := range part.im.Labels {
			counts[c]++
		}
		for c, n := range counts {
			if n != part.per {
				t.Errorf("%d pictures of class %s, want %d", n, part.im.ClassName(int32(c)), part.per)
			}
		}
		if got := testutil.Must(part.im.Fingerprint()); got != part.want {
			t.Errorf("fingerprint %s, want %s", got, part.want)
		}
		if d := cmp.Diff(FashionClasses(), part.im.Classes); d != "" {
			t.Error(d)
		}
	}
}

// TestSampleIsSmallAndLicensed guards the size of the program, and the licence's condition.
func TestSampleIsSmallAndLicensed(t *testing.T) {
	total := int64(0)
	err := fs.WalkDir(sampleFiles, ".", func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil || total == 0 || total > 4_000_000 {
		t.Errorf("the sample takes %d bytes (%v), at most 4 MB are allowed", total, err)
	}
	if !strings.Contains(SampleLicense, "Zalando SE") || !strings.Contains(SampleLicense, "above copyright notice") {
		t.Error("the licence note is missing")
	}
}
