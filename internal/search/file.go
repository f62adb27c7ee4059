package search

import (
	"math"
	"slices"
	"strconv"

	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/safetensors"
)

// The names of what File holds. They begin alike, so that they can stand beside the tensors of a
// model.
const (
	vectorsName = "search.vectors"     // F32 (n, dim), by ascending index
	rowsName    = "search.rows"        // I64 (n), the index of each; left out where they are 0 to n-1
	stateName   = "search.mahalanobis" // F32, distance.Whitening; left out where it is not used
	measureKey  = "search.measure"     // the measure's Name
	nextKey     = "search.next"        // the index of the next row to be added
)

// mostDim is the longest vector that is read: without rows nothing else says whether it is meant.
const mostDim = 1 << 20

// File gives the index as tensors and strings, to be written alone or with others (safetensors.Encode).
// The packed places are not among them: they are made again from the rows. It is an error if the
// measure is none that metric.FittedMeasure makes.
func (x *Index) File() (*safetensors.File, error) {
	v := x.view.Load()
	state := metric.StateOf(x.measure)
	if _, err := metric.FittedMeasure[float32](x.measure.Name(), state); err != nil {
		return nil, lang.Errorf("search: an index by %s cannot be saved: %w", x.measure.Name(), err)
	}
	all := list(x.dim, v.strips...)
	f := &safetensors.File{
		Meta:    map[string]string{measureKey: x.measure.Name(), nextKey: strconv.Itoa(v.next)},
		Tensors: []safetensors.Tensor{{Name: vectorsName, Shape: []int{len(all.id), x.dim}, F32: all.emb}},
	}
	if v.next != v.rows {
		rows := make([]int64, len(all.id))
		for i, id := range all.id {
			rows[i] = int64(id)
		}
		f.Tensors = append(f.Tensors, safetensors.Tensor{Name: rowsName, Shape: []int{len(rows)}, I64: rows})
	}
	if len(state) > 0 {
		f.Tensors = append(f.Tensors, safetensors.Tensor{Name: stateName, Shape: []int{len(state)}, F32: state})
	}
	return f, nil
}

// FromFile makes an index of what File gave, other tensors beside it being passed over. It answers as that one did,
// to the last bit. The vectors are kept and must not change. workers is that of NewIndex. Errors say
// what the file lacks.
func FromFile(f *safetensors.File, workers int) (*Index, error) {
	x, err := fromFile(f, workers)
	if err != nil {
		return nil, lang.Errorf("search: this holds no index that can be used: %w; save the index again", err)
	}
	return x, nil
}

func fromFile(f *safetensors.File, workers int) (*Index, error) {
	vectors, ok := f.Get(vectorsName)
	if !ok || len(vectors.Shape) != 2 || vectors.Shape[1] < 1 || vectors.F32 == nil {
		return nil, lang.Errorf("there is no matrix of float32 named %s", vectorsName)
	}
	n, dim := vectors.Shape[0], vectors.Shape[1]
	if dim > mostDim {
		return nil, lang.Errorf("vectors of %d values are longer than %d", dim, mostDim)
	}
	var state distance.Whitening
	if t, ok := f.Get(stateName); ok {
		if state = t.F32; state.Dim() != dim {
			return nil, lang.Errorf("%d values of %s are not for vectors of %d", len(state), stateName, dim)
		}
	}
	name := f.Meta[measureKey]
	measure, err := metric.FittedMeasure[float32](name, state)
	if err != nil {
		return nil, lang.Errorf("its measure %q is not known: %w", name, err)
	}
	id, next, err := indices(f, n)
	if err != nil {
		return nil, err
	}
	x := &Index{dim: dim, workers: Workers(workers), measure: measure}
	if err := x.check(vectors.F32, "row"); err != nil {
		return nil, err
	}
	v := newView(measure, kindOf(measure, false), matrix{emb: vectors.F32, dim: dim}, id, next, x.workers)
	if next != n {
		v.whole = nil
	}
	x.view.Store(v)
	return x, nil
}

// indices reads the index of each of n rows, and that of the next to be added.
func indices(f *safetensors.File, n int) (id []int32, next int, err error) {
	next, err = strconv.Atoi(f.Meta[nextKey])
	if err != nil || next < n || next > math.MaxInt32 {
		return nil, 0, lang.Errorf("%s is %q, with %d rows", nextKey, f.Meta[nextKey], n)
	}
	t, listed := f.Get(rowsName)
	if !listed && next != n || listed && len(t.I64) != n {
		return nil, 0, lang.Errorf("%s does not name all of %d rows", rowsName, n)
	}
	id = make([]int32, n)
	for i := range id {
		if id[i] = int32(i); listed {
			if v := t.I64[i]; v < 0 || v >= int64(next) {
				return nil, 0, lang.Errorf("row %d of %s is %d, not below %d", i, rowsName, v, next)
			}
			id[i] = int32(t.I64[i])
		}
	}
	if !slices.IsSorted(id) || len(slices.Compact(slices.Clone(id))) != n {
		return nil, 0, lang.Errorf("%s is not ascending", rowsName)
	}
	return id, next, nil
}
