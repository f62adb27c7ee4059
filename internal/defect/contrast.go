package defect

import (
	"math"
	"slices"
)

// The least of what is taken for contrast and for the limit of seeing, in levels: even a
// grey picture gets defects.
const leastContrast, leastSeen = 40, 2

// contrast is how far the values of the part spread, from its 10th to its 90th of a
// hundred, and the least change that can be told from noise there: 1.5 deviations of the
// noise, which is the median of |p(x)-p(x+1)| over 0.6745*sqrt(2) (Rousseeuw and Croux,
// 1993, have the first factor). Of large pictures some rows are looked at.
func contrast(p *Picture, part []byte) (spread, seen float64) {
	var values, steps []float64
	rows := max(1, p.Height/128)
	for y := 0; y < p.Height; y += rows {
		for x := range p.Width {
			if part != nil && part[y*p.Width+x] == 0 {
				continue
			}
			v := p.grey(x, y)
			values = append(values, v)
			if x+1 < p.Width {
				steps = append(steps, math.Abs(v-p.grey(x+1, y)))
			}
		}
	}
	if len(values) == 0 {
		return leastContrast, leastSeen
	}
	slices.Sort(values)
	spread = values[len(values)*9/10] - values[len(values)/10]
	if len(steps) > 0 {
		slices.Sort(steps)
		seen = 1.5 * steps[len(steps)/2] / (0.6745 * math.Sqrt2)
	}
	spread = max(spread, leastContrast)
	return spread, min(max(seen, leastSeen), spread/2)
}

// grey is the mean of the channels.
func (p *Picture) grey(x, y int) float64 {
	sum := 0.0
	for c := range p.Channels {
		sum += p.at(x, y, c)
	}
	return sum / float64(p.Channels)
}
