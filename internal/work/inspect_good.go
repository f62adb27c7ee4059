package work

import (
	"crypto/sha256"
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// distinct leaves copies of a good picture out: byte for byte the same file teaches nothing,
// and a picture that is judged by its own copy has a score of nearly 0, which makes the
// thresholds too low. It is an error if all are copies of one.
func distinct(at *desk.Desk, files []string) ([]string, error) {
	seen := map[[sha256.Size]byte]string{}
	var kept []string
	var copied, of string
	for _, f := range files {
		sum, err := fileSum(f)
		if err != nil {
			return nil, err
		}
		if first, ok := seen[sum]; ok {
			copied, of = f, first
			continue
		}
		seen[sum] = f
		kept = append(kept, f)
	}
	switch left := len(files) - len(kept); {
	case left > 0 && len(kept) < inspect.LeastGood:
		return nil, lang.Errorf("all %d good pictures are the same file, such as %s and %s; take a picture of each of several good parts", len(files), of, copied)
	case left > 0:
		at.Note("%d of %d good pictures are copies of others, such as %s of %s; they are left out, since copies make the thresholds too low", left, len(files), copied, of)
	}
	return kept, nil
}

// oddSizes is up to which share of good pictures of another size than all others is said: where more differ, parts
// are cut out of pictures one by one, and no size is odd.
const oddSizes = 0.2

// noteSizes says that few good pictures have another size than the others: of another camera, or cut.
func noteSizes(at *desk.Desk, files []string, shapes []inspect.Shape) {
	count := map[inspect.Shape]int{}
	var usual inspect.Shape
	for _, s := range shapes {
		if count[s]++; count[s] > count[usual] {
			usual = s
		}
	}
	odd := len(files) - count[usual]
	if odd == 0 || float64(odd) > oddSizes*float64(len(files)) {
		return
	}
	i := slices.IndexFunc(shapes, func(s inspect.Shape) bool { return s != usual })
	at.Note("%d of %d good pictures have another size than the others, such as %s with %dx%d pixels in place of %dx%d; if these are of another camera or cut, take them out, since the limits of the guard go by all of them",
		odd, len(files), files[i], shapes[i].Width, shapes[i].Height, usual.Width, usual.Height)
}
