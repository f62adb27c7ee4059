package drawn

import "math"

// field is noise over the plane, the same for the same number.
type field uint64

// The lattice is hashed by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014), or
// by half of it where only the highest bits count.
const (
	stepX, stepY      = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
	firstMix, lastMix = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
)

// key is a place of the lattice before it is hashed; the next ones are stepX and stepY
// further.
func (f field) key(i, j int) uint64 { return uint64(f) + uint64(i)*stepX + uint64(j)*stepY }

// valueOf is a number of a key, -1 to 1.
func valueOf(key uint64) float64 { return float64(int64((key^key>>30)*firstMix)) / (1 << 63) }

// unit is a number of a place of the lattice, -1 to 1.
func (f field) unit(i, j int) float64 { return valueOf(f.key(i, j)) }

// at is smooth noise, -1 to 1, one hill a unit: values of a lattice, and between them
// what they give (value noise).
func (f field) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	k := f.key(int(fx), int(fy))
	u, v := ease(x-fx), ease(y-fy)
	return lerp(lerp(valueOf(k), valueOf(k+stepX), u), lerp(valueOf(k+stepY), valueOf(k+stepX+stepY), u), v)
}

// line is smooth noise over a line.
func (f field) line(x float64) float64 {
	fx := math.Floor(x)
	k := f.key(int(fx), 0)
	return lerp(valueOf(k), valueOf(k+stepX), ease(x-fx))
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
	u, v := ease(x-fx), ease(a-fa)
	return lerp(lerp(f.unit(i, j), f.unit(i+1, j), u), lerp(f.unit(i, k), f.unit(i+1, k), u), v)
}

// grain is noise of a pixel in three colours, of mean 0 and deviation 1, nearly normal:
// each the sum of three even numbers of 7 bits.
func (f field) grain(x, y int) (r, g, b float64) {
	h := f.key(x, y)
	h = (h ^ h>>30) * firstMix
	h = (h ^ h>>27) * lastMix
	h ^= h >> 31
	of := func(h uint64) float64 {
		return (float64(h&127+h>>7&127+h>>14&127) - 190.5) / 64 // 64 is sqrt(3*(128*128-1)/12), nearly
	}
	return of(h), of(h >> 21), of(h >> 42)
}
