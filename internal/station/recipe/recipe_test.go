package recipe

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

func version(product string, number int) Version {
	return Version{Product: product, Number: number, Inspector: "ab", Low: 1, High: 2, At: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), Who: "sato"}
}

// TestBook: products have an index by their first version, versions the status of their last
// step, and names mean the newest released one.
func TestBook(t *testing.T) {
	list := []Version{version("ring", 1), version("bolt", 1), version("ring", 2), version("ring", 3), version("nut", 1)}
	hash := func(i int) string { return list[i].Hash() }
	b := NewBook(list, []Act{
		{Hash: hash(0), Kind: Released}, {Hash: hash(0), Kind: Active}, {Hash: hash(2), Kind: Tried}, {Hash: hash(2), Kind: Released}, {Hash: hash(3), Kind: Tried},
		{Hash: hash(3), Kind: Shadow}, {Hash: hash(1), Kind: Released}, {Hash: hash(1), Kind: Retired}, {Hash: "gone", Kind: Active},
	})
	if b.Active != hash(0) || b.Shadow != hash(3) {
		t.Errorf("active %s, shadow %s", b.Active, b.Shadow)
	}
	for i, want := range []struct {
		index  int
		status Kind
	}{{1, Released}, {2, Retired}, {1, Released}, {1, Tried}, {3, Draft}} {
		if e := b.Entries[i]; e.Index != want.index || e.Status != want.status {
			t.Errorf("%d: %d, %s", i, e.Index, e.Status)
		}
	}
	for name, want := range map[string]string{"": hash(0), "ring": hash(2), "1": hash(2), hash(0): hash(0)} {
		if e, err := b.Choose(name); err != nil || e.Hash != want {
			t.Errorf("%q: %v, %v", name, e, err)
		}
	}
	for name, why := range map[string]string{"2": "no version", "bolt": "no version", "9": "index 9", "cup": "no product", hash(3): "released ones alone", "3": "no version"} {
		if _, err := b.Choose(name); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := NewBook(list, nil).Choose(""); err == nil {
		t.Error("something is chosen")
	}
}

// TestVersion: another value is another hash, and thresholds have their own side.
func TestVersion(t *testing.T) {
	v := version("ring", 1)
	hashes := map[string]bool{v.Hash(): true}
	for _, change := range []func(*Version){
		func(v *Version) { v.Low = 1.5 }, func(v *Version) { v.High = 3 }, func(v *Version) { v.NoGuard = true }, func(v *Version) { v.Inspector = "cd" },
		func(v *Version) { v.ROI = &ROI{0, 0, 1, 0.9} }, func(v *Version) { v.ROI = &ROI{0, 0, 0.9, 1} }, func(v *Version) { v.Guard = map[string]Limit{"dark": {At: 3}} },
		func(v *Version) { v.Guard = map[string]Limit{"dark": {Off: true}} }, func(v *Version) { v.Guard = map[string]Limit{"bright": {Off: true}} },
		func(v *Version) { v.IntendedUse = "x" }, func(v *Version) { v.Number++ }, func(v *Version) { v.Who = "ito" }, func(v *Version) { v.Parent = "p" },
	} {
		w := v
		change(&w)
		hashes[w.Hash()] = true
	}
	if len(hashes) != 14 {
		t.Errorf("%d hashes of 14 versions", len(hashes))
	}
	// A version of before there were regions and limits keeps its hash, by which results name it.
	if got := v.Hash(); got != "abf4cb9922c23e2b64efe29eac69beac12249a9ede7fabcb06348d343e41a9f4" {
		t.Errorf("another hash: %s", got)
	}
	for score, want := range map[float64]record.Verdict{0.9: record.OK, 1: record.Review, 1.9: record.Review, 2: record.NG, math.MaxFloat64: record.NG, math.NaN(): record.Review} {
		if got := v.Verdict(score); got != want {
			t.Errorf("%v: %s", score, got)
		}
	}
	for why, bad := range map[string]Version{
		"name": {}, "number alone": {Product: "7"}, "finite": {Product: "x", High: math.NaN()}, "above NG": {Product: "x", Low: 2, High: 1},
		"intended use": {Product: "x", IntendedUse: strings.Repeat("x", mostUse+1)},
		"too small":    {Product: "x", ROI: &ROI{0, 0, 1, 0.09}}, "too small; its width": {Product: "x", ROI: &ROI{0, 0, math.NaN(), 1}},
		"beyond the picture": {Product: "x", ROI: &ROI{0.5, 0, 0.6, 1}}, "at most 100 %": {Product: "x", ROI: &ROI{-0.1, 0, 0.6, 1}},
		"no effect": {Product: "x", NoGuard: true, Guard: map[string]Limit{"dark": {At: 1}}}, "or be off": {Product: "x", Guard: map[string]Limit{"dark": {}}},
		"must have a number": {Product: "x", Guard: map[string]Limit{"dark": {At: 1, Off: true}}},
	} {
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

// TestTrialOfBefore: a trial that was stored before there were periods is written as it was, so that its digest in the audit holds.
func TestTrialOfBefore(t *testing.T) {
	const before = `{"id":0,"hash":"ab","at":"2026-11-30T09:00:00Z","who":"sato","asked":1000,"judged":2,"not_kept":1,"counts":{"OK":{"NG":1,"OK":1}},"changed":[{"trigger":7,"was":"OK","is":"NG","was_score":1,"is_score":2,"called":"NG"}],"known":{"good":0,"bad":1,"was_escapes":1,"is_escapes":0,"was_overkill":0,"is_overkill":0}}`
	var r Trial
	if err := json.Unmarshal([]byte(before), &r); err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(r); err != nil || string(b) != before {
		t.Errorf("%s, %v", b, err)
	}
}

// TestTrial counts what changed, and escapes and overkill of parts that people know.
func TestTrial(t *testing.T) {
	var r Trial
	for _, c := range []Change{
		{Was: record.OK, Is: record.NG, Called: record.NG}, {Was: record.OK, Is: record.OK, Called: record.NG}, {Was: record.NG, Is: record.OK, Called: record.OK},
		{Was: record.Review, Is: record.NG, Called: record.OK}, {Was: record.OK, Is: record.Review}, {Was: record.NG, Is: record.NG, Called: record.Review},
	} {
		r.Add(c)
	}
	if r.Judged != 6 || len(r.Changed) != 4 || r.Counts[record.OK][record.NG] != 1 || r.Counts[record.NG][record.NG] != 1 {
		t.Errorf("%+v", r)
	}
	if want := (Known{Good: 2, Bad: 2, WasEscapes: 2, IsEscapes: 1, WasOverkill: 1, IsOverkill: 1}); r.Known != want {
		t.Errorf("%+v, want %+v", r.Known, want)
	}
}
