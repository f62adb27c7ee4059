package distance

import "mekiki/internal/lang"

// snr is the noise-to-signal ratio var(y-x)/var(x), 0 upwards: x is the signal,
// and what y differs by is the noise (Yuan, Deng, Tang, Tang and Chen,
// "Signal-to-Noise Ratio: A Robust Distance Metric for Deep Metric Learning",
// CVPR 2019). Variances are over the components; adding a
// constant to all of them changes nothing.
//
// It is not symmetric: the anchor x is the signal. An anchor without variance,
// such as every vector of one component, has no signal: the distance is 1, as
// it is from any anchor to a y without variance, and the gradient 0. A sum of
// squares below 1e-60 counts as none.
type snr struct{}

var _ = registerCentred(snr{})

func (snr) Name() string          { return "snr" }
func (snr) Symbol() string        { return "snr" }
func (snr) Display() lang.Message { return lang.T("SNR") }

func (snr) At(m Moments) float64 {
	if noSignal(m) {
		return 1
	}
	return m.DD / m.XX
}

func (snr) Slopes(m Moments) Moments {
	if noSignal(m) {
		return Moments{}
	}
	return Moments{XX: -m.DD / m.XX / m.XX, DD: 1 / m.XX}
}

// noSignal says whether x counts as zero in the moments. A sum that is not
// finite says that a vector is broken; that must show.
func noSignal(m Moments) bool {
	return m.XX < shortest && m.DD-m.DD == 0
}
