package evaluation

import (
	"time"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/projector"
)

// document is what both files say: report.json is this struct, report.html
// shows it.
type document struct {
	Program  string       `json:"program"`
	Machine  string       `json:"machine"`
	Command  string       `json:"command"`
	Time     *time.Time   `json:"time"`
	Title    lang.Message `json:"title"`
	Verdict  lang.Message `json:"verdict"`
	Notes    []string     `json:"notes"`
	Warnings []string     `json:"warnings"`
	Model    model.Meta   `json:"model"`
	Result   *eval.Result `json:"evaluation"`
	// Judged is the data that was evaluated, where it is known.
	Judged    *Judged    `json:"judged,omitempty"`
	Distances []spread   `json:"distances"`
	Agreement *agreement `json:"agreement"`
	// Mixups are the most frequent wrong calls by the distance MixupsBy.
	Mixups   []kit.Mixup `json:"mixups"`
	MixupsBy string      `json:"mixups_by"`
	// Map holds the figures of the map; its points are in report.html only.
	Map *projector.Facts `json:"map"`
	// Runs are those beside which the report shows its own; absent without any.
	Runs     []runFacts    `json:"runs,omitempty"`
	Worst    []worst       `json:"worst_triplets"`
	Settings []kit.Setting `json:"settings"`
	Timings  []kit.Timing  `json:"timings"`
}

// worst is a triplet without its pictures, which are found by their index.
type worst struct {
	Anchor    kit.Place `json:"anchor"`
	Positive  kit.Place `json:"positive"`
	Negative  kit.Place `json:"negative"`
	Cosine    apart     `json:"cosine"`
	Euclidean apart     `json:"euclidean"`
}

type apart struct {
	AP float64 `json:"ap"`
	AN float64 `json:"an"`
}

func newDocument(d *Page) (*document, error) {
	doc := &document{
		Program: d.Version, Machine: d.Machine, Command: d.Command, Time: kit.TimeOf(d.Time),
		Title: d.title(), Verdict: d.verdict(),
		Notes: d.Notes, Warnings: d.Meta.Training.Warnings,
		Model: d.Meta, Result: d.Eval, Judged: d.Judged, Map: d.Map.Facts(), Runs: d.runs(),
	}
	cos, err := newSpread("cosine", d.Distances.CosAP, d.Distances.CosAN)
	if err != nil {
		return nil, err
	}
	euc, err := newSpread("euclidean", d.Distances.EucAP, d.Distances.EucAN)
	if err != nil {
		return nil, err
	}
	for _, s := range []spread{cos, euc} {
		if s.Triplets > 0 {
			doc.Distances = append(doc.Distances, s)
		}
	}
	if len(doc.Distances) == 2 {
		a, err := agree(cos, euc)
		if err != nil {
			return nil, err
		}
		doc.Agreement = &a
	}
	if d.Eval != nil {
		doc.MixupsBy = d.lead(searched(d.Eval))
		if n := d.Eval.Neighbours[doc.MixupsBy]; n != nil {
			doc.Mixups = kit.Mixups(n, d.classNames(), 8)
		}
	}
	for _, t := range d.Worst {
		doc.Worst = append(doc.Worst, worst{
			kit.Place{Index: t.Anchor.Index, Class: t.Anchor.Class}, kit.Place{Index: t.Positive.Index, Class: t.Positive.Class}, kit.Place{Index: t.Negative.Index, Class: t.Negative.Class},
			apart{t.CosAP, t.CosAN}, apart{t.EucAP, t.EucAN},
		})
	}
	doc.Settings = append(doc.Settings, d.Settings...)
	doc.Timings = append(doc.Timings, d.Timings...)
	return doc, nil
}
