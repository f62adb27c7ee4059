package mekiki_test

import (
	"bytes"
	"encoding/json"
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
)

// command runs the command in English and gives what it prints.
func command(t *testing.T, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if code := cli.Run(t.Context(), cli.System{Args: args, Out: &out, Err: t.Output(), Getenv: func(string) string { return "" }}); code != 0 {
		t.Fatalf("mekiki %v: exit code %d", args, code)
	}
	return out.Bytes()
}

func writePNG(t *testing.T, path string, img image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

func readPNG(t *testing.T, path string) image.Image {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestInspectorHasTheBitsOfTheCommand: of drawn parts, good, bad, of another kind and dark, the
// package says what inspect run prints, from the file and from the unpacked picture, also
// beside others.
func TestInspectorHasTheBitsOfTheCommand(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	command(t, "inspect", "draw", "--quiet", "--good", "5", "--test-good", "2", "--bad", "4", "--size", "96", "--out", in("rings"))
	command(t, "inspect", "draw", "--quiet", "--kind", "weave", "--good", "0", "--test-good", "1", "--bad", "0", "--size", "80x120", "--out", in("weave"))
	command(t, "inspect", "fit", "--quiet", "--good", in("rings/train/good"), "--size", "96x96", "--gallery", "200", "--out", in("ring.mekiki"))
	writePNG(t, in("weave/dark.png"), image.NewGray(image.Rect(0, 0, 30, 20)))
	var run struct {
		Thresholds struct{ Low, High float64 }
		Parts      []struct {
			File, Verdict, Reason, Like string
			Score                       float64
			Regions                     []mekiki.Region
		}
	}
	if err := json.Unmarshal(command(t, "inspect", "run", "--quiet", "--json", in("ring.mekiki"), in("rings/test"), in("weave")), &run); err != nil {
		t.Fatal(err)
	}
	n, err := mekiki.OpenInspector(in("ring.mekiki"))
	if err != nil {
		t.Fatal(err)
	}
	if low, high := n.Thresholds(); low != run.Thresholds.Low || high != run.Thresholds.High {
		t.Errorf("thresholds %v and %v, the command has %v", low, high, run.Thresholds)
	}
	var wg sync.WaitGroup
	guarded := 0
	for _, p := range run.Parts {
		if p.Reason != "" {
			guarded++
		}
		wg.Go(func() {
			check := func(v mekiki.Verdict, err error) {
				if err != nil || string(v.Call) != p.Verdict || v.Score != p.Score || v.Like != p.Like || (v.Reason == "") != (p.Reason == "") || !slices.Equal(v.Regions, p.Regions) {
					t.Errorf("%s: %+v, %v; the command has %+v", p.File, v, err, p)
				}
				if len(v.Map) != v.Rows*v.Columns || len(v.Map) == 0 {
					t.Errorf("%s: a map of %d x %d with %d places", p.File, v.Rows, v.Columns, len(v.Map))
				}
			}
			check(n.InspectFile(p.File))
			check(n.Inspect(readPNG(t, p.File)), nil)
		})
	}
	wg.Wait()
	if len(run.Parts) < 7 || guarded < 2 {
		t.Errorf("%d parts, %d guarded", len(run.Parts), guarded)
	}
}

// TestInspectorRefuses what is no inspector and no picture, by name.
func TestInspectorRefuses(t *testing.T) {
	dir := drawnInspector()
	if _, err := mekiki.OpenInspector(filepath.Join(dir, "none.mekiki")); err == nil || !strings.Contains(err.Error(), "none.mekiki") {
		t.Error(err)
	}
	if _, err := mekiki.OpenInspector(drawn + "model.safetensors"); err == nil || !strings.Contains(err.Error(), "no inspector") {
		t.Error(err)
	}
	n, err := mekiki.OpenInspector(filepath.Join(dir, "ring.mekiki"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.InspectFile(drawn + "make.go"); err == nil || !strings.Contains(err.Error(), "make.go") {
		t.Error(err)
	}
	if v := n.Inspect(image.NewGray(image.Rect(0, 0, 0, 0))); v.Call != mekiki.Review || v.Reason == "" || math.IsNaN(v.Score) {
		t.Errorf("a picture without a pixel: %+v", v)
	}
}

func TestMain(m *testing.M) {
	code := m.Run()
	if made != "" {
		os.RemoveAll(made)
	}
	os.Exit(code)
}
