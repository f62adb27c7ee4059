package mekiki_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mekiki"
	"mekiki/internal/cli"
	"mekiki/internal/eye"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// TestBitsBehindAnEye: a model with an eye before its network gives what mekiki embed
// writes, from several goroutines.
func TestBitsBehindAnEye(t *testing.T) {
	e, err := eye.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Front(eye.Options{Height: 48, Width: 40, Taps: []string{"block3"}})
	if err != nil {
		t.Fatal(err)
	}
	m := &model.Model{Meta: model.Meta{
		Input: model.Input{Height: 48, Width: 40, Channels: 3, Policy: "letterbox"}, Eye: model.EyeOf(f), Network: model.Network{Widths: []int{f.Dim(), 7}},
		Loss: triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.2)"},
	}, Net: nn.New([]int{f.Dim(), 7}, 3)}
	m.Net.SetFront(f)
	dir := t.TempDir()
	path, out := filepath.Join(dir, "model.safetensors"), filepath.Join(dir, "rows.npy")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	files := pictures(t)
	args := append([]string{"embed", "--quiet", "--model", path, "--out", out}, files...)
	if code := cli.Run(t.Context(), cli.System{Args: args, Out: t.Output(), Err: t.Output(), Getenv: func(string) string { return "" }}); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	b = b[10+int(binary.LittleEndian.Uint16(b[8:])):]
	opened, err := mekiki.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			var want []float32
			for k := range 7 {
				want = append(want, math.Float32frombits(binary.LittleEndian.Uint32(b[4*(7*i+k):])))
			}
			if got, err := opened.EmbedFile(file); err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, %v; the command has %v", got, err, want)
			}
		})
	}
}
