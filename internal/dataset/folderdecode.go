package dataset

import (
	"context"
	"io/fs"
	"sync"
	"sync/atomic"

	"mekiki/internal/lang"
)

// decode reads and prepares all pictures, some at the same time. It drops those that
// cannot be read, if that is asked for, and fixes the number of channels. Where they do
// not all fit in memory it keeps none.
func (r *folderReader) decode(ctx context.Context, progress func(done, of int)) error {
	auto := r.Prepare.C == 0
	if auto {
		r.Prepare.C = 3 // until all were seen
	}
	size := r.Prepare.H * r.Prepare.W * r.Prepare.C
	r.images = &Images{N: len(r.items), H: r.Prepare.H, W: r.Prepare.W, C: r.Prepare.C}
	switch lazy, err := r.tooMany(); {
	case err != nil:
		return err
	case lazy:
		r.images.files, r.images.at = newPictureFiles(r), make([]int32, len(r.items))
		for i := range r.images.at {
			r.images.at[i] = int32(i)
		}
	default:
		r.images.Pix = make([]uint8, len(r.items)*size)
	}
	pix, files := r.images.Pix, r.images.files
	broken := make([]error, len(r.items))
	var (
		wg       sync.WaitGroup
		next     atomic.Int64
		mu       sync.Mutex
		tally    PictureTally
		coloured bool
		masks    maskTally
		done     int
	)
	told := func() { // under mu
		if done++; progress != nil {
			progress(done, len(r.items))
		}
	}
	for range max(1, r.Workers) {
		wg.Go(func() {
			var h hasher
			for {
				i := int(next.Add(1)) - 1
				if i >= len(r.items) || ctx.Err() != nil {
					return
				}
				values, p, err := r.Prepare.ReadPicture(r.fsys, r.items[i].Path)
				var wrong error
				if err == nil {
					if files != nil {
						files.note(&h, i, values, p, auto)
					} else {
						copy(pix[i*size:], values)
					}
					wrong = maskError(r.fsys, r.items[i].Mask, p)
				}
				mu.Lock()
				told()
				if broken[i] = err; err != nil {
					mu.Unlock()
					continue
				}
				tally.Add(p)
				coloured = coloured || p.Coloured
				masks.add(i, wrong)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return lang.Errorf("reading pictures: %w", err)
	}
	if err := r.dropBroken(broken); err != nil {
		return err
	}
	r.remarks = append(r.remarks, tally.Lines()...)
	if masks.n > 0 {
		r.remark(lang.T("%d masks do not fit their pictures: %v", masks.n, masks.err))
	}
	if auto && !coloured {
		r.Prepare.C, r.images.C = 1, 1
		if files == nil {
			// A copy, which lets go of the other two thirds.
			r.images.Pix = append([]uint8(nil), onefold(r.images.Pix)...)
		}
	}
	if files != nil {
		return r.listed()
	}
	return nil
}

// listed says where the pictures are from now on, once their number of channels is known:
// grey ones may fit in memory after all.
func (r *folderReader) listed() error {
	im := r.images
	im.files.listed(im.C)
	if lazy, err := r.tooMany(); err != nil || lazy {
		r.remark(lang.T("all prepared pictures would take %s, and memory is %s: they are unpacked each time they are needed", Memory(im.N)*Memory(im.Size()), r.Limit()))
		return err
	}
	pix := make([]uint8, im.N*im.Size())
	if err := im.files.readAll(pix, im.at); err != nil {
		return err
	}
	im.Pix, im.files, im.at = pix, nil, nil
	return nil
}

// leastFiles is how many pictures must fit in memory where all do not: those of the
// batches that training works on.
const leastFiles = 128

// tooMany says whether the pictures do not all fit in memory, and refuses them where
// memory has not even room for those that are worked on.
func (r *folderReader) tooMany() (bool, error) {
	n, one := Memory(r.images.N), Memory(max(1, r.images.Size()))
	fit := r.Limit() / one
	if n > fit && fit < leastFiles {
		return true, lang.Errorf("its %d pictures of %d x %d take %s, and memory is %s, which must have room for %d of them; choose a smaller size, color grey, or more memory", n, r.Prepare.H, r.Prepare.W, n*one, r.Limit(), leastFiles)
	}
	return n > fit, nil
}

// fewBroken is how many broken pictures a message names.
const fewBroken = 5

// dropBroken leaves out the pictures that cannot be read, or is an error that names
// them.
func (r *folderReader) dropBroken(broken []error) error {
	var whole []int
	var text lang.Message
	named := 0
	for i, err := range broken {
		if err == nil {
			whole = append(whole, i)
			continue
		}
		if named == fewBroken {
			continue
		}
		one := lang.T("%s: %v", r.items[i].Path, err)
		if named++; named == 1 {
			text = one
		} else {
			text = lang.T("%s; %s", text, one)
		}
	}
	n := len(broken) - len(whole)
	if n == 0 {
		return nil
	}
	if n > named {
		text = lang.T("%s; and %d more", text, n-named)
	}
	switch {
	case !r.SkipBroken:
		return lang.Errorf("%d of %d pictures cannot be read (skip-broken leaves such pictures out): %s", n, len(broken), text)
	case len(whole) == 0:
		return lang.Errorf("none of the %d pictures can be read: %s", n, text)
	}
	r.remark(lang.T("left out %d of %d pictures, which cannot be read: %s", n, len(broken), text))
	r.images.keep(whole)
	items := make([]Item, len(whole))
	for k, i := range whole {
		items[k] = r.items[i]
	}
	r.items = items
	return nil
}

// maskTally counts masks that do not fit, and keeps what is wrong with the first.
type maskTally struct {
	n, at int
	err   error
}

func (m *maskTally) add(at int, err error) {
	if err == nil {
		return
	}
	if m.n++; m.n == 1 || at < m.at {
		m.at, m.err = at, err
	}
}

// maskError says what is wrong with the mask of a picture. Nothing trains on masks, so
// that is a remark only.
func maskError(fsys fs.FS, mask string, of *Picture) error {
	if mask == "" {
		return nil
	}
	if _, err := openMask(fsys, mask, of.H, of.W); err != nil {
		return lang.Errorf("%s: %w", mask, err)
	}
	return nil
}
