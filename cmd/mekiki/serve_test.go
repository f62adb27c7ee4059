package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
)

// served is a station in a process of its own.
type served struct {
	cmd     *exec.Cmd
	address string
	errs    *bytes.Buffer
}

// serve starts a station and waits until it listens.
func serve(t *testing.T, args ...string) *served {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{cmd: exec.Command(exe, append([]string{"serve", "--json", "--open", "--address", "127.0.0.1:0"}, args...)...), errs: &bytes.Buffer{}}
	s.cmd.Env, s.cmd.Stderr = append(os.Environ(), "MEKIKI_TEST_MAIN=1"), s.errs
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	var v struct{ Address string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&v); err != nil {
		s.cmd.Wait()
		t.Fatalf("%v: %s", err, s.errs)
	}
	s.address = v.Address
	return s
}

// fitted makes a small inspector and pictures to judge.
func fitted(t *testing.T) (inspector string, pictures [][]byte) {
	t.Helper()
	dir := t.TempDir()
	parts, inspector := filepath.Join(dir, "parts"), filepath.Join(dir, "i.mekiki")
	for _, args := range [][]string{
		{"inspect", "draw", "--good", "3", "--test-good", "4", "--bad", "4", "--size", "64", "--out", parts},
		{"inspect", "fit", "--good", filepath.Join(parts, "train", "good"), "--size", "64x64", "--gallery", "50", "--out", inspector},
	} {
		if cmd, _, errs := process(t, args...); code(t, cmd) != 0 {
			t.Fatal(errs)
		}
	}
	files, err := filepath.Glob(filepath.Join(parts, "test", "*", "*.png"))
	if err != nil || len(files) != 8 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, b)
	}
	return inspector, pictures
}

// post gives a part and says what the station answers; an error where it is gone.
func post(address, key string, picture []byte) (r record.Result, err error) {
	q, err := http.NewRequest(http.MethodPost, address+"/api/v1/parts", bytes.NewReader(picture))
	if err != nil {
		return r, err
	}
	q.Header.Set("Idempotency-Key", key)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return r, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s", a.Status, b)
	}
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	return r, err
}

// TestKilledStationLosesNothing kills a station at random moments under load, ten times: every
// result that was told is there, as it was told, none twice, and the chain of records is whole.
func TestKilledStationLosesNothing(t *testing.T) {
	inspector, pictures := fitted(t)
	dir := filepath.Join(t.TempDir(), "plant")
	told := map[string]record.Result{}
	random := rand.New(rand.NewPCG(13, 0))
	const rounds, clients, each = 10, 3, 200
	for round := range rounds + 1 {
		s := serve(t, "--dir", dir, "--inspector", inspector)
		if round == rounds { // the last one ends in good order
			for i := range clients * 2 {
				k := fmt.Sprint("last-", i)
				r, err := post(s.address, k, pictures[i])
				if err != nil {
					t.Fatal(err)
				}
				told[k] = r
			}
			s.cmd.Process.Signal(syscall.SIGTERM)
			if c := code(t, s.cmd); c != 0 {
				t.Errorf("exit code %d after SIGTERM: %s", c, s.errs)
			}
			break
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		for c := range clients {
			wait.Go(func() {
				for i := range each {
					k := fmt.Sprintf("%d-%d-%d", round, c, i)
					r, err := post(s.address, k, pictures[i%len(pictures)])
					if err != nil {
						return // killed
					}
					mu.Lock()
					told[k] = r
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(20+random.IntN(200)) * time.Millisecond)
		s.cmd.Process.Kill()
		s.cmd.Wait()
		wait.Wait()
	}
	db, err := store.Read(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	stored := map[string]record.Result{}
	numbers := map[int64]bool{}
	list, err := db.Results(t.Context(), record.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if _, twice := stored[r.Key]; twice || numbers[r.Trigger] {
			t.Errorf("%s is stored twice, or its number %d", r.Key, r.Trigger)
		}
		stored[r.Key], numbers[r.Trigger] = r, true
	}
	for _, k := range slices.Sorted(maps.Keys(told)) {
		if r, ok := stored[k]; !ok || record.Digest(r) != record.Digest(told[k]) {
			t.Errorf("%s: told %+v, stored %v %+v", k, told[k], ok, r)
		}
	}
	if c, err := db.Verify(t.Context()); err != nil || len(c.Findings) > 0 {
		t.Errorf("%+v, %v", c, err)
	}
	t.Logf("%d results told, %d stored", len(told), len(stored))
	if len(told) < 2*rounds {
		t.Errorf("only %d results in %d rounds", len(told), rounds)
	}
}

// TestTwoStationsInOneFolder: the second one is refused, in words.
func TestTwoStationsInOneFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "plant")
	s := serve(t, "--dir", dir)
	second, _, errs := process(t, "serve", "--dir", dir, "--address", "127.0.0.1:0")
	if c := code(t, second); c != 1 || !strings.Contains(errs.String(), fmt.Sprintf("a station that runs (process %d)", s.cmd.Process.Pid)) {
		t.Errorf("exit code %d: %s", c, errs)
	}
	wrong, _, errs := process(t, "serve", "--dir", t.TempDir(), "--address", "8640")
	if c := code(t, wrong); c != 2 || !strings.Contains(errs.String(), "127.0.0.1:8640") {
		t.Errorf("exit code %d: %s", c, errs)
	}
	taken, _, errs := process(t, "serve", "--dir", t.TempDir(), "--address", strings.TrimPrefix(s.address, "http://"))
	if c := code(t, taken); c != 1 || !strings.Contains(errs.String(), "--address") {
		t.Errorf("exit code %d: %s", c, errs)
	}
}
