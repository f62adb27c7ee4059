package cli

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/plant"
	"mekiki/internal/station/store"
	"mekiki/internal/testutil"
)

// TestStationPlantWrong: what is asked wrongly is said in words, without a password.
func TestStationPlantWrong(t *testing.T) {
	const address = "postgres://reader:geheim@127.0.0.1:1/mekiki"
	for _, c := range []struct {
		args []string
		exit int
		want string
	}{
		{nil, exitUsage, "address of one database"},
		{[]string{"db.example"}, exitUsage, "postgres://station@db.example"},
		{[]string{address, "--verdict", "GOOD"}, exitUsage, "NG"},
		{[]string{address, "--from", "yesterday"}, exitUsage, "2026-11-30T06:00:00"},
		{[]string{address, "--results", "-1"}, exitUsage, "100000"},
		{[]string{address}, exitFailed, "postgres://reader@127.0.0.1:1/mekiki"},
	} {
		o := mekiki(t, append([]string{"station", "plant"}, c.args...)...).want(t, c.exit, c.want)
		if strings.Contains(o.err+o.out, "geheim") {
			t.Errorf("%v says the password: %s", c.args, o.err)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "address of one database"}, {[]string{"db.example"}, "postgres://station@db.example"}, {[]string{address, "--plant-pictures", "pictures"}, "s3://pictures/plant-1"},
		{[]string{address, "--s3-endpoint", "https://s3.example"}, "plant-pictures"}, {[]string{address, "--plant-pictures", "s3://pictures", "--s3-endpoint", "https://u:geheim@s3.example"}, "keys stand in the environment"},
		{[]string{address, "--address", "0.0.0.0:0"}, "--tls self"}, {[]string{address, "--plant-pictures", "s3://pictures", "--s3-region", ""}, "us-east-1"},
	} {
		o := mekiki(t, append([]string{"station", "view", "--dir", filepath.Join(t.TempDir(), "view")}, c.args...)...).want(t, exitUsage, c.want)
		if strings.Contains(o.err+o.out, "geheim") {
			t.Errorf("%v says a secret: %s", c.args, o.err)
		}
	}
	o := mekiki(t, "serve", "--dir", t.TempDir(), "--plant", "mysql://u:geheim@db/x").want(t, exitUsage, "postgres://station@db.example")
	if strings.Contains(o.err, "geheim") {
		t.Errorf("%s", o.err)
	}
}

// TestStationPlant: what a station has sent is listed, in both languages and as JSON.
func TestStationPlant(t *testing.T) {
	address := testutil.PostgreSQL(t)
	db, err := store.Read(t.Context(), recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a, err := plant.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	s := plant.NewSender(a, db, "s1", "v1")
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
	o := mekiki(t, "station", "plant", address, "--results", "5").want(t, exitOK)
	for _, want := range []string{"s1", "p,1", time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC).Local().Format("2006-01-02 15:04:05"), "NG       0.25   OK"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("no %q in\n%s", want, o.out)
		}
	}
	v := mekiki(t, "station", "view", address, "--open", "--dir", filepath.Join(t.TempDir(), "view"), "--json").want(t, exitOK)
	if id := follows(t, v.out); id != "mekiki/serving/1" || !strings.Contains(v.out, "http://127.0.0.1:8641") {
		t.Errorf("%s: %s", id, v.out)
	}
	if o := mekiki(t, "--lang", "ja", "station", "plant", address).want(t, exitOK); !strings.Contains(o.out, "ステーション") || strings.Contains(o.out, "p,1") {
		t.Errorf("%s", o.out)
	}
	o = mekiki(t, "station", "plant", address, "--results", "5", "--verdict", "NG", "--from", "2026-11-30", "--json").want(t, exitOK)
	if id := follows(t, o.out); id != "mekiki/plant/1" || strings.Contains(o.out, `"trigger":1`) || !strings.Contains(o.out, `"called"`) {
		t.Errorf("%s: %s", id, o.out)
	}
}
