package defect

import (
	"fmt"
	"math/rand/v2"
)

// Nuisance is a change that leaves a good part good.
type Nuisance struct {
	Name  string
	apply func(p *Picture, rng *rand.Rand, strength float64) *Picture
}

// Nuisances are all kinds, in a fixed order.
func Nuisances() []Nuisance {
	return []Nuisance{
		{"shift", shift}, {"turn", turn}, {"light", light}, {"noise", noise}, {"blur", blur}, {"jpeg", jpegged},
	}
}

// Apply is a changed copy of a picture. Strength goes from 0, the least change, to 1, the
// most; the comment of each nuisance says how much that is. It panics if p is no picture,
// or strength is out of range.
func (n Nuisance) Apply(rng *rand.Rand, p *Picture, strength float64) *Picture {
	p.check()
	if !(strength >= 0 && strength <= 1) {
		panic(fmt.Sprintf("defect: strength %g", strength))
	}
	return n.apply(p, rng, strength)
}

// either is a random number between -most and most, at least half of it away from 0.
func either(rng *rand.Rand, most float64) float64 {
	v := most * lerp(0.5, 1, rng.Float64())
	if rng.IntN(2) == 0 {
		return -v
	}
	return v
}
