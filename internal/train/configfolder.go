package train

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"mekiki/internal/dataset"
)

// The values of Config.Color.
const (
	colorAuto   = "auto"
	colorGrey   = "grey"
	colorColour = "color"
)

// ColorNames lists what Config.Color takes.
func ColorNames() []string { return []string{colorAuto, colorGrey, colorColour} }

// SizeAuto is the size that goes by the pictures.
const SizeAuto = "auto"

// FolderSettings are the keys of the settings that say how pictures of a folder become
// a data set, in the order of the help.
func FolderSettings() []string {
	return []string{"size", "policy", "roi", "color", "object", "test-share", "resplit", "skip-broken"}
}

// FolderGiven are the keys of FolderSettings that have a value. On data that are no
// folder of picture files they have no effect.
func (c *Config) FolderGiven() (keys []string) {
	given := []bool{c.Size != "", c.Policy != "", c.ROI != "", c.Color != "", c.Object != "", c.TestShare != 0, c.Resplit, c.SkipBroken}
	for i, key := range FolderSettings() {
		if given[i] {
			keys = append(keys, key)
		}
	}
	return keys
}

// Folder says how pictures of a folder become a data set. It panics on settings that
// Validate refuses.
func (c *Config) Folder() dataset.Folder {
	f := dataset.Folder{
		Prepare: dataset.Preparation{H: dataset.DefaultSize, W: dataset.DefaultSize, Policy: dataset.DefaultPolicy},
		Object:  c.Object, TestShare: c.TestShare, SplitSeed: c.SplitSeed, Resplit: c.Resplit, SkipBroken: c.SkipBroken,
		Workers: c.Workers,
	}
	if f.Workers == 0 {
		f.Workers = runtime.GOMAXPROCS(0)
	}
	var err error
	if c.Size != "" && c.Size != SizeAuto {
		f.Prepare.H, f.Prepare.W, err = dataset.ParseSize(c.Size)
	}
	if c.Memory != "" && err == nil {
		f.Memory, err = dataset.ParseMemory(c.Memory)
	}
	if c.ROI != "" && err == nil {
		f.Prepare.ROI, err = dataset.ParseROI(c.ROI)
	}
	if err != nil {
		panic(err)
	}
	if c.Policy != "" {
		f.Prepare.Policy = c.Policy
	}
	f.Prepare.C = map[string]int{colorGrey: 1, colorColour: 3}[c.Color]
	return f
}

// SetFolder is the reverse of Folder, but for SplitSeed, Memory and Workers.
func (c *Config) SetFolder(f dataset.Folder) {
	c.Size = fmt.Sprintf("%dx%d", f.Prepare.H, f.Prepare.W)
	c.Policy, c.Color = f.Prepare.Policy, map[int]string{1: colorGrey, 3: colorColour}[f.Prepare.C]
	c.ROI = f.Prepare.ROI
	c.Object, c.TestShare, c.Resplit, c.SkipBroken = f.Object, f.TestShare, f.Resplit, f.SkipBroken
}

// validateFolder says what is out of range of the settings of folders.
func (c *Config) validateFolder(faults *faults) {
	switch {
	case c.Size == SizeAuto:
		faults.bad(c.Eye == "", "size", "auto goes by the pictures, as an eye takes them; name the eye with --eye, or give a size such as 64")
	case c.Size != "":
		_, _, err := dataset.ParseSize(c.Size)
		faults.bad(err != nil, "size", "%w", err)
	}
	faults.bad(c.Policy != "" && !slices.Contains(dataset.Policies(), c.Policy), "policy", "%q is not one of %s", c.Policy, strings.Join(dataset.Policies(), ", "))
	if c.ROI != "" {
		_, err := dataset.ParseROI(c.ROI)
		faults.bad(err != nil, "roi", "%w", err)
	}
	faults.bad(c.Color != "" && !slices.Contains(ColorNames(), c.Color), "color", "%q is not one of %s", c.Color, strings.Join(ColorNames(), ", "))
	if c.Object != "" {
		_, err := dataset.ObjectKey(c.Object)
		faults.bad(err != nil, "object", "%w", err)
	}
	faults.bad(!(c.TestShare >= 0 && c.TestShare < 1), "test-share", "is %v; it must lie between 0 and 1, and 0 takes %g", c.TestShare, dataset.DefaultTestShare)
	if c.Memory != "" {
		_, err := dataset.ParseMemory(c.Memory)
		faults.bad(err != nil, "memory", "%w", err)
	}
	if given := c.FolderGiven(); len(given) > 0 {
		faults.bad(c.Sample, given[0], "is a setting of a folder of pictures and has no effect on sample; leave it out")
		faults.bad(c.Triplets != "" && c.Data == "", given[0], "is a setting of a folder of pictures and has no effect on triplets; leave it out")
	}
}
