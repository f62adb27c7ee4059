package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/output/s3"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/people"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/testutil"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// pressed is a plant with two stations of 30 parts each, and a bucket with pictures of every third one.
func pressed(t *testing.T) (address, endpoint string, ids []string) {
	t.Helper()
	address = testutil.PostgreSQL(t)
	objects := map[string][]byte{}
	for station := range 2 {
		name := fmt.Sprintf("press %d", station+1)
		db, err := store.Open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for n := int64(1); n <= 30; n++ {
			picture := grey(uint8(n))
			sum := sha256.Sum256(picture)
			r := record.Result{Trigger: n, Station: name, Source: "api", Part: fmt.Sprintf("=P%d", n), Lot: "L1", At: record.Moment(time.Date(2026, 11, 30, 9, 0, int(n), 0, time.UTC)), Inspector: "0123456789abcdef", Picture: hex.EncodeToString(sum[:]), Format: "PNG", Recipe: "aaaa",
				Judgement: record.Judgement{Verdict: record.Verdicts()[n%4], Score: float64(n), Regions: []record.Region{}}}
			if r.Verdict == record.None {
				r.Reason = "judged too late for the line"
			}
			if err := db.AddResult(r); err != nil {
				t.Fatal(err)
			}
			if n%3 == 0 {
				objects["/pictures/p/"+pictures.IDOf(r).PictureName()] = picture
				objects["/pictures/p/"+pictures.IDOf(r).HeatName()] = []byte("heat")
			}
			if n == 9 {
				objects["/pictures/p/"+pictures.IDOf(r).PictureName()] = []byte("something else")
			}
		}
		// One of another lot that a person called, and a master, which counts nowhere.
		odd := record.Result{Trigger: 40, Station: name, Part: "M", Lot: "L2", At: record.Moment(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)), Master: "ng", Judgement: record.Judgement{Verdict: record.NG, Score: 5, Regions: []record.Region{}}}
		if err := db.AddResult(odd); err != nil {
			t.Fatal(err)
		}
		if _, err := db.AddReview(name, record.Mark{Trigger: 7, At: record.Moment(time.Now()), Who: "sato", Verdict: record.NG}, record.None); err != nil {
			t.Fatal(err)
		}
		if err := db.Note(audit.Entry{At: time.Now(), Who: "sato", What: "test"}, record.EventAlarm, record.Alarm{Kind: "lost", Text: "the disk is too slow for all pictures: some are not stored; results are"}); err != nil {
			t.Fatal(err)
		}
		a, err := plant.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		s := plant.NewSender(a, db, name, "v1.2")
		defer s.Close()
		last, err := s.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		events, err := db.Events(t.Context(), last, 100)
		if err == nil {
			err = s.Take(t.Context(), events)
		}
		if err != nil {
			t.Fatal(err)
		}
		id, err := db.Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b, ok := objects[r.URL.Path]; ok && r.Method == http.MethodGet {
			_, _ = w.Write(b)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("<Error><Code>NoSuchKey</Code></Error>"))
	}))
	t.Cleanup(server.Close)
	return address, server.URL, ids
}

func overviewOf(t *testing.T, change func(*work.OverviewConfig)) (*work.Overview, *rig) {
	t.Helper()
	c := work.NewOverviewConfig()
	c.Dir, c.Name = t.TempDir(), "<plant>"
	change(&c)
	at := desk.New(desk.Silent{})
	at.Bucket = s3.Credentials{Key: "a", Secret: "b"}
	o, err := work.OpenOverview(t.Context(), at, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o, &rig{handler: newOverviewHandler(o, nil)}
}

// TestOverview: stations, results page by page, one part with its picture, charts and the export are what stations
// have sent.
func TestOverview(t *testing.T) {
	address, endpoint, ids := pressed(t)
	_, r := overviewOf(t, func(c *work.OverviewConfig) {
		c.Database, c.Open, c.PlantPictures, c.S3Endpoint = address, true, "s3://pictures/p", endpoint
	})
	var stations StationList
	r.into(t, &stations, http.StatusOK, "GET", "/api/v1/stations?lang=ja", nil)
	if len(stations.Stations) != 2 || stations.Stations[0].Name != "press 1" || stations.Stations[0].OK != 8 || stations.Stations[0].NG != 8 || stations.Stations[1].ID != ids[1] || !strings.Contains(stations.Stations[0].AlarmSaid, "ディスク") {
		t.Errorf("%+v", stations)
	}
	if s := stations.Stations[0]; s.Program != "v1.2" || !s.Newest.Equal(time.Date(2026, 11, 30, 9, 0, 30, 0, time.UTC)) || s.Lag < 0 || s.Lag > 3600 {
		t.Errorf("%+v", s)
	}
	stations = StationList{}
	r.into(t, &stations, http.StatusOK, "GET", "/api/v1/stations?from=2027-11-30T09:00:29Z", nil)
	if s := stations.Stations[0]; s.OK != 0 || !s.Last.IsZero() || s.Newest.IsZero() {
		t.Errorf("its newest part is older than what is counted: %+v", s)
	}
	r.into(t, &stations, http.StatusOK, "GET", "/api/v1/stations?from=2026-11-30T09:00:29Z", nil)
	if s := stations.Stations[0]; s.OK+s.NG+s.Review+s.None != 2 {
		t.Errorf("%+v", s)
	}
	var recipes PlantRecipes
	r.into(t, &recipes, http.StatusOK, "GET", "/api/v1/recipes", nil)
	if len(recipes.Recipes) != 2 || recipes.Recipes[0].Hash != "aaaa" {
		t.Errorf("%+v", recipes)
	}
	var seen []string
	for next := ""; ; {
		var p PlantPage
		r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?lang=ja&limit=7&recipe=aaaa&cursor="+next, nil)
		for _, x := range p.Results {
			seen = append(seen, fmt.Sprint(x.Station, x.Trigger))
			if (x.Said == "") != (x.Reason == "") || x.Said == x.Reason && x.Said != "" {
				t.Errorf("%+v", x)
			}
		}
		if next = p.Next; next == "" {
			break
		}
	}
	if slices.Sort(seen); len(seen) != 60 || len(slices.Compact(seen)) != 60 {
		t.Errorf("%d: %v", len(seen), seen)
	}
	var p PlantPage
	r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?verdict=NG&min_score=20&station="+ids[1], nil)
	if len(p.Results) != 3 || p.Results[0].Station != "press 2" || p.Results[0].Trigger != 30 {
		t.Errorf("%+v", p)
	}
	for asked, want := range map[string]int{
		"": 62, "lot=L2": 2, "part=%3DP5": 2, "part=M": 2, "from=2026-11-30T09:00:29Z": 4, "to=2026-11-30T09:00:03Z": 6, "called=NG": 2, "called=NONE": 60, "masters=no": 60, "station=press+1": 31,
	} {
		r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?limit=100&"+asked, nil)
		if len(p.Results) != want {
			t.Errorf("%q: %d results, want %d", asked, len(p.Results), want)
		}
	}
	for _, cursor := range []string{"x", "1.2", "0.a.1", "1.a.x"} {
		r.refused(t, http.StatusBadRequest, "cursor", "GET", "/api/v1/results?cursor="+cursor, nil)
	}
	at := "/api/v1/results/" + ids[0]
	var f PlantFull
	r.into(t, &f, http.StatusOK, "GET", at+"/6", nil)
	if f.Trigger != 6 || f.StationID != ids[0] || f.Reviews == nil {
		t.Errorf("%+v", f)
	}
	r.refused(t, http.StatusNotFound, "not-found", "GET", at+"/31", nil)
	if a, b := r.ask(t, "GET", at+"/6/picture", nil); a.Code != http.StatusOK || !bytes.Equal(b, grey(6)) || a.Header().Get("Content-Type") != "image/png" || a.Header().Get("Cache-Control") != forGood {
		t.Errorf("%d %v", a.Code, a.Header())
	}
	if a, b := r.ask(t, "GET", at+"/6/picture?side=16", nil); a.Code != http.StatusOK || !bytes.HasPrefix(b, []byte("\x89PNG")) {
		t.Errorf("%d %s", a.Code, b)
	}
	if a, b := r.ask(t, "GET", at+"/6/heat", nil); a.Code != http.StatusOK || string(b) != "heat" {
		t.Errorf("%d %s", a.Code, b)
	}
	r.refused(t, http.StatusNotFound, "not-kept", "GET", at+"/7/picture", nil)
	r.refused(t, http.StatusNotFound, "not-kept", "GET", at+"/7/heat", nil)
	r.refused(t, http.StatusInternalServerError, "damaged", "GET", at+"/9/picture", nil)
	var d work.Drift
	r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift?by=parts&parts=20&recipe=aaaa&station="+ids[0], nil)
	if len(d.Groups) != 1 || d.Groups[0].Parts != 20 || d.Few != 1 || d.Groups[0].NG != 7 {
		t.Errorf("%+v", d)
	}
	r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift?by=parts&parts=20&recipe=aaaa&from=2026-11-30T09:00:20Z&station="+ids[0], nil)
	if len(d.Groups) != 0 {
		t.Errorf("of the last ten parts there is %+v", d.Groups)
	}
	a, b := r.ask(t, "GET", "/api/v1/export?verdict=OK", nil)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) != 17 || rows[0][0] != "station_id" || len(rows[1]) != len(rows[0]) || rows[1][6] != "'=P29" || a.Header().Get("Content-Disposition") == "" {
		t.Errorf("%v, %d, %v", err, len(rows), rows[:min(2, len(rows))])
	}
	if _, b := r.ask(t, "GET", "/?lang=ja", nil); !bytes.Contains(b, []byte("&lt;plant&gt;")) || !bytes.Contains(b, []byte("plant.js")) {
		t.Errorf("%s", b)
	}
	if _, b := r.ask(t, "GET", "/admin", nil); !bytes.Contains(b, []byte("data-plant")) || bytes.Contains(b, []byte("/engineer")) {
		t.Errorf("%s", b)
	}
	var document struct{ Paths map[string]any }
	r.into(t, &document, http.StatusOK, "GET", "/openapi.json", nil)
	if document.Paths["/api/v1/results/{station}/{trigger}"] == nil || document.Paths["/api/v1/parts"] != nil {
		t.Errorf("%v", document)
	}
	if a, _ := r.ask(t, "POST", "/api/v1/parts", grey(0)); a.Code != http.StatusNotFound && a.Code != http.StatusMethodNotAllowed {
		t.Errorf("a part was taken: %d", a.Code)
	}
	_, without := overviewOf(t, func(c *work.OverviewConfig) { c.Database, c.Open = address, true })
	without.refused(t, http.StatusNotFound, "no-pictures", "GET", at+"/6/picture", nil)
}

// TestOverviewShifts: charts of a plant are by its own shifts.
func TestOverviewShifts(t *testing.T) {
	address, _, ids := pressed(t)
	testutil.SQL(t, address, "UPDATE mekiki.results SET at = at + interval '10 minutes' WHERE number BETWEEN 16 AND 30")
	between := time.Date(2026, 11, 30, 9, 5, 0, 0, time.UTC).In(time.Local).Format("15:04")
	for want, shifts := range map[int][]string{1: nil, 2: {between}} {
		_, r := overviewOf(t, func(c *work.OverviewConfig) { c.Database, c.Open, c.Shift = address, true, shifts })
		var d work.Drift
		if r.into(t, &d, http.StatusOK, "GET", "/api/v1/drift?by=shift&recipe=aaaa&station="+ids[0], nil); len(d.Groups)+d.Few != want {
			t.Errorf("shifts from %v on: %+v, want %d groups", shifts, d.Groups, want)
		}
	}
}

// TestOverviewExportEnds: an export that cannot be finished is broken off, so that nobody takes it for the whole.
func TestOverviewExportEnds(t *testing.T) {
	address, _, ids := pressed(t)
	testutil.SQL(t, address, `INSERT INTO mekiki.results SELECT station, 1000 + n, digest, at + n * interval '1 s', verdict, score, part, lot, recipe, master, milliseconds,
		body || jsonb_build_object('trigger', 1000 + n, 'at', at + n * interval '1 s') FROM mekiki.results, generate_series(1, 1500) n WHERE number = 6 AND station = '`+ids[0]+`'`)
	_, r := overviewOf(t, func(c *work.OverviewConfig) { c.Database, c.Open = address, true })
	server := httptest.NewServer(r.handler)
	defer server.Close()
	export := func() (string, error) {
		a, err := http.Get(server.URL + "/api/v1/export?lot=L1&station=" + ids[0])
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", a.StatusCode, b)
		}
		return string(b), err
	}
	if all, err := export(); err != nil || strings.Count(all, "\n") != 1531 {
		t.Errorf("%d lines, %v", strings.Count(all, "\n"), err)
	}
	testutil.SQL(t, address, `UPDATE mekiki.results SET body = '{"trigger": "no number"}' WHERE number = 1`) // the oldest
	if some, err := export(); err == nil {
		t.Errorf("%d lines, and no word that some are missing", strings.Count(some, "\n"))
	}
}

// TestOverviewTwice: where two results have one number each has its own picture.
func TestOverviewTwice(t *testing.T) {
	address, endpoint, ids := pressed(t)
	// Number 6 comes again as what number 12 is.
	testutil.SQL(t, address, `INSERT INTO mekiki.results SELECT station, 6, repeat('c', 64), at, verdict, score, part, lot, recipe, master, milliseconds,
		body || '{"trigger": 6}' FROM mekiki.results WHERE number = 12 AND station = '`+ids[0]+`'`)
	_, r := overviewOf(t, func(c *work.OverviewConfig) {
		c.Database, c.Open, c.PlantPictures, c.S3Endpoint = address, true, "s3://pictures/p", endpoint
	})
	var p PlantPage
	r.into(t, &p, http.StatusOK, "GET", "/api/v1/results?limit=100&station="+ids[0], nil)
	found := 0
	for _, x := range p.Results {
		if x.Trigger != 6 {
			continue
		}
		found++
		want := grey(6)
		if x.Digest[:2] == "cc" {
			want = grey(12)
		}
		at := fmt.Sprintf("/api/v1/results/%s/6.%s", ids[0], x.Digest[:12])
		if a, b := r.ask(t, "GET", at+"/picture", nil); a.Code != http.StatusOK || !bytes.Equal(b, want) {
			t.Errorf("%s: %d", at, a.Code)
		}
		var f PlantFull
		if r.into(t, &f, http.StatusOK, "GET", at, nil); f.Digest != x.Digest || f.Others != 1 {
			t.Errorf("%+v", f)
		}
	}
	if found != 2 {
		t.Errorf("%d results", found)
	}
	for _, part := range []string{"6.", "6.x", "06", "0", "6.CC", "1234567890123456789"} {
		if a, b := r.ask(t, "GET", "/api/v1/results/"+ids[0]+"/"+part, nil); a.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d %s", part, a.Code, b)
		}
	}
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/results/"+ids[0]+"/6.0000", nil)
}

// TestOverviewAccess: who has not logged in sees nothing of a plant, and who may not make users makes none.
func TestOverviewAccess(t *testing.T) {
	address, _, _ := pressed(t)
	o, _ := overviewOf(t, func(c *work.OverviewConfig) { c.Database = address })
	var err error
	if o.People, err = people.Open(t.Context(), people.Config{Store: o.Store(), Station: o.Name, Now: time.Now, Cost: people.Cost{KiB: 64, Passes: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := o.FirstUser(); err != nil {
		t.Fatal(err)
	}
	r := &rig{handler: newOverviewHandler(o, nil)}
	c := &crew{rig: r}
	c.admin = c.in(t, o.Reached.User, o.Reached.Password)
	walkAccess(t, r, overviewAccess, c.callers(t, o.People))
	var rows AuditPage
	c.admin.into(t, &rows, http.StatusOK, "GET", "/api/v1/audit", "")
	if len(rows.Rows) == 0 {
		t.Error("the audit is empty")
	}
}

// TestOverviewFolder: a station's folder is refused, and so is one that is in use; a database that is not there is
// named, without the password.
func TestOverviewFolder(t *testing.T) {
	address, _, _ := pressed(t)
	c := work.NewOverviewConfig()
	c.Dir, c.Database, c.Open = t.TempDir(), address, true
	db, err := store.Open(t.Context(), c.Dir)
	if err == nil {
		err = db.AddResult(record.Result{Trigger: 1, At: time.Now(), Judgement: record.Judgement{Verdict: record.OK, Regions: []record.Region{}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	at := desk.New(desk.Silent{})
	if _, err := work.OpenOverview(t.Context(), at, c); err == nil || !strings.Contains(err.Error(), "the folder of a station") {
		t.Errorf("%v", err)
	}
	// One of another version is refused before it is brought forward.
	older := c
	older.Dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(older.Dir, "pictures"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := work.OpenOverview(t.Context(), at, older); err == nil || !strings.Contains(err.Error(), "the folder of a station") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(older.Dir, store.File)); err == nil {
		t.Error("a station's folder was opened")
	}
	o, _ := overviewOf(t, func(a *work.OverviewConfig) { *a = c; a.Dir = filepath.Join(t.TempDir(), "new") })
	if _, err := os.Stat(filepath.Join(c.Dir, store.File)); err != nil {
		t.Error(err)
	}
	_ = o
	c.Dir, c.Database = t.TempDir(), "postgres://reader:geheim@127.0.0.1:1/mekiki"
	if _, err := work.OpenOverview(t.Context(), at, c); err == nil || strings.Contains(err.Error(), "geheim") || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("%v", err)
	}
	b, err := json.Marshal(c)
	if err != nil || bytes.Contains(b, []byte("geheim")) {
		t.Errorf("%s, %v", b, err)
	}
}

// TestPlantReport: it is of one version at one station, with parts that can be followed to where they are.
func TestPlantReport(t *testing.T) {
	address, _, ids := pressed(t)
	_, r := overviewOf(t, func(c *work.OverviewConfig) { c.Database, c.Open = address, true })
	var y PlantReport
	r.into(t, &y, http.StatusOK, "GET", "/api/v1/report?lang=ja&recipe=aaaa&station="+ids[1]+"&from=2026-11-30T09:00:00Z&to=2026-11-30T09:00:21Z", nil)
	if c := y.Tally.Counts; y.Station != "press 2" || y.StationID != ids[1] || y.Recipe.Hash != "aaaa" || y.Recipe.Inspector == "" || c[record.OK]+c[record.NG]+c[record.Review]+c[record.None] != 20 {
		t.Errorf("%+v", y)
	}
	if len(y.Reasons) != 1 || y.Reasons[0].Said == y.Reasons[0].Text || y.Reasons[0].Verdict != record.None {
		t.Errorf("%+v", y.Reasons)
	}
	if len(y.Worst) != int(y.Tally.Counts[record.NG]) || y.Worst[0].StationID != ids[1] || y.Worst[0].Digest == "" || y.Worst[0].Score < y.Worst[1].Score {
		t.Errorf("%+v", y.Worst)
	}
	if y.Known.Bad != 1 || y.Known.Escapes.Count != 0 || len(y.Escaped) != 0 {
		t.Errorf("%+v, %+v", y.Known, y.Escaped)
	}
	r.refused(t, http.StatusUnprocessableEntity, "period", "GET", "/api/v1/report?recipe=aaaa&station="+ids[0]+"&from=2999-01-01T00:00:00Z", nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/report?recipe=bbbb&station="+ids[0], nil)
	r.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/report?recipe=aaaa&station=none", nil)
}
