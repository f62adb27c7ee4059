package dataset

import (
	"errors"
	"io/fs"
	"slices"

	"mekiki/internal/lang"
)

// What a Preparation may do with a picture of another shape.
const (
	// PolicyStretch makes the picture fill the size, whatever its shape.
	PolicyStretch = "stretch"
	// PolicyLetterbox keeps its shape and shows all of it, in the middle; what is left
	// over is 0, as what a convolution sees beyond a picture.
	PolicyLetterbox = "letterbox"
	// PolicyCrop keeps its shape and cuts off what is left over, on both sides alike.
	PolicyCrop = "crop"
)

// Policies lists what Preparation.Policy takes, beside nothing.
func Policies() []string { return []string{PolicyStretch, PolicyLetterbox, PolicyCrop} }

// mostPrepared is the most values of a picture that is prepared, 50 million pixels in
// colour: cameras make larger ones than networks take.
const mostPrepared = 150_000_000

// Preparation says how a picture file becomes the picture that a network sees. Training,
// evaluation and all commands prepare by it, so that one file always gives the same
// values.
type Preparation struct {
	// H, W and C are height, width and channels, 1 (grey) or 3.
	H, W, C int
	// Policy is one of Policies; empty takes pictures of exactly this size and as many
	// channels only, as Picture.Pixels does.
	Policy string
	// ROI is the region of interest, as ParseROI gives it: only that part of a picture, as
	// it is shown, is brought to the size, and what lies outside of a polygon is 0. Empty
	// takes all of the picture. It needs a Policy.
	ROI string
}

// ReadPicture reads a picture file and prepares it: H*W*C values, row by row. The
// Picture says what was done to it. With a policy colour becomes grey by luma,
// 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601; the integers of Pillow, 65536ths),
// and grey becomes three equal channels. Errors do not name the file.
func (p Preparation) ReadPicture(fsys fs.FS, name string) ([]uint8, *Picture, error) {
	if p.C != 1 && p.C != 3 {
		return nil, nil, lang.Errorf("the model takes pictures of %d channels; picture files have 1 or 3", p.C)
	}
	if err := p.known(); err != nil {
		return nil, nil, err
	}
	if p.Policy == "" {
		return p.exactly(fsys, name)
	}
	file, err := p.Open(fsys, name)
	if err != nil {
		return nil, nil, err
	}
	pix, channels, err := file.unpack()
	if err != nil {
		return nil, nil, err
	}
	if pix, err = p.prepare(pix, file.H, file.W, channels); err != nil {
		return nil, nil, err
	}
	return pix, file, nil
}

// Open looks at a picture file that ReadPicture would prepare, and unpacks nothing. Errors do
// not name the file.
func (p Preparation) Open(fsys fs.FS, name string) (*Picture, error) {
	if p.Policy == "" {
		return OpenPicture(fsys, name, p.C)
	}
	return openPicture(fsys, name, 3, mostPrepared)
}

// known refuses a policy or a region that does not exist, as a model of a newer program
// may have.
func (p Preparation) known() error {
	if p.Policy != "" && !slices.Contains(Policies(), p.Policy) {
		return lang.Errorf("pictures are to be prepared by %q, which is not known; there is %v, and a newer mekiki may know it", p.Policy, Policies())
	}
	if p.ROI == "" {
		return nil
	}
	if p.Policy == "" {
		return lang.Errorf("the region %q is to be taken of pictures of exactly one size; choose one of %v", p.ROI, Policies())
	}
	if _, err := parseRegion(p.ROI); err != nil {
		return lang.Errorf("roi %w", err)
	}
	return nil
}

// exactly reads a picture that must be as the network wants it.
func (p Preparation) exactly(fsys fs.FS, name string) ([]uint8, *Picture, error) {
	file, err := OpenPicture(fsys, name, p.C)
	if err != nil {
		return nil, nil, err
	}
	if file.H != p.H || file.W != p.W {
		if file.Turned {
			return nil, nil, lang.Errorf("is %d high and %d wide, turned as its EXIF orientation says, the model takes %d x %d; cut or scale it to that size first", file.H, file.W, p.H, p.W)
		}
		return nil, nil, lang.Errorf("is %d high and %d wide, the model takes %d x %d; cut or scale it to that size first", file.H, file.W, p.H, p.W)
	}
	pix, err := file.Pixels()
	switch {
	case errors.Is(err, ErrColoured):
		return nil, nil, lang.Errorf("%w, the model takes grey pictures; turn it to grey first, or use a model that was trained on colour", err)
	case errors.Is(err, ErrGrey):
		return nil, nil, lang.Errorf("%w, the model takes pictures in colour; give it in colour, or use a model that was trained on grey pictures", err)
	}
	return pix, file, err
}

// scaled is a*b/c, rounded half up, between 1 and most.
func scaled(a, b, c, most int) int { return min(max((2*a*b+c)/(2*c), 1), most) }

// luma turns colours to grey.
func luma(rgb []uint8) []uint8 {
	out := make([]uint8, len(rgb)/3)
	for i := range out {
		r, g, b := uint32(rgb[3*i]), uint32(rgb[3*i+1]), uint32(rgb[3*i+2])
		out[i] = uint8((19595*r + 38470*g + 7471*b + 1<<15) >> 16)
	}
	return out
}

// threefold gives each grey value to three channels.
func threefold(grey []uint8) []uint8 {
	out := make([]uint8, 0, 3*len(grey))
	for _, v := range grey {
		out = append(out, v, v, v)
	}
	return out
}
