package kernel

import (
	"fmt"
	"math"
	"testing"
)

// finishes are all that can be done to a result of so many values; a result that
// is added to itself is asked for.
func finishes(bias []float32, size int) map[string]func(result []float32) *Finish {
	all := map[string]func(result []float32) *Finish{"nil": func([]float32) *Finish { return nil }}
	other, infinite := random(7, size), float32(math.Inf(1))
	for mode := range 2 * 3 * 4 {
		f := Finish{Clamp: mode/6 > 0}
		f.Low, f.High = []float32{0, 0, -infinite, -0.5}[mode/6], []float32{0, infinite, 0.5, 0.25}[mode/6]
		if mode%2 > 0 {
			f.Bias = bias
		}
		all[fmt.Sprintf("finish %d", mode)] = func(result []float32) *Finish {
			f := f
			switch mode / 2 % 3 {
			case 1:
				f.Add = result
			case 2:
				f.Add = other
			}
			return &f
		}
	}
	return all
}

// want finishes a sum in float64.
func (f *Finish) want(s float64, bias, at int) float64 {
	if f == nil {
		return s
	}
	if f.Bias != nil {
		s += float64(f.Bias[bias])
	}
	if f.Add != nil {
		s += float64(f.Add[at])
	}
	if f.Clamp {
		s = min(max(s, float64(f.Low)), float64(f.High))
	}
	return s
}

func TestFinishOfAPanel(t *testing.T) {
	bias, addend := random(1, 48), random(2, 48*5)
	f := &Finish{Bias: bias, Add: addend, Clamp: true, Low: -1, High: 2}
	p := f.Panel(2, 5*Lane)
	same(t, p.Bias, bias[32:])
	same(t, p.Add, addend[2*5*Lane:])
	if !p.Clamp || p.Low != -1 || p.High != 2 || len(p.Bias) != Lane {
		t.Errorf("got %+v", p)
	}
	if p := (*Finish)(nil).Panel(1, 16); p.Bias != nil || p.Add != nil || p.Clamp {
		t.Errorf("nothing became %+v", p)
	}
}
