package distance

import "testing"

func TestDisplay(t *testing.T) {
	for name, want := range map[string]string{
		"cosine": "cosine", "angular": "angular", "correlation": "correlation", "euclidean": "Euclidean",
		"sqeuclidean": "squared Euclidean", "manhattan": "Manhattan", "chebyshev": "Chebyshev", "snr": "SNR",
		"rtsensitivity": "RT sensitivity", "rtsn": "RT spread", "mahalanobis": "Mahalanobis", "cos + 0.1*euc": "cos + 0.1*euc",
	} {
		if got := Display(name).String(); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
	for _, d := range All() {
		if !d.Display.Equal(Display(d.Name)) {
			t.Errorf("%+v", d)
		}
	}
}
