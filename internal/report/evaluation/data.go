package evaluation

import (
	"time"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/projector"
)

// Page is all that a report can show. Every field may have its zero value: the
// part of the page that needs it is then left out.
type Page struct {
	// Lang is the language of the page.
	Lang lang.Language
	// Version is the version of the program, Machine one line about the computer.
	Version, Machine string
	// Command repeats the run when typed into a shell.
	Command string
	// Time is when the run ended.
	Time time.Time
	// Notes are shown in a box at the top, such as that the embedded sample was used.
	Notes []string
	// Meta is the model: network, loss, data, training history and warnings.
	Meta model.Meta
	// Eval is the evaluation, or nil.
	Eval *eval.Result
	// Judged is the data of Eval; nil means that of Meta.
	Judged *Judged
	// Distances are those of the test triplets.
	Distances Distances
	// Worst are the triplets in the worst order, the worst first.
	Worst []Triplet
	// Page is the map of the embedded test pictures, or nil.
	Map *projector.Page
	// Runs are finished runs to show in one figure, this report's own among them;
	// nil leaves the figure out.
	Runs []Run
	// Settings are all settings of the run, in the order to show them.
	Settings []kit.Setting
	// Timings are the parts of the run in their order.
	Timings []kit.Timing
}

// Distances holds the distances of the embedded test triplets, entry i those of
// triplet i. Arrays that belong together and differ in length are an error.
type Distances struct {
	CosAP, CosAN, EucAP, EucAN []float32
}

// Triplet is one triplet with its pictures and distances.
type Triplet struct {
	Anchor, Positive, Negative kit.Picture
	CosAP, CosAN, EucAP, EucAN float64
}
