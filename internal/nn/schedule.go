package nn

import (
	"fmt"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// Schedule is how the learning rate goes over a training. The zero value is a
// constant rate of 0.
type Schedule struct {
	// Name chooses the curve; "" is "constant".
	//
	//   - constant: Rate, after the warm-up.
	//   - cosine: half a cosine wave from Rate toward 0 (Loshchilov and Hutter,
	//     2017, without restarts), after the warm-up.
	//   - one-cycle: a half wave from Rate/25 up to Rate, then one down to
	//     Rate/250000 (Smith and Topin, 2018, in the form of PyTorch's
	//     OneCycleLR). Adam's beta1 does not cycle here.
	Name string
	// Rate is the highest learning rate.
	Rate float64
	// Warmup is the share of the steps, 0 to 1, in which the rate rises to Rate: as
	// half a wave for one-cycle, for the others in equal parts, the first of them
	// above 0, and rounded to whole steps.
	Warmup float64
}

// The rate of one-cycle begins at the highest one divided by cycleStart, and
// ends at that divided by cycleEnd.
const cycleStart, cycleEnd = 25, 1e4

// ParseSchedule is the schedule of a name with its usual warm-up, which is 0.3
// for one-cycle and else 0, and without a rate. An unknown name is an error that
// suggests the nearest.
func ParseSchedule(name string) (Schedule, error) {
	switch name {
	case "constant", "cosine":
		return Schedule{Name: name}, nil
	case "one-cycle":
		return Schedule{Name: name, Warmup: 0.3}, nil
	}
	return Schedule{}, suggest.Unknown(lang.T("schedule"), name, []string{"constant", "cosine", "one-cycle"})
}

// At is the learning rate of step 0 to steps-1. It is a function of its
// arguments alone, so that a training that goes on from a checkpoint needs only
// its number of steps. It panics if the step lies outside, Warmup is not 0 to 1
// or the name is not known.
func (s Schedule) At(step, steps int) float64 {
	if step < 0 || step >= steps || !(s.Warmup >= 0 && s.Warmup <= 1) {
		panic(fmt.Sprintf("nn: schedule %+v at step %d of %d", s, step, steps))
	}
	warm := int(math.Round(s.Warmup * float64(steps)))
	switch s.Name {
	case "one-cycle":
		return s.oneCycle(float64(step), float64(steps))
	case "", "constant", "cosine":
		if step < warm {
			return s.Rate * float64(step+1) / float64(warm+1)
		}
	default:
		panic(fmt.Sprintf("nn: unknown schedule %q", s.Name))
	}
	if s.Name == "cosine" {
		return halfWave(s.Rate, 0, float64(step-warm)/float64(steps-warm))
	}
	return s.Rate
}

// oneCycle is At of one-cycle. The top may lie between two steps.
func (s Schedule) oneCycle(step, steps float64) float64 {
	low := s.Rate / cycleStart
	top, last := s.Warmup*steps-1, steps-1
	switch {
	case step > top:
		return halfWave(s.Rate, low/cycleEnd, (step-top)/(last-top))
	case step == top: // which may be step 0
		return s.Rate
	}
	return halfWave(low, s.Rate, step/top)
}

// halfWave goes from one value to another along half a cosine wave; share is the
// part of the way, 0 to 1.
func halfWave(from, to, share float64) float64 {
	return to + (from-to)*(1+math.Cos(math.Pi*share))/2
}
