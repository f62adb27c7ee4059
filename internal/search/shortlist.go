package search

import (
	"cmp"
	"math"
	"slices"
)

// shortlist finds what one query wants among rows whose distances are known to lie between bounds,
// and measures as few of them as it can.
type shortlist struct {
	podium podium
	// cut is the distance beyond which no row is wanted any more, by the podium or by what the
	// rows that wait can have at most: NaN as long as all are. It only falls.
	cut  float64
	most lowest[float64] // of the rows that wait or waited
	wait []waiting
}

// waiting is a row that is not measured yet, and its least distance.
type waiting struct {
	least float64
	place int32
}

func (s *shortlist) clear(want Want) {
	s.podium.clear(want)
	s.cut, s.wait = s.podium.cut, s.wait[:0]
	s.most.clear(want.K)
}

// add takes the row at a place, whose distance lies between least and most; most is +Inf if
// nothing is known, or it may be no number. It says whether the row may be wanted.
func (s *shortlist) add(v *view, x []float32, place int32, least, most float64) bool {
	if least > s.cut {
		return false
	}
	s.wait = append(s.wait, waiting{least, place})
	if most < math.Inf(1) && s.most.add(most) {
		s.lower(s.most.top())
	}
	if len(s.wait) >= mostKept {
		if s.drop(); len(s.wait) > mostKept/2 {
			s.settle(v, x)
		}
	}
	return true
}

// lower hears of a distance beyond which no row is wanted.
func (s *shortlist) lower(cut float64) {
	if cut < s.cut || s.cut != s.cut && cut == cut {
		s.cut = cut
	}
}

func (s *shortlist) drop() {
	s.wait = slices.DeleteFunc(s.wait, func(w waiting) bool { return w.least > s.cut })
}

// settle measures the rows that wait, those of the least bounds first, while they may be wanted.
func (s *shortlist) settle(v *view, x []float32) {
	s.drop()
	slices.SortFunc(s.wait, func(a, b waiting) int { return cmp.Compare(a.least, b.least) })
	for i, w := range s.wait {
		if w.least > s.cut {
			break
		}
		s.measure(v, x, w.place)
		if i+1 == s.podium.want.K {
			s.podium.settle()
			s.lower(s.podium.cut)
		}
	}
	s.wait = s.wait[:0]
}

// measure takes a row to the podium.
func (s *shortlist) measure(v *view, x []float32, place int32) {
	v.add(&s.podium, x, place)
	s.lower(s.podium.cut)
}
