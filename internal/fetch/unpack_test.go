package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bareMachine has no programs.
type bareMachine struct{}

func (bareMachine) Has(string) bool { return false }
func (bareMachine) Run(context.Context, string, string, ...string) error {
	return errors.New("there are no programs here")
}

// debian is a machine with apt-get and dpkg that know the package.
type debian struct {
	*world
	apt  func(ctx context.Context, dir string) error // instead of the download
	lack string                                      // a program that is not there
}

func (d *debian) Has(name string) bool { return name != d.lack }

func (d *debian) Run(ctx context.Context, dir, name string, args ...string) error {
	line := name + " " + strings.Join(args, " ")
	switch {
	case name == "apt-get" && strings.HasSuffix(line, " download dataset-fashion-mnist"):
		if d.apt != nil {
			return d.apt(ctx, dir)
		}
		return os.WriteFile(filepath.Join(dir, "dataset-fashion-mnist_1_all.deb"), []byte("deb"), 0o644)
	case name == "dpkg" && len(args) == 3 && args[0] == "-x":
		if _, err := os.Stat(within(dir, args[1])); err != nil {
			return err
		}
		out := filepath.Join(within(dir, args[2]), "usr/share/datasets/fashion-mnist")
		if err := os.MkdirAll(out, 0o755); err != nil {
			return err
		}
		for name, data := range d.packed {
			if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("unexpected command: " + line)
}

func TestUnpack(t *testing.T) {
	w := newWorld(t)
	w.Runner = &debian{world: w}
	w.load(t, "the Debian package, unpacked (now in the cache")
	w.tidy(t)
	w.Runner = bareMachine{}
	w.load(t, "the cache "+w.CacheDir)
	if len(w.server.asked) != 0 {
		t.Errorf("the server was asked for %q", w.server.asked)
	}
}

// within is where a program that runs in dir finds path.
func within(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func TestUnpackIntoRelativeCache(t *testing.T) {
	w := newWorld(t)
	t.Chdir(t.TempDir())
	w.CacheDir = "cache"
	w.Runner = &debian{world: w}
	w.load(t, "the Debian package, unpacked")
}

func TestUnpackFailsOver(t *testing.T) {
	for name, c := range map[string]struct {
		machine debian
		note    string
	}{
		"no dpkg":    {debian{lack: "dpkg"}, ""},
		"no apt-get": {debian{lack: "apt-get"}, ""},
		"not in the lists": {debian{apt: func(context.Context, string) error { return errors.New("E: Unable to locate package") }},
			"apt-get download: E: Unable to locate package"},
		"nothing left":   {debian{apt: func(context.Context, string) error { return nil }}, "apt-get left 0 packages"},
		"no network":     {debian{apt: func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }}, "nothing came for 50ms"},
		"damaged packet": {debian{world: &world{packed: map[string][]byte{"train-images-idx3-ubyte.gz": pack([]byte("x"))}}}, "its content is not that of train-images-idx3-ubyte"},
	} {
		w := newWorld(t)
		w.idle = 50 * time.Millisecond
		m := c.machine
		if m.world == nil {
			m.world = w
		}
		w.Runner = &m
		start := time.Now()
		r := w.load(t, "downloaded")
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, c.note) || (c.note == "") != (notes == "") {
			t.Errorf("%s: notes %q, want %q", name, notes, c.note)
		}
		w.tidy(t)
	}
}

// TestSlowAptIsLetBe brings a little all the time, for much longer than the idle limit.
func TestSlowAptIsLetBe(t *testing.T) {
	w := newWorld(t)
	w.idle = time.Second
	w.Runner = &debian{world: w, apt: func(ctx context.Context, dir string) error {
		f, err := os.Create(filepath.Join(dir, "dataset-fashion-mnist_1_all.deb"))
		if err != nil {
			return err
		}
		defer f.Close()
		for range 15 {
			f.Write(make([]byte, 100))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
		}
		return nil
	}}
	w.load(t, "the Debian package, unpacked")
}

func TestSystemRunner(t *testing.T) {
	r := system{}
	if r.Has("mekiki-no-such-program") {
		t.Error("finds a program that is not there")
	}
	if !r.Has("sh") {
		t.Skip("no sh on this machine")
	}
	dir := t.TempDir()
	if err := r.Run(t.Context(), dir, "sh", "-c", "echo x > here"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "here")); err != nil {
		t.Error("does not run in the folder")
	}
	if err := r.Run(t.Context(), dir, "sh", "-c", "echo first; echo the reason >&2; exit 3"); err == nil || !strings.HasSuffix(err.Error(), "exit status 3: the reason") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := r.Run(ctx, dir, "sh", "-c", "sleep 20"); err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("not stopped: %v after %v", err, time.Since(start))
	}
}
