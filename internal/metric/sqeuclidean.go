package metric

// sqeuclidean is the squared Euclidean distance |x-y|², 0 upwards, smooth
// everywhere. For float32 vectors it never overflows as float64; stored as
// float32 it is infinite above 3.4e38, lengths near 1e19.
type sqeuclidean struct{}

var _ = registerMoments(sqeuclidean{})

func (sqeuclidean) Name() string   { return "sqeuclidean" }
func (sqeuclidean) Symbol() string { return "sqeuc" }

func (sqeuclidean) at(m Moments) float64 { return m.DD }

func (sqeuclidean) slopes(Moments) Moments { return Moments{DD: 1} }
