package cli

import (
	"bytes"
	"strings"
	"testing"

	"mekiki/internal/work"
)

func TestSummaryText(t *testing.T) {
	own := 1.05
	s := &work.Summary{
		Loss: "cosine", Formula: "relu(cos_ap - cos_an + 0.4)", OwnDistance: "cos", Model: "path/of/model", OwnNote: "it takes too long",
		TripletAccuracy: work.Both{Cosine: 0.05, Euclidean: 0.55, Own: &own}, Warnings: []string{"mind the gap"},
	}
	var b bytes.Buffer
	a := &app{System: System{Out: &b}}
	if err := a.result(s, func(t *table) { summaryText(t, s) }); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"relu(cos_ap - cos_an + 0.4)", "0.0500  0.5500  1.0500", "it takes too long", "path/of/model", "mind the gap"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "neighbours") {
		t.Errorf("shows what was not measured:\n%s", b.String())
	}
}
