package inspect

import (
	"math"

	"mekiki/internal/lang"
)

// Limit is what a Guard holds a picture back by, for one reason: a figure below it or above it, or a size or an aspect
// ratio outside of a range, which has no single limit.
type Limit struct {
	Reason Reason
	Below  bool    // pictures below At are held back, else those above
	At     float64 // in the unit of the figure; 0 for Pressed and OtherSize
}

// single has the limits that are one number, in the order in which look asks.
var single = []struct {
	reason Reason
	below  bool
	at     func(*Guard) *float64
}{
	{TooDark, true, func(g *Guard) *float64 { return &g.Least.Light }},
	{TooBright, false, func(g *Guard) *float64 { return &g.Most.Light }},
	{TooFlat, true, func(g *Guard) *float64 { return &g.Least.Contrast }},
	{TooBlurry, true, func(g *Guard) *float64 { return &g.Least.Detail }},
	{Grey, true, func(g *Guard) *float64 { return &g.Least.Colour }},
	{Colourful, false, func(g *Guard) *float64 { return &g.Most.Colour }},
	{Unlike, false, func(g *Guard) *float64 { return &g.Most.Typical }},
	{Displaced, false, func(g *Guard) *float64 { return &g.Most.Odd }},
}

// Limits are those of the guard, as look asks; a reason that holds nothing back is missing.
func (g Guard) Limits() (list []Limit) {
	if g.Most.Aspect > 0 {
		list = append(list, Limit{Reason: Pressed})
	}
	if g.Most.Height > 0 || g.Most.Width > 0 {
		list = append(list, Limit{Reason: OtherSize})
	}
	for _, s := range single {
		if at := *s.at(&g); at > 0 {
			list = append(list, Limit{s.reason, s.below, at})
		}
	}
	return list
}

// With is the guard with another limit for a reason. Only a limit that it has can be another one. Errors are in a user's words.
func (g Guard) With(r Reason, at float64) (Guard, error) {
	if !(at > 0) || math.IsInf(at, 1) {
		return g, lang.Errorf("%v is no limit of the guard (%s); give a number above 0", at, r.Message())
	}
	if r == Pressed || r == OtherSize {
		return g, lang.Errorf("the guard has no single limit to change (%s); it can be switched off", r.Message())
	}
	to, err := g.set(r, at)
	if err == nil && (to.Least.Light >= to.Most.Light || to.Most.Colour > 0 && to.Least.Colour >= to.Most.Colour) {
		err = lang.Errorf("the guard would hold back all pictures with the limit %v (%s)", at, r.Message())
	}
	return to, err
}

// Without is the guard that holds nothing back for a reason. Errors are those of With.
func (g Guard) Without(r Reason) (Guard, error) {
	switch {
	case r == Pressed && g.Most.Aspect > 0:
		g.Most.Aspect = 0
		return g, nil
	case r == OtherSize && (g.Most.Height > 0 || g.Most.Width > 0):
		g.Most.Height, g.Most.Width = 0, 0
		return g, nil
	}
	return g.set(r, math.Inf(1))
}

// set sets a limit; at positive infinity nothing is held back, on either side.
func (g Guard) set(r Reason, at float64) (Guard, error) {
	for _, s := range single {
		limit := s.at(&g)
		if s.reason != r || *limit <= 0 {
			continue
		}
		if *limit = at; s.below && math.IsInf(at, 1) {
			*limit = 0 // no figure is below
		}
		return g, nil
	}
	if r.Message().String() == "" {
		return g, lang.Errorf("the guard knows no reason %q", string(r))
	}
	return g, lang.Errorf("the guard of this inspector has no limit to change (%s)", r.Message())
}
