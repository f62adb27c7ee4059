package dataset

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mekiki/internal/testutil"
)

func TestCheckFindsEverything(t *testing.T) {
	set := &Set{
		Name: "idx", Classes: []string{"a", "b", "c", "d"},
		Train: &Images{N: 6, H: 1, W: 2, C: 1,
			Pix:    []uint8{1, 2, 0, 0, 1, 2, 3, 4, 7, 7, 1, 2},
			Labels: []int32{0, 0, 0, 1, 9, 1}},
		Test: &Images{N: 4, H: 1, W: 2, C: 1,
			Pix:    []uint8{3, 4, 8, 255, 8, 255, 1, 2},
			Labels: []int32{1, 2, 2, 3}},
	}
	r := testutil.Must(Check(set))
	want := &Report{
		Name: "idx", Classes: set.Classes,
		Train: PartReport{Pictures: 6, Height: 1, Width: 2, Channels: 1, PerClass: []int{3, 2, 0, 0}, Constant: 2, Blank: 1,
			Duplicates: 2, Min: 0, Max: 7.0 / 255, BadLabels: 1, Fingerprint: testutil.Must(set.Train.Fingerprint())},
		Test: PartReport{Pictures: 4, Height: 1, Width: 2, Channels: 1, PerClass: []int{0, 1, 2, 1},
			Duplicates: 1, Min: 1.0 / 255, Max: 1, Fingerprint: testutil.Must(set.Test.Fingerprint())},
		Shared: 2,
		Examples: []Duplicate{
			{Part: "train", Index: 2, First: Place{"train", 0}, SameLabel: true},
			{Part: "train", Index: 5, First: Place{"train", 0}},
			{Part: "test", Index: 0, First: Place{"train", 3}, SameLabel: true},
			{Part: "test", Index: 2, First: Place{"test", 1}, SameLabel: true},
			{Part: "test", Index: 3, First: Place{"train", 0}},
		},
		Problems: r.Problems,
	}
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	all := strings.Join(r.Problems, "\n")
	for _, part := range []string{
		"train: 1 labels name none of the 4 classes", `train: class "c" has no picture`, "train: 2 pictures have one value only (1 of them all black)",
		"3 of 4 test pictures are of a class that no training picture has (c, d)",
		`test: class "a" has no picture`, "2 of 4 test pictures are in the training part too", "2 pictures equal another one that has a different label",
	} {
		if !strings.Contains(all, part) {
			t.Errorf("no problem says %q in:\n%s", part, all)
		}
	}
}

// TestCheckOfManyClasses: labels such as 0 and 255 leave 254 classes without a
// picture, which must not become 254 sentences.
func TestCheckOfManyClasses(t *testing.T) {
	im := &Images{N: 4, H: 1, W: 1, C: 1, Pix: []uint8{1, 2, 3, 4}, Labels: []int32{0, 255, 0, 255}}
	r := testutil.Must(Check(&Set{Name: "idx", Classes: numbers(255), Train: im, Test: im.Subset([]int{0, 2})}))
	all := strings.Join(r.Problems, "\n")
	for _, part := range []string{"train: 254 of 256 classes have no picture: 1, 2, 3,", "20 and 234 more", "test: 255 of 256 classes", "test: all pictures have one class"} {
		if !strings.Contains(all, part) {
			t.Errorf("no problem says %q in:\n%s", part, all)
		}
	}
	if strings.Contains(all, "train: all pictures") || len(r.Problems) > 8 {
		t.Errorf("problems:\n%s", all)
	}
}

func TestCheckOfFloats(t *testing.T) {
	r := testutil.Must(Check(&Set{Name: "x", Train: &Images{N: 2, H: 1, W: 2, C: 1, F32: []float32{0, 200, 0, 200}}, Test: &Images{H: 1, W: 2, C: 1, F32: []float32{}}}))
	if r.Train.Duplicates != 1 || r.Train.Max != 200 || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "divide by 255") {
		t.Errorf("%+v", r)
	}
}

// TestCheckOfTheSample holds what is known of the sample: it is sound.
func TestCheckOfTheSample(t *testing.T) {
	set, err := Sample()
	if err != nil {
		t.Fatal(err)
	}
	r := testutil.Must(Check(set))
	if r.Train.Pictures != 7400 || r.Train.BadLabels+r.Test.BadLabels+r.Train.Constant+r.Test.Constant != 0 || r.Train.Min != 0 || r.Train.Max != 1 {
		t.Errorf("%+v", r)
	}
}

// TestLabelsFromOne has no picture of class 0, as EMNIST's letters have none.
func TestLabelsFromOne(t *testing.T) {
	part := func() *Images {
		return &Images{N: 4, H: 1, W: 2, C: 1, Pix: pixels(8), Labels: []int32{1, 1, 2, 2}}
	}
	set := &Set{Train: part(), Test: part(), Classes: numbers(2)}
	if p := strings.Join(testutil.Must(Check(set)).Problems, ";"); strings.Contains(p, "no picture") {
		t.Error(p)
	}
	set.Classes = numbers(3)
	if p := strings.Join(testutil.Must(Check(set)).Problems, ";"); !strings.Contains(p, `class "3" has no picture`) {
		t.Error(p)
	}
}
