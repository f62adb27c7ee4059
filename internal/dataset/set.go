package dataset

import (
	"io/fs"
	"slices"
	"strconv"
	"sync"

	"mekiki/internal/lang"
)

// Set is a data set with its official split.
type Set struct {
	// Name is a short name: FashionMNIST, FashionMNISTSample, or "idx" for files of unknown content.
	Name        string
	Train, Test *Images
	// Prefix is what stands before the usual names of its files, such as
	// "emnist-letters"; empty where nothing does.
	Prefix string
	// Classes names the classes; Train and Test share it.
	Classes []string
	// TrainItems and TestItems say which file each picture is; nil of IDX files.
	TrainItems, TestItems []Item
}

// ReadIDXDir reads a folder with the four files that MNIST, Fashion-MNIST and
// their relatives use, each plain or gzip, with or without ".gz" in its name. The
// test files are called t10k or test, .idx3 stands for -idx3 as well, and the name
// of a set may stand before, as EMNIST has it. Two names of one file must have one
// content; two sets in a folder are refused.
//
// Most of these data sets use the same four names. Whether the folder holds
// Fashion-MNIST is therefore told by its content: only then the set has its
// name and its class names; else it is called "idx" and its classes by their
// numbers. Errors name the file; the caller adds the folder.
func ReadIDXDir(fsys fs.FS) (*Set, error) { return Fashion().Read(fsys) }

// Read is ReadIDXDir for another published data set than Fashion-MNIST.
func (known Published) Read(fsys fs.FS) (*Set, error) {
	var (
		images [2]*Images
		labels [2][]int32
		errs   [4]error
		wg     sync.WaitGroup
	)
	files, err := findIDX(fsys, known.Files)
	if err != nil {
		return nil, err
	}
	names := files.names
	for k := range names {
		wg.Go(func() {
			if k%2 == 0 {
				images[k/2], errs[k] = ReadIDXImages(fsys, names[k])
			} else {
				labels[k/2], errs[k] = readIDXLabels(fsys, names[k])
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for k := range images {
		if images[k].N != len(labels[k]) {
			return nil, lang.Errorf("%s has %d pictures but %s has %d labels; fetch both again",
				names[2*k], images[k].N, names[2*k+1], len(labels[k]))
		}
		images[k].Labels = labels[k]
	}
	train, test := images[0], images[1]
	if train.H != test.H || train.W != test.W {
		return nil, lang.Errorf("%s has pictures of %dx%d but %s of %dx%d; they are not of one data set",
			names[0], train.H, train.W, names[2], test.H, test.W)
	}
	set := &Set{Name: "idx", Prefix: files.prefix, Train: train, Test: test}
	if known.is(set) {
		set.Name, set.Classes = known.Name, known.Classes
	} else {
		set.Classes = numbers(max(slices.Max(train.Labels), slices.Max(test.Labels)))
	}
	train.Classes, test.Classes = set.Classes, set.Classes
	return set, nil
}

// numbers names the classes 0 to last.
func numbers(last int32) []string {
	names := make([]string, last+1)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

// Transpose exchanges rows and columns of all pictures. EMNIST stores its pictures
// so that they need it (Cohen et al., "EMNIST: an extension of MNIST to handwritten
// letters", 2017, in MATLAB's order).
func (s *Set) Transpose() {
	s.Train.Transpose()
	s.Test.Transpose()
}
