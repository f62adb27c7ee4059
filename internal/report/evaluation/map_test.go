package evaluation

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/projector"
)

// mapOfTwelve is a map of twelve pictures of three classes, two of them called wrong.
func mapOfTwelve() *projector.Page {
	right := 0.75
	tsne := &projection.Projection{Method: projection.TSNE, Perplexity: 11.0 / 3, Quality: projection.Quality{Neighbours: 5, Trustworthiness: 0.95, Kept: 0.6, KNN5: &right}}
	pca := &projection.Projection{Method: projection.PCA, Variance: []float64{0.5, 0.25}, Quality: projection.Quality{Neighbours: 5, Trustworthiness: 0.9, Kept: 0.4, KNN5: &right}}
	m := &projector.Page{
		Of: 10000, Classes: []string{"Bag", "Coat", "<Dress>"}, Called: []int32{0, 1, 2, 0, 1, 2, 0, 2, 2, 0, 1, 0},
		Result: &projection.Result{Space: "cosine", Points: 12, Dim: 128, Seed: 1, Projections: []*projection.Projection{tsne, pca}, KNN5: &right},
	}
	for i := range 12 {
		m.Labels = append(m.Labels, int32(i%3))
		m.Pictures = append(m.Pictures, kit.Picture{H: 3, W: 4, C: 1, Pix: make([]uint8, 12)})
		a := float64(i) / 12 * 2 * math.Pi
		tsne.XY = append(tsne.XY, 10*math.Cos(a), 10*math.Sin(a))
		pca.XY = append(pca.XY, math.Cos(3*a), math.Sin(2*a))
	}
	return m
}

func TestReportHasTheMap(t *testing.T) {
	d := example(40)
	d.Map = mapOfTwelve()
	page := html(t, d)
	if !strings.Contains(page, "data-places") || !strings.Contains(page, "--plot-h9") || strings.Contains(page, "No map:") {
		t.Error("the report lacks the map or its colours")
	}
	if strings.Contains(page, "Most frequent among the wrong") {
		t.Error("mix-ups of the points beside those of all pictures")
	}
	var v struct {
		Map struct {
			Wrong, Points, Of int
			Maps              []struct{ Trustworthiness float64 }
		} `json:"map"`
	}
	if err := json.Unmarshal([]byte(asJSON(t, d)), &v); err != nil {
		t.Fatal(err)
	}
	if v.Map.Wrong != 2 || v.Map.Points != 12 || v.Map.Of != 10000 || v.Map.Maps[1].Trustworthiness != 0.9 {
		t.Errorf("report.json says %+v", v.Map)
	}
}
