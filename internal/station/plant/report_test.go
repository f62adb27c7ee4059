package plant_test

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
)

// TestReport: what the plant's database says of a version in a period is what the station itself says of it, for a station
// whose scores, reasons, masters and reviews lie anyhow.
func TestReport(t *testing.T) {
	d := newDatabase(t)
	l := newLine(t, t.TempDir())
	l.send(t, d.address)
	dice := rand.New(rand.NewPCG(1, 2))
	reasons := []string{"", "", "", "darker than all good pictures", "grey, where good pictures have colour"}
	for n := int64(1); n <= 120; n++ {
		r := record.Result{Trigger: n, Station: "press 1", Recipe: []string{"aaaa", "bbbb"}[dice.IntN(2)], At: record.Moment(nine.Add(time.Duration(n) * time.Second)), Inspector: "abc", Low: 0.3, High: 0.6,
			Judgement: record.Judgement{Verdict: record.Verdicts()[dice.IntN(4)], Score: float64(dice.IntN(50)) / 50, Reason: reasons[dice.IntN(len(reasons))], Regions: []record.Region{}}}
		if dice.IntN(10) == 0 {
			r.Master = "ng"
		}
		if err := l.AddResult(r); err != nil {
			t.Fatal(err)
		}
		for range dice.IntN(3) {
			m := record.Mark{Trigger: n, At: record.Moment(r.At.Add(time.Second)), Who: "sato", Verdict: []record.Verdict{record.OK, record.NG, record.Review, record.None}[dice.IntN(4)]}
			if _, err := l.AddReview("press 1", m, record.None); err != nil {
				t.Fatal(err)
			}
		}
	}
	l.until(t)
	id, err := l.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v := d.view(t)
	for _, among := range []record.Among{{Recipe: "aaaa"}, {Recipe: "bbbb", From: nine.Add(20 * time.Second), To: nine.Add(90 * time.Second)}, {Recipe: "aaaa", From: nine.Add(time.Hour)}} {
		q := plant.Query{Station: id, Recipe: among.Recipe, From: among.From, To: among.To, NoMasters: true}
		const bins, most = 7, 5
		was, err := l.Tally(t.Context(), among, most)
		if err != nil {
			t.Fatal(err)
		}
		is, err := v.Tally(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(is.Counts, was.Counts) || !slices.Equal(is.Reasons, was.Reasons) || !is.First.Equal(was.First) || !is.Last.Equal(was.Last) {
			t.Errorf("%+v, want %+v", is, was)
		}
		q.Verdicts = []record.Verdict{record.NG}
		worst, err := v.Worst(t.Context(), q, most)
		if err != nil || !slices.EqualFunc(worst, was.Worst, func(a plant.Result, b record.Result) bool { return a.Trigger == b.Trigger && a.StationID == id }) {
			t.Errorf("%+v, want %+v; %v", worst, was.Worst, err)
		}
		q.Verdicts = nil
		want, err := l.Spread(t.Context(), among, bins)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.Spread(t.Context(), q, bins)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(want.Known, func(a, b record.Scored) int { return cmp.Compare(b.Trigger, a.Trigger) })
		if len(got.Known) == 0 && len(want.Known) == 0 {
			got.Known, want.Known = nil, nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}
