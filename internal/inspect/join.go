package inspect

import (
	"math"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
)

// distances are those of all places of a picture, part by part, as first powers of a
// difference: cosine distances as √(2 cos). A part that is not used may be nil.
type distances [parts][]float32

// farthest is the number of a place for which a formula has no value, or one that is
// not below it: farther than anything, and the mean of such places is still a number.
const farthest = 1e30

// joiner makes one number of the distances of a place. One goroutine at a time may use it.
type joiner struct {
	mix     Mix
	factors [parts]float64 // of the sum of the rule, for the picture at hand

	program *formula.Program // nil: the sum
	slots   []slot
	regs    formula.Registers
}

// slot is a register of the program and what it holds.
type slot struct {
	symbol
	reg uint8
}

// joiner of a mix whose formula can be read; it panics at another.
func (m Mix) joiner() *joiner {
	j := &joiner{mix: m}
	d, err := ReadDistance(m.Formula)
	if err != nil {
		panic("inspect: " + err.Error())
	}
	if d.read == nil {
		return j
	}
	if j.program, err = d.read.Program(); err != nil {
		panic("inspect: " + err.Error())
	}
	j.program.Load(&j.regs)
	names := d.read.Variables()
	for _, v := range j.program.Variables {
		s := slot{symbolOf[names[v.Index].Name], v.Reg}
		if s.kind == ofGood {
			j.regs.V[s.reg] = m.Scale[s.part]
		}
		j.slots = append(j.slots, s)
	}
	return j
}

// picture takes in the levels of a picture, first powers.
func (j *joiner) picture(level [parts]float64) {
	if j.program == nil {
		j.factors = j.mix.factors(level)
		return
	}
	for _, s := range j.slots {
		if s.kind == ofPicture {
			j.regs.V[s.reg] = raised(s.part, j.mix.relative(s.part, level[s.part]))
		}
	}
}

// raised is the level of a part in the power that formulas have it in.
func raised(p gallery.Part, relative float64) float64 {
	if p == gallery.Cosine {
		return relative * relative
	}
	return relative
}

// own is a part as formulas have it, of one in the first power of a difference.
func own(p gallery.Part, d float32) float32 {
	if p == gallery.Cosine {
		return d * d / 2
	}
	return d
}

// at is the number of place i.
func (j *joiner) at(d *distances, i int) float32 {
	if j.program == nil {
		sum := 0.0
		for p, f := range j.factors {
			if f != 0 {
				sum += float64(f * float64(d[p][i]))
			}
		}
		return float32(sum)
	}
	j.set(d, i)
	v := j.program.Forward(&j.regs)
	if !(v < farthest) {
		return farthest
	}
	return float32(v)
}

// set puts the distances of place i into the registers of the program.
func (j *joiner) set(d *distances, i int) {
	for _, s := range j.slots {
		if s.kind != ofPlace {
			continue
		}
		j.regs.V[s.reg] = float64(own(s.part, d[s.part][i]))
	}
}

// shares are how much each part has of the number of place i: what it adds to the sum, or
// in a formula its value times the slope by it. They add up to 1, or are all 0 where no part
// counts.
func (j *joiner) shares(d *distances, i int) (share [parts]float64) {
	if j.program == nil {
		for p, f := range j.factors {
			if f != 0 {
				share[p] = f * float64(d[p][i])
			}
		}
	} else if j.at(d, i) < farthest {
		j.program.Backward(&j.regs)
		for _, s := range j.slots {
			if s.kind == ofPlace {
				share[s.part] = max(0, float64(j.regs.V[s.reg]*j.regs.Slope[s.reg]))
			}
		}
	}
	total := 0.0
	for _, v := range share {
		total += v
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return [parts]float64{}
	}
	for p := range share {
		share[p] /= total
	}
	return share
}

// explain says why the formula has no value at place i.
func (j *joiner) explain(d *distances, i int) error {
	j.at(d, i)
	j.program.Backward(&j.regs)
	if e := j.program.Explain(&j.regs); e != nil {
		return e
	}
	return lang.Errorf("it is too large")
}
