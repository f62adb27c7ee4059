package eval

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/search"
	"mekiki/internal/stats"
)

// OpenSet says from which distance on a picture is of no known class, and what that is
// worth on held-out pictures.
type OpenSet struct {
	// Threshold is the largest distance to the nearest known picture of a picture that is not
	// unknown; see Decision.
	Threshold float64 `json:"threshold"`
	// Reject is the share that was asked for, 0 to 1: at most so many of the HeldOut pictures of known
	// classes are called unknown at Threshold, and Rejected of them are.
	Reject   float64 `json:"reject"`
	HeldOut  int     `json:"held_out"`
	Rejected int     `json:"rejected"`
	// NewRejected bounds the chance that a new picture of a known class is called unknown, if it comes
	// as the held-out ones did: (k+1)/(n+1) for n held-out pictures of which k may be rejected.
	NewRejected float64 `json:"new_rejected_at_most"`
	// LeftOut are the same pictures, each searched among the known pictures of other classes only, as if its
	// own were not known. The network has learned these classes, which others it has
	// not: new classes may be accepted more often. Nil with one class.
	LeftOut *FalseAccept `json:"left_out_classes,omitempty"`
	// Unseen are held-out pictures of classes that no known picture has: truly unknown
	// ones. Nil without such.
	Unseen *FalseAccept `json:"unseen_classes,omitempty"`
}

// FalseAccept is how many pictures of unknown classes were not called unknown.
type FalseAccept struct {
	Pictures int `json:"pictures"`
	Accepted int `json:"accepted"`
	// Share is the mean of the classes' shares, each class counting alike, with its 95 % interval. That
	// covers the choice of pictures, not of classes, which Classes show.
	Share   Interval      `json:"share"`
	Classes []ClassAccept `json:"classes"`
}

// ClassAccept is the part of one class in a FalseAccept.
type ClassAccept struct {
	Class    int32 `json:"class"` // its number
	Pictures int   `json:"pictures"`
	Accepted int   `json:"accepted"`
}

// Decision is what decides by such distances from then on: Beyond says of a picture's distance from the
// nearest known one whether it is of no known class. The held-out pictures are of that data set.
func (o *OpenSet) Decision(measure, data, fingerprint string) *model.Decision {
	threshold := o.Threshold
	return &model.Decision{
		Measure: measure, Threshold: &threshold,
		ChosenOn: &model.ChosenOn{Data: data, Fingerprint: fingerprint, Pictures: o.HeldOut, Reject: o.Reject},
	}
}

// ChooseThreshold takes the smallest of the distances of held-out pictures from their nearest known
// picture beyond which at most the share reject of them lie, 0 up to but not 1. It searches the
// known pictures of each class by itself. The result is the same for any number of
// workers and order of rows. It is an error if no held-out picture is of a known
// class, or an embedding is not finite; a cancelled ctx gives its error. It panics on
// sets that do not match dim, a share outside of its range, or without known pictures.
func ChooseThreshold(ctx context.Context, heldOut, known Set, dim int, measure metric.Measure[float32], reject float64, workers int) (*OpenSet, error) {
	for _, s := range []Set{heldOut, known} {
		if dim < 1 || len(s.Emb) != len(s.Labels)*dim {
			panic(fmt.Sprintf("eval: %d values for %d labels and dim %d", len(s.Emb), len(s.Labels), dim))
		}
	}
	if !(reject >= 0 && reject < 1) || len(known.Labels) == 0 {
		panic("eval: ChooseThreshold wants a share from 0 up to but not 1, and known pictures")
	}
	near, err := nearestByClass(ctx, heldOut, known, dim, measure, workers)
	if err != nil {
		return nil, err
	}
	return near.openSet(heldOut, measure, reject)
}

// openSet chooses the threshold by the distances of held-out pictures.
func (near *nearest) openSet(heldOut Set, measure metric.Measure[float32], reject float64) (*OpenSet, error) {
	var own []float64 // of pictures of known classes
	for q, class := range heldOut.Labels {
		if near.known[class] {
			own = append(own, near.any[q])
		}
	}
	n := len(own)
	if n == 0 {
		return nil, lang.Errorf("eval: no held-out picture is of a known class, so no distance can be chosen beyond which pictures are unknown")
	}
	slices.SortFunc(own, nearFirst)
	k := int(reject * float64(n))
	o := &OpenSet{Threshold: own[n-1-k], Reject: reject, HeldOut: n, NewRejected: float64(k+1) / float64(n+1)}
	decision := o.Decision(measure.Name(), "", "")
	for _, d := range own {
		if decision.Beyond(d) {
			o.Rejected++
		}
	}
	o.Unseen = falseAccept(decision, heldOut.Labels, near.any, func(class int32) bool { return !near.known[class] })
	if len(near.known) > 1 {
		o.LeftOut = falseAccept(decision, heldOut.Labels, near.other, func(class int32) bool { return near.known[class] })
	}
	return o, nil
}

// nearFirst orders distances; what is no number is farthest.
func nearFirst(a, b float64) int {
	switch {
	case a < b || math.IsNaN(b) && !math.IsNaN(a):
		return -1
	case b < a || math.IsNaN(a) && !math.IsNaN(b):
		return 1
	}
	return 0
}

// nearest are distances of queries from the nearest known picture: of any class, and of
// another than the query's, NaN where there is none.
type nearest struct {
	known      map[int32]bool
	any, other []float64
}

// nearestByClass searches class by class: the distance without a class is then that of
// the others, however many pictures of its own are nearer.
func nearestByClass(ctx context.Context, query, known Set, dim int, measure metric.Measure[float32], workers int) (*nearest, error) {
	rows := map[int32][]int{}
	for i, c := range known.Labels {
		rows[c] = append(rows[c], i)
	}
	out := &nearest{known: map[int32]bool{}, any: make([]float64, len(query.Labels)), other: make([]float64, len(query.Labels))}
	for q := range query.Labels {
		out.any[q], out.other[q] = math.NaN(), math.NaN()
	}
	for _, class := range slices.Sorted(maps.Keys(rows)) {
		members := rows[class]
		out.known[class] = true
		emb := make([]float32, 0, len(members)*dim)
		for _, i := range members {
			emb = append(emb, known.Emb[i*dim:(i+1)*dim]...)
		}
		index, err := search.NewIndex(emb, dim, measure, workers)
		if err != nil {
			return nil, lang.Errorf("eval: the embedding of a known picture of class %d is broken: %w", class, err)
		}
		err = index.Scan(ctx, query.Emb, search.Want{K: 1}, func() func(int, []search.Place) {
			return func(q int, near []search.Place) {
				d := near[0].Distance
				if nearFirst(d, out.any[q]) < 0 {
					out.any[q] = d
				}
				if query.Labels[q] != class && nearFirst(d, out.other[q]) < 0 {
					out.other[q] = d
				}
			}
		})
		if err != nil {
			return nil, broken(err)
		}
	}
	return out, nil
}

// falseAccept counts the pictures of some classes that are within the threshold; nil if
// there are none.
func falseAccept(decision *model.Decision, labels []int32, distance []float64, of func(class int32) bool) *FalseAccept {
	at := map[int32]*ClassAccept{}
	f := &FalseAccept{}
	for q, class := range labels {
		if !of(class) {
			continue
		}
		c := at[class]
		if c == nil {
			c = &ClassAccept{Class: class}
			at[class] = c
		}
		f.Pictures++
		c.Pictures++
		if !decision.Beyond(distance[q]) {
			f.Accepted++
			c.Accepted++
		}
	}
	if f.Pictures == 0 {
		return nil
	}
	for _, c := range at {
		f.Classes = append(f.Classes, *c)
	}
	slices.SortFunc(f.Classes, func(a, b ClassAccept) int { return int(a.Class - b.Class) })
	var shares []float64
	var cases []int
	for _, c := range f.Classes {
		shares, cases = append(shares, float64(c.Accepted)/float64(c.Pictures)), append(cases, c.Pictures)
	}
	f.Share.Value, f.Share.Lo, f.Share.Hi = stats.MeanShare(shares, cases)
	return f
}
