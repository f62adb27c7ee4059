package dataset

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// ofSizes are the labels of so many pictures a class, class after class.
func ofSizes(sizes ...int) *Images {
	im := &Images{}
	for c, n := range sizes {
		for range n {
			im.Labels = append(im.Labels, int32(c))
		}
	}
	im.N = len(im.Labels)
	return im
}

// alone are the twins of pictures without copies.
func alone(n int) []int32 {
	twins := make([]int32, n)
	for i := range twins {
		twins[i] = int32(i)
	}
	return twins
}

// counted is how many pictures of each class lie in a part.
func counted(im *Images, parts []Part, part Part, classes int) []int {
	n := make([]int, classes)
	for i, p := range parts {
		if p == part {
			n[im.Labels[i]]++
		}
	}
	return n
}

// TestPartPicturesByClass is exact where each class is large enough and nothing stays
// together.
func TestPartPicturesByClass(t *testing.T) {
	im := ofSizes(200, 60, 40)
	parts := PartPictures(im, alone(im.N), 0.1, 0.2, 1)
	for part, want := range map[Part][]int{PartTest: {20, 6, 4}, PartVal: {36, 11, 7}, PartTrain: {144, 43, 29}} {
		if got := counted(im, parts, part, 3); !slices.Equal(got, want) {
			t.Errorf("part %d has %v, want %v", part, got, want)
		}
	}
	if !slices.Equal(parts, PartPictures(im, alone(im.N), 0.1, 0.2, 1)) || slices.Equal(parts, PartPictures(im, alone(im.N), 0.1, 0.2, 2)) {
		t.Error("the seed alone must decide")
	}
}

// TestPartPicturesOfSmallClasses: where a share is less than two pictures of a class, it
// is kept over all classes, and none has one picture in a part.
func TestPartPicturesOfSmallClasses(t *testing.T) {
	sizes := make([]int, 100)
	for c := range sizes {
		sizes[c] = 10
	}
	im := ofSizes(sizes...)
	parts := PartPictures(im, alone(im.N), 0.05, 0.05, 1)
	for part, want := range map[Part]int{PartTest: 50, PartVal: 48} {
		n := counted(im, parts, part, 100)
		if got := 100 - count(n, 0); 2*got != want {
			t.Errorf("part %d: %d classes have pictures there, want %d", part, got, want/2)
		}
		if count(n, 0)+count(n, 2) != 100 {
			t.Errorf("part %d has %v", part, n)
		}
	}
	// Two classes are there however small the share, and never more than can be spared.
	im = ofSizes(1, 3, 6, 6, 6)
	parts = PartPictures(im, alone(im.N), 0.01, 0.01, 1)
	for _, part := range []Part{PartTest, PartVal} {
		n := counted(im, parts, part, 5)
		if n[0]+n[1] > 0 || count(n, 2) != 2 || count(n, 0) != 3 {
			t.Errorf("part %d has %v", part, n)
		}
	}
}

func count(values []int, of int) (n int) {
	for _, v := range values {
		if v == of {
			n++
		}
	}
	return n
}

// TestPartPicturesKeepsTogether: copies and pictures of one object lie in one part, two
// pictures of each class train, and shares are about those that were asked.
func TestPartPicturesKeepsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "pictures")
		classes := rapid.IntRange(1, 6).Draw(t, "classes")
		im, twins := &Images{N: n}, alone(n)
		objects := rapid.Bool().Draw(t, "objects")
		for i := range n {
			im.Labels = append(im.Labels, int32(rapid.IntRange(0, classes-1).Draw(t, "class")))
			if i > 0 && rapid.IntRange(0, 9).Draw(t, "copy") == 0 {
				twins[i] = twins[rapid.IntRange(0, i-1).Draw(t, "of")]
			}
			if objects {
				im.Objects = append(im.Objects, int32(rapid.IntRange(0, n/2).Draw(t, "object")))
			}
		}
		parts := PartPictures(im, twins, 0.2, 0.1, 7)
		size, train := make([]int, classes), counted(im, parts, PartTrain, classes)
		where := map[int32]Part{}
		for i, p := range parts {
			size[im.Labels[i]]++
			if parts[twins[i]] != p {
				t.Fatalf("picture %d lies in part %d, its copy %d in %d", i, p, twins[i], parts[twins[i]])
			}
			if objects {
				if was, known := where[im.Objects[i]]; known && was != p {
					t.Fatalf("object %d lies in parts %d and %d", im.Objects[i], was, p)
				}
				where[im.Objects[i]] = p
			}
		}
		for c, k := range train {
			if k < min(2, size[c]) {
				t.Fatalf("%d of %d pictures of class %d train", k, size[c], c)
			}
		}
		held := n
		for _, k := range train {
			held -= k
		}
		if !objects && n > 100 && math.Abs(float64(held)-0.28*float64(n)) > 0.1*float64(n)+4 {
			t.Fatalf("%d of %d pictures are held back", held, n)
		}
	})
}
