package dataset

import (
	"slices"

	"mekiki/internal/lang"
)

// Sizer chooses the size to which pictures are prepared, from the median height and width
// of those in a folder, or of their region of interest, in pixels. Folders are compared,
// so it must be of a type that can be.
type Sizer interface {
	Size(high, wide int) (h, w int)
}

// mostSized is how many pictures are asked for their extents, evenly.
const mostSized = 101

// size lets Sizer choose. Pictures of a test part are not asked; where the folder has no
// parts, of any picture no more than its extents is known yet. Those that cannot be opened
// are left to decode.
func (r *folderReader) size() error {
	if r.Sizer == nil {
		return nil
	}
	var asked []Item
	for _, it := range r.items {
		if it.Split != SplitTest || r.Resplit {
			asked = append(asked, it)
		}
	}
	var highs, wides []int
	n := min(len(asked), mostSized)
	for i := range n {
		p, err := r.Prepare.Open(r.fsys, asked[i*len(asked)/n].Path)
		if err != nil {
			continue
		}
		h, w, err := r.Prepare.Region(p.H, p.W)
		if err != nil {
			return lang.Errorf("%s: %w", asked[i*len(asked)/n].Path, err)
		}
		highs, wides = append(highs, h), append(wides, w)
	}
	if len(highs) == 0 {
		return lang.Errorf("no picture to learn from can be opened, so none says which size to take; give --size")
	}
	slices.Sort(highs)
	slices.Sort(wides)
	high, wide := highs[len(highs)/2], wides[len(wides)/2]
	r.Prepare.H, r.Prepare.W = r.Sizer.Size(high, wide)
	r.remark(lang.T("those to learn from are %d x %d pixels in the median, height by width", high, wide))
	return nil
}
