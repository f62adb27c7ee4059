package inspect

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestLimits: each limit can be another one or be left out, and holds back what it should then and nothing else.
func TestLimits(t *testing.T) {
	good := Figures{Light: 100, Contrast: 40, Detail: 0.1, Colour: 30, Typical: 1, Odd: 0.1, Height: 480, Width: 640, Aspect: 4.0 / 3}
	g := newGuard([]Figures{good})
	if got := g.look(good); got != "" {
		t.Fatal(got)
	}
	list := g.Limits()
	if len(list) != len(single)+2 {
		t.Fatalf("%+v", list)
	}
	for _, l := range list {
		off, err := g.Without(l.Reason)
		if err != nil {
			t.Errorf("%s: %v", l.Reason, err)
			continue
		}
		if slices.ContainsFunc(off.Limits(), func(o Limit) bool { return o.Reason == l.Reason && !math.IsInf(o.At, 1) }) || len(off.Limits()) < len(list)-1 {
			t.Errorf("without %s: %+v", l.Reason, off.Limits())
		}
		if l.At == 0 {
			continue
		}
		// A picture a little on the bad side of the limit, and the limit moved beyond it.
		share := 1.01
		if l.Below {
			share = 0.99
		}
		bad := good
		for _, s := range single {
			if s.reason == l.Reason {
				as := Guard{Least: bad, Most: bad}
				*s.at(&as) = l.At * share
				if bad = as.Most; l.Below {
					bad = as.Least
				}
			}
		}
		wider, err := g.With(l.Reason, l.At*share*share)
		if err != nil || g.look(bad) != l.Reason || wider.look(bad) != "" || off.look(bad) != "" {
			t.Errorf("%s: %q, %q with another limit, %q without; %v", l.Reason, g.look(bad), wider.look(bad), off.look(bad), err)
		}
		narrow, err := g.With(l.Reason, map[bool]float64{true: 1.01, false: 0.99}[l.Below]*map[Reason]float64{TooDark: 100, TooBright: 100, TooFlat: 40, TooBlurry: 0.1, Grey: 30, Colourful: 30, Unlike: 1, Displaced: 0.1}[l.Reason])
		if err != nil || narrow.look(good) != l.Reason {
			t.Errorf("%s: %q with a narrow limit; %v", l.Reason, narrow.look(good), err)
		}
	}
	grey := newGuard([]Figures{{Light: 100, Contrast: 40, Detail: 0.1, Typical: 1, Odd: 0.1}})
	for why, f := range map[string]func() (Guard, error){
		"above 0":          func() (Guard, error) { return g.With(TooDark, 0) },
		"is no limit":      func() (Guard, error) { return g.With(TooDark, math.Inf(1)) },
		"NaN":              func() (Guard, error) { return g.With(TooDark, math.NaN()) },
		"switched off":     func() (Guard, error) { return g.With(OtherSize, 3) },
		"knows no reason":  func() (Guard, error) { return g.With("tired", 3) },
		"limit to change":  func() (Guard, error) { return grey.With(Grey, 3) },
		"no limit":         func() (Guard, error) { return grey.Without(OtherSize) },
		"all pictures":     func() (Guard, error) { return g.With(TooDark, 240) },
		"has no limit":     func() (Guard, error) { return Guard{}.With(TooBright, 240) },
		"\"frozen or so\"": func() (Guard, error) { return g.Without("frozen or so") },
	} {
		if _, err := f(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
