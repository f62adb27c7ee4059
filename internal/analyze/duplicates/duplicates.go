// Package duplicates finds pictures that are the same or nearly the same, within
// and across the parts of a data set.
package duplicates

import (
	"context"
	"fmt"
	"math"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

// DefaultNear is the usual largest distance of a near-duplicate; docs/leaks.md
// says how it was chosen.
const DefaultNear = 0.005

// defaultListed is the usual number of pairs that are kept of each kind.
const defaultListed = 25_000

// mostNear is the largest number of near pairs that are counted: some seconds
// of exact distances. Beyond it pictures hardly differ at all.
const mostNear = 5_000_000

// ErrTooNear says that more pairs are near than anyone can look at.
var ErrTooNear = lang.Errorf("too many near-duplicates")

// Part is one part of a data set. The order of parts says who leaks: what is
// trained on comes first, and a picture leaks if a part before its own has it too.
type Part struct {
	Name   string
	Images *dataset.Images
	// Rows are the numbers by which pictures are shown; nil takes their index.
	Rows []int32
	// Files names the file of each picture, or is nil.
	Files []string
}

// File is the file of picture i, or empty.
func (p *Part) File(i int) string {
	if p.Files == nil {
		return ""
	}
	return p.Files[i]
}

// Row is the number by which picture i is shown.
func (p *Part) Row(i int) int {
	if p.Rows == nil {
		return i
	}
	return int(p.Rows[i])
}

// Place is picture i as people know it.
func (p *Part) Place(i int) dataset.Place {
	return dataset.Place{Part: p.Name, Index: p.Row(i)}
}

// Options are the choices of Find. The zero value looks for
// exact copies only.
type Options struct {
	// Near is the largest distance of a near-duplicate, 0 to 1; 0 leaves the
	// search for them out. The distance is 1 - r, r being the correlation of the
	// values of two pictures (Pearson): 0 for copies and for copies of other
	// brightness or contrast, 1 for pictures that have nothing to do with each other.
	Near float64
	// Mirrored compares with each picture turned left to right as well; the lesser
	// distance counts.
	Mirrored bool
	// Listed is the most pairs that are kept of each kind (across parts or within
	// one, with equal labels or other ones), the nearest first; 0 means 25,000.
	// It changes no count.
	Listed int
	// Workers is the number of goroutines; 0 takes GOMAXPROCS. It changes nothing else.
	Workers int
}

// Result is what Find found.
type Result struct {
	Near     float64 `json:"near"`
	Mirrored bool    `json:"mirrored"`
	// Parts has one entry a part, in their order, Between one for each two parts
	// and each part with itself.
	Parts   []PartCount `json:"parts"`
	Between []Between   `json:"between"`
	// Groups is the number of groups: pictures that hang together by duplicates,
	// maybe by way of others. Grouped is how many pictures are in one.
	Groups  int `json:"groups"`
	Grouped int `json:"grouped"`
	// Largest are the largest groups, 20 at most.
	Largest []Group `json:"largest"`
	// Pairs are sorted by distance; see Options.Listed. An exact copy is
	// listed with the first of its kind only, near ones between first copies only.
	Pairs []Pair `json:"-"`
	// Partner is the nearest duplicate of each picture, Leak the nearest in an
	// earlier part; pictures are numbered part after part. Row -1 is none.
	Partner []Partner `json:"-"`
	Leak    []Partner `json:"-"`
	// Later says whether a later part has a duplicate of the picture.
	Later []bool `json:"-"`
}

// PartCount counts the pictures of one part.
type PartCount struct {
	Name     string `json:"name"`
	Pictures int    `json:"pictures"`
	// Exact and Any are pictures that have an exact copy, or any duplicate, in the
	// same part.
	Exact int `json:"exact"`
	Any   int `json:"any"`
	// LeakedExact and Leaked are those that have one in an earlier part.
	LeakedExact int `json:"leaked_exact"`
	Leaked      int `json:"leaked"`
	// OtherLabel are those that have a duplicate with another label in any part.
	OtherLabel int `json:"other_label"`
}

// Between counts the pairs between part A and part B, or within A where
// they are the same. Exact copies are no near pairs.
type Between struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Exact Count  `json:"exact"`
	Near  Count  `json:"near"`
}

// Count is a number of pairs; in OtherLabel of them both pictures have
// a label, and not the same.
type Count struct {
	Pairs      int `json:"pairs"`
	OtherLabel int `json:"other_label"`
}

// Group is a group of duplicates.
type Group struct {
	Pictures int `json:"pictures"`
	// PerPart counts its pictures in each part.
	PerPart []int `json:"per_part"`
	// Labels is the number of different labels in it.
	Labels int `json:"labels"`
	// First are its first pictures, 12 at most.
	First []dataset.Place `json:"first"`
	// Row numbers these pictures part after part.
	Row []int32 `json:"-"`
}

// Pair is two pictures, A before B in the order of parts and pictures.
type Pair struct {
	A, B       int32 // numbered part after part
	Distance   float64
	Exact      bool
	Mirrored   bool
	Across     bool // of two parts
	OtherLabel bool
	// Group is the place of their group by size, from 1.
	Group int
}

// Partner is a picture at a distance; Row numbers pictures part after part.
type Partner struct {
	Row      int32
	Distance float64
}

// Find finds the exact and near duplicates within and across the
// parts, all of them, whatever the number of workers. Pictures of one value only
// have no pattern and are compared for exact copies alone. Labels are those of
// the Images; without them no pair has another label.
//
// Near pairs are searched in the packed first 63 coefficients of a cosine
// transform, whose products bound the correlation from above; only pairs below
// that bound are compared value by value. Beside the pictures it needs 256 bytes a
// picture, and some MB a worker.
//
// It is ErrTooNear if more than 5 million pairs of different pictures are near,
// ctx's error if that ends first, and that of Images.Floats where a file fails. It panics if the pictures' sizes differ or
// Near lies outside 0 to 1.
func Find(ctx context.Context, parts []Part, opt Options) (*Result, error) {
	if !(opt.Near >= 0 && opt.Near <= 1) {
		panic(fmt.Sprintf("duplicates: near-duplicates up to %v", opt.Near))
	}
	if opt.Listed == 0 {
		opt.Listed = defaultListed
	}
	a := newAlbum(parts)
	t := newTally(a, opt)
	for g := range a.groups() {
		t.copies(g)
	}
	if opt.Near > 0 {
		if err := newPairSearch(a, opt, t).run(ctx, opt.Workers); err != nil {
			return nil, err
		}
	}
	return t.result(), nil
}

// nobody is no partner.
func nobody() Partner { return Partner{-1, math.Inf(1)} }

// nearer says whether p is the better partner; of equals, the earlier picture.
func (p Partner) nearer(q Partner) bool {
	return p.Distance < q.Distance || p.Distance == q.Distance && p.Row >= 0 && (q.Row < 0 || p.Row < q.Row)
}
