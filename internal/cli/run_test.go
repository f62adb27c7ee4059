package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// outcome is what one command line did.
type outcome struct {
	code     int
	out, err string
}

// mekiki runs a command line in this process, with the small data set of
// tinyData in $MEKIKI_DATA.
func mekiki(t testing.TB, args ...string) outcome {
	t.Helper()
	return runWith(t, t.Context(), tinyData(t), args...)
}

func runWith(t testing.TB, ctx context.Context, data string, args ...string) outcome {
	t.Helper()
	// Nothing may reach the user's cache or the network.
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var out, errs bytes.Buffer
	env := map[string]string{"MEKIKI_DATA": data}
	code := Run(ctx, System{Args: args, Out: &out, Err: &errs, Getenv: func(k string) string { return env[k] }, Serve: serveNothing, ServeOverview: overviewNothing})
	return outcome{code, out.String(), errs.String()}
}

// overviewNothing is one that ends as soon as the pages of a plant could be answered.
func overviewNothing(ctx context.Context, at *desk.Desk, c work.OverviewConfig, ready func(work.Reached)) error {
	o, err := work.OpenOverview(ctx, at, c)
	if err != nil {
		return err
	}
	o.Reached.Address = "http://" + c.Address
	o.Reached.Addresses = []string{o.Reached.Address}
	ready(o.Reached)
	return o.Close()
}

// serveNothing is a server that ends as soon as its station runs: the true one is no part of
// this room.
func serveNothing(ctx context.Context, at *desk.Desk, c work.ServeConfig, ready func(work.Reached)) error {
	s, err := work.OpenStation(ctx, at, c)
	if err != nil {
		return err
	}
	if err := s.FirstUser(); err != nil {
		return err
	}
	r := s.Reached
	r.Address = "http://" + c.Address
	r.Addresses = []string{r.Address}
	ready(r)
	return s.Close()
}

// want checks exit code and parts of stderr.
func (o outcome) want(t testing.TB, code int, parts ...string) outcome {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d; stderr: %s", o.code, code, o.err)
	}
	for _, p := range parts {
		if !strings.Contains(o.err, p) {
			t.Errorf("stderr lacks %q: %s", p, o.err)
		}
	}
	if strings.Contains(o.err, "panic") || strings.Contains(o.err, "goroutine") {
		t.Errorf("panic: %s", o.err)
	}
	return o
}

// object is the one JSON object on stdout, which must follow its schema.
func (o outcome) object(t testing.TB) map[string]any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(o.out))
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("stdout is no JSON object: %v: %s", err, o.out)
	}
	if dec.More() {
		t.Errorf("more than one value on stdout: %s", o.out)
	}
	follows(t, o.out)
	for line := range strings.Lines(o.err) {
		if !json.Valid([]byte(line)) {
			t.Errorf("with --json a line on stderr is no JSON: %s", line)
			continue
		}
		if id := follows(t, line); id != "mekiki/event/1" {
			t.Errorf("a line on stderr has schema %s", id)
		}
	}
	return v
}

// tinyData writes an IDX data set of three classes, 5x4 pixels, that differ in
// where they are bright: 120 pictures for training, 30 for the test.
func tinyData(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for part, n := range map[string]int{"train": 120, "t10k": 30} {
		im := &dataset.Images{N: n, H: 5, W: 4, C: 1, Pix: make([]uint8, n*20), Labels: make([]int32, n)}
		for i := range n {
			im.Labels[i] = int32(i % 3)
			for p := range 20 {
				im.Pix[i*20+p] = uint8((i*37 + p*p*11 + n) % 90)
				if p%3 == i%3 {
					im.Pix[i*20+p] += 120
				}
			}
		}
		var pictures, labels bytes.Buffer
		if err := dataset.WriteIDXImages(&pictures, im); err != nil {
			t.Fatal(err)
		}
		if err := dataset.WriteIDXLabels(&labels, im.Labels); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, part+"-images-idx3-ubyte"), pictures.String())
		write(t, filepath.Join(dir, part+"-labels-idx1-ubyte"), labels.String())
	}
	return dir
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// small are flags of a training that takes milliseconds.
func small(out string, more ...string) []string {
	return append([]string{"train", "--out", out, "--protocol", "random", "--triplet-count", "300", "--layers", "8,4",
		"--batch", "16", "--epochs", "3", "--learning-rate", "0.003", "--test-size", "0.2", "--val-size", "0.2", "--json"}, more...)
}
