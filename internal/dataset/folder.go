package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"slices"

	"mekiki/internal/lang"
)

const (
	// DefaultSize is the height and width of prepared pictures if nobody says another.
	DefaultSize = 64
	// DefaultPolicy cuts nothing off and keeps the shape of what a picture shows.
	DefaultPolicy = PolicyLetterbox
	// DefaultTestShare is the share of the pictures that are held back for the test if
	// nobody says another.
	DefaultTestShare = 0.2
	// defaultMemory is the most that prepared pictures take if nobody says another.
	defaultMemory = 2 << 30
)

// Folder says how the picture files of a user's own folder become a data set.
type Folder struct {
	// Prepare is what every picture goes through. C may be 0: grey if all pictures
	// show only grey, else colour.
	Prepare Preparation
	// Sizer chooses Prepare.H and W; nil where they are given.
	Sizer Sizer
	// Manifest names the file in the folder that lists the pictures; see findItems.
	Manifest string
	// Object is a regular expression of names, see ObjectKey; empty takes the objects of
	// a manifest, if it has any.
	Object string
	// TestShare is the share of the pictures of each class that are held back as the
	// test part of a folder that has none, between 0 and 1; 0 is DefaultTestShare.
	TestShare float64
	// SplitSeed draws which.
	SplitSeed uint32
	// Resplit holds pictures back whatever parts the folder has.
	Resplit bool
	// SkipBroken leaves out pictures that cannot be read; else they are an error.
	SkipBroken bool
	// Memory is the most that prepared pictures may take; 0 is defaultMemory. Pictures
	// that are being unpacked come on top, one a worker. Where all of them would take
	// more, they are unpacked when they are asked for, and a quarter of Memory keeps some.
	Memory Memory
	// Workers unpack pictures at the same time, at least 1.
	Workers int
}

// Limit is the most bytes that prepared pictures may take: Memory, or the usual number.
func (f Folder) Limit() Memory {
	if f.Memory == 0 {
		return defaultMemory
	}
	return f.Memory
}

// FolderSet is a data set made of picture files.
type FolderSet struct {
	// Set has no name yet.
	Set *Set
	// Prepare is what the pictures went through, with the number of channels.
	Prepare Preparation
	// TestShare is the share that was held back for the test, 0 where the folder has a
	// test part of its own.
	TestShare float64
	// Remarks say in whole lines what the user should know.
	Remarks []string

	fsys fs.FS
}

// Read makes a data set of the pictures of a folder: of each the Preparation alone is
// kept, in 8 bits, or unpacked again when it is asked for. The same files give the same
// set for any number of workers and any memory. What cannot be read is found out here:
// a file that changes later ends what asks for it with an error. progress
// is told how many of all pictures are done, one call at a time; it may be nil. Errors
// name files but not the folder.
func (f Folder) Read(ctx context.Context, fsys fs.FS, progress func(done, of int)) (*FolderSet, error) {
	list, err := findItems(fsys, f.Manifest)
	if err != nil {
		return nil, err
	}
	r := &folderReader{Folder: f, fsys: fsys, items: list.Items, remarks: list.Remarks}
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := r.size(); err != nil {
		return nil, err
	}
	if err := r.decode(ctx, progress); err != nil {
		return nil, err
	}
	set, err := r.split()
	if err != nil {
		return nil, err
	}
	return &FolderSet{Set: set, Prepare: r.Prepare, TestShare: r.TestShare, Remarks: r.remarks, fsys: fsys}, nil
}

// folderReader makes the set, step by step.
type folderReader struct {
	Folder
	fsys    fs.FS
	items   []Item
	images  *Images
	remarks []string
}

func (r *folderReader) remark(m lang.Message) { r.remarks = append(r.remarks, m.String()) }

// check refuses before anything is unpacked.
func (r *folderReader) check() error {
	if err := r.Prepare.known(); err != nil {
		return err
	}
	if r.Object != "" {
		remark, err := nameObjects(r.items, r.Object)
		if err != nil {
			return err
		}
		if !remark.IsZero() {
			r.remark(remark)
		}
	}
	parted := 0
	for _, it := range r.items {
		if it.Split != "" {
			parted++
		}
	}
	test := slices.ContainsFunc(r.items, func(it Item) bool { return it.Split == SplitTest })
	switch own := parted > 0 && test; {
	case own && !r.Resplit && r.TestShare != 0:
		return lang.Errorf("has a test part of its own, so test-share has no effect; leave it out, or split all pictures anew with --resplit")
	case !own && r.TestShare == 0, own && r.Resplit && r.TestShare == 0:
		r.TestShare = DefaultTestShare
	}
	if r.TestShare == 0 {
		return apart(r.items)
	}
	if parted > 0 && !test {
		r.remark(lang.T("has training pictures only; some of them are held back for the test"))
	}
	return nil
}

// split makes the parts.
func (r *folderReader) split() (*Set, error) {
	im := r.images
	im.Classes, im.Labels = classNames(r.items)
	var objects int
	im.Objects, objects = objectNumbers(r.items)
	held := make([]bool, im.N)
	if r.TestShare == 0 {
		for i, it := range r.items {
			held[i] = it.Split == SplitTest
		}
	} else {
		// Copies stay together: a test picture that was trained on proves nothing.
		held = HoldBack(im.Labels, united(im.N, Twins(im), im.Objects), r.TestShare, r.SplitSeed)
	}
	var test, train []int
	for i, h := range held {
		if h {
			test = append(test, i)
		} else {
			train = append(train, i)
		}
	}
	switch {
	case len(train) == 0:
		return nil, lang.Errorf("has no training pictures; give some the split train")
	case len(test) == 0:
		return nil, errNoTest
	}
	set := &Set{Name: "pictures", Classes: im.Classes, Test: im.Subset(test)}
	for _, i := range test {
		set.TestItems = append(set.TestItems, r.items[i])
	}
	for _, i := range train {
		set.TrainItems = append(set.TrainItems, r.items[i])
	}
	im.keep(train)
	set.Train = im
	r.describe(set, objects)
	return set, nil
}

// describe says what was made.
func (r *folderReader) describe(set *Set, objects int) {
	how := lang.T("as the folder parts them")
	if r.TestShare > 0 {
		how = lang.T("%g of each class held back by split-seed %d", r.TestShare, r.SplitSeed)
		if objects > 0 {
			how = lang.T("%g of each class held back by split-seed %d, %d objects kept whole", r.TestShare, r.SplitSeed, objects)
		}
	}
	r.remark(lang.T("%d pictures of %d classes: %d to train, %d to test (%s)", set.Train.N+set.Test.N, len(set.Classes), set.Train.N, set.Test.N, how))
	policy := lang.T("%s", r.Prepare.Policy)
	if r.Prepare.Policy == "" {
		policy = lang.T("as they are")
	}
	if r.Prepare.C == 1 {
		r.remark(lang.T("all are prepared to %d x %d in grey, %s", r.Prepare.H, r.Prepare.W, policy))
	} else {
		r.remark(lang.T("all are prepared to %d x %d in colour, %s", r.Prepare.H, r.Prepare.W, policy))
	}
	tested := make([]bool, len(set.Classes))
	for _, c := range set.Test.Labels {
		tested[c] = true
	}
	var none []string
	for c, name := range set.Classes {
		if !tested[c] {
			none = append(none, fmt.Sprintf("%q", name))
		}
	}
	if len(none) > 0 {
		r.remark(lang.T("of %d classes there is no test picture: %s", len(none), list(none)))
	}
}

// classNames sorts the names of the classes and numbers them.
func classNames(items []Item) (names []string, labels []int32) {
	at := map[string]int32{}
	for _, it := range items {
		at[it.Label] = 0
	}
	for name := range at {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		at[name] = int32(i)
	}
	for _, it := range items {
		labels = append(labels, at[it.Label])
	}
	return names, labels
}
