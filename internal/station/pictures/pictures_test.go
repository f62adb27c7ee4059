package pictures

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/station/record"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// heard counts what a Listener is told.
type heard struct {
	failed, lost atomic.Int64
	removed      []string
	last         error
}

func (h *heard) listener() Listener {
	return Listener{
		Failed: func(err error) { h.last = err; h.failed.Add(1) }, Lost: func() { h.lost.Add(1) },
		Removed: func(n int, bytes int64, last string) {
			h.removed = append(h.removed, fmt.Sprint(n, " ", bytes, " ", last))
		},
	}
}

func root(t *testing.T) (*os.Root, string) {
	t.Helper()
	dir := t.TempDir()
	r, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r, dir
}

var noon = time.Date(2026, 11, 30, 12, 30, 0, 0, time.UTC)

func picture(at time.Time, content string) Picture {
	sum := sha256.Sum256([]byte(content))
	return Picture{ID: ID{At: at, Picture: hex.EncodeToString(sum[:]), Format: "PNG", Inspector: "0123456789abcdef"}, Data: []byte(content)}
}

func TestKeeps(t *testing.T) {
	p := Policy{OneInOK: 10}
	kept := 0
	for n := range int64(100) {
		if p.Keeps(record.OK, n) {
			kept++
		}
		for _, v := range []record.Verdict{record.NG, record.Review, record.None} {
			if !p.Keeps(v, n) || !(Policy{}).Keeps(v, n) {
				t.Errorf("%s %d is not kept", v, n)
			}
		}
	}
	if kept != 10 || (Policy{}).Keeps(record.OK, 0) {
		t.Errorf("%d of 100 OK are kept", kept)
	}
}

// TestFiles are named by hash, whole, and told from others.
func TestFiles(t *testing.T) {
	r, dir := root(t)
	var h heard
	k := Open(r, Policy{}, h.listener())
	p := picture(noon.In(time.FixedZone("", 9*3600)), "a picture")
	drawn := 0
	p.Heat = func() []byte { drawn++; return []byte("a map") }
	k.Put(p)
	k.Put(p) // once more in the same hour: one file
	k.Close()
	k.Put(p) // after the end: nothing
	if drawn != 1 || h.failed.Load() != 0 || k.Bytes() != int64(len("a picture")+len("a map")) {
		t.Errorf("drawn %d times, %v, %d bytes", drawn, h.last, k.Bytes())
	}
	if b, err := k.Read(p.ID); err != nil || string(b) != "a picture" {
		t.Errorf("%q, %v", b, err)
	}
	if b, err := k.Heat(p.ID); err != nil || string(b) != "a map" {
		t.Errorf("%q, %v", b, err)
	}
	path := filepath.Join(dir, "2026-11-30", "12", p.Picture+".png")
	if err := os.WriteFile(path, []byte("another"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Read(p.ID); !errors.Is(err, ErrDamaged) {
		t.Errorf("changed: %v", err)
	}
	if _, err := k.Read(picture(noon, "never seen").ID); !errors.Is(err, ErrNotKept) {
		t.Errorf("%v", err)
	}
	evil := p.ID
	evil.Picture = "../../../../etc/passwd"
	if b, err := k.Read(evil); err == nil {
		t.Errorf("out of the folder: %q", b)
	}
}

// TestKept tells of many pictures whether they are there, of hours that have a folder and of others.
func TestKept(t *testing.T) {
	r, _ := root(t)
	var h heard
	k := Open(r, Policy{}, h.listener())
	here, later := picture(noon, "here"), picture(noon.Add(time.Hour), "later")
	k.Put(here)
	k.Put(later)
	k.Close()
	kept := k.Kept()
	for i, c := range []struct {
		p    Picture
		want bool
	}{{here, true}, {picture(noon, "never"), false}, {later, true}, {picture(noon.Add(time.Hour), "here"), false}, {picture(noon.Add(48*time.Hour), "here"), false}, {here, true}} {
		if got := kept(c.p.ID); got != c.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}

// full is a disk that has no room while it is told so.
type full struct {
	Disk
	is atomic.Bool
}

func (d *full) WriteFile(name string, data []byte, perm os.FileMode) error {
	if !d.is.Load() {
		return d.Disk.WriteFile(name, data, perm)
	}
	d.Disk.WriteFile(name, data[:len(data)/2], perm)
	return &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC}
}

// TestFullDisk is told, leaves no half of a file, and goes on when there is room again.
func TestFullDisk(t *testing.T) {
	r, _ := root(t)
	d := &full{Disk: r}
	d.is.Store(true)
	var h heard
	k := Open(d, Policy{}, h.listener())
	k.Put(picture(noon, "first"))
	for h.failed.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	d.is.Store(false)
	k.Put(picture(noon, "second"))
	k.Close()
	if h.failed.Load() != 1 || !errors.Is(h.last, syscall.ENOSPC) {
		t.Errorf("%d failed, %v", h.failed.Load(), h.last)
	}
	if _, err := k.Read(picture(noon, "first").ID); !errors.Is(err, ErrNotKept) {
		t.Errorf("%v", err)
	}
	if _, err := k.Read(picture(noon, "second").ID); err != nil {
		t.Error(err)
	}
	files := 0
	fs.WalkDir(r.FS(), ".", func(_ string, e fs.DirEntry, _ error) error {
		if !e.IsDir() {
			files++
		}
		return nil
	})
	if files != 1 {
		t.Errorf("%d files", files)
	}
}

// stuck is a disk that does not answer until it is let go.
type stuck struct {
	Disk
	let chan struct{}
}

func (d *stuck) WriteFile(name string, data []byte, perm os.FileMode) error {
	<-d.let
	return d.Disk.WriteFile(name, data, perm)
}

// TestSlowDiskHoldsNobody: Put never waits, and says what is lost.
func TestSlowDiskHoldsNobody(t *testing.T) {
	r, _ := root(t)
	d := &stuck{r, make(chan struct{})}
	var h heard
	k := Open(d, Policy{}, h.listener())
	for i := range waiting + 10 {
		k.Put(picture(noon, fmt.Sprint(i)))
	}
	if n := h.lost.Load(); n < 9 || n > 10 { // one may be with the disk
		t.Errorf("%d lost", n)
	}
	close(d.let)
	k.Close()
}

// TestPrune by days and by size, the oldest first, and never what is no picture of ours.
func TestPrune(t *testing.T) {
	r, dir := root(t)
	kept := bytes.Repeat([]byte("x"), 1000)
	var at []time.Time
	for i := range 6 {
		at = append(at, noon.Add(-time.Duration(i)*20*time.Hour))
	}
	k := Open(r, Policy{}, (&heard{}).listener())
	for i, when := range at {
		k.Put(picture(when, string(kept)+fmt.Sprint(i)))
	}
	k.Close()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), kept, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p      Policy
		anyAge bool
		left   int
	}{
		{Policy{}, false, 6},
		{Policy{Days: 3}, true, 6},
		{Policy{Days: 3}, false, 4},
		{Policy{GiB: 2500.0 / (1 << 30)}, true, 2},
	} {
		var h heard
		k := Open(r, c.p, h.listener())
		if err := k.Survey(); err != nil {
			t.Fatal(err)
		}
		if err := k.Prune(noon, !c.anyAge); err != nil {
			t.Fatal(err)
		}
		k.Close()
		left := 0
		for i, when := range at {
			if _, err := k.Read(picture(when, string(kept)+fmt.Sprint(i)).ID); err == nil {
				if left++; i >= c.left {
					t.Errorf("%+v: %s is left", c.p, when)
				}
			}
		}
		if left != c.left || k.Bytes() != int64(1001*c.left) {
			t.Errorf("%+v: %d pictures, %d bytes left; %v", c.p, left, k.Bytes(), h.removed)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "mine.txt")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, at[5].Format("2006-01-02"))); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder is left: %v", err)
	}
}

// TestSettle waits for pictures that may come, and for no others.
func TestSettle(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	k := Open(root, Policy{}, Listener{Failed: func(error) {}, Lost: func() {}})
	defer k.Close()
	settled := func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 3*settling)
		defer cancel()
		return k.Settle(ctx) == nil
	}
	first, second := k.Expect(), k.Expect()
	k.Put(Picture{ID: ID{Picture: "c", Format: "PNG"}, Data: []byte("c")}) // a later one counts for none of both
	second.Put(Picture{ID: ID{Picture: "b", Format: "PNG"}, Data: []byte("b")})
	if settled() {
		t.Error("it did not wait for the first one")
	}
	first.Drop()
	if err := k.Settle(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := root.Stat("0001-01-01/00/b.png"); err != nil {
		t.Error(err)
	}
}
