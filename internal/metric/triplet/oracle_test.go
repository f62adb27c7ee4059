package triplet

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"mekiki/internal/metric/distance"
	"mekiki/internal/testutil"
)

// oracle is testdata/oracle.json, written by testdata/oracle.py with PyTorch.
type oracle struct {
	Count   int          `json:"count"`
	Dim     int          `json:"dim"`
	Rows    []float64    `json:"rows"`
	Float32 oracleOfType `json:"float32"`
	Float64 oracleOfType `json:"float64"`
}

type oracleOfType struct {
	Distances map[string]struct{ Value, Dx, Dy []float64 }
	Losses    map[string]struct {
		Terms      []hinge
		Loss, Grad []float64
	}
}

func TestAgainstPyTorch(t *testing.T) {
	raw, err := os.ReadFile("testdata/oracle.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(raw, &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Float64.Losses) != len(specs(t)) {
		t.Fatalf("oracle has %d losses", len(o.Float64.Losses))
	}
	for _, name := range distance.Names() {
		if len(o.Float32.Distances[name].Value) == 0 || len(o.Float64.Distances[name].Value) == 0 {
			t.Logf("no values of %s by PyTorch: its loop and its differences must do", name)
		}
	}
	t.Run("float64", func(t *testing.T) { checkOracle[float64](t, o, o.Float64, 1e-13) })
	// The error left is PyTorch's own float32 arithmetic.
	t.Run("float32", func(t *testing.T) { checkOracle[float32](t, o, o.Float32, 2e-6) })
}

func checkOracle[T distance.Float](t *testing.T, o oracle, want oracleOfType, tol float64) {
	rows := make([]T, len(o.Rows))
	for i, v := range o.Rows {
		rows[i] = T(v)
	}
	near := func(what string, got []T, want []float64) {
		t.Helper()
		if len(got) != len(want) {
			t.Fatalf("%s: %d values, oracle has %d", what, len(got), len(want))
		}
		for i := range got {
			testutil.Near(t, fmt.Sprintf("%s[%d]", what, i), float64(got[i]), want[i], tol)
		}
	}
	for name, w := range want.Distances {
		d, err := distance.Lookup[T](name)
		if err != nil {
			t.Fatal(err)
		}
		ap := make([]T, o.Count)
		for i := range ap {
			e := rows[3*i*o.Dim:]
			ap[i] = T(d.Value(e[:o.Dim], e[o.Dim:2*o.Dim]))
		}
		near(name, ap, w.Value)
		dx, dy := make([]T, o.Count*o.Dim), make([]T, o.Count*o.Dim)
		for i := range o.Count {
			e := rows[3*i*o.Dim:]
			d.AddGrad(1, e[:o.Dim], e[o.Dim:2*o.Dim], dx[i*o.Dim:(i+1)*o.Dim], dy[i*o.Dim:(i+1)*o.Dim])
		}
		near(name+" dx", dx, w.Dx)
		near(name+" dy", dy, w.Dy)
	}
	for name, w := range want.Losses {
		l := compile[T](t, ofTerms(t, name, w.Terms...).Spec)
		grad, loss, live := make([]T, len(rows)), make([]T, o.Count), make([]bool, o.Count)
		eval(l, rows, grad, o.Dim, loss, live, 1/T(o.Count))
		near(name, loss, w.Loss)
		near(name+" gradient", grad, w.Grad)
	}
	for _, s := range specs(t) {
		if w, ok := want.Losses[s.Name]; !ok || fmt.Sprint(w.Terms) != fmt.Sprint(s.terms) {
			t.Errorf("the oracle's %q has terms %v, the preset %v", s.Name, w.Terms, s.terms)
		}
	}
}
