package distance

import (
	"encoding/base64"
	"encoding/binary"
	"math"

	"mekiki/internal/lang"
)

// Whitening is the state of a fitted Mahalanobis distance: the lower triangle of
// W, row by row, (1 + 2 + ... + dim) values; see ReadWhitening. Empty stands
// for the identity, which is the Euclidean distance. As text, in JSON, it is the
// base64 (RFC 4648, padded) of its values as little-endian float32.
type Whitening []float32

// MaxFittedDim is the longest embedding whose state a model file holds: its
// text, 2.8 MB, must fit in the file's header.
const MaxFittedDim = 1024

// Dim is the length of the vectors that the state is for: 0 for the identity,
// -1 if it is no whole triangle.
func (w Whitening) Dim() int {
	dim := 0
	for dim*(dim+1)/2 < len(w) {
		dim++
	}
	if dim*(dim+1)/2 != len(w) {
		return -1
	}
	return dim
}

// FitWhitening is the state of fitMahalanobis on emb, row-major (3n, dim), rows
// anchor, positive, negative. The errors are those of fitMahalanobis and
// newMahalanobis; it panics if emb is not whole triplets.
func FitWhitening[T Float](emb []T, dim int) (Whitening, error) {
	c, err := fitMahalanobis(emb, dim)
	if err != nil {
		return nil, err
	}
	m, err := newMahalanobis[T](c)
	if err != nil {
		return nil, err
	}
	return m.State(), nil
}

// MarshalText writes the base64.
func (w Whitening) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 4*len(w))
	for _, v := range w {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return base64.StdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads the base64. What its values say is not checked here but by
// Compile.
func (w *Whitening) UnmarshalText(text []byte) error {
	raw, err := base64.StdEncoding.Strict().AppendDecode(nil, text)
	if err != nil {
		return lang.Errorf("state of mahalanobis: %w", err)
	}
	if len(raw)%4 != 0 {
		return lang.Errorf("state of mahalanobis: %d bytes are not float32 values", len(raw))
	}
	*w = make(Whitening, len(raw)/4)
	for i := range *w {
		(*w)[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return nil
}

// ReadWhitening makes the distance of a state, an empty one included.
func ReadWhitening[T Float](state Whitening) (*Mahalanobis[T], error) {
	if len(state) == 0 {
		return &Mahalanobis[T]{}, nil
	}
	return readMahalanobis[T](state)
}

// Fitted is Lookup with a state for mahalanobis, which then takes vectors
// of state.Dim() only. It is an error if that is asked for and damaged.
func Fitted[T Float](name string, state Whitening) (Distance[T], error) {
	if name == mahalanobisName {
		return ReadWhitening[T](state)
	}
	return Lookup[T](name)
}
