package evaluation

import (
	"encoding/json"
	"io"
	"math"
	"path/filepath"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
)

// Run is a finished run that a report shows beside others.
type Run struct {
	// Folder is where the run lies, or its model file; it names the run where its
	// recipe does not.
	Folder string
	Meta   model.Meta
	// Eval is its evaluation on the official test pictures, or nil.
	Eval *eval.Result
}

// HasCurve says whether accuracy on held-out pictures was measured while the run
// trained.
func (r *Run) HasCurve() bool {
	return slices.ContainsFunc(r.Meta.Training.History, func(e model.Epoch) bool { return e.ValAccuracy > 0 })
}

// Read reads from a report.json the evaluation, nil if there was none, and
// the training time in seconds of the model that was evaluated, by which to know it again.
func Read(r io.Reader) (e *eval.Result, seconds float64, err error) {
	const most = 64 << 20
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, 0, err
	}
	if len(b) > most {
		return nil, 0, lang.Errorf("more than %d MiB, which no report has", most>>20)
	}
	var doc struct {
		Model *struct {
			Training struct {
				Seconds float64 `json:"seconds"`
			} `json:"training"`
		} `json:"model"`
		Result *eval.Result `json:"evaluation"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, 0, err
	}
	if doc.Model == nil {
		return nil, 0, lang.Errorf("it has no field model, as every report.json has")
	}
	return doc.Result, doc.Model.Training.Seconds, nil
}

// runFacts is what report.json says of a run beside others.
type runFacts struct {
	Name       string        `json:"name"`
	Folder     string        `json:"folder"`
	Loss       string        `json:"loss"`
	Network    model.Network `json:"network"`
	Parameters int           `json:"parameters"`
	Seed       uint64        `json:"seed"`
	Seconds    float64       `json:"seconds"`
	Val        float64       `json:"val_accuracy"` // of the weights that were kept; NaN where it was not measured
	Test       eval.Interval `json:"test_knn5_accuracy"`
	TestBy     string        `json:"test_by"` // the distance of Test
	Curve      []runPoint    `json:"curve"`
	// Spent are the seconds of training without the validations.
	Spent float64 `json:"-"`
}

// runPoint is the end of an epoch: seconds of training since the start, without the
// validations, and the accuracy on held-out pictures.
type runPoint struct {
	Seconds float64 `json:"seconds"`
	Val     float64 `json:"val_accuracy"`
}

// runs are the facts of all runs, the shortest first.
func (d *Page) runs() []runFacts {
	var out []runFacts
	for i, name := range runNames(d.Runs) {
		r := &d.Runs[i]
		t, nan := r.Meta.Training, math.NaN()
		f := runFacts{
			Name: name, Folder: r.Folder, Loss: r.Meta.LossTitle(), Network: r.Meta.Network, Seed: r.Meta.Seed,
			Seconds: t.Seconds, Val: nan, Test: eval.Interval{Value: nan, Lo: nan, Hi: nan},
		}
		if y, err := r.Meta.Layout(); err == nil {
			f.Parameters = y.Parameters
		}
		if t.ValAccuracy > 0 {
			f.Val = t.ValAccuracy
		}
		if r.Eval != nil {
			own := Page{Meta: r.Meta, Eval: r.Eval}
			by := own.lead(searched(r.Eval))
			if n := r.Eval.Neighbours[by]; n != nil {
				f.Test, f.TestBy = n.KNN5, by
			}
		}
		for _, e := range t.History {
			f.Spent += e.Seconds
			if e.ValAccuracy > 0 {
				f.Curve = append(f.Curve, runPoint{f.Spent, e.ValAccuracy})
			}
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b runFacts) int {
		switch {
		case a.Seconds < b.Seconds:
			return -1
		case a.Seconds > b.Seconds:
			return 1
		}
		return 0
	})
	return out
}

// runNames names each run by its recipe; where several have the same one, or a run
// has none, by its folder, and where folders have the same name by their paths.
func runNames(runs []Run) []string {
	names := make([]string, len(runs))
	for i := range runs {
		if b := runs[i].Meta.Batch; b != nil {
			names[i] = b.Preset
		}
	}
	for _, other := range []func(path string) string{filepath.Base, filepath.Clean} {
		count := map[string]int{"": 2}
		for _, n := range names {
			count[n]++
		}
		for i := range runs {
			if count[names[i]] > 1 {
				names[i] = other(runs[i].Folder)
			}
		}
	}
	return names
}
