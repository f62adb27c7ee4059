package dataset

import (
	"fmt"
	"math"
	"slices"

	"mekiki/internal/lang"
)

// tripletShape turns an array's shape into 3N pictures, and refuses a shape that
// needs more bytes than there are; the product is compared before it can overflow.
func tripletShape(shape []int64, width, room int64) (*Images, error) {
	if len(shape) < 3 || len(shape) > 5 || shape[1] != 3 {
		return nil, lang.Errorf("has shape %v, and triplets have (N, 3, 784) or (N, 3, 28, 28): anchor, positive and negative in the second place", shape)
	}
	if shape[0] == 0 {
		return nil, lang.Errorf("holds zero triplets")
	}
	if slices.Contains(shape, 0) {
		return nil, lang.Errorf("has shape %v, pictures without a pixel", shape)
	}
	bytes := width
	for _, d := range shape {
		if d > math.MaxInt32 || bytes > max(room, 0)/d {
			return nil, lang.Errorf("header claims shape %v, but the file can hold no more than %d bytes; it is truncated or damaged: copy it again", shape, max(room, 0))
		}
		bytes *= d
	}
	if 3*shape[0] > math.MaxInt32 {
		return nil, lang.Errorf("holds %d triplets, more than can be numbered", shape[0])
	}
	im := &Images{N: int(3 * shape[0]), C: 1}
	switch len(shape) {
	case 3:
		im.H, im.W = squareSides(int(shape[2]))
	case 5:
		if err := channelsLast([3]int64(shape[2:])); err != nil {
			return nil, err
		}
		im.C = int(shape[4])
		fallthrough
	default:
		im.H, im.W = int(shape[2]), int(shape[3])
	}
	return im, nil
}

// twoReadings says whether pictures may well be stored channels first, as PyTorch
// has them: the first of their three axes is as long as channels are, and the last
// one is not, or the first has the 1 or 3 of grey and colour.
func twoReadings(axes [3]int64) bool {
	first, last := axes[0], axes[2]
	return first <= 4 && (last > 4 || first == 1 || first == 3)
}

// channelsLast refuses pictures of two readings.
func channelsLast(axes [3]int64) error {
	first, last := axes[0], axes[2]
	if !twoReadings(axes) {
		return nil
	}
	return lang.Errorf("has pictures of %d x %d x %d, which can be read in two ways: %d x %d pixels of %s, channels first, or %d x %d pixels of %s, channels last; "+
		"save it again as one of the two: the first by %s; the second by %s",
		first, axes[1], last, axes[1], last, lang.Plural(int(first), "1 channel", "%d channels"), first, axes[1], lang.Plural(int(last), "1 channel", "%d channels"), lastFrom(axes), lastStays(axes))
}

// lastFrom is the line of NumPy that brings channels to the end.
func lastFrom(axes [3]int64) lang.Message {
	if axes[0] == 1 {
		return lang.T("%s", "np.save(name, array[:, :, 0])")
	}
	moved := [3]int64{axes[1], axes[2], axes[0]}
	if !twoReadings(moved) {
		return lang.T("%s", "np.save(name, np.moveaxis(array, 2, 4))")
	}
	return lang.T("np.save(name, np.pad(np.moveaxis(array, 2, 4), %s)), which adds black rows", rows(moved[0]))
}

// lastStays is the line of NumPy for channels that are at the end already. An
// axis of one is dropped; else rows of zeros make the picture higher than any
// channels.
func lastStays(axes [3]int64) lang.Message {
	if axes[2] == 1 {
		return lang.T("%s", "np.save(name, array[..., 0])")
	}
	return lang.T("np.save(name, np.pad(array, %s)), which adds black rows", rows(axes[0]))
}

// rows are the widths that np.pad needs to make pictures of h rows 5 high.
func rows(h int64) string {
	return fmt.Sprintf("[(0, 0), (0, 0), (0, %d), (0, 0), (0, 0)]", 5-h)
}
