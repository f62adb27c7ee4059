package dataset

import (
	"fmt"
	"math"
	"math/bits"

	"gonum.org/v1/gonum/mathext/prng"
)

// TrainTestSplit splits 0 to n-1 exactly as scikit-learn does with
//
//	train_test_split(range(n), test_size=testSize, random_state=seed)
//
// same indices in the same order: ceil(testSize*n) for the test, the rest for
// training. It panics unless 0 < testSize < 1 and n is not negative. Where n is
// too small train is empty; scikit-learn raises an error there.
func TrainTestSplit(n int, testSize float64, seed uint32) (train, test []int) {
	if n < 0 || !(testSize > 0 && testSize < 1) {
		panic(fmt.Sprintf("dataset: cannot split %d by %v", n, testSize))
	}
	perm := numpyPermutation(n, seed)
	cut := int(math.Ceil(testSize * float64(n)))
	return perm[cut:], perm[:cut]
}

// numpyPermutation is numpy.random.RandomState(seed).permutation(n): the
// shuffle of Fisher and Yates from the end, each index drawn from the Mersenne
// twister (Matsumoto and Nishimura, 1998) by masked rejection.
func numpyPermutation(n int, seed uint32) []int {
	perm := make([]int, n)
	for i := range perm {
		perm[i] = i
	}
	mt := prng.NewMT19937()
	mt.Seed(uint64(seed))
	for i := n - 1; i > 0; i-- {
		mask := uint32(1)<<bits.Len32(uint32(i)) - 1
		j := mt.Uint32() & mask
		for j > uint32(i) {
			j = mt.Uint32() & mask
		}
		perm[i], perm[j] = perm[j], perm[i]
	}
	return perm
}
