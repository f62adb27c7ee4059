package work

import (
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// TestGrouping: groups are hours of the clock, shifts or so many parts, and what is held back has no score in them.
func TestGrouping(t *testing.T) {
	india := time.FixedZone("", 5*3600+1800)
	begin := time.Date(2026, 11, 30, 5, 50, 0, 0, india)
	parts := func(yield func(record.Judged, error) bool) {
		for i := range 120 { // one a minute: to 07:49
			j := record.Judged{Trigger: int64(i + 1), At: begin.Add(time.Duration(i) * time.Minute).UTC(), Verdict: record.OK, Score: float64(i)}
			if i%10 == 9 {
				j.Verdict, j.Held, j.Score = record.Review, true, 1e6
			}
			if i == 30 {
				j.Verdict = record.NG
			}
			if i == 31 {
				j.Verdict = record.Review
			}
			if !yield(j, nil) {
				return
			}
		}
	}
	for _, c := range []struct {
		g    grouping
		want []int
	}{
		{grouping{by: ByHour, at: india}, []int{10, 60, 50}},
		{grouping{by: ByHour, at: time.UTC}, []int{40, 60, 20}},
		{grouping{by: ByShift, shifts: Shifts{"06:30", "14:00"}, at: india}, []int{40, 80}},
		{grouping{by: ByShift, at: india}, []int{120}},
		{grouping{by: ByParts, parts: 50, at: india}, []int{50, 50, 20}},
	} {
		var sizes []int
		var total DriftGroup
		for g, err := range c.g.groups(parts) {
			if err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, g.Parts)
			total.NG, total.Review, total.Held = total.NG+g.NG, total.Review+g.Review, total.Held+g.Held
			if (g.Median != nil) != (g.Parts-g.Held >= DriftLeastParts) || g.Upper != nil && *g.Upper > 119 {
				t.Errorf("%+v: %+v", c.g, g)
			}
		}
		if !slices.Equal(sizes, c.want) || total.NG != 1 || total.Review != 1 || total.Held != 12 {
			t.Errorf("%+v: %v, want %v; %+v", c.g, sizes, c.want, total)
		}
	}
	for g := range (grouping{by: ByParts, parts: 120, at: india}).groups(parts) {
		if *g.Median != 59 || !g.From.Equal(begin) || g.To.Sub(begin) != 119*time.Minute {
			t.Errorf("%+v, median %v", g, *g.Median)
		}
	}
}
