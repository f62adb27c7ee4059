package data

import (
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
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
	return apartTriplets(im, r, [3][]int32{paired(im, own), paired(im, val), paired(im, test)}, func(part lang.Message, err error) error {
		return lang.Errorf("the %s triplets of objects of their own: %w; give pictures of more objects, raise test-size and val-size, or leave object out", part, err)
	})
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
