package distance

import (
	"maps"
	"testing"

	"mekiki/internal/lang"
)

func TestDisplay(t *testing.T) {
	for name, want := range map[string]string{
		"cosine": "cosine", "angular": "angular", "correlation": "correlation", "euclidean": "Euclidean",
		"sqeuclidean": "squared Euclidean", "manhattan": "Manhattan", "chebyshev": "Chebyshev", "snr": "SNR",
		"rtsensitivity": "RT sensitivity", "rtsn": "RT spread", "mahalanobis": "Mahalanobis", "cos + 0.1*euc": "cos + 0.1*euc",
	} {
		if got := Display(name); got != want {
			t.Errorf("%s is called %q, want %q", name, got, want)
		}
	}
	japanese := maps.Collect(lang.Catalogue("distance"))
	if len(japanese) != len(All()) {
		t.Errorf("%d distances, and %d names in ja/distance.po", len(All()), len(japanese))
	}
	for _, d := range All() {
		if japanese[d.Display] == "" {
			t.Errorf("ja/distance.po lacks %q", d.Display)
		}
		if d.Display != Display(d.Name) {
			t.Errorf("%+v", d)
		}
	}
}
