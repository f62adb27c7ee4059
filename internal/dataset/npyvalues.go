package dataset

import (
	"io"
	"math"
	"slices"
	"strconv"

	"mekiki/internal/lang"
)

// darkest is the highest value that makes one doubt that 255 is white. Whole
// numbers in a float file count as 8 bits only above it.
const darkest = 16

// readPixels reads count values of type t into im, and says what was done to
// them. Values are judged before they are kept, so it may want the file twice:
// then it returns errNotBytes, and asBytes must be false the second time.
func readPixels(c *content, t npyType, im *Images, asBytes bool) (remark lang.Message, err error) {
	count := int64(im.N) * int64(im.Size())
	switch {
	case t.name == "uint8":
		im.Pix, err = readAll(c, count)
	case t.whole:
		im.Pix, err = readWhole(c, t, count, int64(im.Size()))
	case asBytes:
		im.Pix, remark, err = readSteps(c, t, count)
		return remark, err
	default:
		im.F32, err = readFloats(c, t, count, int64(im.Size()))
		if err == nil && slices.Max(im.F32) > 2 {
			remark = lang.T("holds values up to %g, and a network expects 0 to 1: divide by 255, or by the highest value that your pictures can have, and save again", slices.Max(im.F32))
		}
		return remark, err
	}
	if err != nil {
		return remark, err
	}
	most := slices.Max(im.Pix)
	switch {
	case t.name == "bool":
		remark = lang.T("holds bool values; False is read as black (0) and True as white (255)")
	case t.name != "uint8":
		remark = lang.T("holds %s values, all of them from 0 to 255; they are read as pictures of 8 bits", t.name)
	}
	if most > 0 && most <= darkest {
		dark := lang.T("holds values up to %d of 255, almost black; if %d is white, save (array * (255 / %d)).round().astype('uint8')", most, most, most)
		if remark.IsZero() {
			return dark, nil
		}
		remark = lang.T("%s; it %s", remark, dark)
	}
	return remark, nil
}

// readWhole reads whole numbers, which must be those of 8 bits, and bool as 0 and 255.
func readWhole(c *content, t npyType, count, size int64) ([]uint8, error) {
	pix := make([]uint8, 0, min(count, c.first/t.width))
	white := 1.0
	if t.name == "bool" {
		white = 255
	}
	err := eachValue(c, t, count, func(i int64, v float64) error {
		if !(v >= 0 && v <= 255) {
			return lang.Errorf("%s is %s, and pictures of whole numbers hold 0 to 255; scale all your files alike, low and high being the least and the greatest value that they can have: "+
				"np.save(name, np.round((array.astype('float64') - low) * (255 / (high - low))).astype('uint8'))", pixelName(i, size), strconv.FormatFloat(v, 'f', 0, 64))
		}
		pix = append(pix, uint8(v*white))
		return nil
	})
	return pix, err
}

// errNotBytes says that a float file holds something else than 8 bits.
var errNotBytes = lang.Errorf("not 8-bit steps")

// What the values of a float file can be: nothing but 0 and 1 so far, k/255, or k.
const (
	stepsOpen = iota
	stepsDivided
	stepsWhole
)

// readSteps reads floats that are all k/255, or all k, as k from 0 to 255. It
// judges the float32 that would be kept, so that a file written from what was read
// is judged alike: a float64 of 1e-300 is kept as 0.
func readSteps(c *content, t npyType, count int64) (pix []uint8, remark lang.Message, err error) {
	pix = make([]uint8, 0, min(count, c.first/t.width))
	near := 1e-6
	if t.width == 2 {
		near = 0x1p-11 // half of what float16 tells apart
	}
	kind := stepsOpen
	err = eachValue(c, t, count, func(_ int64, v float64) error {
		v = float64(float32(v))
		// Comparisons are false for NaN.
		if k := math.Round(v * 255); kind != stepsWhole && k >= 0 && k <= 255 && math.Abs(v-k/255) <= near*k/255 {
			if k > 0 && k < 255 {
				kind = stepsDivided
			}
			pix = append(pix, uint8(k))
			return nil
		}
		if kind == stepsDivided || !(v >= 0 && v <= 255) || v != math.Trunc(v) {
			return errNotBytes
		}
		if kind == stepsOpen {
			kind = stepsWhole
			for i := range pix {
				pix[i] &= 1 // 255 was a 1
			}
		}
		pix = append(pix, uint8(v))
		return nil
	})
	switch {
	case err != nil:
	case kind == stepsWhole && slices.Max(pix) <= darkest:
		err = errNotBytes
	case kind == stepsWhole:
		remark = lang.T("holds %s values that are whole numbers up to %d; they are read as pictures of 8 bits, 255 being white", t.name, slices.Max(pix))
	case t.width == 2:
		remark = lang.T("holds float16 values, 8-bit steps as far as that type can tell them; they are read as pictures of 8 bits")
	}
	return pix, remark, err
}

// readFloats reads floats as float32, of pictures of size values.
func readFloats(c *content, t npyType, count, size int64) ([]float32, error) {
	out := make([]float32, 0, min(count, c.first/t.width))
	err := eachValue(c, t, count, func(i int64, v float64) error {
		if f := float32(v); !math.IsNaN(v) && !math.IsInf(float64(f), 0) {
			out = append(out, f)
			return nil
		}
		return lang.Errorf("%s is %v; pictures must be finite float32 values: clean them (np.isfinite) and save again", pixelName(i, size), v)
	})
	return out, err
}

// pixelName says in words which value of a file of triplets value i is.
func pixelName(i, size int64) lang.Message {
	pixel, row := i%size, i/(3*size)
	switch i / size % 3 {
	case 0:
		return lang.T("pixel %d of the anchor of triplet %d", pixel, row)
	case 1:
		return lang.T("pixel %d of the positive of triplet %d", pixel, row)
	}
	return lang.T("pixel %d of the negative of triplet %d", pixel, row)
}

// eachValue reads count values and calls f with place and value.
func eachValue(r io.Reader, t npyType, count int64, f func(int64, float64) error) error {
	buf := make([]byte, 64<<10)
	for i := int64(0); i < count; {
		n := min(count-i, int64(len(buf))/t.width)
		got, err := io.ReadFull(r, buf[:n*t.width])
		if err != nil {
			return readError(err, i*t.width+int64(got), count*t.width)
		}
		for k := range n {
			if err := f(i+k, t.get(buf[k*t.width:])); err != nil {
				return err
			}
		}
		i += n
	}
	return atEnd(r)
}
