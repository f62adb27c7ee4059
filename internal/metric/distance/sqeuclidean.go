package distance

import "mekiki/internal/lang"

// sqeuclidean is the squared Euclidean distance |x-y|², 0 upwards, smooth
// everywhere. For float32 vectors it never overflows as float64; stored as
// float32 it is infinite above 3.4e38, lengths near 1e19.
type sqeuclidean struct{}

var _ = registerMoments(sqeuclidean{})

func (sqeuclidean) Name() string          { return "sqeuclidean" }
func (sqeuclidean) Symbol() string        { return "sqeuc" }
func (sqeuclidean) Display() lang.Message { return lang.T("squared Euclidean") }

func (sqeuclidean) At(m Moments) float64 { return m.DD }

func (sqeuclidean) Slopes(Moments) Moments { return Moments{DD: 1} }

func (sqeuclidean) Column(dst []float64, s *Sums) (lo, hi, err float64) {
	copy(dst, s.DD)
	far := s.farthest()
	return 0, far*far + s.ErrDD, s.ErrDD
}

func (sqeuclidean) Bounds(r *Range) (lo, hi float64) { return r.least(), r.MostDD * (1 + r.Err) }
