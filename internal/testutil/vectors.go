package testutil

import (
	"math"
	"math/rand/v2"
)

// Normals draws n standard normal values times size; the same seed draws the same.
func Normals[T float32 | float64](seed uint64, n int, size float64) []T {
	rng := rand.New(rand.NewPCG(seed, 1))
	v := make([]T, n)
	for i := range v {
		v[i] = T(size * rng.NormFloat64())
	}
	return v
}

// Fill is n times v.
func Fill[T float32 | float64](n int, v float64) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T(v)
	}
	return s
}

// Widen is v as float64.
func Widen[T float32 | float64](v []T) []float64 {
	w := make([]float64, len(v))
	for i := range v {
		w[i] = float64(v[i])
	}
	return w
}

// Length is |v| without overflow.
func Length[T float32 | float64](v []T) float64 {
	s := 0.0
	for _, x := range v {
		s = math.Hypot(s, float64(x))
	}
	return s
}
