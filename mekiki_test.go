package mekiki_test

import (
	"errors"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mekiki"
	"mekiki/internal/cli"
	"mekiki/internal/model"
)

func open(t *testing.T) *mekiki.Model {
	t.Helper()
	m, err := mekiki.Open(drawn + "model.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func pictures(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(drawn + "*.png")
	if err != nil || len(found) != 6 {
		t.Fatal(found, err)
	}
	return found
}

// TestBitsOfTheCommand: the package gives what mekiki embed writes, from the file and
// from the unpacked picture.
func TestBitsOfTheCommand(t *testing.T) {
	m, files := open(t), pictures(t)
	out := filepath.Join(t.TempDir(), "rows.npy")
	args := append([]string{"embed", "--quiet", "--model", drawn + "model.safetensors", "--out", out}, files...)
	if code := cli.Run(t.Context(), cli.System{Args: args, Out: t.Output(), Err: t.Output(), Getenv: func(string) string { return "" }}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var want []float32
	for v := b[10+int(b[8])+256*int(b[9]):]; len(v) > 0; v = v[4:] {
		want = append(want, math.Float32frombits(uint32(v[0])|uint32(v[1])<<8|uint32(v[2])<<16|uint32(v[3])<<24))
	}
	for i, path := range files {
		row := want[i*m.Dim() : (i+1)*m.Dim()]
		fromFile, err := m.EmbedFile(path)
		if err != nil || !slices.Equal(fromFile, row) {
			t.Errorf("%s: %v, %v; the command has %v", path, fromFile, err, row)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if unpacked, err := m.Embed(img); err != nil || !slices.Equal(unpacked, row) {
			t.Errorf("%s unpacked: %v, %v; the command has %v", path, unpacked, err, row)
		}
	}
}

// TestGallery compares with a naive search, while others add and look up.
func TestGallery(t *testing.T) {
	m := open(t)
	g, err := m.NewGallery()
	if err != nil {
		t.Fatal(err)
	}
	if near, err := g.Nearest(make([]float32, m.Dim()), 3); len(near) > 0 || err != nil {
		t.Errorf("an empty gallery has %v, %v", near, err)
	}
	files := pictures(t)
	rows := map[string][]float32{}
	for _, path := range files {
		if rows[path], err = m.EmbedFile(path); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for _, path := range files {
		wg.Go(func() {
			if err := g.Add(path, rows[path]); err != nil {
				t.Error(err)
			}
			if _, err := g.Nearest(rows[path], 2); err != nil {
				t.Error(err)
			}
			if e, err := m.EmbedFile(path); err != nil || !slices.Equal(e, rows[path]) {
				t.Errorf("%s beside others: %v, %v", path, e, err)
			}
		})
	}
	wg.Wait()
	if g.Len() != len(files) {
		t.Errorf("%d in the gallery", g.Len())
	}
	for _, path := range files {
		near, err := g.Nearest(rows[path], len(files)+2)
		if err != nil || len(near) != len(files) || near[0].Name != path {
			t.Fatalf("%s: %v, %v", path, near, err)
		}
		for i, n := range near {
			if want := m.Distance(rows[path], rows[n.Name]); n.Distance != want || i > 0 && n.Distance < near[i-1].Distance {
				t.Errorf("%s, %d: %v, its distance is %v", path, i, n, want)
			}
		}
	}
	// Copies are as near as each other.
	if err := g.Add("copy", rows[files[0]]); err != nil {
		t.Fatal(err)
	}
	if near, err := g.Nearest(rows[files[0]], 1); err != nil || len(near) != 2 {
		t.Errorf("of two copies %v, %v", near, err)
	}
	if err := g.Add("broken", append(rows[files[0]][1:], float32(math.NaN()))); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("NaN was taken: %v", err)
	}
	if _, err := g.Nearest(append(rows[files[1]][1:], float32(math.Inf(1))), 1); err == nil {
		t.Error("an infinite query was answered")
	}
}

func TestRefused(t *testing.T) {
	if _, err := mekiki.Open(drawn + "none.safetensors"); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "none.safetensors") {
		t.Errorf("no model: %v", err)
	}
	if _, err := mekiki.Open(drawn + "make.go"); err == nil {
		t.Error("a file that is no model was opened")
	}
	m := open(t)
	if _, err := m.EmbedFile(drawn + "make.go"); err == nil || !strings.Contains(err.Error(), "make.go") {
		t.Errorf("no picture: %v", err)
	}
	if _, err := m.Embed(image.NewGray(image.Rectangle{})); err == nil {
		t.Error("a picture of nothing has an embedding")
	}
	for name, wrong := range map[string]func(){
		"distance": func() { m.Distance(make([]float32, m.Dim()), nil) },
		"gallery": func() {
			g, err := m.NewGallery()
			if err != nil {
				t.Fatal(err)
			}
			_, _ = g.Nearest(make([]float32, m.Dim()), 0)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			wrong()
		}()
	}
}

// TestThreshold: an older file has none, one of today says it, and it parts what the
// distance does.
func TestThreshold(t *testing.T) {
	if _, ok := open(t).Threshold(); ok {
		t.Error("a file without a threshold has one")
	}
	file, err := model.Load(drawn + "model.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	threshold := 0.125
	file.Meta.Decision = &model.Decision{Measure: "cos", Threshold: &threshold}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := file.Save(path); err != nil {
		t.Fatal(err)
	}
	m, err := mekiki.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := m.Threshold(); !ok || got != threshold {
		t.Errorf("%v, %v", got, ok)
	}
}
