package data

import (
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// objectTriplets makes triplets of training, validation and test apart, of objects that
// are held back as wholes: about testSize of the pictures of each class, and valSize of
// the rest. A class of which a part has one picture is left out of that part.
func objectTriplets(im *dataset.Images, r Recipe) (*dataset.Triplets, error) {
	rows := make([]int32, im.N)
	for i := range rows {
		rows[i] = int32(i)
	}
	rest, test := heldObjects(im, rows, r.TestSize, r.SplitSeed)
	own, val := heldObjects(im, rest, r.ValSize, r.SplitSeed)
	all := &dataset.Triplets{Images: im, Protocol: r.Protocol, Seed: r.Seed}
	testCount := int(math.Ceil(r.TestSize * float64(r.Count)))
	valCount := int(math.Ceil(r.ValSize * float64(r.Count-testCount)))
	for k, part := range []struct {
		name  lang.Message
		rows  []int32
		count int
	}{{lang.T("training"), own, r.Count - testCount - valCount}, {lang.T("validation"), val, valCount}, {lang.T("test"), test, testCount}} {
		view, rows := paired(im, part.rows)
		r.Count = part.count
		t, err := freeTriplets(view, r)
		if err != nil {
			return nil, lang.Errorf("the %s triplets of objects of their own: %w; give pictures of more objects, raise test-size and val-size, or leave object out", part.name, err)
		}
		for _, tr := range t.Index {
			all.Index = append(all.Index, [3]int32{rows[tr[0]], rows[tr[1]], rows[tr[2]]})
		}
		all.Parts[k] = t.Len()
	}
	return all, nil
}

// heldObjects holds back whole objects of the pictures at rows.
func heldObjects(im *dataset.Images, rows []int32, share float64, seed uint32) (rest, held []int32) {
	labels, objects := LabelsOf(im.Labels, rows), LabelsOf(im.Objects, rows)
	for k, h := range dataset.HoldBack(labels, objects, share, seed) {
		if h {
			held = append(held, rows[k])
		} else {
			rest = append(rest, rows[k])
		}
	}
	return rest, held
}

// paired are the labels of the pictures at rows, without classes that have one of them,
// and the rows that are left.
func paired(im *dataset.Images, rows []int32) (view *dataset.Images, left []int32) {
	n := map[int32]int{}
	for _, i := range rows {
		n[im.Labels[i]]++
	}
	for _, i := range rows {
		if n[im.Labels[i]] > 1 {
			left = append(left, i)
		}
	}
	return &dataset.Images{N: len(left), Labels: LabelsOf(im.Labels, left), Classes: im.Classes}, left
}

// partedTriplets are the parts of triplets that were made apart.
func partedTriplets(t *dataset.Triplets) train.Split {
	at := 0
	part := func(n int) *dataset.Triplets {
		idx := make([]int, n)
		for k := range idx {
			idx[k] = at + k
		}
		at += n
		return t.Select(idx)
	}
	return train.Split{Train: part(t.Parts[0]), Val: part(t.Parts[1]), Test: part(t.Parts[2])}
}
