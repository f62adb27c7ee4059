package drawn

import "math"

// field is noise over the plane, the same for the same number.
type field uint64

// hash is 64 bits of a place of the lattice, by the finaliser of SplitMix64 (Steele, Lea
// and Flood, 2014).
func (f field) hash(i, j int) uint64 {
	h := uint64(f) + uint64(i)*0x9E3779B97F4A7C15 + uint64(j)*0xD1B54A32D192ED03
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	return h ^ h>>31
}

// unit is a number of a place of the lattice, -1 to 1.
func (f field) unit(i, j int) float64 {
	return float64(int64(f.hash(i, j))) / (1 << 63)
}

// at is smooth noise (value noise; Perlin, 1985, calls such noise a lattice function), -1
// to 1, one hill a unit.
func (f field) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int(fx), int(fy)
	u, v := x-fx, y-fy
	u = float64(u * u * (3 - float64(2*u)))
	v = float64(v * v * (3 - float64(2*v)))
	return lerp(lerp(f.unit(i, j), f.unit(i+1, j), u), lerp(f.unit(i, j+1), f.unit(i+1, j+1), u), v)
}

// line is smooth noise over a line.
func (f field) line(x float64) float64 {
	fx := math.Floor(x)
	u := x - fx
	return lerp(f.unit(int(fx), 0), f.unit(int(fx)+1, 0), float64(u*u*(3-float64(2*u))))
}

// around is smooth noise over x and a circle of period hills, once around for angle 0 to 1.
func (f field) around(x, angle float64, period int) float64 {
	fx := math.Floor(x)
	a := float64(angle * float64(period))
	fa := math.Floor(a)
	i, j := int(fx), int(fa)
	if j >= period {
		j = 0
	}
	k := j + 1
	if k == period {
		k = 0
	}
	u, v := x-fx, a-fa
	u = float64(u * u * (3 - float64(2*u)))
	v = float64(v * v * (3 - float64(2*v)))
	return lerp(lerp(f.unit(i, j), f.unit(i+1, j), u), lerp(f.unit(i, k), f.unit(i+1, k), u), v)
}

// grain is noise of a pixel in three colours, of mean 0 and deviation 1, nearly normal:
// each the sum of three even numbers of 7 bits.
func (f field) grain(x, y int) (r, g, b float64) {
	h := f.hash(x, y)
	of := func(h uint64) float64 {
		return (float64(h&127+h>>7&127+h>>14&127) - 190.5) / 64 // 64 is sqrt(3*(128*128-1)/12), nearly
	}
	return of(h), of(h >> 21), of(h >> 42)
}
