package dataset

import "math/rand/v2"

// augmentStream keeps the generators of augmentation apart from those of
// samplers, which share the seed.
const augmentStream = 4 << 32

// begin seeds the generator of one showing of a picture. The numbers are
// hashed, so that neighbouring pictures, epochs and seeds have nothing in common.
func begin(r *rand.PCG, seed uint64, epoch, picture, draw int) {
	h := mix(seed + augmentStream)
	h = mix(h + uint64(epoch))
	h = mix(h + uint64(picture))
	h = mix(h + uint64(draw))
	r.Seed(h, mix(h))
}

// mix is the output function of SplitMix64 (Steele, Lea and Flood, Fast
// Splittable Pseudorandom Number Generators, 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// unit draws from [0, 1). Methods of rand.Rand would do the same, but the
// generator would have to live on the heap for them.
func unit(r *rand.PCG) float64 { return float64(r.Uint64()>>11) * 0x1p-53 }

// between draws evenly from -most to most.
func between(r *rand.PCG, most float64) float64 { return most * (2*unit(r) - 1) }

// below draws a whole number from 0 to n-1.
func below(r *rand.PCG, n int) int { return int(unit(r) * float64(n)) }

// coin is true in half of the cases.
func coin(r *rand.PCG) bool { return r.Uint64()>>63 == 1 }
