package work

import (
	"path/filepath"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/work/desk"
)

// TestInspectShowTwoScales: what an inspector knows of pictures at half their size is shown, where it does.
func TestInspectShowTwoScales(t *testing.T) {
	data := labels(t, 4, 1, 1)
	for _, scales := range []string{"1", "2"} {
		fit := NewInspectFitConfig()
		fit.Good, fit.Size, fit.Vectors, fit.Scales, fit.Out = filepath.Join(data, "train"), "64x64", 20, scales, filepath.Join(t.TempDir(), "label.mekiki")
		if _, err := InspectFit(t.Context(), &desk.Desk{Sink: desk.Silent{}}, fit); err != nil {
			t.Fatal(err)
		}
		s, err := InspectShow(fit.Out)
		if err != nil {
			t.Fatal(err)
		}
		n, err := inspect.Open(fit.Out)
		if err != nil {
			t.Fatal(err)
		}
		if scales == "1" {
			if s.Scales != 1 || s.Half != nil {
				t.Errorf("one scale: %d, %+v", s.Scales, s.Half)
			}
			continue
		}
		want := HalfShown{n.Coarse.Mix.String(), n.Coarse.Gallery.N, n.Coarse.Radius, n.Coarse.Fine, n.Coarse.Own}
		if s.Scales != 2 || s.Half == nil || *s.Half != want || s.Half.Distance == s.Distance {
			t.Errorf("two scales: %d, %+v, want %+v", s.Scales, s.Half, want)
		}
	}
}
