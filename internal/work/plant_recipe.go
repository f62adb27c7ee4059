package work

import (
	"context"
	"maps"
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
)

// follow lets an inspector judge as a version of a recipe wants it: with its thresholds, in its region, and with its limits of
// the guard. Errors are in a user's words; the inspector is not to be used then.
func follow(n *inspect.Inspector, v recipe.Version) error {
	n.Thresholds = risk.Thresholds{Low: v.Low, High: v.High}
	if v.ROI != nil {
		n.ROI = &inspect.ROI{X: v.ROI.X, Y: v.ROI.Y, Width: v.ROI.Width, Height: v.ROI.Height}
	}
	if v.NoGuard {
		n.Guard = inspect.Guard{}
	}
	for _, name := range slices.Sorted(maps.Keys(v.Guard)) {
		var err error
		if l := v.Guard[name]; l.Off {
			n.Guard, err = n.Guard.Without(inspect.Reason(name))
		} else {
			n.Guard, err = n.Guard.With(inspect.Reason(name), l.At)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Draft adds a draft. Thresholds that are nil are those of the inspector.
func (p *Plant) Draft(ctx context.Context, v recipe.Version, low, high *float64, reason string) (*recipe.Entry, error) {
	n, hash, err := p.open(v.Inspector)
	if err != nil {
		return nil, err
	}
	v.Inspector, v.Low, v.High = hash, n.Thresholds.Low, n.Thresholds.High
	if low != nil {
		v.Low = *low
	}
	if high != nil {
		v.High = *high
	}
	if err = v.Check(); err == nil {
		err = follow(n, v)
	}
	if err != nil {
		return nil, &station.RecipeError{Err: err}
	}
	return p.AddRecipe(ctx, v, reason)
}

// InspectorFacts are what an inspector has of its own where a recipe says nothing else.
type InspectorFacts struct {
	Low    float64      `json:"low"`
	High   float64      `json:"high"`
	Limits []GuardLimit `json:"limits"`
}

// GuardLimit is a limit of an inspector's guard.
type GuardLimit struct {
	Reason string  `json:"reason" doc:"for which pictures are held back, as recipes name it"`
	Said   string  `json:"said" doc:"the reason in words, in the language that was asked for"`
	Below  bool    `json:"below" doc:"pictures whose figure is below the limit are held back, else those above"`
	At     float64 `json:"at,omitempty" doc:"the limit, in the unit of the figure; none for size and aspect, which have a range and can be switched off"`
}

// Facts are those of an inspector of the station; say brings words into a language.
func (p *Plant) Facts(hash string, say func(lang.Message) string) (*InspectorFacts, error) {
	p.why.Lock()
	defer p.why.Unlock()
	n, err := p.opened(hash)
	if err != nil {
		return nil, err
	}
	f := &InspectorFacts{n.Thresholds.Low, n.Thresholds.High, []GuardLimit{}}
	for _, l := range n.Guard.Limits() {
		f.Limits = append(f.Limits, GuardLimit{string(l.Reason), say(l.Reason.Message()), l.Below, l.At})
	}
	return f, nil
}
