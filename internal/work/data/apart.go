package data

import (
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// pictureTriplets parts pictures, by twins and objects, and makes triplets of each part.
// Of a part of validation or test a class with one picture has none.
func pictureTriplets(im *dataset.Images, r Recipe, twins []int32) (*dataset.Triplets, error) {
	partOf := dataset.PartPictures(im, twins, r.TestSize, r.ValSize, r.SplitSeed)
	var rows [3][]int32
	for i, part := range partOf {
		rows[part] = append(rows[part], int32(i))
	}
	for _, part := range []dataset.Part{dataset.PartVal, dataset.PartTest} {
		rows[part] = paired(im, rows[part])
	}
	t, err := apartTriplets(im, r, rows, func(part lang.Message, err error) error {
		return lang.Errorf("the %s triplets of pictures of their own: %w; give more pictures, raise test-size and val-size, or hold triplets back with --split triplets", part, err)
	})
	if err == nil {
		t.PartOf = partOf
	}
	return t, err
}

// apartTriplets makes triplets of training, validation and test, in this order, each of
// the pictures at its rows. wrap says of which part an error is.
func apartTriplets(im *dataset.Images, r Recipe, rows [3][]int32, wrap func(part lang.Message, err error) error) (*dataset.Triplets, error) {
	all := &dataset.Triplets{Images: im, Protocol: r.Protocol, Seed: r.Seed}
	testCount := int(math.Ceil(r.TestSize * float64(r.Count)))
	valCount := int(math.Ceil(r.ValSize * float64(r.Count-testCount)))
	for k, part := range []struct {
		name  lang.Message
		count int
	}{{lang.T("training"), r.Count - testCount - valCount}, {lang.T("validation"), valCount}, {lang.T("test"), testCount}} {
		r.Count = part.count
		own := rows[k]
		t, err := freeTriplets(&dataset.Images{N: len(own), Labels: LabelsOf(im.Labels, own), Classes: im.Classes}, r)
		if err != nil {
			return nil, wrap(part.name, err)
		}
		for _, tr := range t.Index {
			all.Index = append(all.Index, [3]int32{own[tr[0]], own[tr[1]], own[tr[2]]})
		}
		all.Parts[k] = t.Len()
	}
	return all, nil
}

// paired are those of the pictures at rows whose class has two or more of them.
func paired(im *dataset.Images, rows []int32) (left []int32) {
	n := map[int32]int{}
	for _, i := range rows {
		n[im.Labels[i]]++
	}
	for _, i := range rows {
		if n[im.Labels[i]] > 1 {
			left = append(left, i)
		}
	}
	return left
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
