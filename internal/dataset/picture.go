package dataset

import (
	"bytes"
	"errors"
	"image"
	"io"
	"io/fs"

	"mekiki/internal/lang"
)

const (
	// mostPictureValues is the most values of a picture: more would be unpacked from
	// a small file that claims them.
	mostPictureValues = 1 << 26
	// mostPictureBytes is the longest picture file that is read.
	mostPictureBytes = 1 << 30
)

// ErrGrey and ErrColoured are wrapped by errors of pictures that are grey where
// three channels are asked for, or in colour where one is.
var (
	ErrGrey     = lang.Errorf("is grey")
	ErrColoured = lang.Errorf("is in colour")
)

// Picture is a picture file of its own: PNG, JPEG, BMP, TIFF or WebP.
type Picture struct {
	// Format is one of these names. The content tells it, not the file's name.
	Format string
	// H and W are height and width in pixels, as the picture is shown: turned as
	// its EXIF orientation says.
	H, W int
	// Turned says that there is such an orientation, other than 1.
	Turned bool
	// Pages says that a TIFF file holds further pages, which are not read.
	Pages bool

	// Transparent, Deep, Most and Coloured are known after Pixels. Transparent says that
	// some pixel is not opaque, Deep that values have 16 bits; Most is the highest value
	// then, 0 to 65535. Coloured says that some pixel is not grey.
	Transparent, Deep, Coloured bool
	Most                        uint16

	channels, orientation int
	grey                  bool // stored so; known after Pixels
	data                  []byte
}

// OpenPicture reads a picture file for so many channels, 1 or 3, without unpacking
// it: a file that claims more than 2^26 values is refused before. Errors do not
// name the file.
func OpenPicture(fsys fs.FS, name string, channels int) (*Picture, error) {
	return openPicture(fsys, name, channels, mostPictureValues)
}

// openPicture is OpenPicture with another bound of values.
func openPicture(fsys fs.FS, name string, channels, most int) (*Picture, error) {
	st, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		if to, none := fs.ReadLink(fsys, name); none == nil && errors.Is(err, fs.ErrNotExist) {
			return nil, lang.Errorf("is a link to %s, which is not there; remove the link, or bring back what it leads to", to)
		}
		return nil, bare(err)
	case !st.Mode().IsRegular():
		return nil, lang.Errorf("is not a regular file")
	case st.Size() > mostPictureBytes:
		return nil, lang.Errorf("has %d bytes, and at most %d of a picture are read; cut it into parts first", st.Size(), mostPictureBytes)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, bare(err)
	}
	p := &Picture{channels: channels, data: data, Format: pictureFormat(data)}
	codec, ok := codecs[p.Format]
	switch {
	case len(data) == 0:
		return nil, lang.Errorf("is empty; copy it again")
	case p.Format == "":
		return nil, lang.Errorf("is no picture: neither PNG, JPEG, BMP, TIFF nor WebP; give one of these, or copy it again")
	case !ok:
		return nil, lang.Errorf("is a file of the kind %s, which is not read; save it as PNG", p.Format)
	}
	size, err := codec.config(bytes.NewReader(data))
	if err != nil {
		return nil, p.explain(err)
	}
	if size.Height < 1 || size.Width < 1 {
		return nil, lang.Errorf("is %d high and %d wide; there is nothing in it", size.Height, size.Width)
	}
	if size.Height > most/channels/size.Width {
		return nil, lang.Errorf("%d x %d pixels, of more than %d values; cut it into parts first", size.Height, size.Width, most)
	}
	p.H, p.W = size.Height, size.Width
	p.orientation, p.Pages = exif(p.Format, data)
	if p.Turned = p.orientation > 1; p.orientation > 4 {
		p.H, p.W = p.W, p.H
	}
	return p, nil
}

// Pixels unpacks the picture: H x W x channels values of 8 bits, row by row,
// channels together, turned. Values of 16 bits are rounded, v/257; transparent
// pixels are shown on white. One channel takes grey pictures, and coloured ones
// that show only grey; three take pictures that are not stored as grey. Others are
// an error that wraps ErrColoured or ErrGrey. The file's content is let go, so it can be
// called once.
func (p *Picture) Pixels() ([]uint8, error) {
	pix, channels, err := p.unpack()
	switch {
	case err != nil:
		return nil, err
	case p.channels == 3 && p.grey:
		return nil, ErrGrey
	case p.channels == 1 && p.Coloured:
		return nil, ErrColoured
	case p.channels > channels:
		return threefold(pix), nil
	}
	return pix, nil
}

// unpack is Pixels of any picture, with as many channels as it shows: one if it shows
// only grey.
func (p *Picture) unpack() (pix []uint8, channels int, err error) {
	img, err := p.decode()
	if err != nil {
		return nil, 0, err
	}
	p.grey = storedGrey(p.Format, p.data, img)
	p.data = nil
	pix, channels = p.pixels(img)
	return turn(pix, img.Bounds().Dy(), img.Bounds().Dx(), channels, p.orientation), channels, nil
}

// decode unpacks the file as it is stored, not turned.
func (p *Picture) decode() (image.Image, error) {
	img, err := codecs[p.Format].decode(bytes.NewReader(p.data))
	if err != nil {
		return nil, p.explain(err)
	}
	h, w := img.Bounds().Dy(), img.Bounds().Dx()
	if turned := p.orientation > 4; !turned && (h != p.H || w != p.W) || turned && (h != p.W || w != p.H) {
		return nil, lang.Errorf("is a %s, but damaged: it unpacks to %d x %d pixels; copy it again", p.Format, h, w)
	}
	return img, nil
}

// explain words an error of a decoder.
func (p *Picture) explain(err error) error {
	switch {
	case unsupported(err):
		return lang.Errorf("is a %s of a kind that is not read (%w); save it as PNG", p.Format, err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return lang.Errorf("is a %s, but ends too early; copy it again", p.Format)
	}
	return lang.Errorf("is a %s, but damaged (%w); copy it again", p.Format, err)
}
