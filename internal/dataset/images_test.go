package dataset

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"mekiki/internal/testutil"
)

// inMemory compares pictures, of which none are files.
var inMemory = cmp.AllowUnexported(Images{})

func TestFloatsAndBytes(t *testing.T) {
	im := &Images{N: 2, H: 1, W: 3, C: 1, Pix: []uint8{0, 51, 255, 1, 2, 3}}
	got := make([]float32, 3)
	im.Floats(got, 0)
	if d := cmp.Diff([]float32{0, 0.2, 1}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]uint8{1, 2, 3}, testutil.Must(im.Bytes(1))); d != "" {
		t.Error(d)
	}
	fl := &Images{N: 2, H: 1, W: 3, C: 1, F32: []float32{9, 9, 9, -1, 0.5, 2}}
	fl.Floats(got, 1)
	if d := cmp.Diff([]float32{-1, 0.5, 2}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]uint8{0, 128, 255}, testutil.Must(fl.Bytes(1))); d != "" {
		t.Error(d)
	}
}

// TestAppend: parts of one set are the set again, in memory and as files, and nothing of another set is taken.
func TestAppend(t *testing.T) {
	im := &Images{N: 3, H: 1, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4, 5, 6}, Labels: []int32{0, 1, 1}, Objects: []int32{5, 6, 7}, Classes: []string{"a", "b"}}
	fl := &Images{N: 3, H: 1, W: 2, C: 1, F32: []float32{1, 2, 3, 4, 5, 6}}
	files := &Images{N: 3, H: 1, W: 2, C: 1, files: &pictureFiles{}, at: []int32{4, 2, 9}}
	for _, whole := range []*Images{im, fl, files} {
		got := whole.Subset([]int{0, 1})
		got.Append(whole.Subset([]int{2}))
		if d := cmp.Diff(whole, got, inMemory, cmp.AllowUnexported(pictureFiles{}), cmp.Comparer(func(a, b *pictureFiles) bool { return a == b })); d != "" {
			t.Error(d)
		}
	}
	for name, other := range map[string]*Images{"floats": fl, "files": files, "another size": {H: 1, W: 3, C: 1}, "no labels": {H: 1, W: 2, C: 1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken", name)
				}
			}()
			im.Append(other)
		}()
	}
}

// TestFingerprintSeesEverything changes one thing at a time.
func TestFingerprintSeesEverything(t *testing.T) {
	base := func() *Images {
		return &Images{N: 2, H: 1, W: 4, C: 1, Pix: []uint8{1, 2, 3, 4, 5, 6, 7, 8}, Labels: []int32{0, 1}}
	}
	seen := map[string]string{testutil.Must(base().Fingerprint()): "base"}
	for name, change := range map[string]func(*Images){
		"pixel":     func(im *Images) { im.Pix[7] = 9 },
		"label":     func(im *Images) { im.Labels[1] = 0 },
		"no labels": func(im *Images) { im.Labels = nil },
		"shape":     func(im *Images) { im.H, im.W = 2, 2 },
		"channels":  func(im *Images) { im.W, im.C = 2, 2 },
		"count":     func(im *Images) { im.N, im.W = 4, 2 },
		"floats":    func(im *Images) { im.Pix, im.F32 = nil, []float32{1, 2} },
		"a float":   func(im *Images) { im.Pix, im.F32 = nil, []float32{1, 3} },
		"objects":   func(im *Images) { im.Objects = []int32{1, 1} },
		"parted":    func(im *Images) { im.Objects = []int32{1, 2} },
	} {
		im := base()
		change(im)
		fp := testutil.Must(im.Fingerprint())
		if other, ok := seen[fp]; ok {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[fp] = name
	}
	im := base()
	im.Classes = []string{"a", "b"}
	if testutil.Must(im.Fingerprint()) != testutil.Must(base().Fingerprint()) {
		t.Error("class names change the fingerprint")
	}
	if len(testutil.Must(im.Fingerprint())) != 64 {
		t.Error("not a SHA-256")
	}
}

func TestSubset(t *testing.T) {
	im := &Images{N: 3, H: 1, W: 2, C: 1, Pix: []uint8{1, 2, 3, 4, 5, 6}, Labels: []int32{0, 1, 2}, Classes: []string{"a", "b", "c"}}
	want := &Images{N: 2, H: 1, W: 2, C: 1, Pix: []uint8{5, 6, 1, 2}, Labels: []int32{2, 0}, Classes: im.Classes}
	if d := cmp.Diff(want, im.Subset([]int{2, 0}), inMemory); d != "" {
		t.Error(d)
	}
	im.Objects, want.Objects = []int32{7, 8, 9}, []int32{9, 7}
	if d := cmp.Diff(want, im.Subset([]int{2, 0}), inMemory); d != "" {
		t.Error(d)
	}
	im.keep([]int{0, 2})
	if d := cmp.Diff(&Images{N: 2, H: 1, W: 2, C: 1, Pix: []uint8{1, 2, 5, 6}, Labels: []int32{0, 2}, Classes: im.Classes, Objects: []int32{7, 9}}, im, inMemory); d != "" {
		t.Error(d)
	}
	fl := &Images{N: 2, H: 1, W: 1, C: 1, F32: []float32{7, 8}}
	if d := cmp.Diff(&Images{N: 1, H: 1, W: 1, C: 1, F32: []float32{8}}, fl.Subset([]int{1}), inMemory); d != "" {
		t.Error(d)
	}
}
