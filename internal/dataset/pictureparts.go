package dataset

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Part is where a picture belongs when pictures are parted.
type Part uint8

// The parts.
const (
	PartTrain Part = iota
	PartVal
	PartTest
)

// PartPictures parts labelled pictures before any triplet is made of them: about
// testShare of the pictures of each class are for the test, about valShare of the rest
// for validation, all others train. Pictures that are the same by twins (see Twins) or show
// one object stay together. Two pictures of a class of two or more train. The same
// arguments give the same parts.
//
// A triplet needs two pictures of a class, so a part has two or more of a class or, but
// for what stays together, none. Where the share of a class is less, some of such
// classes have two and the others none, so that the share of all of them is kept; two
// classes have some in any case. It panics on a share that does not lie between 0 and 1,
// and unless twins has a number for each picture.
func PartPictures(im *Images, twins []int32, testShare, valShare float64, seed uint32) []Part {
	if len(twins) != im.N {
		panic(fmt.Sprintf("dataset: %d pictures and twins of %d", im.N, len(twins)))
	}
	groups := united(im.N, twins, im.Objects)
	parts := make([]Part, im.N)
	hold := func(share float64, part Part) {
		var rows []int
		var labels, own []int32
		for i, p := range parts {
			if p == PartTrain {
				rows, labels, own = append(rows, i), append(labels, im.Labels[i]), append(own, groups[i])
			}
		}
		for k, held := range holdBack(labels, own, share, seed, func(size map[int32]int) map[int32]int { return allotPairs(size, share, seed) }) {
			if held {
				parts[rows[k]] = part
			}
		}
	}
	hold(testShare, PartTest)
	hold(valShare, PartVal)
	return parts
}

// allotPairs says how many pictures of each class, of so many, make a part of which
// triplets can be made.
func allotPairs(size map[int32]int, share float64, seed uint32) (want map[int32]int) {
	const least = 2 // anchor and positive
	want = map[int32]int{}
	classes := slices.Sorted(maps.Keys(size))
	order := numpyPermutation(len(classes), seed)
	given, owed := 0, 0.0 // owed to the share by classes that are too small for two
	for _, at := range order {
		c := classes[at]
		share := share * float64(size[c])
		n := int(math.Round(share))
		small := n < least
		if small {
			if owed += share; owed >= least/2. {
				n = least
			}
		}
		if n = min(n, size[c]-leastLeft); n < least {
			continue
		}
		if small {
			owed -= least
		}
		want[c] = n
		given++
	}
	for _, at := range order {
		if c := classes[at]; given < 2 && want[c] == 0 && size[c] >= least+leastLeft {
			want[c] = least
			given++
		}
	}
	return want
}
