package dataset

import (
	"bufio"
	"errors"
	"io"
	"io/fs"

	"mekiki/internal/lang"
)

const (
	// maxContent is the longest file content that is read, unpacked.
	maxContent = 8 << 30
	// deflateRatio is the most that deflate can pack: 258 bytes in 2 bits, less
	// the overhead (zlib's documentation: 1032 to 1).
	deflateRatio = 1032
)

// content is an open file, unpacked if it was a gzip file.
type content struct {
	io.Reader
	// most is an upper bound of the length of the content, known from the
	// length of the file before a byte is unpacked.
	most int64
	// first is what may be allocated before any of the content was seen: four
	// times the length of the file. Real pictures pack less well than that, so
	// they are read without copying.
	first int64
	file  fs.File
}

func (c *content) Close() error { return c.file.Close() }

// open opens name for reading. Whether it is a gzip file is told by its first
// two bytes, not by its name: people rename files. Errors do not name the file;
// the caller does, for these and its own.
func open(fsys fs.FS, name string) (*content, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, bare(err)
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = lang.Errorf("is not a regular file")
	}
	if err != nil {
		f.Close()
		return nil, bare(err)
	}
	br := bufio.NewReaderSize(f, 64<<10)
	c := &content{Reader: br, most: st.Size(), first: 4 * st.Size(), file: f}
	if head, err := br.Peek(2); err == nil && head[0] == 0x1f && head[1] == 0x8b {
		z, err := Gunzip(br)
		if err != nil {
			f.Close()
			return nil, lang.Errorf("corrupt gzip header: %w; fetch the file again", err)
		}
		c.Reader = z
		c.most = min(st.Size(), maxContent) * deflateRatio
	}
	c.most = min(c.most, maxContent)
	return c, nil
}

// bare is err without the operation and the path that package os puts in front.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// readAll reads exactly want bytes and then the end of c. Memory grows with
// what is really there: at first at most c.first is allocated, then never more
// than twice what has been read.
func readAll(c *content, want int64) ([]byte, error) {
	buf := make([]byte, min(want, c.first))
	got := 0
	for {
		n, err := io.ReadFull(c, buf[got:])
		got += n
		if err != nil {
			return nil, readError(err, int64(got), want)
		}
		if int64(got) == want {
			return buf, atEnd(c)
		}
		grown := make([]byte, min(want, 2*int64(got)))
		copy(grown, buf)
		buf = grown
	}
}

// readError words an error of io.ReadFull, which calls the same fact by two names.
func readError(err error, got, want int64) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return lang.Errorf("truncated after %d of %d bytes: %w; fetch the file again", got, want, io.ErrUnexpectedEOF)
	}
	return lang.Errorf("corrupt after %d of %d bytes: %w; fetch the file again", got, want, err)
}

// atEnd makes sure that r ends here. Of a gzip file it also checks the
// checksum, which the unpacker compares when it reaches the end.
func atEnd(r io.Reader) error {
	var one [1]byte
	switch n, err := io.ReadFull(r, one[:]); {
	case n > 0:
		return lang.Errorf("more data follows than its header says; fetch the file again")
	case err != io.EOF:
		return lang.Errorf("corrupt at its end: %w; fetch the file again", err)
	}
	return nil
}
