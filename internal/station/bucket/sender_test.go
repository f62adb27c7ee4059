package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/lang"
	"mekiki/internal/station/label"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// objects is a bucket in memory that may be broken.
type objects struct {
	name string
	mu   sync.Mutex
	all  map[string]string
	puts int
	asks int // how often it was asked whether it has one
	most int // so many puts, and then it breaks; 0: no limit
	err  error
}

func (o *objects) Name() string { return o.name }
func (o *objects) Close()       {}
func (o *objects) Put(_ context.Context, name, kind string, data []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return o.err
	}
	if o.most > 0 && o.puts >= o.most {
		return errors.New("it is full")
	}
	o.puts++
	o.all[name] = kind + " " + string(data)
	return nil
}

func (o *objects) Has(_ context.Context, name string) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asks++
	return o.all[name] != "", o.err
}

func (o *objects) breaks(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
}

// line is a station that sends pictures: its store, what it keeps, and the bucket.
type line struct {
	*store.Store
	keep *pictures.Keeper
	dir  string
	to   *objects
	box  *outbox.Outbox

	mu  sync.Mutex
	odd []string
}

func newLine(t *testing.T) *line {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Store: s, dir: dir, to: &objects{name: "s3://pictures", all: map[string]string{}}}
	l.keep = pictures.Open(root, pictures.Policy{OneInOK: 2}, pictures.Listener{Failed: func(err error) { t.Error(err) }, Lost: func() { t.Error("lost") }})
	t.Cleanup(func() {
		l.stop()
		l.keep.Close()
		_ = root.Close()
		_ = s.Close()
	})
	return l
}

func (l *line) send(t *testing.T) {
	t.Helper()
	sender := NewSender(l.to, l.keep, l.Store, func(trigger int64, err error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.odd = append(l.odd, fmt.Sprint(trigger, err))
	})
	var err error
	if l.box, err = outbox.Open(t.Context(), outbox.Config{Store: l.Store, Station: "press 1", Now: time.Now, Bucket: sender, Raise: func(string, string, lang.Message) {}}); err != nil {
		t.Fatal(err)
	}
}

func (l *line) stop() {
	if l.box != nil {
		l.box.Close()
		l.box = nil
	}
}

// part stores a result, and its picture behind it, as a station does.
func (l *line) part(t *testing.T, n int64) record.Result {
	t.Helper()
	data := fmt.Sprintf("picture %d", n)
	sum := sha256.Sum256([]byte(data))
	r := record.Result{Trigger: n, Station: "press 1", At: record.Moment(time.Now()), Inspector: "abcdefabcdefabcdef", Picture: hex.EncodeToString(sum[:]), Format: "JPEG", Judgement: record.Judgement{Verdict: record.OK, Regions: []record.Region{}}}
	if n%3 == 0 {
		r.Verdict = record.NG
	}
	coming := l.keep.Expect()
	if err := l.AddResult(r); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Duration(n%4) * time.Millisecond) // the event is there already
	if (pictures.Policy{OneInOK: 2}).Keeps(r.Verdict, n) {
		p := pictures.Picture{ID: pictures.IDOf(r), Data: []byte(data)}
		if r.Verdict == record.NG {
			p.Heat = func() []byte { time.Sleep(time.Millisecond); return []byte("heat of " + data) }
		}
		coming.Put(p)
	} else {
		coming.Drop()
	}
	return r
}

// until waits until the bucket has all that it should have.
func (l *line) until(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		last, _ := l.Changed()
		s := l.box.Receivers()["bucket"]
		if s.Sent == last && s.Oldest.IsZero() && s.Error == "" {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("never: %+v of %d", s, last)
		}
	}
}

// keptOf is what a bucket has of these parts.
func keptOf(list []record.Result) map[string]string {
	want := map[string]string{}
	for _, r := range list {
		data := fmt.Sprintf("picture %d", r.Trigger)
		if r.Verdict == record.NG || r.Trigger%2 == 0 {
			want[r.Picture+".jpeg"] = "image/jpeg " + data
		}
		if r.Verdict == record.NG {
			want[r.Picture+"-abcdefabcdef-heat.png"] = "image/png heat of " + data
		}
	}
	return want
}

// has holds the bucket against these parts.
func (l *line) has(t *testing.T, list []record.Result) {
	t.Helper()
	want := keptOf(list)
	l.to.mu.Lock()
	defer l.to.mu.Unlock()
	if len(want) == 0 || len(l.to.all) != len(want) {
		t.Errorf("%d objects, want %d", len(l.to.all), len(want))
	}
	for name, data := range want {
		if l.to.all[name] != data {
			t.Errorf("%s is %q, want %q", name, l.to.all[name], data)
		}
	}
}

// TestPicturesArrive: what the station keeps is in the bucket, under its names, with the heat maps, and each
// was sent once.
func TestPicturesArrive(t *testing.T) {
	l := newLine(t)
	l.send(t)
	var list []record.Result
	for n := int64(1); n <= 25; n++ {
		list = append(list, l.part(t, n))
	}
	l.until(t)
	l.has(t, list)
	if l.to.puts != len(l.to.all) {
		t.Errorf("%d sent for %d objects", l.to.puts, len(l.to.all))
	}
}

// TestAwayAndBack: while the bucket is gone nothing is lost; afterwards it has all, also of events that were
// forgotten meanwhile, and nothing is sent that it had.
func TestAwayAndBack(t *testing.T) {
	l := newLine(t)
	var list []record.Result
	for n := int64(1); n <= 5; n++ {
		list = append(list, l.part(t, n))
	}
	l.send(t)
	l.until(t)
	first := l.to.puts
	l.to.breaks(errors.New("it has no bucket"))
	for n := int64(6); n <= 12; n++ {
		list = append(list, l.part(t, n))
	}
	for end := time.Now().Add(20 * time.Second); l.box.Receivers()["bucket"].Failed == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never failed")
		}
	}
	if s := l.box.Receivers()["bucket"]; s.Oldest.IsZero() || s.Error != "it has no bucket" {
		t.Errorf("%+v", s)
	}
	l.stop()
	if err := l.Forget(time.Now().Add(time.Hour), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if events, err := l.Events(t.Context(), 0, 9); err != nil || len(events) > 1 { // the last one stays
		t.Fatalf("%d events, %v", len(events), err)
	}
	list = append(list, l.part(t, 13))
	l.to.breaks(nil)
	l.send(t)
	l.until(t)
	l.has(t, list)
	if l.to.puts != len(l.to.all) {
		t.Errorf("%d sent for %d objects, %d at first", l.to.puts, len(l.to.all), first)
	}
	// Another bucket gets all of them, also the heat map of a picture that it has from elsewhere, and the first one is forgotten.
	l.stop()
	l.to = &objects{name: "s3://others", all: map[string]string{list[2].Picture + ".jpeg": "image/jpeg picture 3"}}
	l.send(t)
	l.until(t)
	l.has(t, list)
	l.stop()
	sent, err := l.Sent(t.Context())
	if err != nil || len(sent) != 1 || sent["bucket s3://others"] == 0 {
		t.Errorf("%v, %v", sent, err)
	}
}

// TestWalkGoesOn: a bucket that breaks while all results are looked through is not asked again for those that it has.
func TestWalkGoesOn(t *testing.T) {
	l := newLine(t)
	var list []record.Result
	for n := int64(1); n <= 40; n++ {
		list = append(list, l.part(t, n))
	}
	if err := l.keep.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	last, _ := l.Changed()
	if err := l.Forget(time.Now().Add(time.Hour), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	sender := NewSender(l.to, l.keep, l.Store, func(trigger int64, err error) { t.Error(trigger, err) })
	l.to.most = 30
	if _, err := sender.Begin(t.Context(), 0); err == nil {
		t.Fatal("no error")
	}
	first := l.to.asks
	l.to.most = 0
	if at, err := sender.Begin(t.Context(), 0); err != nil || at != last-1 {
		t.Fatalf("%d of %d, %v", at, last, err)
	}
	l.has(t, list)
	if whole := len(keptOf(list)); first == 0 || l.to.asks > whole+atOnce*2 {
		t.Errorf("asked %d times, %d of them before it broke, for %d pictures", l.to.asks, first, whole)
	}
	// The next walk begins anew: a picture may be kept since.
	l.keep.Put(pictures.Picture{ID: pictures.IDOf(list[0]), Data: []byte("picture 1")})
	if err := l.keep.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := sender.Begin(t.Context(), 0); err != nil || l.to.all[list[0].Picture+".jpeg"] == "" {
		t.Errorf("a picture that is kept since is not there; %v", err)
	}
}

// TestKeptLater: a picture that is kept later than its result is sent then, and one that the bucket has is not sent again.
func TestKeptLater(t *testing.T) {
	l := newLine(t)
	l.send(t)
	odd, bad := l.part(t, 1), l.part(t, 3) // of the first one nothing is kept
	l.until(t)
	if len(l.to.all) != 2 || l.to.puts != 2 {
		t.Fatalf("%v", l.to.all)
	}
	l.keep.Put(pictures.Picture{ID: pictures.IDOf(odd), Data: []byte("picture 1"), Heat: func() []byte { return []byte("heat") }})
	if _, err := l.AddLabel("press 1", label.Label{Trigger: 1, At: record.Moment(time.Now()), Who: "sato", Shapes: []label.Shape{}}, odd, bad); err != nil {
		t.Fatal(err)
	}
	l.until(t)
	if l.to.all[odd.Picture+".jpeg"] != "image/jpeg picture 1" || l.to.all[odd.Picture+"-abcdefabcdef-heat.png"] != "image/png heat" || l.to.puts != 4 {
		t.Errorf("%d sent: %v", l.to.puts, l.to.all)
	}
}

// TestDamagedAndGone: a picture that was changed on the disk is told of and not sent; one that the policy took away
// holds nothing up.
func TestDamagedAndGone(t *testing.T) {
	l := newLine(t)
	damaged, gone, good := l.part(t, 3), l.part(t, 6), l.part(t, 9)
	if err := l.keep.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(l.dir, "*", "*", "*.jpeg"))
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		switch {
		case strings.Contains(f, damaged.Picture):
			err = os.WriteFile(f, []byte("other"), 0o600)
		case strings.Contains(f, gone.Picture):
			err = os.Remove(f)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	l.send(t)
	l.until(t)
	if len(l.to.all) != 2 || l.to.all[good.Picture+".jpeg"] == "" {
		t.Errorf("%v", l.to.all)
	}
	if l.mu.Lock(); !slices.ContainsFunc(l.odd, func(s string) bool { return strings.HasPrefix(s, "3 the picture was changed") }) || len(l.odd) != 1 {
		t.Errorf("%v", l.odd)
	}
	l.mu.Unlock()
}
