package analysis

import (
	"io"
	"path"

	"mekiki/internal/analyze/triplets"
	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/report/kit"
)

// Names of the files that Write makes, beside those in the folders
// "figures" and "arrays".
const (
	HTMLFile = "analysis.html"
	JSONFile = "analysis.json"
)

// array is a file for NumPy: floats as float32 of shape (n), or triples of
// int32 of shape (n, 3).
type array struct {
	name    string
	floats  []float64
	triples [][3]int32
}

func (x *array) file() string { return "arrays/" + x.name + ".npy" }

func (x *array) write(w io.Writer) error {
	if x.triples != nil {
		flat := make([]int32, 0, 3*len(x.triples))
		for _, t := range x.triples {
			flat = append(flat, t[:]...)
		}
		return dataset.WriteNPY(w, flat, len(x.triples), 3)
	}
	single := make([]float32, len(x.floats))
	for i, v := range x.floats {
		single[i] = float32(v)
	}
	return dataset.WriteNPY(w, single, len(single))
}

// arrays lists the arrays of an analysis.
func (a *Page) arrays() []array {
	var out []array
	add := func(name string, v []float64) {
		if v != nil {
			out = append(out, array{name: name, floats: v})
		}
	}
	spread := func(name string, s *triplets.Spread) {
		add(name+"_ap", s.Arrays.AP)
		add(name+"_an", s.Arrays.AN)
		add(name+"_difference", s.Arrays.Diff)
	}
	for _, s := range a.Result.Distances {
		spread(s.Name, s)
	}
	if c := a.Result.Combined; c != nil {
		if own := a.Result.Own(); own != nil {
			spread("decision", own)
		}
		add("loss", c.Values)
	}
	if l := a.Result.Lengths; l != nil {
		add("length_part", l.Length)
		add("angle_part", l.Angle)
	}
	if a.Index != nil {
		out = append(out, array{name: "triplets", triples: a.Index})
	}
	if a.Labels != nil {
		out = append(out, array{name: "labels", triples: a.Labels})
	}
	return out
}

// Write puts analysis.html, analysis.json, every figure as SVG and PNG
// and every array as .npy into dir, which is made if need be, all or none. What an
// earlier analysis wrote there and this one does not is removed. An error names the
// file and the cure.
func Write(dir string, a *Page) error {
	doc, f := newAnalysis(a)
	var files []atomicfile.File
	for _, g := range f.all() {
		files = append(files, g.SVGFile(), g.PNGFile())
	}
	for _, x := range a.arrays() {
		files = append(files, atomicfile.File{Name: x.file(), Fill: x.write})
	}
	files = append(files, kit.JSONFile(JSONFile, Schema(), doc), kit.HTMLFile(HTMLFile, pageTemplate, newPageView(a, doc, f), a.Lang))
	return kit.WriteFiles(dir, files, JSONFile, func(name string) bool {
		return path.Clean(name) == name && (path.Dir(name) == kit.FigureFolder || path.Dir(name) == "arrays")
	})
}
