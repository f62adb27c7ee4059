package dataset

import (
	"io/fs"
	"path"
	"strconv"

	"mekiki/internal/lang"
)

// Box is where something is in a picture as it is shown: its left upper corner and extents, in pixels.
type Box struct{ X, Y, Width, Height float64 }

// boxColumns are what a list of boxes says of each.
var boxColumns = []string{"path", "x", "y", "w", "h"}

// ReadBoxes reads a list of boxes in pictures: CSV with a line of column names, or JSON lines. A picture
// with several boxes has several lines. Paths lead from the folder of the list; the boxes come by paths as fsys
// has them. Errors do not name the file.
func ReadBoxes(fsys fs.FS, name string) (map[string][]Box, error) {
	boxes := map[string][]Box{}
	t := table{columns: boxColumns, needed: len(boxColumns), example: `{"path": "a/1.png", "x": 40, "y": 25, "w": 12, "h": 8}`}
	t.add = func(of row, _ int) error {
		picture, err := within(path.Dir(name), "path", of["path"])
		if err != nil {
			return err
		}
		var b Box
		for i, to := range []*float64{&b.X, &b.Y, &b.Width, &b.Height} {
			column := boxColumns[1+i]
			if *to, err = strconv.ParseFloat(of[column], 64); err != nil || !(*to >= 0 && *to < 1e6) {
				return lang.Errorf("%s is %q; write pixels as a number, 0 or more", column, of[column])
			}
		}
		if b.Width == 0 || b.Height == 0 {
			return lang.Errorf("a box of %v x %v pixels holds nothing", b.Width, b.Height)
		}
		boxes[picture] = append(boxes[picture], b)
		return nil
	}
	if err := t.read(fsys, name); err != nil {
		return nil, err
	}
	if len(boxes) == 0 {
		return nil, lang.Errorf("lists no boxes")
	}
	return boxes, nil
}

// BoxMask marks the pixels, of a picture of h x w as it is shown, whose middles lie in a box, and prepares
// the mask as ReadMask does: 255 or 0 at the prepared size.
func (p Preparation) BoxMask(boxes []Box, h, w int) ([]uint8, error) {
	marked := make([]uint8, h*w)
	for i := range marked {
		x, y := float64(i%w)+0.5, float64(i/w)+0.5
		for _, b := range boxes {
			if x >= b.X && x < b.X+b.Width && y >= b.Y && y < b.Y+b.Height {
				marked[i] = 255
			}
		}
	}
	return p.mask(marked, h, w)
}
