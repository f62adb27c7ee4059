package work

import (
	"context"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// ThresholdsConfig is what showing and moving the thresholds of an inspector needs.
type ThresholdsConfig struct {
	Inspector  string          `json:"inspector"`
	NGFrom     settings.Amount `yaml:"ng-from" json:"ng_from,omitempty" help:"score from which on a part is NG"`
	ReviewFrom settings.Amount `yaml:"review-from" json:"review_from,omitempty" help:"score from which on a part is REVIEW"`
	RiskConfig
	Results string `yaml:"results" json:"results,omitempty" value:"file" help:"what inspect run or inspect test printed with --json: what the thresholds would have done to it"`
	Write   bool   `yaml:"write" json:"write,omitempty" help:"write the new thresholds into the inspector"`
	By      string `yaml:"by" json:"by,omitempty" value:"name" help:"with --write: who says so; it is kept in the file (a name)"`
}

// MovedThresholds are the thresholds of an inspector, and what others would do.
type MovedThresholds struct {
	Inspector string         `json:"inspector"`
	Now       ThresholdsWith `json:"now"`
	// New are other thresholds; nil where nobody asked for some.
	New *ThresholdsWith `json:"new,omitempty"`
	// Known is what New would do to the pictures that the inspector knows, good ones judged
	// without themselves; Stored what it would have done to stored results. Both nil without New.
	Known  *MovedPictures `json:"known,omitempty"`
	Stored *MovedPictures `json:"stored,omitempty"`
	// Needed says how many parts prove a rate.
	Needed  []risk.NeededParts `json:"needed"`
	Written bool               `json:"written"`
}

// ThresholdsWith are thresholds, what they rest on, and what they make of the known pictures.
type ThresholdsWith struct {
	risk.Choice
	Rule risk.Rule `json:"rule"`
	// Figures are those of the known pictures.
	Figures *risk.Figures `json:"figures"`
}

// MovedPictures is what other thresholds do to pictures.
type MovedPictures struct {
	Pictures int               `json:"pictures"`
	Counts   []risk.MovedCount `json:"counts"`
	Changed  []MovedPicture    `json:"changed"`
}

// MovedPicture is a picture that would be called otherwise.
type MovedPicture struct {
	File  string       `json:"file"`
	Score float64      `json:"score"`
	Was   risk.Verdict `json:"was"`
	Would risk.Verdict `json:"would"`
	// Truth is "good" or "bad", or the kind of a tested part; "" where it is not known.
	Truth string `json:"truth"`
}

// judgedPicture is a picture with its score, known or stored.
type judgedPicture struct {
	risk.Part
	file, truth string
}

// InspectThresholds shows the thresholds of an inspector, says what others would do to all
// pictures whose scores are known, and with Write lets them be the inspector's.
func InspectThresholds(_ context.Context, at *desk.Desk, c ThresholdsConfig) (*MovedThresholds, error) {
	asked := c.NGFrom != 0 || c.ReviewFrom != 0 || c.says()
	switch {
	case c.Inspector == "":
		return nil, misuse.Errorf("inspect thresholds needs an inspector: mekiki inspect thresholds bracket.mekiki")
	case (c.NGFrom != 0 || c.ReviewFrom != 0) && c.says():
		return nil, misuse.Errorf("ng-from and review-from set the thresholds by hand; leave them out, or what the thresholds are to keep")
	case !asked && c.Write:
		return nil, misuse.Errorf("write has nothing to write; say which thresholds, such as --overkill 0.5%%")
	case !asked && c.Results != "":
		return nil, misuse.Errorf("results are compared with new thresholds; say which, such as --overkill 0.5%%")
	}
	n, parent, err := inspect.OpenParent(c.Inspector)
	if err != nil {
		return nil, err
	}
	known := knownParts(n)
	m := &MovedThresholds{Inspector: c.Inspector, Needed: risk.NeededTable(confidenceOf(n.Rule))}
	if m.Now, err = with(n, known); err != nil || !asked {
		return m, err
	}
	was := n.Thresholds
	rule, err := c.asked(n)
	if err != nil {
		return nil, err
	}
	if err := n.Decide(rule); err != nil {
		return nil, &misuse.Error{Err: err}
	}
	m.Needed = risk.NeededTable(confidenceOf(n.Rule))
	changed, err := with(n, known)
	if err != nil {
		return nil, err
	}
	m.New = &changed
	if m.Known, err = moved(known, was, n.Thresholds); err != nil {
		return nil, err
	}
	if c.Results != "" {
		stored, from, err := readResults(c.Results, n.Formula())
		if err != nil {
			return nil, err
		}
		if m.Stored, err = moved(stored, from, n.Thresholds); err != nil {
			return nil, err
		}
	}
	if !c.Write {
		return m, nil
	}
	n.Lineage = append(n.Lineage, stepOf(at, "thresholds", c.By, parent, n, nil))
	_, err = writeInspector(c.Inspector, n)
	m.Written = err == nil
	return m, err
}

// asked is the rule for the thresholds that are asked for.
func (c *ThresholdsConfig) asked(n *inspect.Inspector) (risk.Rule, error) {
	if c.says() {
		return c.rule(n.Rule)
	}
	t := n.Thresholds
	if c.NGFrom != 0 {
		t.High = float64(c.NGFrom)
	}
	if c.ReviewFrom != 0 {
		t.Low = float64(c.ReviewFrom)
	}
	r := n.Rule
	r.Fixed = &t
	return r, nil
}

// confidenceOf is that of the limits of a rule.
func confidenceOf(r risk.Rule) float64 {
	switch {
	case r.Costs != nil:
		return r.Costs.Confidence
	case r.Overkill.Confidence != 0:
		return r.Overkill.Confidence
	}
	return inspect.DefaultGoal.Confidence
}

// The truths of known pictures.
const (
	goodTruth = "good"
	badTruth  = "bad"
)

// knownParts are the pictures that an inspector knows.
func knownParts(n *inspect.Inspector) (list []judgedPicture) {
	for _, k := range n.Good {
		list = append(list, judgedPicture{risk.Part{Score: k.Score}, k.Name, goodTruth})
	}
	for _, k := range n.Bad {
		list = append(list, judgedPicture{risk.Part{Score: k.Score, Bad: true}, k.Name, badTruth})
	}
	return list
}

// with are the thresholds of an inspector, with their figures.
func with(n *inspect.Inspector, known []judgedPicture) (ThresholdsWith, error) {
	f, err := risk.Test(partsOf(known), risk.Options{Thresholds: n.Thresholds, Confidence: confidenceOf(n.Rule)})
	return ThresholdsWith{Choice: n.Choice, Rule: n.Rule, Figures: f}, err
}

func partsOf(list []judgedPicture) []risk.Part {
	parts := make([]risk.Part, len(list))
	for i, p := range list {
		parts[i] = p.Part
	}
	return parts
}

// moved is what other thresholds do to pictures.
func moved(list []judgedPicture, from, to risk.Thresholds) (*MovedPictures, error) {
	m, err := risk.Move(partsOf(list), from, to)
	if err != nil {
		return nil, err
	}
	out := &MovedPictures{Pictures: len(list), Counts: m.Counts}
	for _, i := range m.Changed {
		p := list[i] // no changed one is guarded: those stay REVIEW
		out.Changed = append(out.Changed, MovedPicture{p.file, p.Score, from.Verdict(p.Score), to.Verdict(p.Score), p.truth})
	}
	return out, nil
}
