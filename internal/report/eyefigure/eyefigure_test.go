package eyefigure

import (
	"strings"
	"testing"

	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
)

// TestDraw draws the eye in the program: its stages, what it looks at, its size.
func TestDraw(t *testing.T) {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	g, err := e.Graph(eye.Options{Height: 64, Width: 96})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Draw(lang.English, g, e.Name, e.Preprocess.String())
	if err != nil {
		t.Fatal(err)
	}
	svg := string(f.SVG())
	for _, want := range []string{
		">3 × 64 × 96<", ">(v - 127) / 128<", ">EfficientNet-Lite0: 692,688 parameters, 60 MFLOP for a picture<", ">stride 2<", ">stride 4<", ">stride 8: block4<", ">stride 16: block10<",
		">144 × 16 × 24 → 40 × 8 × 12<", ">3 × Conv+ReLU6, 2 × Conv, Add<", ">35,264 parameters<", ">block10: 112 × 4 × 6, stride 16<",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	g.Nodes = nil
	if _, err := Draw(lang.English, g, "", ""); err != plot.ErrNoData {
		t.Error(err)
	}
}
