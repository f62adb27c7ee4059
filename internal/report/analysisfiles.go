package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sync"

	"mekiki/internal/analyze"
	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
)

// Names of the files that WriteAnalysis makes, beside those in the folders
// "figures" and "arrays".
const (
	AnalysisHTML = "analysis.html"
	AnalysisJSON = "analysis.json"
)

// figureKinds are the endings of a figure's files.
var figureKinds = []string{"svg", "png"}

// figureDPI is the resolution of PNG figures.
const figureDPI = 192

func (g *drawing) file(kind string) string { return "figures/" + g.name + "." + kind }

func (g *drawing) bytes(kind string) ([]byte, error) {
	if kind == "png" {
		return g.plot.PNG(figureDPI)
	}
	return g.plot.SVG(), nil
}

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
func (a *Analysis) arrays() []array {
	var out []array
	add := func(name string, v []float64) {
		if v != nil {
			out = append(out, array{name: name, floats: v})
		}
	}
	spread := func(name string, s *analyze.Spread) {
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

// output is one file to write, with slashes between its parts.
type output struct {
	name  string
	write func(io.Writer) error
}

// WriteAnalysis puts analysis.html, analysis.json, every figure as SVG and PNG
// and every array as .npy into dir, which is made if need be. What an earlier
// analysis wrote there and this one does not is removed. Each file is replaced
// whole or not at all; the page comes last. An error names the file and the cure.
func WriteAnalysis(dir string, a *Analysis) error {
	for _, d := range []string{"figures", "arrays"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return fmt.Errorf("report: cannot make the folder %s: %w; choose a folder that you may write to", filepath.Join(dir, d), err)
		}
	}
	doc, f := newAnalysis(a)
	if err := removeOld(dir, doc.Files); err != nil {
		return err
	}
	var files []output
	for _, g := range f.all() {
		for _, kind := range figureKinds {
			files = append(files, output{g.file(kind), func(w io.Writer) error {
				b, err := g.bytes(kind)
				if err != nil {
					return err
				}
				_, err = w.Write(b)
				return err
			}})
		}
	}
	for _, x := range a.arrays() {
		files = append(files, output{x.file(), x.write})
	}
	if err := writeAll(dir, files); err != nil {
		return err
	}
	return writeAll(dir, []output{
		{AnalysisJSON, func(w io.Writer) error { return writeJSON(w, doc) }},
		{AnalysisHTML, func(w io.Writer) error { return newAnalysisPage(a, doc, f).render(w) }},
	})
}

// writeAll writes files, several at once: most of the time goes to painting
// pixels and to waiting for the disk.
func writeAll(dir string, files []output) error {
	errs := make([]error, len(files))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, f := range files {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			errs[i] = atomicfile.Write(filepath.Join(dir, filepath.FromSlash(f.name)), f.write)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}

// removeOld removes the figures and arrays that the analysis.json in dir names
// and that are not among keep: they would stand beside numbers that are not theirs.
func removeOld(dir string, keep []string) error {
	var old struct {
		Files []string `json:"files"`
	}
	b, unread := os.ReadFile(filepath.Join(dir, AnalysisJSON))
	if unread != nil || json.Unmarshal(b, &old) != nil {
		old.Files = nil // nothing there that says what is old
	}
	kept := map[string]bool{}
	for _, name := range keep {
		kept[name] = true
	}
	for _, name := range old.Files {
		ours := path.Clean(name) == name && (path.Dir(name) == "figures" || path.Dir(name) == "arrays")
		if !ours || kept[name] {
			continue
		}
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("report: %w; it is of an earlier analysis: remove it, or choose another folder", err)
		}
	}
	return nil
}
