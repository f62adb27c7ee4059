package triplets

import (
	"fmt"
	"math"

	"mekiki/internal/lang"
)

// Input is what is analysed: vectors, and triplets that point to them.
type Input struct {
	// Dim is the length of a vector. Exactly one of U8 and F32 holds the
	// vectors, row-major (n, Dim): pictures of 8 bits, whose value v counts as
	// v/255, or floats such as embeddings.
	Dim int
	U8  []uint8
	F32 []float32
	// Index are the triplets: rows of anchor, positive and negative.
	Index [][3]int32
	// Labels holds the class of each row, an index in Classes, or is nil; then
	// all parts about classes are left out.
	Labels []int32
	// Classes names the classes; classes without a name show their number.
	Classes []string
}

// rows is the number of vectors.
func (in *Input) rows() int { return max(len(in.U8), len(in.F32)) / in.Dim }

// unit is v/255 for each value of 8 bits.
var unit = func() (u [256]float64) {
	for v := range u {
		u[v] = float64(v) / 255
	}
	return u
}()

// Row writes vector r to dst, which has length Dim; those of 8 bits as v/255.
func (in *Input) Row(dst []float64, r int32) {
	from, to := int(r)*in.Dim, (int(r)+1)*in.Dim
	if in.U8 == nil {
		for k, v := range in.F32[from:to] {
			dst[k] = float64(v)
		}
		return
	}
	for k, v := range in.U8[from:to] {
		dst[k] = unit[v]
	}
}

// className is the name of class c.
func (in *Input) className(c int32) string {
	if c >= 0 && int(c) < len(in.Classes) && in.Classes[c] != "" {
		return in.Classes[c]
	}
	return fmt.Sprint(c)
}

// Check reports data that cannot be analysed. It panics if sizes disagree.
func (in *Input) Check() error {
	values := len(in.U8) + len(in.F32)
	if in.Dim < 1 || values%in.Dim != 0 || len(in.U8) > 0 && len(in.F32) > 0 {
		panic(fmt.Sprintf("triplets: %d bytes and %d floats are no vectors of dim %d", len(in.U8), len(in.F32), in.Dim))
	}
	rows := int32(values / in.Dim)
	if in.Labels != nil && len(in.Labels) != int(rows) {
		panic(fmt.Sprintf("triplets: %d labels for %d vectors", len(in.Labels), rows))
	}
	if len(in.Index) < 2 {
		return lang.Errorf("%d triplets are too few to analyse; take a larger part, or make more with 'mekiki data triplets'", len(in.Index))
	}
	used := make([]bool, rows)
	for i, t := range in.Index {
		for _, r := range t {
			if r < 0 || r >= rows {
				panic(fmt.Sprintf("triplets: triplet %d points to vector %d of %d", i, r, rows))
			}
			used[r] = true
		}
	}
	if err := in.checkFinite(used); err != nil {
		return err
	}
	return in.checkClasses()
}

// checkFinite looks only at vectors that a triplet points to.
func (in *Input) checkFinite(used []bool) error {
	for k, v := range in.F32 {
		if f := float64(v); used[k/in.Dim] && (math.IsNaN(f) || math.IsInf(f, 0)) {
			return lang.Errorf("value %d of vector %d is %v; the picture or the network's weights are broken, and no distance can be measured", k%in.Dim, k/in.Dim, v)
		}
	}
	return nil
}

// checkClasses refuses triplets of one class: their negatives are none.
func (in *Input) checkClasses() error {
	if in.Labels == nil {
		return nil
	}
	first := in.Labels[in.Index[0][0]]
	for _, t := range in.Index {
		for _, r := range t {
			if in.Labels[r] != first {
				return nil
			}
		}
	}
	return lang.Errorf("all pictures are of class %s, so no negative is of another class than its anchor; take triplets of at least two classes", in.className(first))
}

// firstNotFinite is the first place where one of both is NaN or infinite, or -1.
func firstNotFinite(x, y []float64) int {
	for i := range x {
		if s := x[i] + y[i]; s-s != 0 {
			return i
		}
	}
	return -1
}
