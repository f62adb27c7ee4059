// Package distances holds several distances of the same pictures against each other: how far each
// puts good pictures and others apart, where they disagree, and which pictures only one of them sees.
// It knows numbers only.
package distances

import (
	"math"
	"slices"

	"mekiki/internal/stats"
)

// Confidence is that of intervals.
const Confidence = 0.95

// Picture is what each distance says of a picture.
type Picture struct {
	Name string `json:"name"`
	// Kind is what it shows, "" where that is not known.
	Kind string `json:"kind,omitempty"`
	// Raw are its scores by each distance, Divided the same without the picture's level and in units of
	// the scale of the distance.
	Raw     []float64 `json:"raw"`
	Divided []float64 `json:"divided"`
	// Places are distances of some of its places, a row for each distance, as in Raw. Of a good picture
	// Far are those of its farthest places: what those of a bad one whose defect nobody marked are held against.
	Places [][]float64 `json:"-"`
	Far    [][]float64 `json:"-"`
}

// divisor is what a distance was divided by in the picture.
func (p *Picture) divisor(d int) float64 {
	if p.Divided[d] == 0 {
		return 1 // so are all its places
	}
	return p.Raw[d] / p.Divided[d]
}

// Group are pictures that belong together.
type Group struct {
	Pictures []Picture
	// Farthest says that their Places are the farthest ones, because nobody marked the defects.
	Farthest bool
	// Dependent says that several of them show one part, so that no interval holds.
	Dependent bool
}

// Apart is how far a distance puts the pictures of a group above good ones: 0.5 where it does not
// tell them apart, 1 where it parts them all. An interval of what is Dependent has no width.
type Apart struct {
	// Pictures is the AUROC of divided scores, Raw that of raw ones.
	Pictures stats.Interval `json:"pictures"`
	Raw      stats.Interval `json:"raw"`
	// Places is the AUROC of single places, divided, RawPlaces that of raw ones. Overlap is the share of
	// them that the best limit leaves on the wrong side, the mean of both groups' shares times two: 1 less the largest
	// difference of the two distribution functions (Kolmogorov, 1933; Smirnov, 1948).
	Places    float64 `json:"places"`
	RawPlaces float64 `json:"raw_places"`
	Overlap   float64 `json:"overlap"`
}

// Hold holds a group against good pictures, by each distance.
func Hold(good, group Group) []Apart {
	list := make([]Apart, len(good.Pictures[0].Raw))
	for d := range list {
		a := &list[d]
		a.Pictures = apart(group.Scores(d, true), good.Scores(d, true), group.Dependent)
		a.Raw = apart(group.Scores(d, false), good.Scores(d, false), group.Dependent)
		high, low := group.PlacesBy(d, true, false), good.PlacesBy(d, true, group.Farthest)
		a.Places, a.Overlap = apart(high, low, true).Value, overlap(high, low)
		a.RawPlaces = apart(group.PlacesBy(d, false, false), good.PlacesBy(d, false, group.Farthest), true).Value
	}
	return list
}

// apart is the AUROC of two samples, without an interval where cases depend on each other.
func apart(high, low []float64, dependent bool) stats.Interval {
	v := stats.AUC(high, low, Confidence)
	if dependent {
		v.Lo, v.Hi = v.Value, v.Value
	}
	return v
}

// Scores are those of the pictures by a distance.
func (g Group) Scores(d int, divided bool) []float64 {
	var list []float64
	for _, p := range g.Pictures {
		if divided {
			list = append(list, p.Divided[d])
		} else {
			list = append(list, p.Raw[d])
		}
	}
	return list
}

// PlacesBy are the distances of all places by one of them, or of the far ones.
func (g Group) PlacesBy(d int, divided, far bool) []float64 {
	var list []float64
	for i := range g.Pictures {
		p := &g.Pictures[i]
		by, from := 1.0, p.Places
		if divided {
			by = p.divisor(d)
		}
		if far {
			from = p.Far
		}
		if len(from) == 0 {
			continue
		}
		for _, v := range from[d] {
			list = append(list, v/by)
		}
	}
	return list
}

// overlap is 1 less the largest difference of the two distribution functions; NaN of an empty sample.
func overlap(a, b []float64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return math.NaN()
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	most, i, j := 0.0, 0, 0
	for i < len(a) && j < len(b) {
		v := min(a[i], b[j])
		for i < len(a) && a[i] == v {
			i++
		}
		for j < len(b) && b[j] == v {
			j++
		}
		most = max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return 1 - most
}
