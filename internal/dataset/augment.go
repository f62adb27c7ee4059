package dataset

import (
	"fmt"
	"math/rand/v2"
)

// Augmentation says how a picture is changed each time it is shown in training.
// ParseAugmentation gives the text form, which is also that of flags and of
// config files. The zero value changes nothing.
//
// Changes come in the order of the fields: flip, scale, rotation and shift in
// one step, then brightness and contrast, then the erased rectangle.
type Augmentation struct {
	// Flip mirrors left and right, FlipV up and down, each in half of the cases.
	Flip, FlipV bool
	// Scale s enlarges by a factor drawn evenly from 1-s to 1+s. 0 to 0.5.
	Scale float64
	// Rotate turns about the centre by an angle drawn evenly up to so many
	// degrees either way. 0 to 180.
	Rotate float64
	// Shift moves by a whole number of pixels, drawn evenly up to so many either
	// way, right or left and down or up on their own. 0 to 1024.
	Shift int
	// Edge repeats the border where the changed picture shows what lies beyond
	// it. Else that is 0: black, as the background of Fashion-MNIST.
	Edge bool
	// Brightness b multiplies all values by a factor drawn evenly from 1-b to
	// 1+b. 0 to 1.
	Brightness float64
	// Contrast c multiplies their differences from the picture's mean by a
	// factor drawn evenly from 1-c to 1+c. 0 to 1.
	Contrast float64
	// Erase is the probability that one rectangle is filled with noise (Zhong et
	// al., Random Erasing Data Augmentation, 2020): values from 0 to 1, over 2 to
	// 40 % of the picture. 0 to 1.
	Erase float64
}

// Apply writes picture i of im to dst, changed, as Images.Floats does: uint8
// values as v/255, cut off at 0 and 1; float values as they are, not cut off.
// What is not changed has bitwise the values of Images.Floats, also where it is
// only flipped or moved.
//
// The change depends on seed, epoch, i (of a Loader's part: in its set) and draw alone, so batches may come in
// any order and from any worker. Draw tells apart several showings of a picture
// in one epoch, as PKSampler has them; its place in the epoch will do, and so
// will 0 where each comes once.
//
// It allocates nothing and may run in many goroutines at once. It panics if dst
// is not im.Size() long, there is no picture i, or the pictures are not in memory.
func (a *Augmentation) Apply(dst []float32, im *Images, i int, seed uint64, epoch, draw int) {
	size := im.Size()
	if len(dst) != size || i < 0 || i >= im.N {
		panic(fmt.Sprintf("dataset: Apply to picture %d of %d into %d values, a picture has %d", i, im.N, len(dst), size))
	}
	var r rand.PCG
	begin(&r, seed, epoch, im.number(i), draw)
	m, s := a.motion(&r), shape{im.H, im.W, im.C}
	if im.Pix != nil {
		move(dst, im.Pix[i*size:(i+1)*size], s, &m, 255)
	} else {
		move(dst, im.F32[i*size:(i+1)*size], s, &m, 1)
	}
	a.light(dst, &r, im.Pix != nil)
	a.erase(dst, s, &r)
}
