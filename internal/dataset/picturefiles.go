package dataset

import (
	"hash/maphash"
	"io/fs"
	"sync"
	"sync/atomic"

	"mekiki/internal/lang"
)

// pictureFiles are pictures that are unpacked when they are asked for, since all of them
// together would not fit in memory. Every one was unpacked once when the folder was
// listed; what was seen then is noted, so that a file that has changed since is an error
// and never another picture. Its methods may be called from several goroutines at once.
type pictureFiles struct {
	fsys    fs.FS
	items   []Item
	prepare Preparation
	workers int
	memory  Memory
	seed    maphash.Seed
	// noted is what each picture was when it was listed, grey the same with one channel,
	// where a picture of three shows only grey.
	noted, grey []notedPicture

	// kept are pictures that stay in memory, the first that were asked for: an epoch asks
	// for each picture once, so any that makes room for another would be gone when its
	// turn comes again.
	mu   sync.Mutex
	kept map[int32][]uint8
	room int // for how many more
}

// notedPicture tells a picture from others.
type notedPicture struct {
	sum   [32]byte // that of hasher, by which copies are told
	check uint64   // maphash of the values
}

// keptShare is the part of the memory that kept pictures fill, one of so many. The rest is
// for the batches at work and for what decoders leave behind until it is collected, which
// may be as much as all that is in use.
const keptShare = 6

func newPictureFiles(f *folderReader) *pictureFiles {
	n := len(f.items)
	return &pictureFiles{
		fsys: f.fsys, items: f.items, prepare: f.Prepare, workers: max(1, f.Workers), memory: f.Limit(), seed: maphash.MakeSeed(),
		noted: make([]notedPicture, n), grey: make([]notedPicture, n), kept: map[int32][]uint8{},
	}
}

// note remembers what the values of picture i are. With auto it is not known yet whether
// all pictures will be grey.
func (s *pictureFiles) note(h *hasher, i int, pix []uint8, shows *Picture, auto bool) {
	s.noted[i] = s.noteOf(h, pix)
	if auto && !shows.Coloured {
		s.grey[i] = s.noteOf(h, onefold(pix))
	}
}

func (s *pictureFiles) noteOf(h *hasher, pix []uint8) notedPicture {
	one := &Images{N: 1, H: 1, W: 1, C: len(pix), Pix: pix}
	return notedPicture{h.sum(one, 0), maphash.Bytes(s.seed, pix)}
}

// listed ends the listing: c is the number of channels.
func (s *pictureFiles) listed(c int) {
	if c < s.prepare.C {
		s.noted = s.grey
	}
	s.grey, s.prepare.C = nil, c
	size := Memory(s.prepare.H) * Memory(s.prepare.W) * Memory(c)
	s.room = int(s.memory / keptShare / size)
}

// read gives the values of picture i, which must not be changed. Errors name the file.
func (s *pictureFiles) read(i int32) ([]uint8, error) {
	s.mu.Lock()
	pix, ok := s.kept[i]
	s.mu.Unlock()
	if ok {
		return pix, nil
	}
	name := s.items[i].Path
	pix, _, err := s.prepare.ReadPicture(s.fsys, name)
	switch {
	case err != nil:
		return nil, &FileError{name, lang.Errorf("%w; it could be read when the folder was listed", err)}
	case maphash.Bytes(s.seed, pix) != s.noted[i].check:
		return nil, &FileError{name, errOtherPicture}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.kept[i]; !ok && s.room > 0 {
		s.kept[i] = pix
		s.room--
	}
	return pix, nil
}

// errOtherPicture says that a file has changed.
var errOtherPicture = lang.Errorf("is another picture than when the folder was listed; start again, and leave the folder as it is meanwhile")

// FileError is that of a picture file which was whole when its folder was listed.
type FileError struct {
	Path string // from the folder
	Err  error
}

func (e *FileError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap gives what is wrong with the file.
func (e *FileError) Unwrap() error { return e.Err }

// readAll writes the pictures at to dst one after the other, some of them at the same
// time. Of several errors it gives that of the first picture.
func (s *pictureFiles) readAll(dst []uint8, at []int32) error {
	size := len(dst) / max(1, len(at))
	errs := make([]error, len(at))
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(s.workers, len(at)) {
		wg.Go(func() {
			for !failed.Load() {
				k := int(next.Add(1)) - 1
				if k >= len(at) {
					return
				}
				pix, err := s.read(at[k])
				if errs[k] = err; err != nil {
					failed.Store(true)
					return
				}
				copy(dst[k*size:(k+1)*size], pix)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
