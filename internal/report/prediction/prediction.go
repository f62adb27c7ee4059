// Package prediction writes predict.html and predict.json: what a model says of pictures
// of unknown class.
package prediction

import (
	"io"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "predict.html"
	JSONFile = "predict.json"
)

// Page is what a model says of pictures of unknown class. Model, OpenSet and Predicted are wanted;
// all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	// Model is the model's file, WeightsSHA256 the fingerprint of its weights; with Eye both are those of an
	// eye, which has learned from none of the known pictures.
	Model, WeightsSHA256 string
	Eye                  bool
	// Page names the known pictures, Origin says where they come from, Known how many there are.
	Data, Origin string
	Known        int
	// Classes names the classes.
	Classes []string
	// Distance is the formula of the distance that decides.
	Distance string
	OpenSet  *eval.OpenSet
	Notes    []string
	// Lang is the language of the page.
	Lang lang.Language
	// Predicted are the pictures in the order in which they were named, Broken those that could not be
	// read and were left out.
	Predicted []Predicted
	Broken    []BrokenPicture
	// Shown is the most pictures on the page.
	Shown    int
	Settings []kit.Setting
	Timings  []kit.Timing
}

// Predicted is one picture and what was found for it.
type Predicted struct {
	// File is the path of the picture as it was named, or below the folder that was.
	File string `json:"file"`
	// Class is the name of the class that the nearest pictures call it, also where it is Unknown: of no
	// known class.
	Class   string `json:"class"`
	Unknown bool   `json:"unknown"`
	// Distance is that from the nearest known picture.
	Distance float64 `json:"distance"`
	// Neighbours are the nearest known pictures, the nearest first.
	Neighbours []Neighbour `json:"neighbours"`
	// Picture is what the network saw; pages leave it out where it is nil.
	Picture *kit.Picture `json:"-"`
}

// Neighbour is a known picture near another.
type Neighbour struct {
	// Name is the path of its file below the folder of the data, or its part and place, such as "train 123".
	Name     string       `json:"name"`
	Class    string       `json:"class"`
	Index    int          `json:"index"` // its place in the training part
	Distance float64      `json:"distance"`
	Picture  *kit.Picture `json:"-"`
}

// BrokenPicture is a file that could not be read.
type BrokenPicture struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// document is predict.json.
type document struct {
	Program       string          `json:"program"`
	Machine       string          `json:"machine"`
	Command       string          `json:"command"`
	Time          *time.Time      `json:"time"`
	Model         string          `json:"model"`
	WeightsSHA256 string          `json:"weights_sha256"`
	Eye           bool            `json:"eye,omitempty"` // model names an eye
	Data          string          `json:"data"`
	Origin        string          `json:"origin"`
	Known         int             `json:"known"`
	Classes       []string        `json:"classes"`
	Distance      string          `json:"distance"`
	OpenSet       *eval.OpenSet   `json:"open_set"`
	Verdict       lang.Message    `json:"verdict"`
	Cautions      []lang.Message  `json:"cautions"`
	Notes         []string        `json:"notes"`
	Unknown       int             `json:"unknown"` // pictures
	Pictures      []Predicted     `json:"pictures"`
	Broken        []BrokenPicture `json:"broken"`
	Settings      []kit.Setting   `json:"settings"`
}

// unknowns is how many pictures are of no known class.
func (p *Page) unknowns() (n int) {
	for _, one := range p.Predicted {
		if one.Unknown {
			n++
		}
	}
	return n
}

// JSON writes everything but the pictures.
func (p *Page) JSON(w io.Writer) error {
	doc := &document{
		Program: p.Version, Machine: p.Machine, Command: p.Command, Time: kit.TimeOf(p.Time), Model: p.Model, WeightsSHA256: p.WeightsSHA256, Eye: p.Eye,
		Data: p.Data, Origin: p.Origin, Known: p.Known, Classes: p.Classes, Distance: p.Distance, OpenSet: p.OpenSet, Verdict: p.Verdict(),
		Cautions: p.Cautions(), Notes: p.Notes, Unknown: p.unknowns(), Pictures: p.Predicted, Broken: p.Broken, Settings: p.Settings,
	}
	return kit.WriteJSON(w, Schema(), doc)
}

// Write puts predict.html and predict.json into dir, which is made if need be, both or none. An
// error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("predict", 1, "predict.json and the result of predict: what a model says of pictures of unknown class.")
}
