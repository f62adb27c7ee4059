package triplet

import (
	"fmt"

	"mekiki/internal/metric/distance"
)

// Count is the number of triplets of emb; it panics if they are not whole.
func Count[T distance.Float](emb []T, dim int) int {
	if dim < 1 || len(emb)%(3*dim) != 0 {
		panic(fmt.Sprintf("triplet: %d values are not whole triplets of dim %d", len(emb), dim))
	}
	return len(emb) / (3 * dim)
}
