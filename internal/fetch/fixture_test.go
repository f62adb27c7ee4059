package fetch

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/testutil"
)

// world is a small published data set with everything around it: a server that
// has it, empty folders, and a machine without apt-get.
type world struct {
	Options
	packed map[string][]byte // the published files by their names, .gz
	server *server
	log    []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{packed: map[string][]byte{}}
	known := dataset.Fashion()
	known.Name, known.Classes = "small", []string{"a", "b"}
	rng := rand.New(rand.NewPCG(1, 1))
	for k, n := range []int{150, 20} {
		im := &dataset.Images{N: n, H: 28, W: 28, C: 1, Pix: make([]uint8, n*784)}
		for i := range im.Pix {
			im.Pix[i] = uint8(rng.Uint32()) // noise: packs to its own length
		}
		for i := range n {
			im.Labels = append(im.Labels, int32(i%2))
		}
		w.publish(&known.Files[2*k], func(out io.Writer) error { return dataset.WriteIDXImages(out, im) })
		w.publish(&known.Files[2*k+1], func(out io.Writer) error { return dataset.WriteIDXLabels(out, im.Labels) })
	}
	w.server = &server{files: w.packed, cut: map[string]int{}}
	ts := httptest.NewServer(w.server)
	t.Cleanup(ts.Close)
	dir := t.TempDir()
	w.Options = Options{
		CacheDir: filepath.Join(dir, "cache"), DebianDir: filepath.Join(dir, "debian"),
		BaseURL: ts.URL, Client: ts.Client(), Runner: bareMachine{},
		Log:   func(line lang.Message) { w.log = append(w.log, line.String()) },
		known: known, idle: 2 * time.Second,
	}
	return w
}

func (w *world) publish(f *dataset.File, write func(io.Writer) error) {
	var raw bytes.Buffer
	if err := write(&raw); err != nil {
		panic(err)
	}
	sum := sha256.Sum256(raw.Bytes())
	f.Bytes, f.SHA256 = int64(raw.Len()), hex.EncodeToString(sum[:])
	w.packed[f.Name+".gz"] = pack(raw.Bytes())
}

func pack(raw []byte) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	z.Write(raw)
	z.Close()
	return buf.Bytes()
}

// put writes the published files into dir, made when needed.
func (w *world) put(t *testing.T, dir string) {
	t.Helper()
	for name, data := range w.packed {
		write(t, filepath.Join(dir, name), data)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// load runs Load and wants the whole set from a place whose words contain origin.
func (w *world) load(t *testing.T, origin string) *Result {
	t.Helper()
	r, err := Load(t.Context(), w.Options)
	if err != nil {
		t.Fatal(err)
	}
	if r.Sample || r.Set.Name != "small" || r.Set.Train.N != 150 || r.Set.Test.N != 20 || !strings.Contains(r.Origin, origin) {
		t.Fatalf("%s (%d pictures) from %q, want the whole from %q; notes %q", r.Set.Name, r.Set.Train.N, r.Origin, origin, r.Notes)
	}
	if r.Fingerprint != testutil.Must(r.Set.Train.Fingerprint()) {
		t.Error("the fingerprint is not that of the training part")
	}
	return r
}

// loadSample runs Load and wants the sample, and a note that contains why.
func (w *world) loadSample(t *testing.T, why string) *Result {
	t.Helper()
	r, err := Load(t.Context(), w.Options)
	if err != nil {
		t.Fatal(err)
	}
	notes := strings.Join(r.Notes, "\n")
	if !r.Sample || r.Set.Name != dataset.FashionMNISTSample || r.Dir != "" {
		t.Fatalf("%s from %q, want the sample", r.Set.Name, r.Origin)
	}
	if !strings.Contains(notes, why) || !strings.Contains(notes, "for the whole install the Debian package") {
		t.Errorf("the notes do not say %q and how to get the whole:\n%s", why, notes)
	}
	return r
}

// tidy wants nothing in the cache but whole files, and the names given.
func (w *world) tidy(t *testing.T, also ...string) {
	t.Helper()
	entries, err := os.ReadDir(w.CacheDir)
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]bool{}
	for _, name := range also {
		allowed[name] = true
	}
	for _, e := range entries {
		if allowed[e.Name()] {
			continue
		}
		data, _ := os.ReadFile(filepath.Join(w.CacheDir, e.Name()))
		if want, ok := w.packed[e.Name()]; !ok || !bytes.Equal(data, want) {
			t.Errorf("the cache holds %s of %d bytes", e.Name(), len(data))
		}
	}
}

// server has the published files, and breaks off where it is told.
type server struct {
	mu    sync.Mutex
	files map[string][]byte
	// cut breaks the next answers of a file off after so many bytes.
	cut map[string]int
	// noRange answers requests for a part with the whole.
	noRange bool
	// hang keeps the connection open after a cut instead of closing it.
	hang bool
	// asked lists what came in: "NAME" or "NAME bytes=N-".
	asked []string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	name := strings.TrimPrefix(r.URL.Path, "/")
	data, ok := s.files[name]
	n, cut := s.cut[name]
	delete(s.cut, name)
	hang := s.hang
	s.asked = append(s.asked, strings.TrimSpace(name+" "+r.Header.Get("Range")))
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	if s.noRange {
		r.Header.Del("Range")
	}
	if cut {
		w = &cutter{w, n, hang, r}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// cutter breaks the connection off after n more bytes.
type cutter struct {
	http.ResponseWriter
	n    int
	hang bool
	r    *http.Request
}

func (c *cutter) Write(p []byte) (int, error) {
	if len(p) <= c.n {
		c.n -= len(p)
		return c.ResponseWriter.Write(p)
	}
	c.ResponseWriter.Write(p[:c.n])
	c.ResponseWriter.(http.Flusher).Flush()
	if c.hang {
		<-c.r.Context().Done()
	}
	panic(http.ErrAbortHandler)
}
