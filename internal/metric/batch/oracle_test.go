package batch

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/testutil"
)

// batchOracle is testdata/oracle.json, written by testdata/oracle.py with
// pytorch-metric-learning.
type batchOracle struct {
	Dim     int       `json:"dim"`
	Classes int       `json:"classes"`
	Emb     []float64 `json:"emb"`
	Labels  []int32   `json:"labels"`
	Weights []float64 `json:"weights"`
	Cases   []struct {
		Spec        asked     `json:"spec"`
		Value       float64   `json:"value"`
		Grad        []float64 `json:"grad"`
		WeightsGrad []float64 `json:"weights_grad"`
	} `json:"cases"`
}

func TestBatchAgainstPyTorch(t *testing.T) {
	raw, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o batchOracle
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Cases) != 19 {
		t.Fatalf("oracle has %d cases", len(o.Cases))
	}
	t.Run("float64", func(t *testing.T) { checkBatchOracle[float64](t, o, 1e-12) })
	t.Run("float32", func(t *testing.T) { checkBatchOracle[float32](t, o, 1e-5) })
}

func checkBatchOracle[T distance.Float](t *testing.T, o batchOracle, tol float64) {
	emb := make([]T, len(o.Emb))
	for i, v := range o.Emb {
		emb[i] = T(v)
	}
	for _, c := range o.Cases {
		spec := c.Spec
		spec.Dim, spec.Classes = o.Dim, o.Classes
		l := compile[T](t, spec)
		w, wg := l.Weights()
		for i := range w {
			w[i] = T(o.Weights[i])
		}
		grad := make([]T, len(emb))
		loss, ok := l.Eval(emb, o.Labels, grad, 0)
		if !ok {
			t.Errorf("%s: not finite", spec.name())
		}
		testutil.Near(t, spec.name(), loss, c.Value, tol)
		near := func(what string, got []T, want []float64) {
			t.Helper()
			if len(got) != len(want) {
				t.Fatalf("%s: %d values of %s, oracle has %d", spec.name(), len(got), what, len(want))
			}
			for i := range got {
				testutil.Near(t, fmt.Sprintf("%s: %s[%d]", spec.name(), what, i), float64(got[i]), want[i], tol)
			}
		}
		near("gradient", grad, c.Grad)
		near("gradient of the weights", wg, c.WeightsGrad)
	}
}
