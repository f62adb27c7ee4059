package spc

import "math"

// Individuals is a chart of single values: their centre and standard deviation.
type Individuals struct{ Mean, Sigma float64 }

// NewIndividuals takes both from a base line of at least two values: the mean, and the mean
// distance of neighbours over 1.128, which a slow drift widens little (Montgomery, Introduction to Statistical Quality
// Control, section 6.4). It panics on fewer.
func NewIndividuals(base []float64) Individuals {
	if len(base) < 2 {
		panic("spc: a base line of fewer than two values")
	}
	var c Individuals
	for i, v := range base {
		c.Mean += v / float64(len(base))
		if i > 0 {
			c.Sigma += math.Abs(v-base[i-1]) / float64(len(base)-1) / ranges
		}
	}
	if c.Sigma == 0 {
		c.Mean = base[0] // all are equal, and their mean is that to the bit
	}
	return c
}

// Z is how many standard deviations a value lies above the mean, from -10 to 10.
func (c Individuals) Z(v float64) float64 {
	if v == c.Mean {
		return 0
	}
	return max(-most, min(most, (v-c.Mean)/c.Sigma))
}

// Value is the value of a score.
func (c Individuals) Value(z float64) float64 { return c.Mean + z*c.Sigma }
