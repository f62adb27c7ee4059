package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// asked is what bench/soak.sh asks by a variable of the environment.
func asked(t testing.TB, name string, otherwise float64) float64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v <= 0 {
		t.Fatalf("%s=%s is no number above 0", name, text)
	}
	return v
}

// TestSoak gives a station pictures at a steady rate, whether it has answered those before or
// not: each is answered, each result that was told is stored once, pictures are kept by the
// policy, who listens hears of each part once, the chain is whole, and memory does not grow.
// A second or so with small parts; bench/soak.sh load asks for parts of 256x256 and minutes.
func TestSoak(t *testing.T) {
	side, rate, length := 64, asked(t, "MEKIKI_SOAK_RATE", 40), 1200*time.Millisecond
	if m := asked(t, "MEKIKI_SOAK_MINUTES", 0); m > 0 {
		side, length = 256, time.Duration(m*float64(time.Minute))
	}
	inspector, files := fitted(t, side)
	good, bad := files[:len(files)/2], files[len(files)/2:]
	dir := filepath.Join(t.TempDir(), "plant")
	s := serve(t, "--dir", dir, "--inspector", inspector)
	heard := make(chan map[int64]int)
	listening, deaf := context.WithCancel(t.Context())
	defer deaf()
	go func() { heard <- listen(listening, s.address) }()

	var mu sync.Mutex
	told := map[string]record.Result{}
	var took []float64
	var failures []error
	var again atomic.Int64 // parts that were given again
	n := int(rate * length.Seconds())
	begin, resting := time.Now(), 0
	settled := min(2*time.Minute, length/2)
	var all sync.WaitGroup
	for i := range n {
		at := begin.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		time.Sleep(time.Until(at))
		if resting == 0 && time.Since(begin) >= settled {
			resting = resident(t, s.cmd.Process.Pid)
		}
		all.Go(func() {
			from := good
			if i%20 == 19 { // one in twenty is bad
				from = bad
			}
			// Decoders end at PNG's last chunk: another file, the same picture.
			picture := binary.BigEndian.AppendUint64(slices.Clone(from[i%len(from)]), uint64(i))
			k := fmt.Sprint("soak-", i)
			r, err := post(s.address, k, picture)
			for try := 0; errors.Is(err, errLater) && try < 30; try++ {
				again.Add(1)
				time.Sleep(time.Second) // what Retry-After says
				r, err = post(s.address, k, picture)
			}
			ms := float64(time.Since(at).Microseconds()) / 1000
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			told[k], took = r, append(took, ms)
		})
	}
	all.Wait()
	whole, end := time.Since(begin), resident(t, s.cmd.Process.Pid)
	time.Sleep(200 * time.Millisecond) // what was stored last is told
	deaf()
	seen := <-heard
	s.cmd.Process.Signal(syscall.SIGTERM)
	if c := code(t, s.cmd); c != 0 {
		t.Errorf("exit code %d after SIGTERM: %s", c, s.errs)
	}
	if len(failures) > 0 {
		t.Errorf("%d of %d pictures were not judged, the first: %v", len(failures), n, failures[0])
	}
	stored(t, dir, told, len(failures) == 0)
	kept := keptByPolicy(t, dir, told)
	for _, r := range told {
		if seen[r.Trigger] != 1 {
			t.Errorf("who listens heard %d times of part %d", seen[r.Trigger], r.Trigger)
			break
		}
	}
	if growth := float64(end)/float64(max(resting, 1)) - 1; length >= 3*time.Minute && growth > 0.1 {
		t.Errorf("memory grew by %.0f %% after %v", 100*growth, settled)
	}
	if len(took) == 0 {
		t.Fatal("no picture was judged")
	}
	slices.Sort(took)
	cpu := s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
	t.Logf("%d pictures of %dx%d at %g a second in %v: answer after %.1f ms (median; p95 %.1f, p99 %.1f, most %.1f); %d times one was told to come again; %d pictures kept; %.1f ms of processor time each; %d MB of memory after %v, %d MB at the end",
		n, side, side, rate, whole.Round(100*time.Millisecond), quantile(took, 0.5), quantile(took, 0.95), quantile(took, 0.99), took[len(took)-1], again.Load(), kept,
		float64(cpu.Microseconds())/1000/float64(n), resting>>20, settled.Round(time.Second), end>>20)
}

// quantile is that of sorted values, the value at or above it.
func quantile(sorted []float64, q float64) float64 {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// resident is how much memory a process has, in bytes; 0 where the system does not say it.
func resident(t *testing.T, pid int) int {
	if runtime.GOOS != "linux" {
		return 0
	}
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// listen hears the events of a station until ctx ends, and says how often it heard of each part.
func listen(ctx context.Context, address string) map[int64]int {
	heard := map[int64]int{}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/api/v1/events", nil)
	if err != nil {
		return nil
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil
	}
	defer a.Body.Close()
	lines := bufio.NewScanner(a.Body)
	lines.Buffer(nil, 1<<20)
	for result := false; lines.Scan(); {
		switch text := lines.Text(); {
		case text == "event: result":
			result = true
		case text == "":
			result = false
		case result && strings.HasPrefix(text, "data:"):
			var r struct{ Trigger int64 }
			if json.Unmarshal([]byte(strings.TrimPrefix(text, "data:")), &r) == nil {
				heard[r.Trigger]++
			}
		}
	}
	return heard
}

// keptByPolicy wants the pictures of the usual policy on the disk, and no others; it says how
// many there are.
func keptByPolicy(t *testing.T, dir string, told map[string]record.Result) (kept int) {
	root, err := os.OpenRoot(filepath.Join(dir, "pictures"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	policy := pictures.Policy{OneInOK: 10}
	k := pictures.Open(root, policy, pictures.Listener{})
	defer k.Close()
	for _, r := range told {
		_, err := k.Read(pictures.ID{At: r.At, Picture: r.Picture, Format: r.Format, Inspector: r.Inspector})
		want := error(nil)
		if !policy.Keeps(r.Verdict, r.Trigger) {
			want = pictures.ErrNotKept
		}
		if !errors.Is(err, want) {
			t.Errorf("part %d, %s: %v, want %v", r.Trigger, r.Verdict, err, want)
		}
		if err == nil {
			kept++
		}
	}
	return kept
}

// stored wants each result that was told in the records, once and as it was told, and a whole
// chain; only says that there are no others.
func stored(t *testing.T, dir string, told map[string]record.Result, only bool) {
	t.Helper()
	db, err := store.Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.Results(t.Context(), record.Query{})
	if err != nil {
		t.Fatal(err)
	}
	is, numbers := map[string]record.Result{}, map[int64]bool{}
	for _, r := range list {
		if _, twice := is[r.Key]; twice || numbers[r.Trigger] {
			t.Errorf("%s is stored twice, or its number %d", r.Key, r.Trigger)
		}
		is[r.Key], numbers[r.Trigger] = r, true
	}
	for k, r := range told {
		if s, ok := is[k]; !ok || record.Digest(s) != record.Digest(r) {
			t.Errorf("%s: told %+v, stored %v %+v", k, r, ok, s)
		}
	}
	if only && len(is) != len(told) {
		t.Errorf("%d results stored, %d told", len(is), len(told))
	}
	if c, err := db.Verify(t.Context()); err != nil || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
}
