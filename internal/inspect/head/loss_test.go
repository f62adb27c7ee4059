package head

import (
	"slices"
	"strings"
	"testing"
)

// TestReadLoss: names and formulas are read, what cannot be trained by is refused.
func TestReadLoss(t *testing.T) {
	for text, want := range map[string]string{
		"": DefaultLoss, "cosine": "cosine", "relu(cos_ap - cos_an + 0.2)": "relu(cos_ap - cos_an + 0.2)",
	} {
		if l, err := ReadLoss(text); err != nil || l.String() != want {
			t.Errorf("%q: %q, %v", text, l, err)
		}
	}
	for text, want := range map[string]string{
		"cosin":                     "did you mean \"cosine\"",
		"relu(cos_ap":               "loss",
		"relu(mah_ap - mah_an + 1)": "whitened already",
		"let w = learn(0.4, 0, 2); relu(cos_ap - cos_an + w)": "not trained here",
	} {
		if _, err := ReadLoss(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestTrainWithoutValue: a loss that has no value on any batch is refused, since the head would stay as it was drawn.
func TestTrainWithoutValue(t *testing.T) {
	l, err := ReadLoss("exp(1e6*euc_ap)")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Train(t.Context(), toy(2), l, 1, 1); err == nil || !strings.Contains(err.Error(), "exp(1e6*euc_ap): it has no finite value") {
		t.Errorf("%v", err)
	}
}

// TestMean: the default is its name, and another loss has other values and slopes.
func TestMean(t *testing.T) {
	value := func(text string) (float64, []float32) {
		l, err := ReadLoss(text)
		if err != nil {
			t.Fatal(err)
		}
		const dim = 2
		emb, grad := make([]float32, 3*batch*dim), make([]float32, 3*batch*dim)
		for i := range emb {
			emb[i] = float32(i*7%11) - 4
		}
		v, ok := l.Mean(batch)(emb, dim, nil, grad)
		if !ok {
			t.Fatalf("%s has no value", l)
		}
		return v, grad
	}
	usual, slopes := value("")
	if v, g := value(DefaultLoss); v != usual || !slices.Equal(g, slopes) {
		t.Error("the default loss by its name is another")
	}
	if v, g := value("cosine"); v == usual || slices.Equal(g, slopes) {
		t.Error("the loss changes nothing")
	}
}
