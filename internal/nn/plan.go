package nn

import "mekiki/internal/kernel"

// plan is how an architecture is computed for pictures of one shape: values,
// the maps between the layers, and the operations that lead from one to the
// next. It holds no numbers but the tables of rows.
//
// A value is stored in chunks of pictures, [chunks][channels/16][capacity][16];
// a row is one position of one picture. After a chunk's rows come a row of zeros,
// which stands for everything beyond a border, and a row that takes what
// nobody reads.
type plan struct {
	chunk  int // pictures in a chunk
	values []valueShape
	ops    []operation
	// users counts the operations that read a value.
	users []int
	// lanes of the input value are the patches of a first convolution, or the
	// channels of the picture.
	patch patch
}

// valueShape is the shape of a value.
type valueShape struct {
	Shape
	panels   int // of 16 channels
	rows     int // of a whole chunk
	capacity int // rows, and the two beyond them
}

// size is the number of float32 of a chunk.
func (v valueShape) size() int { return v.panels * v.capacity * kernel.Lane }

// operation computes one value from others, chunk by chunk, and the gradients
// of those from the gradient of its own.
type operation interface {
	// io are the values that are read and the one that is written.
	io() (in []int, out int)
	// forward runs n pictures of chunk c.
	forward(x *exec, c, n, worker int)
	// backward adds to the gradients of what was read; the first operation to
	// do so overwrites.
	backward(x *exec, c, n, worker int)
	// link settles what it does with gradients; it is called from the last operation to
	// the first.
	link(k *linker)
}

// chunkRows is how many positions a chunk has at most, where one picture does
// not have more: activations of some channels stay in the second-level cache.
const (
	chunkRows     = 6272
	chunkPictures = 8  // whole tiles of 7x7 maps and larger ones
	chunkFlat     = 24 // where no map has more than one position
)

// chunkOf chooses the pictures of a chunk. It depends on nothing but the shapes,
// because sums over a chunk are rounded.
func chunkOf(largest int) int {
	if largest == 1 {
		return chunkFlat
	}
	return max(1, min(chunkPictures, chunkRows/largest))
}

// shaped adds the storage of a value.
func shaped(s Shape, chunk int) valueShape {
	rows := chunk * s.Height * s.Width
	return valueShape{Shape: s, panels: kernel.Pad(s.Channels) / kernel.Lane, rows: rows, capacity: rows + 2}
}

// chunks is the number of chunks that so many pictures take.
func (p *plan) chunks(pictures int) int { return (pictures + p.chunk - 1) / p.chunk }

// last is the output of the network.
func (p *plan) last() valueShape { return p.values[len(p.values)-1] }

// StepValues is how many float32 the layers keep of one picture in a training step of
// BatchTrainer, until their gradients are there: whole panels.
func (n *Net) StepValues() int64 {
	sum := int64(0)
	for _, v := range n.plan.values {
		sum += int64(v.panels) * kernel.Lane * int64(v.Height) * int64(v.Width)
	}
	return sum
}
