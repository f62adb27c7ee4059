package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// recorded is the folder of a station with two results and a review.
func recorded(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "plant")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 30, 9, 0, 0, 5000, time.FixedZone("", 9*3600))
	for n, v := range []record.Verdict{record.OK, record.NG} {
		r := record.Result{Trigger: int64(n + 1), Judgement: record.Judgement{Verdict: v, Score: 0.25, Regions: []record.Region{}}, Station: "s1", Source: "api", Part: "p,1", At: at, Picture: "ab", Format: "PNG"}
		if err := s.AddResult(r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.AddReview("s1", record.Mark{Trigger: 2, At: at, Who: "佐藤", Verdict: record.OK, Reason: "=dust"}, record.NG); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestStationVerify: sound records end with 0 and a head to note; changed ones with 1, and are
// named; so is a chain that was made anew behind a noted head.
func TestStationVerify(t *testing.T) {
	dir := recorded(t)
	o := mekiki(t, "station", "verify", dir).want(t, exitOK)
	if !strings.Contains(o.out, "3 rows, each as it was written") {
		t.Errorf("%s", o.out)
	}
	_, head, _ := strings.Cut(o.out, "head")
	head = strings.TrimSpace(head)
	mekiki(t, "station", "verify", dir, "--head", head).want(t, exitOK)
	other := strings.Replace(head, "3:", "2:", 1)
	if o := mekiki(t, "station", "verify", dir, "--head", other).want(t, exitFailed, "not as they were written"); !strings.Contains(o.out, "row 2 is not the one whose hash was noted") {
		t.Errorf("%s", o.out)
	}
	mekiki(t, "station", "verify", dir, "--head", "2").want(t, exitUsage, "1234:9f86d0")
	mekiki(t, "station", "verify", t.TempDir()).want(t, exitFailed, "mekiki serve --dir")
	mekiki(t, "station", "verify").want(t, exitUsage, "folder of one station")
	if o := mekiki(t, "--lang", "ja", "station", "verify", dir); !strings.Contains(o.out, "3 行すべて") {
		t.Errorf("%s", o.out)
	}
}

// TestStationExport writes what was stored, as spreadsheets and as JSON.
func TestStationExport(t *testing.T) {
	dir, out := recorded(t), t.TempDir()
	mekiki(t, "station", "export", dir, "--out", filepath.Join(out, "csv")).want(t, exitOK)
	mekiki(t, "station", "export", dir, "--out", filepath.Join(out, "json"), "--format", "json").want(t, exitOK)
	mekiki(t, "station", "export", dir, "--out", filepath.Join(out, "json")).want(t, exitFailed, "already")
	mekiki(t, "station", "export", dir, "--format", "xml").want(t, exitUsage, "csv, json")
	for name, want := range map[string]string{
		"results.csv": "2,2026-11-30T09:00:00.000005+09:00,s1,api,\"p,1\",,NG,0.25,",
		"reviews.csv": "1,2,2026-11-30T09:00:00.000005+09:00,佐藤,OK,'=dust",
		"audit.csv":   "3,2026-11-30T09:00:00.000005+09:00,佐藤,s1,review,2#1,NG,OK,'=dust,",
		"late.csv":    "trigger,at,verdict",
	} {
		b, err := os.ReadFile(filepath.Join(out, "csv", name))
		if err != nil || !strings.Contains(string(b), want) || !strings.HasPrefix(string(b), "\ufeff") { // which Excel wants
			t.Errorf("%s lacks %s: %q, %v", name, want, b, err)
		}
	}
	for name, want := range map[string]int{"results.json": 2, "late.json": 0, "reviews.json": 1, "audit.json": 3} {
		var list []map[string]any
		b, err := os.ReadFile(filepath.Join(out, "json", name))
		if err == nil {
			err = json.Unmarshal(b, &list)
		}
		if err != nil || len(list) != want {
			t.Errorf("%s: %d records, want %d: %v", name, len(list), want, err)
		}
	}
}

// TestServeRefuses what no station can be run with, and a second one in the same folder.
func TestServeRefuses(t *testing.T) {
	for word, args := range map[string][]string{
		"exclude each other": {"--demo", "--inspector", "x"},
		"window":             {"--window", "-1s"},
		"waiting is 0":       {"--waiting", "0"},
		"below 0":            {"--days", "-1"},
		"needs a folder":     {"--dir", ""},
	} {
		mekiki(t, append([]string{"serve"}, args...)...).want(t, exitUsage, word)
	}
	mekiki(t, "serve", "--dir", t.TempDir(), "--inspector", "none.mekiki").want(t, exitFailed, "none.mekiki", "inspect fit")
	mekiki(t, "serve", "--dir", "station_test.go").want(t, exitFailed, "not a directory", "--dir")
	dir := filepath.Join(t.TempDir(), "plant")
	if o := mekiki(t, "serve", "--dir", dir).want(t, exitOK, "there is no inspector yet"); !strings.Contains(o.out, "http://127.0.0.1:8640") {
		t.Errorf("%s", o.out)
	}
	mekiki(t, "serve", "--demo", "--dir", dir).want(t, exitFailed, "records of its own", "--dir")
	if err := os.Mkdir(filepath.Join(dir, "demo"), 0o777); err != nil {
		t.Fatal(err)
	}
	mekiki(t, "serve", "--dir", dir).want(t, exitOK, "has the records of a demo")
}
