package duplicates

import (
	"fmt"
	"slices"

	"mekiki/internal/dataset"
)

// album is the pictures of all parts, numbered part after part, with those that
// are the same put together in groups.
type album struct {
	parts []Part
	from  []int   // of each part the first picture; then the number of all
	group []int32 // of each picture
	// rows of group g are row[start[g]:start[g+1]], in their order.
	row   []int32
	start []int32
	// leads are the first two pictures of each group in each part, (groups, parts),
	// -1 where there are none.
	leads [][2]int32
}

func newAlbum(parts []Part) *album {
	a := &album{parts: parts, from: []int{0}}
	var images []*dataset.Images
	for _, p := range parts {
		if im, first := p.Images, parts[0].Images; im.H != first.H || im.W != first.W || im.C != first.C {
			panic(fmt.Sprintf("duplicates: pictures of %dx%dx%d beside %dx%dx%d", im.H, im.W, im.C, first.H, first.W, first.C))
		}
		images = append(images, p.Images)
		a.from = append(a.from, a.from[len(a.from)-1]+p.Images.N)
	}
	twin := dataset.Twins(images...)
	a.group, a.row = make([]int32, len(twin)), make([]int32, len(twin))
	var size []int32
	for i, first := range twin {
		if int(first) == i {
			a.group[i] = int32(len(size))
			size = append(size, 0)
		}
		a.group[i] = a.group[first]
		size[a.group[i]]++
	}
	a.start = make([]int32, len(size)+1)
	for g, n := range size {
		a.start[g+1] = a.start[g] + n
	}
	a.leads = make([][2]int32, len(size)*len(parts))
	for i := range a.leads {
		a.leads[i] = [2]int32{-1, -1}
	}
	next := slices.Clone(a.start)
	for i, g := range a.group {
		a.row[next[g]] = int32(i)
		next[g]++
		lead := &a.leads[int(g)*len(parts)+a.part(i)]
		if lead[0] < 0 {
			lead[0] = int32(i)
		} else if lead[1] < 0 {
			lead[1] = int32(i)
		}
	}
	return a
}

func (a *album) groups() int               { return len(a.start) - 1 }
func (a *album) members(g int) []int32     { return a.row[a.start[g]:a.start[g+1]] }
func (a *album) pictures() int             { return len(a.group) }
func (a *album) size() int                 { return a.parts[0].Images.Size() }
func (a *album) lead(g, part int) [2]int32 { return a.leads[g*len(a.parts)+part] }
func (a *album) first(g int) (row int)     { return int(a.row[a.start[g]]) }
func (a *album) image(row int) (*dataset.Images, int) {
	p := a.part(row)
	return a.parts[p].Images, row - a.from[p]
}

// part is the part that the picture is in.
func (a *album) part(row int) int {
	p := 0
	for row >= a.from[p+1] {
		p++
	}
	return p
}

// label is the label of the picture, or -1.
func (a *album) label(row int) int32 {
	im, i := a.image(row)
	if im.Labels == nil {
		return -1
	}
	return im.Labels[i]
}

// place is the picture as people know it.
func (a *album) place(row int) dataset.Place {
	p := a.part(row)
	return a.parts[p].Place(row - a.from[p])
}
