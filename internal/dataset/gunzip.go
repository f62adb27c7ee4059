package dataset

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"

	"mekiki/internal/lang"
)

// errAfterGzip says that a gzip file goes on with something else.
var errAfterGzip = lang.Errorf("something else than zeros follows the packed data")

// gunzip unpacks a gzip file to its very end.
type gunzip struct {
	from *bufio.Reader
	z    *gzip.Reader
	err  error // of every Read from now on
}

// Gunzip unpacks a gzip file: one packed stream or several in a row, then
// nothing or zeros, with which tapes and block devices fill up. Anything else
// behind the streams is an error of the last Read, as a wrong checksum is. It
// fails if r does not start as a gzip file does.
func Gunzip(r *bufio.Reader) (io.Reader, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gunzip{from: r, z: z}, nil
}

func (g *gunzip) Read(p []byte) (int, error) {
	for g.err == nil && len(p) > 0 {
		n, err := g.z.Read(p)
		if errors.Is(err, io.EOF) {
			err = g.next()
		}
		g.err = err
		if n > 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// next goes to the next stream, or behind the zeros after the last one.
func (g *gunzip) next() error {
	if head, _ := g.from.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		if err := g.z.Reset(g.from); err != nil {
			return err
		}
		g.z.Multistream(false)
		return nil
	}
	for {
		switch b, err := g.from.ReadByte(); {
		case err != nil:
			return err // io.EOF where all is well
		case b != 0:
			return errAfterGzip
		}
	}
}
