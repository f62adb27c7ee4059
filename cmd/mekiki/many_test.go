package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// made is a result of a store that has many: one part a second, the last of them now, lots of
// 500, five in a hundred not OK. number counts from 1.
type made struct {
	like  record.Result // by whom they were judged
	until time.Time
	count int
}

func (m made) result(number int64) record.Result {
	random := rand.New(rand.NewPCG(uint64(number), 13))
	r := m.like
	r.Trigger, r.Key, r.Part, r.Lot = number, fmt.Sprint("part-", number), fmt.Sprintf("A-%07d", number), fmt.Sprint("L", number/500)
	r.At = m.until.Add(-time.Duration(m.count-int(number)) * time.Second)
	r.Score, r.Reason, r.Verdict = r.Low*math.Exp(random.NormFloat64()/4-0.5), "", record.OK
	r.Regions, r.Milliseconds = []record.Region{}, 20+random.ExpFloat64()
	switch {
	case random.IntN(100) == 0:
		r.Verdict, r.Score, r.Reason = record.Review, 0, "darker than all good pictures"
	case r.Score >= r.High:
		r.Verdict, r.Regions = record.NG, []record.Region{{X: 0.25, Y: 0.5, Width: 0.125, Height: 0.0625, Area: 0.004, Score: r.Score}}
	case r.Score >= r.Low:
		r.Verdict = record.Review
	}
	sum := fnv.New64a()
	fmt.Fprint(sum, number)
	r.Picture = strings.Repeat(fmt.Sprintf("%016x", sum.Sum64()), 4)
	return r
}

// called is what a person called a part: one in eleven of those that are REVIEW.
func (m made) called(r record.Result) record.Verdict {
	switch {
	case r.Verdict != record.Review || r.Trigger%11 != 0:
		return ""
	case r.Trigger%2 == 0:
		return record.OK
	}
	return record.NG
}

// fill puts them into the records as a station does, and says what one takes.
func (m made) fill(t *testing.T, dir string, first int64) {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	numbers := make(chan int64)
	var all sync.WaitGroup
	for range 256 {
		all.Go(func() {
			for n := range numbers {
				r := m.result(n)
				err := s.AddResult(r)
				if c := m.called(r); err == nil && c != "" {
					_, err = s.AddReview(r.Station, record.Mark{Trigger: n, At: r.At, Who: "sato", Verdict: c}, r.Verdict)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := first; n <= int64(m.count); n++ {
		numbers <- n
	}
	close(numbers)
	all.Wait()
	t.Logf("written in %v, %.0f a second", time.Since(began).Round(time.Millisecond), float64(m.count)/time.Since(began).Seconds())
}

// timed asks for JSON, and says how many milliseconds that took: the middle one of five.
func timed(t *testing.T, address, path string, q url.Values, to any) float64 {
	t.Helper()
	var took []float64
	for range 5 {
		began := time.Now()
		a, err := http.Get(address + path + "?" + q.Encode())
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(a.Body)
		a.Body.Close()
		took = append(took, time.Since(began).Seconds()*1000)
		if err != nil || a.StatusCode != http.StatusOK {
			t.Fatalf("%s %v: %s, %v", path, q, b, err)
		}
		if err := json.Unmarshal(b, to); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(took)
	t.Logf("%7.1f ms, most %7.1f: %s %s", took[2], took[4], path, q.Encode())
	return took[2]
}

// TestManyResults asks a station with many results what its pages ask, and wants the answers of
// a plain loop over all of them. A thousand; bench/soak.sh many asks for a million, and the answers
// within 200 ms, histogram and effect within 500 ms, the start within a second.
func TestManyResults(t *testing.T) {
	count := int(asked(t, "MEKIKI_RESULTS", 1000))
	long := count > 1000
	inspector, files := fitted(t, 64)
	dir := filepath.Join(t.TempDir(), "plant")
	s := serve(t, "--dir", dir, "--inspector", inspector)
	like, err := post(s.address, "first", files[0])
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	code(t, s.cmd)
	like.High = 1.3 * like.Low // those of so small an inspector may be one
	m := made{like, record.Moment(time.Now()), count}
	m.fill(t, dir, like.Trigger+1)
	file, err := os.Stat(filepath.Join(dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d results: %d MB", count, file.Size()/1e6)

	began := time.Now()
	s = serve(t, "--dir", dir, "--inspector", inspector)
	start := time.Since(began)
	t.Logf("start: %.2f s", start.Seconds())
	if long && start > time.Second {
		t.Errorf("the start takes %v", start)
	}
	ask := func(path string, q url.Values, to any) {
		t.Helper()
		most := 200.0
		if strings.Contains(path, "scores") {
			most = 500
		}
		if took := timed(t, s.address, path, q, to); long && took > most {
			t.Errorf("%s %s takes %.0f ms", path, q.Encode(), took)
		}
	}
	low, high := like.Low, like.High
	f := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	day, some := m.until.Add(-24*time.Hour), m.result(int64(count/3))
	rare := like.High * 1.3
	for _, c := range []struct {
		q    url.Values
		want func(r record.Result) bool
	}{
		{url.Values{}, func(record.Result) bool { return true }},
		{url.Values{"cursor": {"150"}}, func(r record.Result) bool { return r.Trigger < 150 }},
		{url.Values{"cursor": {strconv.Itoa(count / 2)}}, func(r record.Result) bool { return r.Trigger < int64(count/2) }},
		{url.Values{"order": {"oldest"}}, func(record.Result) bool { return true }},
		{url.Values{"verdict": {"NG"}}, func(r record.Result) bool { return r.Verdict == record.NG }},
		{url.Values{"verdict": {"NG,REVIEW"}}, func(r record.Result) bool { return r.Verdict == record.NG || r.Verdict == record.Review }},
		{url.Values{"verdict": {"NG"}, "cursor": {"5000"}}, func(r record.Result) bool { return r.Verdict == record.NG && r.Trigger < 5000 }},
		{url.Values{"verdict": {"NONE"}}, func(r record.Result) bool { return r.Verdict == record.None }},
		{url.Values{"lot": {some.Lot}}, func(r record.Result) bool { return r.Lot == some.Lot }},
		{url.Values{"lot": {some.Lot}, "verdict": {"NG"}}, func(r record.Result) bool { return r.Lot == some.Lot && r.Verdict == record.NG }},
		{url.Values{"part": {some.Part}}, func(r record.Result) bool { return r.Part == some.Part }},
		{url.Values{"part": {"none"}}, func(record.Result) bool { return false }},
		{url.Values{"inspector": {like.Inspector}}, func(record.Result) bool { return true }},
		{url.Values{"inspector": {"none"}}, func(record.Result) bool { return false }},
		{url.Values{"product": {"i"}}, func(record.Result) bool { return true }},
		{url.Values{"product": {"none"}}, func(record.Result) bool { return false }},
		{url.Values{"min_score": {f(low)}, "max_score": {f(high)}}, func(r record.Result) bool { return r.Score >= low && r.Score < high }},
		{url.Values{"min_score": {f(rare)}}, func(r record.Result) bool { return r.Score >= rare }},
		{url.Values{"min_score": {f(10 * high)}}, func(r record.Result) bool { return r.Score >= 10*high }},
		{url.Values{"min_score": {f(low)}, "verdict": {"REVIEW"}, "from": {day.Format(time.RFC3339Nano)}}, func(r record.Result) bool {
			return r.Score >= low && r.Verdict == record.Review && !r.At.Before(day)
		}},
		{url.Values{"from": {day.Format(time.RFC3339Nano)}, "to": {day.Add(time.Hour).Format(time.RFC3339Nano)}}, func(r record.Result) bool {
			return !r.At.Before(day) && r.At.Before(day.Add(time.Hour))
		}},
		{url.Values{"from": {day.Format(time.RFC3339Nano)}, "verdict": {"NG,REVIEW"}}, func(r record.Result) bool {
			return !r.At.Before(day) && (r.Verdict == record.NG || r.Verdict == record.Review)
		}},
		{url.Values{"to": {day.Format(time.RFC3339Nano)}, "verdict": {"NG,REVIEW"}}, func(r record.Result) bool {
			return r.At.Before(day) && (r.Verdict == record.NG || r.Verdict == record.Review)
		}},
		{url.Values{"called": {"NG"}}, func(r record.Result) bool { return m.called(r) == record.NG }},
		{url.Values{"called": {"NONE"}, "verdict": {"REVIEW"}, "order": {"oldest"}, "masters": {"no"}}, func(r record.Result) bool {
			return m.called(r) == "" && r.Verdict == record.Review
		}},
	} {
		var page struct{ Results []record.Result }
		ask("/api/v1/results", c.q, &page)
		var want, got []int64
		for i := range int64(count) {
			n := int64(count) - i
			if c.q.Get("order") == "oldest" {
				n = i + 1
			}
			if n > like.Trigger && c.want(m.result(n)) || n == like.Trigger && c.want(like) {
				want = append(want, n)
			}
			if len(want) == 100 {
				break
			}
		}
		for _, r := range page.Results {
			got = append(got, r.Trigger)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", c.q, got, want)
		}
	}
	var whatever map[string]any
	for _, q := range []url.Values{{}, {"from": {day.Format(time.RFC3339Nano)}}} {
		ask("/api/v1/scores", q, &whatever)
		q.Set("low", f(low*1.1))
		q.Set("high", f(high*1.1))
		ask("/api/v1/scores/effect", q, &whatever)
	}
	ask("/api/v1/audit", url.Values{"people": {"true"}}, &whatever)
	for _, path := range []string{"/api/v1/state", "/api/v1/shift", "/api/v1/recipes", "/api/v1/audit", "/api/v1/storage", "/api/v1/results/" + strconv.Itoa(count/2)} {
		ask(path, nil, &whatever)
	}
	var took []float64
	for i := range 50 {
		began := time.Now()
		if _, err := post(s.address, fmt.Sprint("then-", i), files[0]); err != nil {
			t.Fatal(err)
		}
		took = append(took, time.Since(began).Seconds()*1000)
	}
	slices.Sort(took)
	t.Logf("a part of 64x64 then: %.1f ms (median)", quantile(took, 0.5))
	began = time.Now()
	verify, _, errs := process(t, "station", "verify", dir)
	if c := code(t, verify); c != 0 {
		t.Errorf("exit code %d: %s", c, errs)
	}
	t.Logf("verify: %.1f s, %.1f s of processor time", time.Since(began).Seconds(), verify.ProcessState.UserTime().Seconds())
}
