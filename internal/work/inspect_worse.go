package work

import (
	"strings"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// Worsening is in what a lesson makes an inspector worse on the parts that it knows, good ones judged by what had not
// seen them, bad ones as they would be if they came again. What it makes better is set against nothing.
type Worsening struct {
	// Lost are bad parts that were NG or REVIEW and would be OK.
	Lost []string `json:"lost,omitempty"`
	// Overkill says that more good parts would be NG than before.
	Overkill bool `json:"overkill,omitempty"`
	// Looks says that more good parts would be REVIEW or NG than before, and more than go with what is wanted.
	Looks *TooManyLooks `json:"looks,omitempty"`
}

// TooManyLooks is how many good parts would not be OK.
type TooManyLooks struct {
	// Before and After are how many are REVIEW or NG, Most how many at most go with the share that is Wanted: one
	// more, and its lower limit with Confidence (Clopper and Pearson) lies above it.
	Before     int     `json:"before"`
	After      int     `json:"after"`
	Most       int     `json:"most"`
	Wanted     float64 `json:"wanted"`
	Confidence float64 `json:"confidence"`
}

// worse compares the verdicts after with those of before, by what the rule wants; nil if nothing is worse. Costs and
// thresholds by hand want the share of REVIEW that was wanted at the fit.
func (r *InspectLearned) worse(rule risk.Rule) *Worsening {
	w := &Worsening{Overkill: r.After.Overkill > r.Before.Overkill}
	for _, c := range r.Changed {
		if c.Bad && c.After.Verdict == risk.OK {
			w.Lost = append(w.Lost, c.Name)
		}
	}
	goal := inspect.ReviewGoal(rule)
	l := TooManyLooks{
		Before: r.Before.GoodReview + r.Before.Overkill, After: r.After.GoodReview + r.After.Overkill, Most: goal.Most(r.After.Good),
		Wanted: goal.Rate, Confidence: goal.Confidence,
	}
	if l.After > l.Before && l.After > l.Most {
		w.Looks = &l
	}
	if len(w.Lost) == 0 && !w.Overkill && w.Looks == nil {
		return nil
	}
	return w
}

// Messages say what is worse, each in words of its own.
func (w *Worsening) Messages(r *InspectLearned) (list lang.List) {
	if len(w.Lost) > 0 {
		list = append(list, lang.T("bad ones that were caught and would be OK: %d (such as %s)", len(w.Lost), w.Lost[0]))
	}
	if w.Overkill {
		list = append(list, lang.T("good ones that would be NG: %d instead of %d", r.After.Overkill, r.Before.Overkill))
	}
	if l := w.Looks; l != nil {
		list = append(list, lang.T("good ones that would be REVIEW or NG: %d of %d instead of %d, where at most %d go with the wanted %s (%s confidence)",
			l.After, r.After.Good, l.Before, l.Most, risk.Percent(l.Wanted), risk.Percent(l.Confidence)))
	}
	return list
}

// refusal is the error that says so, and what to do.
func (w *Worsening) refusal(r *InspectLearned) error {
	if l := w.Looks; l != nil && len(w.Lost) == 0 && !w.Overkill && (r.BadBasis != nil || r.Caught != nil && r.Caught.Sets) {
		return lang.Errorf("nothing is written, for the inspector would be worse on known parts: %s; --review %s lets REVIEW begin by good parts alone, and bad parts that look like them be OK; --accept takes it as it is", w.Messages(r), strings.ReplaceAll(risk.Percent(l.Wanted), " ", ""))
	}
	return lang.Errorf("nothing is written, for the inspector would be worse on known parts: %s; --accept takes it all the same", w.Messages(r))
}
