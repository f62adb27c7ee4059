package fetch

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const big = "train-images-idx3-ubyte.gz" // the file that the tests damage

func TestDownloadThenCache(t *testing.T) {
	w := newWorld(t)
	if r := w.load(t, "downloaded from "+w.BaseURL); len(r.Notes) != 0 {
		t.Errorf("notes %q", r.Notes)
	}
	w.tidy(t)
	want := []string{big, "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"}
	if d := cmp.Diff(want, w.server.asked); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
	if !strings.Contains(w.log[0], "downloading "+w.BaseURL+"/"+big+", 0.1 MB") {
		t.Errorf("log %q", w.log)
	}
	w.load(t, "the cache")
	if len(w.server.asked) != 4 {
		t.Error("the second start asks the server again")
	}
}

func TestResumeInOneRun(t *testing.T) {
	w := newWorld(t)
	w.server.cut[big] = 60000
	w.load(t, "downloaded")
	w.tidy(t)
	if d := cmp.Diff([]string{big, big + " bytes=60000-"}, w.server.asked[:2]); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}

func TestStalledDownloadIsTakenUpAgain(t *testing.T) {
	w := newWorld(t)
	w.idle = 300 * time.Millisecond
	w.server.cut[big], w.server.hang = 60000, true
	w.load(t, "downloaded")
	if !strings.Contains(strings.Join(w.log, "\n"), "nothing came for 300ms; going on") {
		t.Errorf("log %q", w.log)
	}
}

func TestResumeWhereRangesAreNotKnown(t *testing.T) {
	w := newWorld(t)
	w.server.cut[big], w.server.noRange = 60000, true
	w.load(t, "downloaded")
	w.tidy(t)
}

// TestParts starts with parts as earlier processes may have left them.
func TestParts(t *testing.T) {
	long := time.Now().Add(-2 * abandoned)
	for name, c := range map[string]struct {
		part  func(good []byte) []byte
		as    string
		old   bool
		asked []string // LEN is the length of the part
		left  bool     // the part belongs to somebody else and stays
	}{
		"half":               {func(g []byte) []byte { return g[:5000] }, ".part", false, []string{big + " bytes=LEN-"}, false},
		"whole":              {bytes.Clone, ".part", false, []string{big + " bytes=LEN-"}, false},
		"wrong half":         {func(g []byte) []byte { return make([]byte, 5000) }, ".part", false, []string{big + " bytes=LEN-", big}, false},
		"too long":           {func(g []byte) []byte { return make([]byte, len(g)+9) }, ".part", false, []string{big + " bytes=LEN-", big}, false},
		"of a killed one":    {func(g []byte) []byte { return g[:5000] }, ".123.part", true, []string{big + " bytes=LEN-"}, false},
		"of one still going": {func(g []byte) []byte { return g[:5000] }, ".123.part", false, []string{big}, true},
	} {
		w := newWorld(t)
		path := filepath.Join(w.CacheDir, big+c.as)
		part := c.part(w.packed[big])
		write(t, path, part)
		if c.old {
			os.Chtimes(path, long, long)
		}
		w.load(t, "downloaded")
		if c.left {
			w.tidy(t, big+c.as)
		} else {
			w.tidy(t)
		}
		for k := range c.asked {
			c.asked[k] = strings.ReplaceAll(c.asked[k], "LEN", strconv.Itoa(len(part)))
		}
		if d := cmp.Diff(c.asked, w.server.asked[:len(w.server.asked)-3]); d != "" {
			t.Errorf("%s: requests for the file (-want +got):\n%s", name, d)
		}
	}
}

func TestWrongBytesNeverReachTheCache(t *testing.T) {
	good := newWorld(t).packed
	for name, data := range map[string][]byte{
		"another file":    good["t10k-images-idx3-ubyte.gz"],
		"a page":          []byte("<html>please log in</html>"),
		"a bomb":          pack(make([]byte, 10<<20)),
		"a longer answer": make([]byte, 1<<20),
		"nothing":         {},
	} {
		w := newWorld(t)
		w.server.files[big] = data
		w.loadSample(t, w.BaseURL+"/"+big+" gives something else than train-images-idx3-ubyte")
		if entries, _ := os.ReadDir(w.CacheDir); len(entries) != 0 {
			t.Errorf("%s: the cache holds %v", name, entries)
		}
	}
}

// TestSizesAreBounded has a server that gives more than the file can have, and a
// file that unpacks to more than it should: neither is taken in whole.
func TestSizesAreBounded(t *testing.T) {
	w := newWorld(t)
	l := &loader{Options: w.filled()}
	f := w.known.Files[0]
	w.server.files[big] = make([]byte, 5<<20)
	part := filepath.Join(t.TempDir(), "part")
	if n, err := l.get(t.Context(), w.BaseURL+"/"+big, part, f); err != nil || n != f.Bytes+1<<16 {
		t.Errorf("%d bytes were downloaded, %v", n, err)
	}
	write(t, part, pack(make([]byte, 5<<20)))
	if err := verify(part, f); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("differs after %d of %d bytes", f.Bytes+1, f.Bytes)) {
		t.Errorf("error %v", err)
	}
}

func TestOffline(t *testing.T) {
	w := newWorld(t)
	gone := httptest.NewServer(nil)
	gone.Close()
	w.BaseURL = gone.URL
	w.Client = nil // the real one
	start := time.Now()
	w.loadSample(t, "download: ")
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestSilentServer accepts the connection and says nothing.
func TestSilentServer(t *testing.T) {
	w := newWorld(t)
	w.idle = 200 * time.Millisecond
	w.server.cut[big], w.server.hang = 0, true
	w.loadSample(t, "nothing came for 200ms")
}

// TestDamagedCacheIsMended damages one file and wants that one fetched again.
func TestDamagedCacheIsMended(t *testing.T) {
	for name, spoil := range map[string]func(good []byte) []byte{
		"half":  func(g []byte) []byte { return g[:len(g)/2] },
		"empty": func(g []byte) []byte { return nil },
		"tampered": func(g []byte) []byte {
			return pack(append([]byte{0, 0, 8, 3, 0, 0, 0, 150, 0, 0, 0, 28, 0, 0, 0, 28}, make([]byte, 150*784)...))
		},
		"junk": func(g []byte) []byte { return append(bytes.Clone(g), "junk"...) },
	} {
		w := newWorld(t)
		w.put(t, w.CacheDir)
		write(t, filepath.Join(w.CacheDir, big), spoil(w.packed[big]))
		r := w.load(t, "downloaded")
		if d := cmp.Diff([]string{big}, w.server.asked); d != "" {
			t.Errorf("%s: requests (-want +got):\n%s", name, d)
		}
		if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "fetching what is damaged again") {
			t.Errorf("%s: notes %q", name, r.Notes)
		}
		w.tidy(t)
	}
}

func TestPlainFileInTheCacheDoesNotHideTheGoodOne(t *testing.T) {
	w := newWorld(t)
	w.put(t, w.CacheDir)
	write(t, filepath.Join(w.CacheDir, "train-labels-idx1-ubyte"), []byte("damaged"))
	w.load(t, "downloaded")
	w.tidy(t)
}

func TestUnwritableCache(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	w.CacheDir = filepath.Join(file, "cache")
	w.loadSample(t, "make it writable")
}

// TestManyAtOnce lets several processes fill one cache, over connections that break.
func TestManyAtOnce(t *testing.T) {
	w := newWorld(t)
	w.server.cut[big] = 60000
	w.Log = nil
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if r, err := Load(t.Context(), w.Options); err != nil || r.Sample || r.Set.Name != "small" {
				t.Errorf("%+v %v", r, err)
			}
		})
	}
	wg.Wait()
	w.tidy(t)
}

func TestSweep(t *testing.T) {
	w := newWorld(t)
	old, young := filepath.Join(w.CacheDir, tempPrefix+"1"), filepath.Join(w.CacheDir, tempPrefix+"2")
	for _, dir := range []string{old, young} {
		write(t, filepath.Join(dir, "x.deb"), []byte("x"))
	}
	past := time.Now().Add(-2 * time.Hour)
	os.Chtimes(old, past, past)
	w.load(t, "downloaded")
	w.tidy(t, filepath.Base(young))
}
