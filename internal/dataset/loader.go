package dataset

import (
	"fmt"
	"slices"
)

// Loader gives the pictures of one batch after another, in memory. Of pictures that are
// files it reads those of the coming batch while the present one is at work. Its methods
// must not be called at the same time. Close it to end what it reads ahead.
type Loader struct {
	images *Images
	parts  [2]batchPart // the batch at work, and the one that is read ahead
	now    int
}

// batchPart are the pictures of one batch, each once.
type batchPart struct {
	rows    []int32 // that were asked for
	at      []int32 // their places in images
	files   []int32
	numbers []int32
	images  Images
	ahead   chan error // gives the outcome once; nil where nothing is read ahead
}

// NewLoader makes a loader of pictures of im.
func NewLoader(im *Images) *Loader { return &Loader{images: im} }

// Take gives pictures that have those at rows at the places `at`. Where all pictures are
// in memory these are all of them and rows; else they have no labels. What it gives is
// good until the next call.
// next are the rows that will be asked for then, or none. Errors name the file. It panics
// on a row that is not there.
func (l *Loader) Take(rows, next []int32) (part *Images, at []int32, err error) {
	if l.images.InMemory() {
		return l.images, rows, nil
	}
	l.now = 1 - l.now
	p := &l.parts[l.now]
	if done := p.wait(); done != nil || p.rows == nil || !slices.Equal(p.rows, rows) {
		p.begin(l.images, rows)
		err = p.wait()
	}
	if err != nil {
		p.rows = nil
		return nil, nil, err
	}
	if other := &l.parts[1-l.now]; len(next) > 0 {
		other.begin(l.images, next)
	}
	return &p.images, p.at, nil
}

// Close waits for what is read ahead. Closing twice is no harm.
func (l *Loader) Close() {
	for i := range l.parts {
		_ = l.parts[i].wait() // nobody asked for these pictures
	}
}

// wait ends the reading ahead, if there is one.
func (p *batchPart) wait() error {
	if p.ahead == nil {
		return nil
	}
	err := <-p.ahead
	p.ahead = nil
	if err != nil {
		p.rows = nil
	}
	return err
}

// begin reads the pictures at rows of im in a goroutine of its own.
func (p *batchPart) begin(im *Images, rows []int32) {
	_ = p.wait() // its pictures are not those that are asked for now
	p.rows = append(p.rows[:0], rows...)
	p.at, p.files, p.numbers = p.at[:0], p.files[:0], p.numbers[:0]
	place := make(map[int32]int32, len(rows))
	for _, i := range rows {
		if i < 0 || int(i) >= im.N {
			panic(fmt.Sprintf("dataset: picture %d of %d", i, im.N))
		}
		k, known := place[i]
		if !known {
			k = int32(len(p.files))
			place[i] = k
			p.files, p.numbers = append(p.files, im.at[i]), append(p.numbers, i)
		}
		p.at = append(p.at, k)
	}
	size := im.Size()
	pix := slices.Grow(p.images.Pix[:0], len(p.files)*size)[:len(p.files)*size]
	p.images = Images{N: len(p.files), H: im.H, W: im.W, C: im.C, Pix: pix, Classes: im.Classes, numbers: p.numbers}
	p.ahead = make(chan error, 1)
	go func(files []int32) { p.ahead <- im.files.readAll(pix, files) }(p.files)
}

// Blocks gives the pictures at rows to f, all of im if rows is nil, at most so many at a
// time and in their order, as Take gives them. The first error ends it.
func (im *Images) Blocks(rows []int32, most int, f func(part *Images, at []int32) error) error {
	if rows == nil {
		rows = make([]int32, im.N)
		for i := range rows {
			rows[i] = int32(i)
		}
	}
	block := func(lo int) []int32 {
		if lo >= len(rows) {
			return nil
		}
		return rows[lo:min(lo+most, len(rows))]
	}
	l := NewLoader(im)
	defer l.Close()
	for lo := 0; lo < len(rows); lo += most {
		part, at, err := l.Take(block(lo), block(lo+most))
		if err == nil {
			err = f(part, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AtOnce is how many pictures of im a block of about so many values has, at least one.
func (im *Images) AtOnce(values int) int { return max(1, values/max(1, im.Size())) }
