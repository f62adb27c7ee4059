package patch

import "math"

// Light is the mean and the standard deviation of all values of a picture, 0 to 255.
type Light struct {
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"deviation"`
}

// LightOf is that of a picture's values; it panics without one.
func LightOf(pix []uint8) Light {
	var sum, square uint64
	for _, v := range pix {
		sum += uint64(v)
		square += uint64(v) * uint64(v)
	}
	if len(pix) == 0 {
		panic("patch: the light of no value")
	}
	n := float64(len(pix))
	mean := float64(sum) / n
	return Light{mean, math.Sqrt(math.Max(0, float64(square)/n-float64(mean*mean)))}
}

// mostGain is how much more or less contrast a picture is given at most: of one that is nearly flat
// there is nothing but noise to be seen.
const mostGain = 4.0

// to is the value that v, 0 to 255, becomes where light l is brought to another. It is not cut to 0 to 255.
func (l Light) to(other Light, v float64) float64 {
	gain := mostGain
	if l.Deviation > 0 {
		gain = math.Min(math.Max(other.Deviation/l.Deviation, 1/mostGain), mostGain)
	}
	return other.Mean + float64((v-l.Mean)*gain)
}

// Under is f with each picture brought to one light, its mean and its deviation alike for all channels,
// before it is looked at; nil leaves pictures as they are.
func (f *Features) Under(light *Light) *Features {
	g := *f
	g.light = light
	return &g
}

// lit are the tables for a picture in some light.
func (l *Looker) lit(light Light) [][256]float32 {
	f := l.f
	if f.light == nil {
		return f.tables
	}
	f.preprocess.Fill(l.tables, func(v float64) float64 { return light.to(*f.light, v) })
	return l.tables
}
