package dataset

import (
	"math"

	"mekiki/internal/lang"
)

// maxExamples bounds the examples that a Report lists.
const maxExamples = 20

// Report is what Check found out about a data set.
type Report struct {
	Name    string     `json:"name"`
	Classes []string   `json:"classes"`
	Train   PartReport `json:"train"`
	Test    PartReport `json:"test"`
	// Shared counts test pictures that are in the training part too, value for value.
	Shared int `json:"shared"`
	// Examples lists the first duplicates, 20 at most.
	Examples []Duplicate `json:"examples,omitempty"`
	// Problems says in words what is wrong and what to do; empty is a clean set.
	Problems []string `json:"problems,omitempty"`
}

// PartReport is the report on the training or the test part.
type PartReport struct {
	Pictures int `json:"pictures"`
	Height   int `json:"height"`
	Width    int `json:"width"`
	Channels int `json:"channels"`
	// PerClass counts the pictures of each class.
	PerClass []int `json:"per_class,omitempty"`
	// Constant counts pictures whose values are all the same, Blank those of them that are all 0.
	Constant int `json:"constant"`
	Blank    int `json:"blank"`
	// Duplicates counts pictures that equal an earlier one of this part.
	Duplicates int `json:"duplicates"`
	// Min and Max are the range of values; a uint8 value v counts as v/255.
	Min float32 `json:"min"`
	Max float32 `json:"max"`
	// BadLabels counts labels that name no class.
	BadLabels   int    `json:"bad_labels"`
	Fingerprint string `json:"fingerprint"`
}

// Duplicate is a picture that equals an earlier one. Part and First.Part are
// "train" or "test".
type Duplicate struct {
	Part  string `json:"part"`
	Index int    `json:"index"`
	First Place  `json:"first"`
	// SameLabel is false where the two are labelled differently.
	SameLabel bool `json:"same_label"`
}

// Place is a picture of a set.
type Place struct {
	Part  string `json:"part"`
	Index int    `json:"index"`
}

// Check looks at every picture and label: label ranges, class counts, constant
// pictures, and exact duplicates within and across the parts. analyze looks for
// near ones. Errors are those of Images.Floats.
func Check(set *Set) (*Report, error) {
	c := checker{set: set, r: &Report{Name: set.Name, Classes: set.Classes}, first: map[[32]byte]Place{}}
	if err := c.part("train", set.Train, &c.r.Train); err != nil {
		return nil, err
	}
	if err := c.part("test", set.Test, &c.r.Test); err != nil {
		return nil, err
	}
	c.strangers()
	if c.r.Shared > 0 {
		c.problem(lang.T("%d of %d test pictures are in the training part too: figures on the test part are too good; remove them from one part", c.r.Shared, set.Test.N))
	}
	if c.otherLabel > 0 {
		c.problem(lang.T("%d pictures equal another one that has a different label; look at the examples and correct the labels", c.otherLabel))
	}
	return c.r, nil
}

type checker struct {
	set        *Set
	r          *Report
	first      map[[32]byte]Place // where a picture was seen first, by its hash
	otherLabel int
}

func (c *checker) problem(m lang.Message) { c.r.Problems = append(c.r.Problems, m.String()) }

// problemOf is one of a part.
func (c *checker) problemOf(part string, m lang.Message) {
	if part == "train" {
		c.problem(lang.T("train: %s", m))
	} else {
		c.problem(lang.T("test: %s", m))
	}
}

func (c *checker) part(name string, im *Images, p *PartReport) error {
	*p = PartReport{Pictures: im.N, Height: im.H, Width: im.W, Channels: im.C}
	var err error
	if p.Fingerprint, err = im.Fingerprint(); err != nil {
		return err
	}
	c.labels(name, im, p)
	var hash hasher
	lo, hi := float32(math.Inf(1)), float32(math.Inf(-1))
	i := 0
	if err := im.Blocks(nil, im.AtOnce(hashedAtOnce), func(part *Images, at []int32) error {
		for _, k := range at {
			sum := hash.sum(part, int(k))
			l, h := hash.values[0], hash.values[0]
			for _, v := range hash.values {
				l, h = min(l, v), max(h, v)
			}
			if lo, hi = min(lo, l), max(hi, h); l == h {
				p.Constant++
				if l == 0 {
					p.Blank++
				}
			}
			c.duplicate(Place{name, i}, sum, p)
			i++
		}
		return nil
	}); err != nil {
		return err
	}
	if im.N > 0 {
		p.Min, p.Max = lo, hi
	}
	if p.Constant > 0 {
		c.problemOf(name, lang.T("%d pictures have one value only (%d of them all black); they teach nothing: remove them", p.Constant, p.Blank))
	}
	if p.Max > 16 {
		c.problemOf(name, lang.T("float values reach %g; if these are grey levels, save them as uint8 or divide by 255", p.Max))
	}
	return nil
}

// duplicate counts the picture at here if it was seen before.
func (c *checker) duplicate(here Place, hash [32]byte, p *PartReport) {
	first, seen := c.first[hash]
	if !seen {
		c.first[hash] = here
		return
	}
	if first.Part == here.Part {
		p.Duplicates++
	} else {
		c.r.Shared++
	}
	d := Duplicate{Part: here.Part, Index: here.Index, First: first, SameLabel: c.label(here) == c.label(first)}
	if !d.SameLabel {
		c.otherLabel++
	}
	if len(c.r.Examples) < maxExamples {
		c.r.Examples = append(c.r.Examples, d)
	}
}

func (c *checker) label(p Place) int32 {
	im := c.set.Train
	if p.Part == "test" {
		im = c.set.Test
	}
	if im.Labels == nil {
		return -1
	}
	return im.Labels[p.Index]
}

// labels counts the classes and names those that cannot be used.
func (c *checker) labels(name string, im *Images, p *PartReport) {
	if im.Labels == nil {
		return
	}
	p.PerClass = make([]int, len(c.set.Classes))
	for _, l := range im.Labels {
		if l < 0 || int(l) >= len(p.PerClass) {
			p.BadLabels++
			continue
		}
		p.PerClass[l]++
	}
	if p.BadLabels > 0 {
		c.problemOf(name, lang.T("%d labels name none of the %d classes; correct them", p.BadLabels, len(p.PerClass)))
	}
	var empty, single []string
	for k, n := range p.PerClass {
		if n == 0 && k == 0 && c.set.Classes[0] == "0" {
			continue // labels that begin at 1, as EMNIST's letters do
		}
		if n == 0 {
			empty = append(empty, c.set.Classes[k])
		} else if n == 1 && name == "train" {
			single = append(single, c.set.Classes[k])
		}
	}
	if len(empty) > fewClasses {
		c.problemOf(name, lang.T("%d of %d classes have no picture: %s", len(empty), len(c.set.Classes), c.list(empty)))
	} else {
		for _, class := range empty {
			c.problemOf(name, lang.T("class %q has no picture", class))
		}
	}
	if len(single) > fewClasses {
		c.problemOf(name, lang.T("%d of %d classes have one picture only, and a triplet needs two; add pictures: %s", len(single), len(c.set.Classes), c.list(single)))
	} else {
		for _, class := range single {
			c.problemOf(name, lang.T("class %q has one picture only, and a triplet needs two; add pictures", class))
		}
	}
	if len(empty) == len(p.PerClass)-1 && p.BadLabels == 0 {
		c.problemOf(name, lang.T("all pictures have one class, and a triplet needs two; add pictures of another"))
	}
}

// strangers looks for classes of the test part that the training part has not.
func (c *checker) strangers() {
	var names []string
	pictures := 0
	for k, n := range c.r.Test.PerClass {
		if n > 0 && k < len(c.r.Train.PerClass) && c.r.Train.PerClass[k] == 0 {
			names, pictures = append(names, c.set.Classes[k]), pictures+n
		}
	}
	if pictures > 0 {
		c.problem(lang.T("%d of %d test pictures are of a class that no training picture has (%s): none of them can be called right; add training pictures, or take these out",
			pictures, c.set.Test.N, c.list(names)))
	}
}

// list names the first classes.
func (c *checker) list(names []string) lang.Message { return listed(names, maxExamples) }

// fewClasses is how many classes with the same problem have a line each; more have one.
const fewClasses = 4
