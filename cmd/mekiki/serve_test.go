package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// served is a station in a process of its own.
type served struct {
	cmd     *exec.Cmd
	out     io.Reader
	address string
	errs    *bytes.Buffer
}

// serve starts a station and waits until it listens.
func serve(t *testing.T, args ...string) *served {
	t.Helper()
	s := starting(t, serving(t, args...))
	s.listening(t)
	return s
}

// serving is the command that starts a station.
func serving(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return pages(t, append([]string{"serve"}, args...)...)
}

// pages is a command that serves pages, to whoever uses this computer.
func pages(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, append(args, "--json", "--open", "--address", "127.0.0.1:0")...)
	cmd.Env = append(os.Environ(), "MEKIKI_TEST_MAIN=1")
	return cmd
}

// starting starts a station.
func starting(t *testing.T, cmd *exec.Cmd) *served {
	t.Helper()
	s := &served{cmd: cmd, errs: &bytes.Buffer{}}
	cmd.Stderr = s.errs
	var err error
	s.out, err = cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return s
}

// listening waits until a station listens.
func (s *served) listening(t *testing.T) {
	t.Helper()
	var v struct{ Address string }
	if err := json.NewDecoder(bufio.NewReader(s.out)).Decode(&v); err != nil {
		s.cmd.Wait()
		t.Fatalf("%v: %s", err, s.errs)
	}
	s.address = v.Address
}

// fitted makes an inspector of parts of side x side, and pictures to judge: the good ones, then
// as many bad ones.
func fitted(t *testing.T, side int) (inspector string, pictures [][]byte) {
	t.Helper()
	dir := t.TempDir()
	parts, inspector := filepath.Join(dir, "parts"), filepath.Join(dir, "i.mekiki")
	size := strconv.Itoa(side)
	good, fit := "3", []string{"inspect", "fit", "--size", size + "x" + size, "--out", inspector}
	if side > 64 { // as the demo has it
		good = "40"
	} else {
		fit = append(fit, "--gallery", "50")
	}
	for _, args := range [][]string{
		{"inspect", "draw", "--good", good, "--test-good", "4", "--bad", "4", "--size", size, "--out", parts},
		append(fit, "--good", filepath.Join(parts, "train", "good")),
	} {
		if cmd, _, errs := process(t, args...); code(t, cmd) != 0 {
			t.Fatal(errs)
		}
	}
	for _, folder := range []string{"good", "[^g]*"} {
		files, err := filepath.Glob(filepath.Join(parts, "test", folder, "*.png"))
		if err != nil || len(files) != 4 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			pictures = append(pictures, b)
		}
	}
	return inspector, pictures
}

// errLater is in the error of a part that the station would take a moment later, as its answer says.
var errLater = errors.New("later")

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
		if a.StatusCode == http.StatusServiceUnavailable && a.Header.Get("Retry-After") != "" {
			err = fmt.Errorf("%w: %w", errLater, err)
		}
	}
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	return r, err
}

// TestKilledStationLosesNothing kills a station at random moments under load, and now and then
// while it starts: every result that was told is there, as it was told, none twice, also where
// a part whose answer never came is given again, and the chain of records is whole. Five kills;
// bench/soak.sh kill asks for more.
func TestKilledStationLosesNothing(t *testing.T) {
	inspector, pictures := fitted(t, 64)
	dir := filepath.Join(t.TempDir(), "plant")
	told, unanswered := map[string]record.Result{}, map[string][]byte{}
	random := rand.New(rand.NewPCG(13, 0))
	kills := int(asked(t, "MEKIKI_KILLS", 5))
	const clients, each = 3, 200
	var mu sync.Mutex
	give := func(address, k string, picture []byte) error {
		r, err := post(address, k, picture)
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			unanswered[k] = picture
			return err
		}
		delete(unanswered, k)
		told[k] = r
		return nil
	}
	var starts []float64
	for round := range kills + 1 {
		if round%4 == 3 {
			early := starting(t, serving(t, "--dir", dir, "--inspector", inspector))
			time.Sleep(time.Duration(random.IntN(300)) * time.Millisecond)
			early.cmd.Process.Kill()
			early.cmd.Wait()
		}
		began := time.Now()
		s := serve(t, "--dir", dir, "--inspector", inspector)
		starts = append(starts, time.Since(began).Seconds())
		for k, p := range maps.Clone(unanswered) {
			if err := give(s.address, k, p); err != nil {
				t.Fatal(err)
			}
		}
		if round == kills { // the last one ends in good order
			s.cmd.Process.Signal(syscall.SIGTERM)
			if c := code(t, s.cmd); c != 0 {
				t.Errorf("exit code %d after SIGTERM: %s", c, s.errs)
			}
			break
		}
		var wait sync.WaitGroup
		for c := range clients {
			wait.Go(func() {
				for i := range each {
					if give(s.address, fmt.Sprintf("%d-%d-%d", round, c, i), pictures[i%len(pictures)]) != nil {
						return // killed
					}
				}
			})
		}
		time.Sleep(time.Duration(20+random.IntN(200)) * time.Millisecond)
		s.cmd.Process.Kill()
		s.cmd.Wait()
		wait.Wait()
	}
	stored(t, dir, told, true)
	slices.Sort(starts)
	t.Logf("%d kills, %d results told; from the command to listening %.2f s (median; most %.2f)", kills, len(told), quantile(starts, 0.5), starts[len(starts)-1])
	if len(told) < 2*kills {
		t.Errorf("only %d results in %d rounds", len(told), kills)
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
