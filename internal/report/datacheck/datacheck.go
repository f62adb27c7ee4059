// Package datacheck writes check.html and check.json: problems and near-duplicates of a
// data set, with tables of the pairs and of the leaks.
package datacheck

import (
	"io"
	"time"

	"mekiki/internal/analyze/duplicates"
	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile  = "check.html"
	JSONFile  = "check.json"
	PairsCSV  = "pairs.csv"
	LeakedCSV = "leaked.csv"
)

// Page is what the page of a data check shows. Parts and Found are wanted;
// all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Page names the pictures, Origin says where they come from.
	Data, Origin string
	Notes        []string
	// Lang is the language of the page.
	Lang lang.Language
	// Check is the report on every single picture, nil for triplets.
	Check *dataset.Report
	// Triplets is the report on every single triplet, nil for a data set.
	Triplets *dataset.TripletReport
	// Problems says in words what is wrong and what to do, those of Check and Triplets among them.
	Problems []string
	// Parts are those that Found was found in.
	Parts []duplicates.Part
	Found *duplicates.Result
	// Accuracy is the 5-NN accuracy of Embedding, a model's file or "pixels", with
	// and without leaked pictures; Own is the distance of eval.Own.
	Accuracy       []eval.Leaks
	Embedding, Own string
	// AccuracyMissing says why Accuracy, which was asked for, has no figure.
	AccuracyMissing string
	// Shown is the most pairs in each list of the page and of the JSON.
	Shown    int
	Settings []kit.Setting
	Timings  []kit.Timing
}

// document is check.json.
type document struct {
	Program  string                 `json:"program"`
	Machine  string                 `json:"machine"`
	Command  string                 `json:"command"`
	Time     *time.Time             `json:"time"`
	Name     string                 `json:"name"`
	Origin   string                 `json:"origin"`
	Classes  []string               `json:"classes"`
	Train    *dataset.PartReport    `json:"train,omitempty"`
	Test     *dataset.PartReport    `json:"test,omitempty"`
	Triplets *dataset.TripletReport `json:"triplets,omitempty"`
	Shared   *int                   `json:"shared,omitempty"`
	Examples []dataset.Duplicate    `json:"examples,omitempty"`
	Problems []string               `json:"problems"`
	Notes    []string               `json:"notes"`
	// Found counts, Pairs lists the nearest of each kind.
	Found    *duplicates.Result `json:"duplicates"`
	Pairs    []pairJSON         `json:"pairs"`
	Accuracy *leakAccuracy      `json:"accuracy,omitempty"`
	Settings []kit.Setting      `json:"settings"`
}

type pairJSON struct {
	A          placeJSON `json:"a"`
	B          placeJSON `json:"b"`
	Distance   float64   `json:"distance"`
	Exact      bool      `json:"exact"`
	Mirrored   bool      `json:"mirrored,omitempty"`
	OtherLabel bool      `json:"other_label"`
	Group      int       `json:"group"`
}

type placeJSON struct {
	dataset.Place
	Label *int32 `json:"label,omitempty"`
	// File is the picture file, of data that are such files.
	File string `json:"file,omitempty"`
}

type leakAccuracy struct {
	Embedding string       `json:"embedding"`
	Own       string       `json:"own_distance,omitempty"`
	Figures   []eval.Leaks `json:"knn5"`
	// Missing says why there are no figures.
	Missing string `json:"missing,omitempty"`
}

// JSON writes everything but the pictures; of each kind of pair the nearest Shown.
func (d *Page) JSON(w io.Writer) error {
	doc := document{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Time: kit.TimeOf(d.Time), Name: d.Data, Origin: d.Origin,
		Triplets: d.Triplets, Problems: d.Problems, Notes: d.Notes, Found: d.Found, Settings: d.Settings,
	}
	if c := d.Check; c != nil {
		doc.Classes, doc.Train, doc.Test, doc.Shared, doc.Examples = c.Classes, &c.Train, &c.Test, &c.Shared, c.Examples
	} else {
		doc.Classes = d.Parts[0].Images.Classes
	}
	listed := map[[2]int32]bool{}
	for _, list := range d.lists() {
		for _, p := range list {
			if listed[[2]int32{p.A, p.B}] {
				continue
			}
			listed[[2]int32{p.A, p.B}] = true
			doc.Pairs = append(doc.Pairs, pairJSON{d.place(p.A), d.place(p.B), p.Distance, p.Exact, p.Mirrored, p.OtherLabel, p.Group})
		}
	}
	if d.Embedding != "" {
		doc.Accuracy = &leakAccuracy{d.Embedding, d.Own, d.Accuracy, d.AccuracyMissing}
	}
	return kit.WriteJSON(w, Schema(), doc)
}

// lists are the nearest pairs across parts, those with other labels, wherever
// they are, and the rest; Shown of each at most.
func (d *Page) lists() (out [3][]duplicates.Pair) {
	for _, p := range d.Found.Pairs {
		for kind, in := range kinds(p) {
			if in && len(out[kind]) < d.Shown {
				out[kind] = append(out[kind], p)
			}
		}
	}
	return out
}

// kinds says which of lists a pair belongs to.
func kinds(p duplicates.Pair) [3]bool {
	return [3]bool{p.Across, p.OtherLabel, !p.Across && !p.OtherLabel}
}

func (d *Page) place(row int32) placeJSON {
	part, i := d.Found.Locate(row)
	p := &d.Parts[part]
	out := placeJSON{Place: p.Place(i), File: p.File(i)}
	if p.Images.Labels != nil {
		out.Label = &p.Images.Labels[i]
	}
	return out
}

// Write puts check.html, check.json, pairs.csv and leaked.csv into dir,
// which is made if need be, all or none. An error names the file and the cure. The same data gives the same bytes.
func Write(dir string, d *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{
		{Name: PairsCSV, Fill: d.pairsCSV}, {Name: LeakedCSV, Fill: d.leakedCSV},
		{Name: JSONFile, Fill: d.JSON}, {Name: HTMLFile, Fill: d.writeHTML},
	}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("check", 1, "check.json and the result of data check: problems and near-duplicates of a data set.")
}
