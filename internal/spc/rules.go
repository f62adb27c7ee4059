package spc

import "slices"

// Rule is a reason to say that a process changed. The first four are those of the Western
// Electric Statistical Quality Control Handbook (1956).
type Rule int

// The rules. All but Smoothed look at points on one side of the centre.
const (
	Beyond     Rule = 1 + iota // a point beyond 3 standard deviations
	TwoOfThree                 // two of three points beyond 2
	FourOfFive                 // four of five points beyond 1
	Run                        // eight points in a row beyond the centre
	Smoothed                   // the moving average beyond its limit, see EWMA
)

// WesternElectric are the rules for points alone.
func WesternElectric() []Rule { return []Rule{Beyond, TwoOfThree, FourOfFive, Run} }

// How many points there are on average from one false signal to the next while nothing changes:
// of the four rules of Western Electric on values with a normal distribution (Champ and
// Woodall, Exact Results for Shewhart Control Charts With Supplementary Runs Rules, 1987), and of
// Beyond and Smoothed together (by simulation; a test repeats it). On shares as Shares scores them there are more.
const (
	RunOfWesternElectric = 91.75
	RunOfSmoothed        = 235
)

// pattern is: so many of the last points lie further than z from the centre.
type pattern struct {
	points, of int
	z          float64
}

var patterns = map[Rule]pattern{Beyond: {1, 1, 3}, TwoOfThree: {2, 3, 2}, FourOfFive: {4, 5, 1}, Run: {8, 8, 0}}

// Signal says that a rule was met at the points From to To, one after the other. Up says on which
// side of the centre.
type Signal struct {
	Rule     Rule
	Up       bool
	From, To int
}

// Signals are where scores in standard deviations meet rules, by rule and then in their order. A rule is met at the
// point that completes its pattern, so that point itself lies in its zone. It panics at Smoothed.
func Signals(z []float64, rules ...Rule) []Signal {
	var list []Signal
	for _, r := range rules {
		p, ok := patterns[r]
		if !ok {
			panic("spc: no rule of points")
		}
		for _, up := range []bool{true, false} {
			list = append(list, met(r, up, len(z), func(i int) bool { return p.met(z[:i+1], up) })...)
		}
	}
	return list
}

// met says whether the last point completes the pattern.
func (p pattern) met(z []float64, up bool) bool {
	in := func(v float64) bool { return up && v > p.z || !up && v < -p.z }
	if !in(z[len(z)-1]) {
		return false
	}
	n := 0
	for _, v := range z[max(0, len(z)-p.of):] {
		if in(v) {
			n++
		}
	}
	return n >= p.points
}

// met joins points that follow one another.
func met(r Rule, up bool, n int, at func(int) bool) []Signal {
	var list []Signal
	for i := range n {
		switch {
		case !at(i):
		case len(list) > 0 && list[len(list)-1].To == i-1:
			list[len(list)-1].To = i
		default:
			list = append(list, Signal{r, up, i, i})
		}
	}
	return list
}

// At are the rules that were met at a point, each once.
func At(list []Signal, point int) []Rule {
	var rules []Rule
	for _, s := range list {
		if s.From <= point && point <= s.To && !slices.Contains(rules, s.Rule) {
			rules = append(rules, s.Rule)
		}
	}
	return rules
}
