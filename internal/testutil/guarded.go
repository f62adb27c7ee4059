package testutil

import (
	"math"
	"testing"
)

// guard is a quiet NaN with a mark: a read beyond the slice shows as NaN in a
// result, a write changes the bits.
const guard = 0x7fc0dead

// guardWords is the number of words before and after: two AVX-512 vectors, so
// that one overlong vector store is seen whole.
const guardWords = 32

// Guarded returns a zeroed slice of n float32 that lies between guard words.
// When the test ends, a changed guard word is reported as an error. It finds
// what Go's bounds checks cannot: assembly that writes too far.
func Guarded(t testing.TB, n int) []float32 {
	t.Helper()
	inside, _ := guarded(t, n)
	return inside
}

// guarded also returns the whole memory, guardWords before and after.
func guarded(t testing.TB, n int) (inside, whole []float32) {
	t.Helper()
	whole = make([]float32, n+2*guardWords)
	for i := range guardWords {
		whole[i] = math.Float32frombits(guard)
		whole[guardWords+n+i] = math.Float32frombits(guard)
	}
	t.Cleanup(func() {
		t.Helper()
		for i, v := range whole {
			isGuard := i < guardWords || i >= guardWords+n
			if isGuard && math.Float32bits(v) != guard {
				t.Errorf("write outside of a slice of %d: word %d was changed to %v", n, i-guardWords, v)
			}
		}
	})
	return whole[guardWords : guardWords+n : guardWords+n], whole
}
